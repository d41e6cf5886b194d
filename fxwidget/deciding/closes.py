"""The previous close: a source's own last number of an earlier market day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fxwidget.deciding.screening import power_of_ten, within
from fxwidget.domain.change import Change, compare
from fxwidget.domain.state import MAX_CLOSES, Close, Row


def since_close(
    row: Row,
    closes: Sequence[Close],
    *,
    others: Sequence[Sequence[Decimal]] = (),
    tolerance: Decimal = Decimal(0),
    first_run: bool = False,
) -> Change:
    """The change of a row against its own source's last usable number of an earlier market day.

    Args:
        others: for each other source that confirms the row, its numbers of these days.
        tolerance: how far a close may lie from such a number, as a fraction.
    """
    for close in sorted(closes, key=lambda c: c.market_day, reverse=True):
        if close.market_day >= row.market_day or close.aside:
            continue
        if not first_run and power_of_ten(row.rate / close.rate):
            continue
        if not _known_elsewhere(close, others, tolerance):
            continue
        return compare(row.rate, close.rate)
    return Change()


def _known_elsewhere(close: Close, others: Sequence[Sequence[Decimal]], tolerance: Decimal) -> bool:
    """Whether at least half of the other sources gave a number near a close on any of these days; nobody else knows better."""
    near = [any(within([close.rate, number], tolerance) for number in numbers) for numbers in others]
    return 2 * sum(near) >= len(near)


def merge_closes(closes: Sequence[Close], more: Sequence[Close]) -> tuple[Close, ...]:
    """Known closes merged with newer ones, the newest first: for each day the last number, and the last set aside."""
    by_day = {(close.market_day, close.aside): close for close in (*closes, *more)}
    return tuple(by_day[day] for day in sorted(by_day, reverse=True)[:MAX_CLOSES])
