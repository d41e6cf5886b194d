"""What was remembered by a clock that was ahead, as it is seen from now.

The days of a row are its source's own, so the memory keeps them: a clock that is behind for one round must not age it.
Only what is decided from them counts none as later than now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from fxwidget.domain.scalars import AsOf
from fxwidget.domain.snapshot import CLOCKS_PART
from fxwidget.domain.state import LevelState, Memory, Refusal, Row, SourceMemory
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source

__all__ = ["believed", "level_seen", "memory_seen", "row_seen"]


def believed(stated: AsOf, now: datetime) -> tuple[AsOf, datetime | None]:
    """What a number counts as of, and what its source stated where that instant lies ahead of now."""
    if isinstance(stated, datetime) and stated > now + CLOCKS_PART:
        return now, stated
    return stated, None


def memory_seen(memory: Memory, sources: Iterable[Source], now: datetime) -> Memory:
    """The memory with every source's rows and refusals as they are seen from now."""
    seen = {
        source.name: _source_seen(memory.sources[source.name], source, now)
        for source in sources
        if source.name in memory.sources
    }
    return memory.model_copy(update={"sources": {**memory.sources, **seen}})


def _source_seen(record: SourceMemory, source: Source, now: datetime) -> SourceMemory:
    rows = {code: row_seen(row, source, code, now) for code, row in record.rows.items()}
    refusals = {code: _refusal_seen(refusal, now) for code, refusal in record.refusals.items()}
    return record.model_copy(update={"rows": rows, "refusals": refusals})


def row_seen(row: Row, source: Source, code: str, now: datetime) -> Row:
    """A row with the days that it has by the present clock; the row itself where none lies ahead."""
    as_of, ahead = believed(row.as_of, now)
    if row.published <= now and ahead is None:
        return row
    dated, calendar = source.provider.dated, source.calendar(code)
    days: Mapping[str, object] = {
        "as_of": as_of,
        "ahead": row.ahead or ahead,
        "market_day": min(row.market_day, calendars.market_day(as_of, dated, calendar, now)),
        "published": min(row.published, now),
    }
    return row.model_copy(update=days)


def _refusal_seen(refusal: Refusal, now: datetime) -> Refusal:
    if refusal.published is None or refusal.published <= now:
        return refusal
    return refusal.model_copy(update={"published": now, "market_day": _no_later(refusal.market_day, now)})


def level_seen(standing: LevelState, now: datetime) -> LevelState:
    """A currency's level, let through no later than now: else whoever publishes now would not have seen it."""
    since, day = standing.level_since, _no_later(standing.level_since_day, now)
    if since is not None and since > now:
        since = now
    if (since, day) == (standing.level_since, standing.level_since_day):
        return standing
    return standing.model_copy(update={"level_since": since, "level_since_day": day})


def _no_later(day: date | None, now: datetime) -> date | None:
    """A market day, or today's: in no zone is it later than in half a day by UTC."""
    return None if day is None else min(day, (now + timedelta(hours=14)).date())
