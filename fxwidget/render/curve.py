"""The course of a number over time as the path of a drawing: relative whole units, so that it is small.

Time runs from left to right in every script. What is drawn is always visible: a number that stands still is a flat line,
a single one a dot, and where nothing is known for long there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

__all__ = ["GAP", "STEADY", "Box", "Dot", "path"]

Dot = tuple[float, float]
"""An instant in days, and the number then."""

GAP = 7.0
"""Days without a number for which a line goes on: weekends, Easter, a week of feasts."""

STEADY = 0.005
"""The least part of a number that the height of a drawing stands for: a peg that trembles is not to look like a storm."""


@dataclass(frozen=True)
class Box:
    """Where numbers lie in a drawing.

    first, last: the days at its left and right edge. low, high: the numbers at its lower and upper one.
    left, top, wide, tall: its place and size in units of the drawing.
    """

    first: float
    last: float
    low: float
    high: float
    wide: int
    tall: int
    left: int = 0
    top: int = 0

    @classmethod
    def around(
        cls, dots: Sequence[Dot], first: float, last: float, wide: int, tall: int, left: int = 0, top: int = 0
    ) -> Box:
        """The box whose height the numbers of ``dots`` just fill, unless they hardly differ."""
        numbers = [number for _, number in dots]
        low, high = min(numbers), max(numbers)
        lacking = max(0.0, STEADY * abs(low + high) / 2 - (high - low)) or (1.0 if low == high else 0.0)
        return cls(first, last, low - lacking / 2, high + lacking / 2, wide, tall, left, top)

    def x(self, day: float) -> int:
        """The place of a day along the drawing."""
        return self.left + round((day - self.first) / ((self.last - self.first) or 1) * self.wide)

    def y(self, number: float) -> int:
        """The place of a number down the drawing."""
        return self.top + round((self.high - number) / (self.high - self.low) * self.tall)


def path(dots: Sequence[Dot], box: Box, gap: float = GAP) -> str:
    """The path of a line through ``dots``, in the order of their days, as the attribute ``d`` has it."""
    return "".join(
        _drawn([(box.x(day), box.y(number)) for day, number in part]) for part in _parts(dots, gap)
    )


def _parts(dots: Sequence[Dot], gap: float) -> Iterator[Sequence[Dot]]:
    """The dots between gaps."""
    begins = [0, *(at for at, (a, b) in enumerate(pairwise(dots), 1) if b[0] - a[0] > gap), len(dots)]
    yield from (dots[first:last] for first, last in pairwise(begins))


def _drawn(places: Sequence[tuple[int, int]]) -> str:
    """One unbroken line. A round cap makes a dot of a line without length."""
    (x, y), *rest = _thinned(places)
    drawn = [f"M{x} {y}"]
    if not rest:
        return f"{drawn[0]}h0"
    command = "l"
    for nextx, nexty in rest:
        if nexty == y:
            drawn.append(f"h{nextx - x}")
            command = "l"
        else:
            drawn.append(f"{command}{_separated(nextx - x, command)}{_separated(nexty - y)}")
            command = ""
        x, y = nextx, nexty
    return "".join(drawn)


def _separated(number: int, command: str = "") -> str:
    """A number after another one: a minus parts them as well as a space does."""
    return str(number) if number < 0 or command else f" {number}"


def _thinned(places: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Of each column its first, highest, lowest and last place; and nothing amid a flat stretch."""
    if len(places) == len({x for x, _ in places}):
        amid = zip(places, places[1:], places[2:], strict=False)
        return [
            *places[:1],
            *(it for before, it, after in amid if not before[1] == it[1] == after[1]),
            *places[1:][-1:],
        ]
    found: list[tuple[int, int]] = []
    for _, column in groupby(places, key=lambda place: place[0]):
        within = list(column)
        ends = sorted((within.index(min(within)), within.index(max(within))))
        for place in (within[0], *(within[at] for at in ends), within[-1]):
            if len(found) > 1 and found[-2][1] == found[-1][1] == place[1]:
                found[-1] = place
            elif not found or found[-1] != place:
                found.append(place)
    return found
