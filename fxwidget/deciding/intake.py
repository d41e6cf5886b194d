"""What one exchange with a provider changes in the memory of its source: rows, closes, refusals, outcome. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fxwidget.deciding.closes import merge_closes
from fxwidget.deciding.cross_rates import Crossed, Unusable, UsdRate, per_usd
from fxwidget.deciding.screening import FIRST_DAY, power_of_ten, refused
from fxwidget.deciding.seen import believed, row_seen
from fxwidget.domain.codes import GOOD, Exclusion, Outcome, Reason, because
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.scalars import day_of
from fxwidget.domain.state import Close, Refusal, Row, SourceMemory
from fxwidget.errors import CredentialsRejected, FXWidgetError, RateLimited, ResponseInvalid
from fxwidget.provider import calendar as calendars
from fxwidget.provider.calendar import Continuous, Dated
from fxwidget.provider.source import Source

PATIENCE = timedelta(minutes=20)
"""How long to leave a source alone that says it is asked too often and does not say for how long."""


def answered(
    memory: SourceMemory, source: Source, fetched: Fetched, codes: Iterable[str], now: datetime
) -> SourceMemory:
    """The memory after an answer that could be read."""
    if not fetched.quotes and calendars.promises_rows(source.provider.calendar, now):
        empty = ResponseInvalid(f"{source.name} sent an empty table", in_format=True)
        return failed(memory, source, empty, now)
    crossed = per_usd(fetched.quotes)
    taken = {
        code: _take_in(memory, source, code, crossed, now) for code in codes if code in source.provider.lists
    }
    after = _behaved(memory, _outcome_of(fetched), None, now)
    return after.model_copy(
        update={
            "answered_at": now,
            "not_before": None,
            "rows": {**memory.rows, **{code: it.row for code, it in taken.items() if it.row is not None}},
            "closes": {
                **memory.closes,
                **{code: it.closes for code, it in taken.items() if it.row is not None},
            },
            "refusals": {code: it.refusal for code, it in taken.items() if it.refusal is not None},
            "skipped": {code: crossed.skipped[code] for code in taken if _skips(source, code, crossed)},
            "bodies": dict(fetched.bodies),
            "sought": source.provider.currencies,
        }
    )


@dataclass(frozen=True)
class _Taken:
    """What an answer changes for one currency. ``row`` None: the row that is held stays, with its closes."""

    row: Row | None = None
    closes: tuple[Close, ...] = ()
    refusal: Refusal | None = None


def _take_in(memory: SourceMemory, source: Source, code: str, crossed: Crossed, now: datetime) -> _Taken:
    """The newest usable row of one currency with its closes, and why there is none or it is not whole."""
    unusable = crossed.refused.get(code)
    refusal = _unusable(source, code, unusable, now) if unusable is not None else None
    numbers = [_row(source, number, now) for number in crossed.rates.get(code, ())]
    if not numbers:
        return _Taken(refusal=refusal)
    dated, held = source.provider.dated, memory.rows.get(code)
    if held is not None:
        held = row_seen(held, source, code, now)
    newest, earlier = _known(held, numbers[0], dated), numbers[1:]
    if (why := _refuse(source, code, newest, now)) is not None:
        return _Taken(
            refusal=Refusal.of(
                why, as_of=newest.as_of, market_day=newest.market_day, published=newest.published
            )
        )
    over = held is not None and _over(newest, held, dated)
    if held is not None and (_older(newest, held) or (over and newest.rate != held.rate)):
        return _Taken(refusal=refusal)
    row, past = _follow(held, newest, now)
    known = (*memory.closes.get(code, ()), *past)
    own = [row for row in reversed(earlier) if _refuse(source, code, row, now) is None]
    stated = _close(source, None if over else crossed.closes.get(code), newest, now)
    return _Taken(row, merge_closes(known, _closes([*own, *stated], newest, known)), refusal)


def _skips(source: Source, code: str, crossed: Crossed) -> bool:
    """Whether an older day stands in for one on which a source should have had a number; of a day off some print an empty one."""
    calendar, day = source.calendar(code), crossed.skipped.get(code)
    return day is not None and (isinstance(calendar, Continuous) or calendar.promises(day_of(day)))


def _outcome_of(fetched: Fetched) -> Outcome:
    if fetched.unchanged:
        return Outcome.UNCHANGED
    return Outcome.ANSWERED if fetched.quotes else Outcome.EMPTY


def failed(memory: SourceMemory, source: Source, error: FXWidgetError, now: datetime) -> SourceMemory:
    """The memory after an exchange that failed. A document of the wrong shape refuses all its rows."""
    after = _behaved(memory, _outcome_after(error), str(error), now)
    update: dict[str, object] = {"not_before": None}
    if isinstance(error, RateLimited):
        wait = PATIENCE if error.retry_after is None else timedelta(seconds=error.retry_after)
        update["not_before"] = now + wait
    if isinstance(error, ResponseInvalid) and error.in_format:
        unreadable = Refusal.of(because(Exclusion.UNREADABLE, detail=str(error)))
        update["refusals"] = dict.fromkeys(memory.rows, unreadable) | dict(memory.refusals)
        update["bodies"] = {}  # ask for it whole next time
    return after.model_copy(update=update)


def _outcome_after(error: FXWidgetError) -> Outcome:
    match error:
        case ResponseInvalid():
            return Outcome.REFUSED
        case RateLimited():
            return Outcome.RATE_LIMITED
        case CredentialsRejected():
            return Outcome.CREDENTIALS_REJECTED
        case ConnectionError():
            return Outcome.UNAVAILABLE
    return Outcome.NOT_CONFIGURED


def _behaved(memory: SourceMemory, outcome: Outcome, reason: str | None, now: datetime) -> SourceMemory:
    same = memory.outcome == outcome or (memory.outcome in GOOD and outcome in GOOD)
    since = memory.since if same and memory.since is not None else now
    return memory.model_copy(
        update={"asked_at": now, "outcome": outcome.value, "reason": reason, "since": since}
    )


def _unusable(source: Source, code: str, fault: Unusable, now: datetime) -> Refusal:
    dated, calendar = source.provider.dated, source.calendar(code)
    if day_of(fault.as_of) < FIRST_DAY:
        return Refusal.of(fault.reason)
    return Refusal.of(
        fault.reason,
        as_of=fault.as_of,
        market_day=calendars.market_day(fault.as_of, dated, calendar, now),
        published=calendars.published(fault.as_of, dated, calendar, now),
    )


def _known(held: Row | None, row: Row, dated: Dated) -> Row:
    """The row with the days it had when it was first seen: one dated ahead would seem a newer one every day."""
    if held is None or held.stated != row.stated:
        return row
    if held.rate != row.rate and dated is not Dated.VALID_FROM:
        return row  # a new number of a day that was still ahead
    seen = {member: getattr(held, member) for member in ("as_of", "ahead", "market_day", "published")}
    same = all(getattr(row, member) == value for member, value in seen.items())
    return row if same else row.model_copy(update=seen)


def _row(source: Source, number: UsdRate, now: datetime) -> Row:
    """A number as a row. An instant that lies ahead of the round is the round's own: its source's clock is wrong."""
    dated, calendar = source.provider.dated, source.calendar(number.code)
    as_of, ahead = believed(number.as_of, now)
    return Row(
        rate=number.rate,
        as_of=as_of,
        market_day=calendars.market_day(as_of, dated, calendar, now),
        published=calendars.published(as_of, dated, calendar, now),
        derived=number.derived,
        kind=number.kind or source.kind(number.code),
        ahead=ahead,
    )


def _refuse(source: Source, code: str, row: Row, now: datetime) -> Reason | None:
    return refused(
        code,
        row.rate,
        day_of(row.stated),
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


def _close(source: Source, stated: UsdRate | None, newest: Row, now: datetime) -> list[Row]:
    """What a source itself calls the previous close, as a row of the day before, whatever its hour.

    One that is a power of ten away is in other units than the number beside it, and is none.
    """
    if stated is None or power_of_ten(newest.rate / stated.rate):
        return []
    before = calendars.day_before(source.calendar(stated.code), newest.market_day)
    row = _row(source, stated, now).model_copy(update={"market_day": before})
    return [row] if _refuse(source, stated.code, row, now) is None else []


def _over(row: Row, held: Row, dated: Dated) -> bool:
    """Whether a later row speaks of a market day that was over when the one held was made, and so adds nothing to it."""
    if held.aside or held.ahead is not None or held.market_day != row.market_day or held.stated == row.stated:
        return False
    return calendars.after_close(held.as_of, dated, held.market_day)


def _older(row: Row, held: Row) -> bool:
    if held.ahead is not None:
        return False  # its instant was not its own
    if isinstance(row.as_of, datetime) and isinstance(held.as_of, datetime):
        return row.as_of < held.as_of
    return (row.market_day, day_of(row.as_of)) < (held.market_day, day_of(held.as_of))


def _follow(held: Row | None, newest: Row, now: datetime) -> tuple[Row, list[Close]]:
    """The row that takes the held one's place, and the close that it leaves behind."""
    differs = held is not None and newest.rate != held.rate
    changed_at = _changed_at(held, newest, now, differs=differs)
    aside = held is not None and held.aside and not differs
    row = newest.model_copy(update={"changed_at": changed_at, "aside": aside})
    if held is None or (held.market_day == newest.market_day and (held.aside or not differs)):
        return row, []
    return row, [Close(market_day=held.market_day, rate=held.rate, aside=held.aside)]


def _changed_at(held: Row | None, newest: Row, now: datetime, *, differs: bool) -> datetime | None:
    """When a source's number changed: at the instant that it states, as long as that is later than its last change.

    Another number under an instant that is no later corrects the one before, and changed when this round saw it.
    """
    earlier = held.changed_at if held is not None else None
    stated = newest.as_of if isinstance(newest.as_of, datetime) and newest.ahead is None else None
    if stated is None or stated > now or (earlier is not None and stated <= earlier <= now):
        return now if differs else earlier
    return stated
