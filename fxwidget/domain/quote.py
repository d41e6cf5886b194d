"""A source's published number: a quote and its kind of price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import model_validator

from fxwidget.domain.codes import Exclusion
from fxwidget.domain.kinds import Kind, Upstream
from fxwidget.domain.model import Frozen, Published, Stated

__all__ = ["GIVEN_TWICE", "GivenTwice", "Kind", "Quote", "Upstream"]


class GivenTwice:
    """Stands in a document where one member was given with two different values, and is neither."""

    def __repr__(self) -> str:
        return "given twice with different values"


GIVEN_TWICE = GivenTwice()

Given: TypeAlias = Decimal | int | str | GivenTwice | None
"""A number as a document has it: its digits, or something that is none and flaws its row."""

_STAND_INS: Mapping[str, object] = {
    "base": "",
    "quote": "",
    "as_of": date.min,
    "units": Decimal(1),
    **dict.fromkeys(("mid", "bid", "ask"), Decimal("NaN")),
}


class Quote(Frozen):
    """One source's number as published: ``units`` of ``base`` cost ``mid`` (or ``bid`` and ``ask``) of ``quote``.

    ``as_of`` is the date or instant that the source states. ``kind`` overrides the provider's facts for this row.
    ``close`` marks what the source itself calls the previous close, whatever the hour that it states.

    A member that holds nothing that can be read (None, ``N/A``, a truth value) is no error of the document: it sets
    ``flaw``, and the row is refused for its currency while those beside it count. A float is an error: of the adapter.
    """

    base: str
    quote: str
    as_of: Stated
    units: Published = Decimal(1)
    mid: Published | None = None
    bid: Published | None = None
    ask: Published | None = None
    kind: Kind | None = None
    close: bool = False
    flaw: Exclusion | None = None

    if TYPE_CHECKING:  # what may be given, before it is read

        def __init__(
            self,
            *,
            base: str | None,
            quote: str | None,
            as_of: date | datetime | str | None,
            units: Given = 1,
            mid: Given = None,
            bid: Given = None,
            ask: Given = None,
            kind: Kind | None = None,
            close: bool = False,
            flaw: Exclusion | None = None,
        ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _flawed(cls, given: Any) -> Any:
        """What was given, with something that can be stored in the place of what can't be read."""
        if not isinstance(given, dict):
            return given
        flaws = {name: flaw for name in _STAND_INS if name in given and (flaw := _flaw(name, given))}
        stand_ins = {name: _STAND_INS[name] for name in flaws}
        return {**given, **stand_ins, "flaw": next(iter(flaws.values()), given.get("flaw"))}

    @model_validator(mode="after")
    def _one_price(self) -> Quote:
        if (self.mid is None) == (self.bid is None or self.ask is None):
            raise ValueError(f"{self.base}/{self.quote}: a quote has a mid, or a bid and an ask")
        return self

    @property
    def of_itself(self) -> bool:
        """Whether it is the row of the base in its own table, which says 1 or that the table is another's."""
        return self.base == self.quote != ""


def _flaw(name: str, given: Mapping[str, Any]) -> Exclusion | None:
    """Why a member can't be read, or None."""
    value = given[name]
    if isinstance(value, GivenTwice):
        return Exclusion.GIVEN_TWICE
    if value is None and name in _instead(given):
        return None
    read = _readable_text if name in ("base", "quote") else _readable_day if name == "as_of" else _readable
    return None if read(value) else Exclusion.ROW_UNREADABLE


def _instead(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The members that say nothing, because the price stands in others."""
    if given.get("mid") is not None:
        return "bid", "ask"
    return ("mid",) if "bid" in given or "ask" in given else ()


def _readable_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _readable_day(value: object) -> bool:
    if not isinstance(value, str):
        return isinstance(value, date)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _readable(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return False
    try:
        Decimal(value)
    except ArithmeticError:
        return False
    return True
