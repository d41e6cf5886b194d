"""Which closes a round adds to the past: the numbers of market days that are over, and what a source corrects of them.

Pure functions: what the past has already is given, and nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from fxwidget.deciding.screening import power_of_ten
from fxwidget.domain.close import Basis, DailyClose, Point
from fxwidget.domain.kinds import Agreement
from fxwidget.domain.scalars import AsOf
from fxwidget.domain.snapshot import Rate, Snapshot
from fxwidget.domain.state import Close, Memory, never_asked
from fxwidget.provider.calendar import is_over

__all__ = ["SAME_NUMBER", "corrections", "new_closes", "shown_points", "stated_in"]

SAME_NUMBER = Decimal("0.00001")
"""As a fraction: numbers that lie nearer are one number, printed with other digits."""

Known = Mapping[str, Mapping[date, DailyClose]]
"""The latest closes that the past has, by currency and market day."""


def new_closes(snapshot: Snapshot, known: Known, now: datetime) -> Iterator[DailyClose]:
    """The closes of market days that are over by ``now`` and that the past lacks, as a snapshot shows them.

    Where the same source gives another number of a day that has a close, that is a correction; where another source's
    number is shown for it by now, the close stays what was shown at the end of the day.
    """
    for row in snapshot.rows:
        close = _shown(row, now)
        if close is None or not is_over(close.day, now):
            continue
        stored = known.get(close.code, {}).get(close.day)
        if stored is None or stored.series != close.series or _corrects(stored, close.source, close.rate):
            yield close


def corrections(memory: Memory, known: Known, now: datetime) -> Iterator[DailyClose]:
    """What sources say by now of days that have a close: each in a document of its own, of a number of its own."""
    for code, closes in known.items():
        for stored in closes.values():
            own = memory.sources.get(stored.source, never_asked()).closes.get(code, ())
            number = _last_number(own, stored.day)
            if number is not None and _corrects(stored, stored.source, number):
                alone = Agreement.SINGLE_SOURCE
                basis = stored.basis._replace(
                    recorded_at=now, agreement=alone, spread_bps=None, own=0, named=0, undisclosed=0
                )
                yield stored._replace(rate=number, basis=basis)


def shown_points(snapshot: Snapshot, last: Mapping[str, Point], now: datetime) -> Iterator[Point]:
    """What a snapshot shows from ``now`` on, of each currency that showed something else in the point before."""
    for row in snapshot.rows:
        close = _shown(row, now)
        if close is None:
            continue
        point = Point(row.code, now, close.rate, close.source, close.series)
        before = last.get(row.code)
        if before is None or before[2:] != point[2:]:
            yield point


def stated_in(as_of: AsOf, market_day: date) -> timedelta | datetime:
    """What a source stated, as ``Basis.stated`` has it."""
    return as_of if isinstance(as_of, datetime) else as_of - market_day


def _shown(row: Rate, now: datetime) -> DailyClose | None:
    """A row as a close of its market day; None where it shows no number of any source."""
    source = row.shown_source
    if row.rate is None or row.market_day is None or row.kind is None or source is None:
        return None
    groups = row.groups
    basis = Basis(
        source=source,
        kind=row.kind,
        agreement=row.agreement,
        recorded_at=now,
        derived=row.derived,
        own=groups.own if groups is not None else 0,
        named=groups.named if groups is not None else 0,
        undisclosed=groups.undisclosed if groups is not None else 0,
        spread_bps=row.spread_bps,
        stated=stated_in(row.as_of or row.market_day, row.market_day),
    )
    return DailyClose(row.code, row.market_day, row.rate, basis)


def _last_number(closes: Sequence[Close], day: date) -> Decimal | None:
    """A source's number of an earlier market day that was not set aside."""
    return next((close.rate for close in closes if close.market_day == day and not close.aside), None)


def _corrects(stored: DailyClose, source: str, rate: Decimal) -> bool:
    """Whether a source's number replaces the close: its own, another one, and not in other units."""
    ratio = rate / stored.rate
    return stored.source == source and abs(ratio - 1) > SAME_NUMBER and not power_of_ten(ratio)
