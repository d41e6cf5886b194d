"""An enabled provider with its name and settings, and what its facts come to for one currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fxwidget.calendars import Dated, next_window, window
from fxwidget.errors import ConfigurationError
from fxwidget.memory import SourceMemory
from fxwidget.provider import Provider, Terms
from fxwidget.rate import Kind
from fxwidget.registry import provider_class
from fxwidget.settings import ProviderSettings, Settings

OUTSIDE = timedelta(hours=1)
"""How often a source is asked outside its publication window."""

PUNCTUAL = timedelta(seconds=30)
"""A round that starts a little early still asks whoever is due within this."""


@dataclass(frozen=True)
class Source:
    """One enabled provider. ``abstains`` says why it has no vote on any currency, if it has none."""

    name: str
    provider: Provider
    url: str | None = None
    min_interval: timedelta | None = None
    abstains: str | None = None

    def group(self, code: str) -> str:
        """Who really makes its number for a currency."""
        return self.provider.groups.get(code) or self.provider.group or self.name

    def kind(self, code: str) -> Kind:
        """What sort of price its number for a currency is."""
        return self.provider.kinds.get(code, self.provider.kind)

    @property
    def ahead_days(self) -> int:
        """How far ahead of its own today a date may lie."""
        given = self.provider.ahead_days
        return given if given is not None else 10 if self.provider.dated is Dated.VALID_FROM else 1

    @property
    def passes_on(self) -> bool:
        """Whether its terms let its numbers stand beside another's."""
        return self.provider.terms is not Terms.FORBIDDEN

    def next_due(self, memory: SourceMemory, now: datetime, refresh: timedelta) -> datetime:
        """When it may have something new: every round in its publication window, hourly outside, never sooner than it allows."""
        if memory.asked_at is None or not set(self.provider.currencies) <= set(
            memory.sought or self.provider.currencies
        ):
            due = now  # never asked, or not yet for a currency that is now wanted
        elif self.min_interval is not None:
            due = memory.asked_at + self.min_interval
        else:
            calendar, dated = self.provider.calendar, self.provider.dated
            if window(calendar, dated, memory.newest_day, now) or memory.outcome in _FAILED:
                due = memory.asked_at + refresh
            else:
                due = min(
                    memory.asked_at + OUTSIDE, max(next_window(calendar, now), memory.asked_at + refresh)
                )
        return max(due, memory.not_before) if memory.not_before is not None else due

    def due(self, memory: SourceMemory, now: datetime, refresh: timedelta) -> bool:
        """Whether to ask it in the round that starts now."""
        if memory.not_before is not None and now < memory.not_before:
            return False
        return self.next_due(memory, now, refresh) <= now + min(PUNCTUAL, refresh / 2)


_FAILED = ("unavailable", "refused")


def sources(settings: Settings) -> tuple[Source, ...]:
    """The enabled sources in the configured order.

    Raises:
        ConfigurationError: a provider that needs a key has none.
    """
    return tuple(_source(name, settings) for name in settings.names)


def _source(name: str, settings: Settings) -> Source:
    cls = provider_class(name)
    own = settings.provider.get(name, ProviderSettings())
    key = own.secret()
    if cls.needs_key and not key:
        raise ConfigurationError(
            f"provider {name} needs a key: set key or key_file under [provider.{name}], or FXWIDGET_PROVIDER__{name.upper()}__KEY"
        )
    wanted = [code for code in settings.currencies if code in cls.lists]
    interval = own.min_interval if own.min_interval is not None else cls.min_interval
    blended = [other for other in settings.names if other in cls.blends]
    abstains = f"a blend of {', '.join(blended)}, which have votes of their own" if blended else None
    return Source(name, cls(key=key, currencies=wanted), own.url, interval, abstains)


def listing(all_sources: Iterable[Source], code: str) -> list[Source]:
    """Those that list a currency, in order."""
    return [source for source in all_sources if code in source.provider.lists]
