"""The past as RFC 4180 CSV: a header row, and one row for each close, week or month of each currency.

A number has as many decimals in each row of its currency, at least four: where a point groups thousands, spreadsheets
take three decimals for thousands. The noughts that fill it up are the only digits that are ours.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from fxwidget.domain.past import Bar, Interval, PairClose
from fxwidget.domain.scalars import stamp
from fxwidget.render.past_view import PastRows, PastView

__all__ = ["BARS", "CLOSES", "table"]

CLOSES = (
    "day", "code", "base", "rate", "as_of", "kind", "derived", "agreement", "groups", "spread_bps", "sources",
    "recorded_at", "backfilled", "revision",
)  # fmt: skip
BARS = (
    "period", "code", "base", "open", "high", "low", "close", "first_day", "last_day", "closes", "kind", "agreement",
    "sources",
)  # fmt: skip
"""The columns of days, and of weeks and months. More may follow, at the end; none is renamed or moved."""

FEWEST_DECIMALS = 4

Write = Callable[[Decimal], str]


def table(view: PastView, *, decimal_comma: bool = False) -> str:
    """The table, its lines ended as RFC 4180 has them.

    decimal_comma: numbers have a comma, and semicolons part the columns.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=";" if decimal_comma else ",")
    writer.writerow(CLOSES if view.interval is Interval.DAY else BARS)
    for rows in view.currencies:
        writer.writerows(_rows(view, rows, decimal_comma))
    return out.getvalue()


def _rows(view: PastView, rows: PastRows, decimal_comma: bool) -> Iterator[Sequence[Any]]:
    write = _writer([close.rate for close in rows.closes], decimal_comma)
    if view.interval is Interval.DAY:
        return _closes(rows.closes, write)
    return (_bar(bar, write) for bar in view.bars(rows))


def _closes(closes: Iterable[PairClose], write: Write) -> Iterator[Sequence[Any]]:
    """A row for each close. What closes of one basis share is made once."""
    shared: dict[Hashable, Sequence[Any]] = {}
    for close in closes:
        facts = shared.get(close.basis_key)
        if facts is None:
            facts = shared[close.basis_key] = _facts(close, write)
        yield (close.day, close.code, close.base, write(close.rate), stamp(close.as_of), *facts)


def _writer(numbers: Iterable[Decimal], decimal_comma: bool) -> Write:
    places = max([FEWEST_DECIMALS, *(-int(number.as_tuple().exponent) for number in numbers)])
    point = "," if decimal_comma else "."
    return lambda number: f"{number:.{places}f}".replace(".", point)


def _facts(close: PairClose, write: Write) -> Sequence[Any]:
    """What stands behind a close."""
    return (
        close.kind,
        close.derived or "",
        close.agreement,
        close.groups,
        "" if close.spread_bps is None else write(close.spread_bps),
        " ".join(close.sources),
        stamp(max(leg.basis.recorded_at for leg in close.legs)),
        "true" if close.backfilled else "false",
        max(leg.revision for leg in close.legs),
    )


def _bar(bar: Bar, write: Write) -> Sequence[Any]:
    numbers = map(write, (bar.open, bar.high, bar.low, bar.close.rate))
    of = bar.close
    days = (bar.first, bar.last, bar.number)
    return (bar.period, of.code, of.base, *numbers, *days, of.kind, of.agreement, " ".join(of.sources))
