"""Previous close, direction and change: always of one source's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from fxwidget.domain.number_format import places, rounded
from fxwidget.domain.snapshot import Direction

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


def compare(rate: Decimal, previous: Decimal, decimals: int | None = None) -> Change:
    """Direction after rounding both to the shown decimals; the change exact, in per cent to two decimals."""
    shown = places(rate) if decimals is None else decimals
    now, then = (rounded(number, shown) for number in (rate, previous))
    direction = Direction.UP if now > then else Direction.DOWN if now < then else Direction.FLAT
    per_cent = ((rate / previous - 1) * 100).quantize(PER_CENT, ROUND_HALF_EVEN)
    with localcontext(prec=EXACT):
        return Change(previous, direction, rate - previous, per_cent)
