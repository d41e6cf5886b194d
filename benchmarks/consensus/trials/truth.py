"""What a currency is truly worth, hour by hour: a walk in market hours, and the moves of an event on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from random import Random

from benchmarks.consensus.noise import PEGGED, PINNED, Noise, pinned

from .history import HOUR, Levels

MARKET_HOURS = 24
"""Hours over which a day's move is spread."""

LEVELS = {
    "AED": 3.6725, "BRL": 5.2, "CNH": 6.7078, "CNY": 6.7077, "EGP": 52.0, "ETB": 157.0, "IDR": 16_900.0,
    "INR": 92.0, "IRR": 1_374_676.0, "RUB": 80.0, "SAR": 3.75, "SYP": 11_058.0, "ZAR": 16.5,
}  # fmt: skip
"""Units per 1 USD at the start of a history, as in 2026."""

NEIGHBOURS = {"CNH": "CNY"}
"""Two names of one currency: the first one's walk is the other's, a few hundredths of a per cent apart."""

LIKE = {"CNH": "CNY", "IRR": "RUB", "SYP": "RUB"}
"""Whose measured noise stands for a currency of which no day was recorded twice."""

APART = 0.0002
"""How far the off-shore yuan strays from the other in an hour, as a fraction."""

Step = tuple[datetime, float]
"""From an instant on, the true level."""


def noise(code: str) -> Noise:
    """The measured noise of a simulated currency."""
    return (
        pinned(LIKE.get(code, code)) if LIKE.get(code, code) not in PINNED else PINNED[LIKE.get(code, code)]
    )


def walk(
    random: Random,
    code: str,
    start: datetime,
    hours: int,
    steps: Sequence[Step] = (),
    move: float | None = None,
) -> Levels:
    """A walk from the currency's level on; each of ``steps`` sets it to a new one, from which it goes on.

    Args:
        move: the root mean square of a day's move as a fraction; the measured one by default, none of a peg.
    """
    daily = (0.0 if code in PEGGED else noise(code).move / 100) if move is None else move
    level, values, waiting = LEVELS[code], [], sorted(steps)
    for hour in range(hours):
        at = start + hour * HOUR
        if open_at(at):
            level *= math.exp(random.gauss(0, daily / math.sqrt(MARKET_HOURS)))
        while waiting and waiting[0][0] <= at:
            level = waiting.pop(0)[1]
        values.append(level)
    return Levels(start, tuple(values))


def walks(random: Random, codes: Sequence[str], start: datetime, hours: int) -> dict[str, Levels]:
    """The walks of several currencies, those of neighbours close to one another."""
    found = {code: walk(random, code, start, hours) for code in codes if code not in NEIGHBOURS}
    for code, neighbour in NEIGHBOURS.items():
        if code in codes:
            near = [value * (1 + random.gauss(0, APART)) for value in found[neighbour].values]
            found[code] = Levels(start, tuple(near))
    return found


def open_at(at: datetime) -> bool:
    """Whether markets trade: from Sunday 22:00 to Friday 22:00 UTC."""
    return (at + 2 * HOUR).weekday() < 5
