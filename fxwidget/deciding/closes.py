"""The previous close: a source's own last number of an earlier market day."""

from __future__ import annotations

from collections.abc import Sequence

from fxwidget.deciding.screening import power_of_ten
from fxwidget.domain.change import Change, compare
from fxwidget.domain.state import MAX_CLOSES, Close, Row


def since_close(row: Row, closes: Sequence[Close], *, first_run: bool = False) -> Change:
    """The change of a row against its own source's last usable number of an earlier market day."""
    for close in sorted(closes, key=lambda c: c.market_day, reverse=True):
        if close.market_day >= row.market_day or close.aside:
            continue
        if not first_run and power_of_ten(row.rate / close.rate):
            continue
        return compare(row.rate, close.rate)
    return Change()


def merge_closes(closes: Sequence[Close], more: Sequence[Close]) -> tuple[Close, ...]:
    """Known closes merged with newer ones, the newest first: for each day the last number, and the last set aside."""
    by_day = {(close.market_day, close.aside): close for close in (*closes, *more)}
    return tuple(by_day[day] for day in sorted(by_day, reverse=True)[:MAX_CLOSES])
