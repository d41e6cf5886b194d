"""What sort of price a number is, who makes it, and who stands behind it: enumerations that cost nothing to import."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["HELD", "MARKET_SERIES", "Agreement", "Kind", "Upstream", "series_of"]

MARKET_SERIES = "market"
"""The series of market prices and fixings, which confirm each other."""


class Kind(StrEnum):
    """What sort of price a number is. Market and fixing confirm each other, other kinds only their own."""

    MARKET = "market"
    FIXING = "fixing"
    OFFICIAL = "official"
    FREE_MARKET = "free_market"
    PEG = "peg"
    CROSS = "cross"


class Upstream(StrEnum):
    """Who makes a publisher's numbers, as far as it says.

    OWN: it makes them itself, as central banks do. NAMED: it says whose numbers it takes over or blends.
    UNDISCLOSED: it does not say; two such publishers may have them from one place.
    """

    OWN = "own"
    NAMED = "named"
    UNDISCLOSED = "undisclosed"


class Agreement(StrEnum):
    """Who stands behind a number. In order, the worst last."""

    AGREED = "agreed"
    TWO_SOURCES = "two_sources"
    SINGLE_SOURCE = "single_source"
    PENDING = "pending"
    HELD = "held"
    DISPUTED = "disputed"


HELD = (Agreement.HELD, Agreement.DISPUTED, Agreement.PENDING)
"""Agreements under which the last good rate stays."""


def series_of(kind: Kind) -> str:
    """The series that a kind of price belongs to: numbers of two series are never compared, nor joined in a line."""
    return MARKET_SERIES if kind in (Kind.MARKET, Kind.FIXING) else kind.value
