"""A line of closes drawn with the dots of braille letters, two wide and four high in each, or with stars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fxwidget.domain.close import CARRIED
from fxwidget.domain.past import PairClose

__all__ = ["chart"]

WIDE, HIGH = 2, 4
"""Dots in a letter."""

EMPTY = 0x2800
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bits of a braille letter's dots, by column and then from the top."""


def chart(closes: Sequence[PairClose], width: int, height: int, *, ascii_only: bool = False) -> list[str]:
    """Rows of ``width`` letters, ``height`` of them, the highest number at the top; days are as far apart as they are.

    Where there is no close for longer than a feast has, the line is broken. One that never moves lies in the middle.
    """
    if ascii_only:
        return _stars(_line(_places(closes, width, height)), width, height)
    letters = [[EMPTY] * width for _ in range(height)]
    for x, y in _line(_places(closes, width * WIDE, height * HIGH)):
        letters[y // HIGH][x // WIDE] |= DOTS[x % WIDE][y % HIGH]
    return ["".join(chr(letter) if letter != EMPTY else " " for letter in row) for row in letters]


def _stars(dots: Iterator[tuple[int, int]], width: int, height: int) -> list[str]:
    rows = [[" "] * width for _ in range(height)]
    for x, y in dots:
        rows[y][x] = "*"
    return ["".join(row) for row in rows]


def _places(closes: Sequence[PairClose], wide: int, high: int) -> list[tuple[date, int, int]]:
    """Each close's day, and its place in a field of so many dots, from the left and from the top."""
    first, last = closes[0].day.toordinal(), closes[-1].day.toordinal()
    rates = [close.rate for close in closes]
    low, span = min(rates), max(rates) - min(rates)
    days = max(1, last - first)
    places = []
    for close in closes:
        x = round((close.day.toordinal() - first) * (wide - 1) / days)
        y = round((1 - (close.rate - low) / span) * (high - 1)) if span else high // 2
        places.append((close.day, x, y))
    return places


def _line(places: Sequence[tuple[date, int, int]]) -> Iterator[tuple[int, int]]:
    """The dots of the line through places; of each step the longer way is walked dot by dot."""
    before = None
    for day, x, y in places:
        if before is not None and day - before[0] <= CARRIED:
            _, from_x, from_y = before
            steps = max(abs(x - from_x), abs(y - from_y), 1)
            for step in range(steps):
                yield from_x + (x - from_x) * step // steps, from_y + (y - from_y) * step // steps
        yield x, y
        before = day, x, y
