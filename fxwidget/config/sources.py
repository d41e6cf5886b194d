"""Makes the enabled sources from the settings."""

from __future__ import annotations

from collections.abc import Sequence

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.errors import ConfigurationError
from fxwidget.provider.quota import Quota
from fxwidget.provider.registry import provider_class
from fxwidget.provider.source import Source, abstention


def sources(settings: Settings) -> tuple[Source, ...]:
    """The enabled sources in the configured order.

    Raises:
        ConfigurationError: a provider that needs a key has none.
    """
    names = settings.names
    return tuple(_source(name, names, settings) for name in names)


def _source(name: str, names: Sequence[str], settings: Settings) -> Source:
    cls = provider_class(name)
    own = settings.provider.get(name, ProviderSettings())
    key = own.secret()
    allowed = own.quota or cls.quota
    quota = Quota.read(allowed) if allowed else None
    if cls.needs_key and not key:
        raise ConfigurationError(
            f"provider {name} needs a key: set key, key_file or key_credential under [provider.{name}], or FXWIDGET_PROVIDER__{name.upper()}__KEY"
        )
    wanted = [code for code in settings.currencies if code in cls.lists]
    interval = own.min_interval if own.min_interval is not None else cls.min_interval
    if quota is not None and own.min_interval is None:
        interval = max(interval or quota.pace, quota.pace)
    unset = own.key_flaw(key) if key else None
    provider = cls(key=key, currencies=wanted)
    return Source(name, provider, own.url, interval, abstention(cls, names), quota, unset)
