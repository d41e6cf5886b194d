"""An enabled provider with its name and settings, and its facts for one currency."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from fxwidget.domain.codes import Exclusion, Outcome, Reason, because
from fxwidget.domain.quote import Kind
from fxwidget.domain.state import Row, SourceMemory
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Calendar, Continuous, Dated, missed, next_window, window
from fxwidget.provider.facts_table import Facts
from fxwidget.provider.quota import Quota

OUTSIDE = timedelta(hours=1)
"""How often a source is asked outside its publication window."""

ASKED_INTO = 24
"""The most requests in one publication window: every five minutes of two hours."""

PUNCTUAL = timedelta(seconds=30)
"""A round that starts a little early still asks whoever is due within this."""

_FAILED = (Outcome.UNAVAILABLE, Outcome.REFUSED)


@dataclass(frozen=True)
class Source:
    """One enabled provider.

    abstains: why it has no vote on any currency, if it has none.
    unset: why it can't be asked as it is configured, if it can't.
    """

    name: str
    provider: Provider
    url: str | None = None
    min_interval: timedelta | None = None
    abstains: Reason | None = None
    quota: Quota | None = None
    unset: str | None = None

    def group(self, code: str) -> str:
        """The group of publishers that really make the source's number for a currency."""
        return self.provider.groups.get(code) or self.provider.group or self.name

    def kind(self, code: str) -> Kind:
        """The kind of price that the source's number for a currency is."""
        return self.provider.kinds.get(code, self.provider.kind)

    def calendar(self, code: str) -> Calendar:
        """The publication calendar of the source's number for a currency."""
        return self.provider.calendars.get(code, self.provider.calendar)

    @property
    def ahead_days(self) -> int:
        """How many days a stated date may lie ahead of the source's own today."""
        given = self.provider.ahead_days
        return given if given is not None else 10 if self.provider.dated is Dated.VALID_FROM else 1

    @property
    def passes_on(self) -> bool:
        """Whether the source's terms allow passing its numbers on beside another's."""
        return self.provider.terms is not Terms.FORBIDDEN

    def next_due(self, memory: SourceMemory, now: datetime, refresh: timedelta) -> datetime:
        """When to ask the source next: every round in its publication window, hourly outside, never sooner than it allows."""
        if (
            memory.asked_at is None
            or memory.asked_at > now + PUNCTUAL
            or not set(self.provider.currencies) <= set(memory.sought or self.provider.currencies)
        ):
            # Never asked, by a clock that was ahead, or not yet for a currency that is now wanted.
            due = now
        elif self.min_interval is not None:
            due = memory.asked_at + self.min_interval
        else:
            newest = self._newest(memory)
            expected = [it for it, day in newest.items() if window(it, self.provider.dated, day, now)]
            if expected or memory.outcome in _FAILED:
                due = memory.asked_at + max(refresh, min(map(_pace, expected), default=refresh))
            else:
                opens = min(next_window(it, now) for it in newest)
                due = min(memory.asked_at + OUTSIDE, max(opens, memory.asked_at + refresh))
        spent_until = self.quota.again(memory.spent, now) if self.quota is not None else due
        return max(due, _not_before(memory, now) or due, spent_until)

    def _newest(self, memory: SourceMemory) -> dict[Calendar, date | None]:
        """The newest market day received under each calendar by which the source publishes the wanted currencies."""
        wanted = {self.calendar(code) for code in self.provider.currencies} or {self.provider.calendar}
        days = [(self.calendar(code), row.market_day) for code, row in memory.rows.items()]
        return {it: max((day for own, day in days if own == it), default=None) for it in wanted}

    def missed(self, rows: Mapping[str, Row], now: datetime) -> int | None:
        """How many publications the source has missed, the fewest over its calendars; None without any row."""
        dated = self.provider.dated
        ages = [
            missed(row.published, row.market_day, dated, self.calendar(code), now)
            for code, row in rows.items()
        ]
        return min(ages, default=None)

    def due(self, memory: SourceMemory, now: datetime, refresh: timedelta) -> bool:
        """Whether to ask the source in the round that starts now."""
        return self.allows(memory, now) and self.next_due(memory, now, refresh) <= now + min(
            PUNCTUAL, refresh / 2
        )

    def allows(self, memory: SourceMemory, now: datetime) -> bool:
        """Whether the source may be asked at all: its quota is not spent, and it did not ask to be left alone."""
        not_before = _not_before(memory, now)
        spent = self.quota is not None and not self.quota.left(memory.spent, now)
        return not spent and (not_before is None or now >= not_before)


def _not_before(memory: SourceMemory, now: datetime) -> datetime | None:
    """When the source may be asked again, where it stated that; more than a day ahead means that a clock was wrong."""
    stated = memory.not_before
    return None if stated is not None and stated > now + timedelta(days=1, minutes=1) else stated


def _pace(calendar: Calendar) -> timedelta:
    """The time between two requests in a publication window: a long one is not asked into every few minutes."""
    if isinstance(calendar, Continuous):
        return timedelta(0)
    hours = calendar.latest.hour - calendar.usual.hour
    minutes = calendar.latest.minute - calendar.usual.minute
    return timedelta(hours=hours, minutes=minutes) / ASKED_INTO


@dataclass(frozen=True)
class Described:
    """An enabled source by its facts, for who shows its numbers and asks nobody.

    abstains: why it has no vote of its own, None where it has.
    """

    name: str
    provider: Facts
    abstains: Reason | None


AnySource = TypeVar("AnySource", Source, Described)


def in_force(enabled: Iterable[Source], disabled: Container[str]) -> tuple[Source, ...]:
    """The sources that no operator has disabled; a blend gets its vote back once all that it blends are disabled."""
    active = [source for source in enabled if source.name not in disabled]
    names = [source.name for source in active]
    return tuple(replace(source, abstains=abstention(source.provider, names)) for source in active)


def abstention(provider: Provider | type[Provider] | Facts, names: Iterable[str]) -> Reason | None:
    """Why a provider has no vote of its own beside those of these names, or None."""
    blended = [name for name in names if name in provider.blends]
    return because(Exclusion.BLEND, sources=", ".join(blended)) if blended else None


def listing(all_sources: Iterable[AnySource], code: str) -> list[AnySource]:
    """The sources that list a currency, in their order."""
    return [source for source in all_sources if code in source.provider.lists]


def unlisted(enabled: Sequence[Source], currencies: Iterable[str]) -> list[str]:
    """The currencies that none of the enabled sources lists: they will have no number. The dollar needs nobody."""
    return [code for code in currencies if code != "USD" and not listing(enabled, code)]
