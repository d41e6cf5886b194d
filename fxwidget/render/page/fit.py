"""How a table of one line a row fits: which widths have names, codes or both, and how decimals line up.

The style can't know how long a word is, nor what other rows hold: both are settled here, and told to it by classes and
by the signs that a shorter number lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from fxwidget.presentation.language import Language
from fxwidget.presentation.options import Options
from fxwidget.render.text_width import width

__all__ = ["STEPS", "Fit"]

STEPS = (12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 40)
"""Widths of the container in em below which ``auto.css`` lays rows out otherwise; the last one is wider than any."""

_FLAG = {"rectangular": 2.2, "round": 1.75, "none": 0.0}
"""A flag with the space beside it. This and all that follows in parts of a row's font size."""

_CODE = 2.8
"""A code beside a name, with the space between them."""

_BESIDE = 1.6
"""The space before a price, and its arrow."""

_SPARK = 2.1
"""The narrowest line of the past before a price, with the space after it."""

_TWO_LINES = 22
"""The step from which on a name may take two lines."""

_USUAL = 0.85
"""The usual face's part of ``width``, which is that of the widest. In a wider face a name takes a second line."""


@dataclass(frozen=True)
class Fit:
    """The rows of a table, measured. Equal tables in equal words have equal fits.

    names: code and name of each row.
    prices: the shown number of each row that has one.
    symbols: the symbols beside them.
    sparked: whether lines of the past stand beside them.
    """

    options: Options
    language: Language
    names: tuple[tuple[str, str], ...]
    prices: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    sparked: bool = False

    @cached_property
    def classes(self) -> str:
        """``b26 n18 c12``: below 26 em a row has not both name and code, below 18 no name, below 12 two lines.

        Where there is width for it a long name has two lines, so that it does not take the names of the others.
        """
        beside = _FLAG[self.options.flags] + _BESIDE + self._price
        widest, halved, least = _of_names(self.names, self.options.names)
        one_line = _step(beside + widest)
        two_lines = max(_TWO_LINES, _step(beside + halved))
        named = min(one_line, two_lines)
        coded = _step(beside + least)
        spark = _SPARK if self.sparked else 0.0
        both = max(named, _step(beside + widest + _CODE + spark))
        if not self.sparked:
            return f"b{both} n{named} c{coded}"
        return f"b{both} n{named} c{coded} {self._sparks(beside + spark, named)}"

    def _sparks(self, beside: float, named: int) -> str:
        """``s30 k20``: below 30 em a row has no line of the past beside its name, below 20 none beside its code.

        No name takes a second line for its sake, so that a table is as high with lines as without.
        """
        widest, _, least = _of_names(self.names, self.options.names)
        with_name = max(named, _step(beside + widest))
        with_code = min(named, _step(beside + least))
        return f"s{with_name} k{with_code}"

    @property
    def _price(self) -> float:
        """The price column's width: the widest number of whole units and the widest fraction, and a symbol."""
        parts = [self._split(price) for price in self.prices]
        numbers = sum(
            max((width(part) for part in column), default=0.0) for column in zip(*parts, strict=True)
        )
        return _USUAL * numbers + _widest(self.symbols)

    @cached_property
    def _mark(self) -> str:
        """The decimal mark: ``.``, ``,`` or ``٫``."""
        return self.language.number(Decimal("1.5"))[1:-1]

    @cached_property
    def _longest(self) -> tuple[str, str]:
        """The longest number of whole units, and the longest fraction with its mark."""
        columns = zip(*map(self._split, self.prices), strict=True)
        whole, fraction = (max(column, key=len) for column in columns) if self.prices else ("", "")
        return whole, fraction

    def _split(self, price: str) -> tuple[str, str]:
        whole, mark, fraction = price.partition(self._mark)
        return whole, mark + fraction

    def missing(self, price: str) -> str:
        """As many signs as the fraction of a ``price`` is shorter than the longest: drawn unseen, they line up the marks."""
        return self._longest[1][len(self._split(price)[1]) :]

    def lead(self, price: str) -> str:
        """What stands before a ``price`` likewise, where rows begin at the right: their ends are then one column too."""
        if self.language.direction == "ltr":
            return ""
        longest = self._longest[0]
        return longest[: len(longest) - len(self._split(price)[0])]


@lru_cache(maxsize=256)
def _of_names(names: tuple[tuple[str, str], ...], shown: str) -> tuple[float, float, float]:
    """How wide rows' names are in one line and in two, and how wide what is never left out and never broken.

    That are the codes, or the words of the names where those alone are wanted.
    """
    called = [name for _, name in names]
    least = (
        [word for name in called for word in name.split()]
        if shown == "names"
        else [code for code, _ in names]
    )
    return _widest(called), max(map(_halved, called), default=0.0), _widest(least)


def _widest(texts: Iterable[str]) -> float:
    return _USUAL * max(map(width, texts), default=0.0)


def _halved(text: str) -> float:
    """How wide a text is that takes two lines."""
    words = text.split(" ")
    ways = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words) + 1)]
    return min(map(_widest, ways))


def _step(size: float) -> int:
    """The first of ``STEPS`` at which a row of that size fits."""
    return next((step for step in STEPS if size * _font(step) <= step), STEPS[-1])


def _font(step: int) -> float:
    """A row's font size in a container of that many em, as ``auto.css`` has it."""
    return 0.8125 if step <= 14 else 0.875 if step <= 22 else 0.9375
