"""The square of a matrix or a heatmap: each currency in each other, as cells in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fxwidget.domain.snapshot import Snapshot
from fxwidget.render.labels import NO_RATE
from fxwidget.render.marks import Marked
from fxwidget.render.row_wording import Remark
from fxwidget.render.view import View

__all__ = ["Cell", "Line", "Square"]

STEPS = (Decimal("0.1"), Decimal("0.5"), Decimal(1))
"""The per cent from which on a change has the next stronger shade."""


@dataclass(frozen=True)
class Cell:
    """One cross: its number, or its change in a heatmap, and how fresh and agreed its worse leg is.

    mark: the leg that has something to say, the one that warns where both have.
    standing: the remarks of the cross itself.
    shade: 0 for none, 1 to 3 for a rise, -1 to -3 for a fall, as strong as the change is large.
    """

    text: str
    mark: Marked | None = None
    standing: tuple[Remark, ...] = ()
    shade: int = 0

    @property
    def missing(self) -> bool:
        """Whether there is nothing to be shown."""
        return self.text == NO_RATE


@dataclass(frozen=True)
class Line:
    """The row of one currency; None is its cell in itself."""

    code: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Square:
    """The lines of a square in its order, each with the currencies of all lines as columns."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, view: View) -> Square:
        """The square of a view.

        Raises:
            ConfigurationError: its currencies are too few or too many.
            RateNotFound: the options name a currency that is not in the snapshot.
        """
        legs = Marked.of(view.reading).values()
        tables = [reading.snapshot for reading in view.crosses]
        codes = [table.base for table in tables]
        lines = []
        for table in tables:
            cells = [None if code == table.base else _cell(view, table, code, legs) for code in codes]
            lines.append(Line(table.base, view.language.name(table.base), tuple(cells)))
        return cls(tuple(lines))


def _cell(view: View, table: Snapshot, code: str, legs: Iterable[Marked]) -> Cell:
    """The cell of a currency in the row of the table's base."""
    rate, reading = table[code], view.reading
    found = [leg for leg in legs if leg.code in (code, table.base)]
    mark, standing = max(found, key=lambda leg: leg.warns, default=None), reading.standing(rate)
    if view.options.layout != "heatmap":
        return Cell(rate.display or NO_RATE, mark, standing)
    if rate.rate is None or rate.change_pct is None:
        return Cell(NO_RATE, mark, standing)
    strength = sum(abs(rate.change_pct) >= step for step in STEPS)
    return Cell(
        reading.percent(rate.change_pct), mark, standing, strength if rate.change_pct > 0 else -strength
    )
