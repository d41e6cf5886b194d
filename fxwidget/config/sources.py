"""Makes the enabled sources from the settings."""

from __future__ import annotations

from collections.abc import Sequence

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.errors import ConfigurationError
from fxwidget.provider.base import Provider
from fxwidget.provider.facts_table import Facts
from fxwidget.provider.quota import Quota
from fxwidget.provider.registry import facts_of, loadable, provider_class
from fxwidget.provider.source import Described, Source, abstention


def sources(settings: Settings) -> tuple[Source, ...]:
    """The enabled sources in the configured order.

    Raises:
        ConfigurationError: a provider that needs a key has none.
    """
    names = loadable(settings.names)
    return tuple(_source(name, names, settings) for name in names)


def described(settings: Settings) -> tuple[Described, ...]:
    """The enabled sources in the configured order, by their facts alone: for who asks none of them.

    Raises:
        ConfigurationError: a provider that needs a key has none.
    """
    names = settings.names
    found = tuple(Described(name, facts_of(name), abstention(facts_of(name), names)) for name in names)
    for each in found:
        _own(each.name, each.provider, settings)
    return found


def _own(name: str, facts: Facts | type[Provider], settings: Settings) -> ProviderSettings:
    """A provider's own settings, with its key where it needs one."""
    own = settings.provider.get(name, ProviderSettings())
    if facts.needs_key and not own.secret():
        raise ConfigurationError(
            f"provider {name} needs a key: set key, key_file or key_credential under [provider.{name}], or FXWIDGET_PROVIDER__{name.upper()}__KEY"
        )
    return own


def _source(name: str, names: Sequence[str], settings: Settings) -> Source:
    cls = provider_class(name)
    own = _own(name, cls, settings)
    key = own.secret()
    allowed = own.quota or cls.quota
    quota = Quota.read(allowed) if allowed else None
    wanted = [code for code in settings.currencies if code in cls.lists]
    interval = own.min_interval if own.min_interval is not None else cls.min_interval
    if quota is not None and own.min_interval is None:
        interval = max(interval or quota.pace, quota.pace)
    unset = own.key_flaw(key) if key else None
    provider = cls(key=key, currencies=wanted)
    return Source(name, provider, own.url, interval, abstention(cls, names), quota, unset)
