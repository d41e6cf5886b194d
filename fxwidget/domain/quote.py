"""A source's published number: a quote and its kind of price."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import (
    model_validator,
)

from fxwidget.domain.scalars import Frozen, Published, Stated


class Kind(StrEnum):
    """What sort of price a number is. Market and fixing confirm each other, other kinds only their own."""

    MARKET = "market"
    FIXING = "fixing"
    OFFICIAL = "official"
    FREE_MARKET = "free_market"
    PEG = "peg"
    CROSS = "cross"


class Quote(Frozen):
    """One source's number as published: ``units`` of ``base`` cost ``mid`` (or ``bid`` and ``ask``) of ``quote``.

    ``as_of`` is the date or instant that the source states. ``kind`` overrides the provider's facts for this row.
    ``close`` marks what the source itself calls the previous close, whatever the hour that it states.
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

    @model_validator(mode="after")
    def _one_price(self) -> Quote:
        if (self.mid is None) == (self.bid is None or self.ask is None):
            raise ValueError(f"{self.base}/{self.quote}: a quote has a mid, or a bid and an ask")
        return self
