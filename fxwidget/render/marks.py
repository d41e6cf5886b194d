"""The marks of rows where there is no room for remarks beside them: a sign in its place, and the remarks in a list."""

from __future__ import annotations

from dataclasses import dataclass

from fxwidget.render.row_wording import Remark
from fxwidget.render.wording import Reading

__all__ = ["Marked"]

MARKS = {True: "!", False: "°"}
"""The signs, by whether they stand for a warning."""


@dataclass(frozen=True)
class Marked:
    """A row that has something to say that does not hold for all of them."""

    code: str
    remarks: tuple[Remark, ...]

    @classmethod
    def of(cls, reading: Reading) -> dict[str, Marked]:
        """The marked rows of a table by their code, in its order."""
        found = (cls(rate.code, reading.remarks(rate)) for rate in reading.snapshot.rows)
        return {each.code: each for each in found if each.remarks}

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What a reader who acts on the number has to know."""
        return tuple(remark for remark in self.remarks if remark.warning)

    @property
    def warns(self) -> bool:
        """Whether there are such."""
        return bool(self.warnings)

    @property
    def sign(self) -> str:
        """The mark itself."""
        return MARKS[self.warns]
