"""What one conversation changes in the memory of its source: rows, closes, refusals, manners. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from fxwidget.deciding.closes import keep
from fxwidget.deciding.cross_rates import Unusable, UsdRate, per_usd
from fxwidget.deciding.screening import FIRST_DAY, refused
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.scalars import day_of
from fxwidget.domain.state import GOOD, Close, Refusal, Row, SourceMemory
from fxwidget.errors import CredentialsRejected, FXWidgetError, RateLimited, ResponseInvalid
from fxwidget.provider import calendar as calendars
from fxwidget.provider.calendar import Dated
from fxwidget.provider.source import Source

PATIENCE = timedelta(minutes=20)
"""How long to leave a source alone that says it is asked too often and does not say for how long."""


def answered(
    memory: SourceMemory, source: Source, conversation: Fetched, codes: Iterable[str], now: datetime
) -> SourceMemory:
    """The memory after an answer that could be read."""
    calendar = source.provider.calendar
    if not conversation.quotes and calendars.promises_rows(calendar, now):
        return failed(memory, source, ResponseInvalid(f"{source.name} sent an empty table"), now)
    crossed = per_usd(conversation.quotes)
    rows, closes = dict(memory.rows), dict(memory.closes)
    refusals: dict[str, Refusal] = {}
    for code in codes:
        if code not in source.provider.lists:
            continue
        numbers = [_row(source, number, now) for number in crossed.rates.get(code, ())]
        if code in crossed.refused:
            refusals[code] = _unusable(source, code, crossed.refused[code], now)
        if not numbers:
            continue
        held = rows.get(code)
        newest, earlier = _known(held, numbers[0], source.provider.dated), numbers[1:]
        if (reason := _refuse(source, code, newest, now)) is not None:
            refusals[code] = Refusal(
                reason=reason, as_of=newest.as_of, market_day=newest.market_day, published=newest.published
            )
            continue
        if held is not None and _older(newest, held):
            continue  # an older row than the one held is ignored
        rows[code], past = _follow(held, newest, now)
        known = (*closes.get(code, ()), *past)
        own = [row for row in reversed(earlier) if _refuse(source, code, row, now) is None]
        closes[code] = keep(known, _closes(own, newest, known))
    outcome = "unchanged" if conversation.unchanged else "answered" if conversation.quotes else "empty"
    return _behaved(memory, outcome, None, now).model_copy(
        update={
            "answered_at": now,
            "not_before": None,
            "rows": rows,
            "closes": closes,
            "refusals": refusals,
            "bodies": dict(conversation.bodies),
            "sought": source.provider.currencies,
        }
    )


def failed(memory: SourceMemory, source: Source, error: FXWidgetError, now: datetime) -> SourceMemory:
    """The memory after a conversation that failed. An answer of the wrong shape refuses all its rows."""
    after = _behaved(memory, _outcome(error), str(error), now)
    update: dict[str, object] = {"not_before": None}
    if isinstance(error, RateLimited):
        wait = PATIENCE if error.retry_after is None else timedelta(seconds=error.retry_after)
        update["not_before"] = now + wait
    if isinstance(error, ResponseInvalid):
        update["refusals"] = {code: Refusal(reason=str(error)) for code in memory.rows} | dict(
            memory.refusals
        )
        update["bodies"] = {}  # ask for it whole next time
    return after.model_copy(update=update)


def _outcome(error: FXWidgetError) -> str:
    if isinstance(error, ResponseInvalid):
        return "refused"
    if isinstance(error, RateLimited):
        return "rate_limited"
    if isinstance(error, CredentialsRejected):
        return "credentials_rejected"
    return "unavailable" if isinstance(error, ConnectionError) else "not_configured"


def _behaved(memory: SourceMemory, outcome: str, reason: str | None, now: datetime) -> SourceMemory:
    same = memory.outcome == outcome or (memory.outcome in GOOD and outcome in GOOD)
    since = memory.since if same and memory.since is not None else now
    return memory.model_copy(update={"asked_at": now, "outcome": outcome, "reason": reason, "since": since})


def _unusable(source: Source, code: str, fault: Unusable, now: datetime) -> Refusal:
    dated, calendar = source.provider.dated, source.calendar(code)
    if day_of(fault.as_of) < FIRST_DAY:
        return Refusal(reason=fault.reason)
    return Refusal(
        reason=fault.reason,
        as_of=fault.as_of,
        market_day=calendars.market_day(fault.as_of, dated, calendar, now),
        published=calendars.published(fault.as_of, dated, calendar, now),
    )


def _known(held: Row | None, row: Row, dated: Dated) -> Row:
    """The row with the days it had when it was first seen: one dated ahead would seem a newer one every day."""
    if held is None or held.as_of != row.as_of:
        return row
    if held.rate != row.rate and dated is not Dated.VALID_FROM:
        return row  # a new number of a day that was still ahead
    return row.model_copy(update={"market_day": held.market_day, "published": held.published})


def _row(source: Source, number: UsdRate, now: datetime) -> Row:
    dated, calendar = source.provider.dated, source.calendar(number.code)
    return Row(
        rate=number.rate,
        as_of=number.as_of,
        market_day=calendars.market_day(number.as_of, dated, calendar, now),
        published=calendars.published(number.as_of, dated, calendar, now),
        derived=number.derived,
        kind=number.kind or source.kind(number.code),
    )


def _refuse(source: Source, code: str, row: Row, now: datetime) -> str | None:
    return refused(
        code,
        row.rate,
        day_of(row.as_of),
        row.market_day,
        today=calendars.today(source.calendar(code), now),
        ahead_days=source.ahead_days,
    )


def _closes(own: Sequence[Row], newest: Row, known: Sequence[Close]) -> list[Close]:
    """The closes in a source's own document; a number that was set aside stays so."""
    aside = {(close.market_day, close.rate) for close in known if close.aside}
    return [
        Close(market_day=row.market_day, rate=row.rate, aside=(row.market_day, row.rate) in aside)
        for row in own
        if row.market_day < newest.market_day
    ]


def _older(row: Row, held: Row) -> bool:
    if isinstance(row.as_of, datetime) and isinstance(held.as_of, datetime):
        return row.as_of < held.as_of
    return (row.market_day, day_of(row.as_of)) < (held.market_day, day_of(held.as_of))


def _follow(held: Row | None, newest: Row, now: datetime) -> tuple[Row, list[Close]]:
    """The row that takes the held one's place, and the close that it leaves behind."""
    differs = held is not None and newest.rate != held.rate
    changed_at = now if differs else held.changed_at if held is not None else None
    if isinstance(newest.as_of, datetime) and newest.as_of <= now:
        changed_at = newest.as_of
    aside = held is not None and held.aside and not differs
    row = newest.model_copy(update={"changed_at": changed_at, "aside": aside})
    if held is None or (held.market_day == newest.market_day and (held.aside or not differs)):
        return row, []
    return row, [Close(market_day=held.market_day, rate=held.rate, aside=held.aside)]
