"""How many currencies a layout takes: a table any number, ``single`` one, a square of crosses a few.

Another number is refused with what is allowed; it never becomes another table.
"""

from __future__ import annotations

from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.options import Options

__all__ = ["MOST_IN_A_SQUARE", "SHAPES", "SPARKED", "SQUARE", "TooFewOrMany", "only", "squared"]

SQUARE = ("matrix", "heatmap")
"""The layouts that show each currency in each other."""

SHAPES = ("strip", "single", *SQUARE)
"""The layouts that are no table of rows."""

SPARKED = ("auto", "table", "compact", "card", "single")
"""The layouts that have room for a small line of the past beside each price."""

MOST_IN_A_SQUARE = 20
"""Currencies of a square: of so many it has 380 crosses."""


class TooFewOrMany(ConfigurationError):
    """The currencies are not as many as the layout takes; ``allowed`` says how many those are."""

    def __init__(self, options: Options, allowed: str) -> None:
        given = f"currencies={','.join(options.currencies)!r} can't be with layout={options.layout}"
        missing = f"layout={options.layout} needs currencies to be named"
        super().__init__(f"{given if options.currencies else missing}. Allowed: {allowed}.")
        self.allowed = allowed


def only(table: Snapshot, options: Options) -> str:
    """The code of the one row of ``single``: the one that is named, the first of the table where none is.

    Raises:
        TooFewOrMany: several are named, or the base alone.
    """
    codes = [row.code for row in table.rows]
    if len(codes) == 1 or (codes and not options.currencies):
        return codes[0]
    raise TooFewOrMany(options, "one currency other than the base, such as INR")


def squared(table: Snapshot, options: Options, base: str | None = None) -> tuple[str, ...]:
    """The codes of a square in its order: those that are named, or else the base and then all others.

    Raises:
        TooFewOrMany: they are fewer than two, or more than ``MOST_IN_A_SQUARE``.
        RateNotFound: the base is not in the table.
    """
    first = table[options.base or base or table.base].code
    codes = options.currencies or tuple(dict.fromkeys((first, *(row.code for row in table.rates))))
    if not 2 <= len(codes) <= MOST_IN_A_SQUARE:
        raise TooFewOrMany(options, f"2 to {MOST_IN_A_SQUARE} currencies, such as BRL,INR,ZAR")
    return codes
