"""When in the day the sources that are on by default vote, and how many groups each currency has by which hour: from their facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import Upstream
from fxwidget.inspection.provider_list import frequency
from fxwidget.provider.calendar import Calendar, Daily, seldom
from fxwidget.provider.source import Source
from tools.sources_tables import series_of_groups

__all__ = ["by_currency", "by_hour"]

WINTER, SUMMER = date(2026, 1, 14), date(2026, 7, 15)
"""Wednesdays on which the zones have their two times."""
HOURS = (6, 12, 18, 24)
ALWAYS, SELDOM = -1.0, 25.0
"""In place of the hour of a source that has none: it quotes at all hours, or not each working day."""


def by_currency() -> Iterator[str]:
    """A row for each series of a currency: its groups, those that disclose nothing, and how many are out by which hour."""
    hours = " | ".join(f"by {hour}:00" for hour in HOURS)
    yield f"| currency | groups | undisclosed | {hours} | at all hours | seldom |"
    yield f"| --- | --- | --- | {' | '.join('---' for _ in HOURS)} | --- | --- |"
    enabled = {source.name: source for source in sources(Settings(sources=()))}
    for code in BRICS_PLUS:
        for number, (series, groups) in enumerate(series_of_groups(code).items()):
            named = f"{code}, {series.replace('_', ' ')}" if number else code
            members = [[enabled[name] for name in names] for names in groups.values()]
            yield f"| {named} | {len(groups)} | {' | '.join(map(str, _counts(code, members)))} |"


def _counts(code: str, groups: Iterable[Iterable[Source]]) -> Iterator[int]:
    """Of a currency's groups those that are undisclosed, those that are out by each hour, at all hours, and seldom."""
    every = [list(group) for group in groups]
    yield sum(all(it.provider.upstream is Upstream.UNDISCLOSED for it in group) for group in every)
    first = [min(_out(it.calendar(code)) for it in group) for group in every]
    yield from (sum(ALWAYS < out <= hour for out in first) for hour in HOURS)
    yield first.count(ALWAYS)
    yield first.count(SELDOM)


def _out(calendar: Calendar) -> float:
    """The hour in UTC, in winter, at which a day's table usually is out, 0 on the eve; ``ALWAYS`` or ``SELDOM``."""
    if not isinstance(calendar, Daily):
        return ALWAYS
    if seldom(calendar):
        return SELDOM
    out = _utc(calendar, calendar.usual, WINTER)
    return 0 if out.date() < WINTER else out.hour + out.minute / 60


def by_hour() -> Iterator[str]:
    """A row for each source with a vote: its hours in UTC, what its date means, and on what it votes."""
    yield "| UTC, January | July | days | source | its date | votes on |"
    yield "| --- | --- | --- | --- | --- | --- |"
    voting: dict[str, list[str]] = {}
    for code in BRICS_PLUS:
        for groups in series_of_groups(code).values():
            for name in (name for names in groups.values() for name in names):
                voting.setdefault(name, []).append(code)
    enabled = [it for it in sources(Settings(sources=())) if it.name in voting]
    for it in sorted(enabled, key=lambda it: (_out(it.provider.calendar), it.name)):
        calendar, dated = it.provider.calendar, it.provider.dated.value.replace("_", " ")
        yield (
            f"| {_window(calendar, WINTER)} | {_window(calendar, SUMMER)} | {frequency(calendar)} "
            f"| {it.name} | {dated} | {' '.join(dict.fromkeys(voting[it.name]))} |"
        )


def _window(calendar: Calendar, day: date) -> str:
    if not isinstance(calendar, Daily):
        return "all hours"
    usual, latest = (_utc(calendar, it, day) for it in (calendar.usual, calendar.latest))
    eve = ", the day before" if usual.date() < day else ""
    return f"{usual:%H:%M}-{latest:%H:%M}{eve}"


def _utc(calendar: Daily, local: time, day: date) -> datetime:
    return datetime.combine(day, local, ZoneInfo(calendar.zone)).astimezone(UTC)
