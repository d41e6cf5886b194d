"""Which sources may vote on a currency in a round, and why others may not: eligibility, from facts and memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from fxwidget.deciding.poll import Entry
from fxwidget.domain.codes import UNANSWERED, Exclusion, Reason, because
from fxwidget.domain.freshness import Deadlines, Freshness
from fxwidget.domain.kinds import Kind, series_of
from fxwidget.domain.state import Memory, Refusal, Row, SourceMemory, never_asked
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source


@dataclass(frozen=True)
class Plan:
    """The settings that a snapshot's decisions need: its currencies, the refresh interval, and the time to withdrawal.

    valid_for: how long a snapshot counts as renewed; None is as usual for a refresher that runs all the time.
    """

    currencies: tuple[str, ...]
    refresh: timedelta
    withdraw_after: timedelta | None
    valid_for: timedelta | None = None


def entries(plan: Plan, listed: Sequence[Source], memory: Memory, code: str, now: datetime) -> list[Entry]:
    """The entries of one currency's vote: one for each source that lists it."""
    series = _series_of(listed, memory, code)
    found = []
    for position, source in enumerate(listed):
        record = memory.sources.get(source.name, never_asked())
        row, refusal = record.rows.get(code), record.refusals.get(code)
        kind = _kind(source, memory, code)
        never = _without_vote(source, code, kind, series)
        given = [it for it in (row, refusal) if it is not None]
        freshness = _freshness(plan, source, code, row, now) if never is None else None
        found.append(
            Entry(
                source=source.name,
                group=source.group(code),
                position=position,
                row=row,
                upstream=source.provider.upstream,
                seldom=calendars.seldom(source.calendar(code)),
                excluded=never or _ineligible(record, code, freshness),
                counts=never is None
                and (_current(freshness) or _current(_freshness(plan, source, code, refusal, now))),
                published=max((it.published for it in given if it.published is not None), default=None),
                market_day=max((it.market_day for it in given if it.market_day is not None), default=None),
                earlier_aside=_earlier_aside(record, code, row),
            )
        )
    return found


def sole_entry(source: Source, record: SourceMemory, code: str) -> Entry:
    """The entry of the only source that has a currency, of a row of the day that is decided: what ``entries`` says of it.

    Such a row is never stale, which is what takes ``entries`` its time.
    """
    row = record.rows[code]
    return Entry(
        source=source.name,
        group=source.group(code),
        position=0,
        row=row,
        upstream=source.provider.upstream,
        seldom=calendars.seldom(source.calendar(code)),
        excluded=(never := _without_vote(source, code, row.kind, _series_of_row(row))),
        counts=never is None,
        published=row.published,
        market_day=row.market_day,
        earlier_aside=_earlier_aside(record, code, row),
    )


def _series_of_row(row: Row) -> str | None:
    return None if row.kind is Kind.PEG else series_of(row.kind)


def deadlines(plan: Plan, source: Source, code: str, published: datetime, market_day: date) -> Deadlines:
    """When a source's row of these dates is late, stale and withdrawn."""
    dated, calendar = source.provider.dated, source.calendar(code)
    return _deadlines(published, market_day, dated, calendar, plan.refresh, plan.withdraw_after)


@lru_cache(maxsize=1024)
def _deadlines(
    published: datetime,
    market_day: date,
    dated: calendars.Dated,
    calendar: calendars.Calendar,
    refresh: timedelta,
    withdraw_after: timedelta | None,
) -> Deadlines:
    """The deadlines of all numbers of one publication: a table of thirty currencies has them once."""
    return calendars.deadlines(
        published, market_day, dated, calendar, refresh=refresh, withdraw_after=withdraw_after
    )


def _kind(source: Source, memory: Memory, code: str) -> Kind:
    """The kind of a source's price for a currency: the row's own, else that of the provider's facts."""
    record = memory.sources.get(source.name)
    row = record.rows.get(code) if record is not None else None
    return row.kind if row is not None else source.kind(code)


def _series_of(listed: Sequence[Source], memory: Memory, code: str) -> str | None:
    """The series of the first configured source that may vote on the currency at all."""
    voters = [s for s in listed if code not in s.provider.coarse and s.abstains is None]
    kinds = [_kind(source, memory, code) for source in voters]
    return next((series_of(kind) for kind in kinds if kind is not Kind.PEG), None)


def _without_vote(source: Source, code: str, kind: Kind, series: str | None) -> Reason | None:
    """The reason why a source never votes on a currency, or None."""
    if source.abstains is not None:
        return source.abstains
    if code in source.provider.coarse:
        return because(Exclusion.TOO_FEW_DIGITS)
    if kind is Kind.PEG:
        return because(Exclusion.PEG_TABLE)
    if series_of(kind) != series:
        return because(Exclusion.OTHER_KIND, kind=kind.value)
    return None


def _freshness(
    plan: Plan, source: Source, code: str, given: Row | Refusal | None, now: datetime
) -> Freshness | None:
    """How old the answer is that gave a row or its refusal; None where there is none, or it stated no day."""
    if given is None or given.published is None or given.market_day is None:
        return None
    return deadlines(plan, source, code, given.published, given.market_day).freshness(now)


def _current(freshness: Freshness | None) -> bool:
    return freshness is not None and freshness.age < Freshness.STALE.age


def _ineligible(record: SourceMemory, code: str, freshness: Freshness | None) -> Reason | None:
    """The reason why a source's newest row, of that freshness, has no vote in this round, or None."""
    if (refusal := record.refusals.get(code)) is not None:
        return refusal.why
    if freshness is None:
        return _silent(record)
    if not _current(freshness):
        return because(Exclusion.STALE)
    if freshness is Freshness.LATE and record.outcome in UNANSWERED:
        return because(Exclusion.LATE_UNANSWERED)
    return None


def _silent(record: SourceMemory) -> Reason:
    """The reason why a source has no row: its failure, or that it never listed the currency or was not asked."""
    if record.reason:
        return because(Exclusion.NOT_ANSWERING, detail=record.reason, outcome=record.outcome or "")
    return because(Exclusion.NOT_LISTED if record.answered_at else Exclusion.NOT_ASKED)


def _earlier_aside(record: SourceMemory, code: str, row: Row | None) -> Decimal | None:
    known = record.closes.get(code)
    if row is None or not known:
        return None
    closes = [close for close in known if close.market_day < row.market_day]
    newest = max(closes, key=lambda close: (close.market_day, close.aside), default=None)
    return newest.rate if newest is not None and newest.aside else None
