"""Previous close, direction and change: always of one source's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from fxwidget.deciding.screening import power_of_ten
from fxwidget.domain.number_format import places, rounded
from fxwidget.domain.snapshot import Direction
from fxwidget.domain.state import CLOSES_KEPT, Close, Row

PER_CENT = Decimal("0.01")

EXACT = 60
"""Digits that no difference of two numbers of at most 28 digits between 1e-9 and 1e9 exceeds."""


@dataclass(frozen=True)
class Change:
    """How far a number moved since its source's previous close; all None where no close is known."""

    previous_close: Decimal | None = None
    direction: Direction | None = None
    change: Decimal | None = None
    change_pct: Decimal | None = None


def since_close(row: Row, closes: Sequence[Close], *, first_run: bool = False) -> Change:
    """The change of a row against its own source's last usable number of an earlier market day."""
    for close in sorted(closes, key=lambda c: c.market_day, reverse=True):
        if close.market_day >= row.market_day or close.aside:
            continue
        if not first_run and power_of_ten(row.rate / close.rate):
            continue
        return compare(row.rate, close.rate)
    return Change()


def compare(rate: Decimal, previous: Decimal, decimals: int | None = None) -> Change:
    """Direction after rounding both to the shown decimals; the change exact, in per cent to two decimals."""
    shown = places(rate) if decimals is None else decimals
    now, then = (rounded(number, shown) for number in (rate, previous))
    direction = Direction.UP if now > then else Direction.DOWN if now < then else Direction.FLAT
    per_cent = ((rate / previous - 1) * 100).quantize(PER_CENT, ROUND_HALF_EVEN)
    with localcontext(prec=EXACT):
        return Change(previous, direction, rate - previous, per_cent)


def keep(closes: Sequence[Close], more: Sequence[Close]) -> tuple[Close, ...]:
    """The closes with later knowledge put in, the newest first: of one day its last number, and its last set aside."""
    by_day = {(close.market_day, close.aside): close for close in (*closes, *more)}
    return tuple(by_day[day] for day in sorted(by_day, reverse=True)[:CLOSES_KEPT])
