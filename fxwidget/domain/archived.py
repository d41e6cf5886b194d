"""What a source's archive says of a past day: values, without a model around them, as there are many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from fxwidget.domain.kinds import Kind

__all__ = ["ArchivedDay", "Number", "Span"]


class Span(NamedTuple):
    """Days from ``first`` to ``last``, both among them."""

    first: date
    last: date


class Number(NamedTuple):
    """A number per 1 USD as an archive gives it, not screened yet. ``kind`` where the row itself says another than the source's."""

    rate: Decimal
    derived: str | None = None
    kind: Kind | None = None


class ArchivedDay(NamedTuple):
    """What a source's archive says of one stated day: numbers by currency, and why others give none."""

    source: str
    as_of: date | datetime
    market_day: date
    numbers: Mapping[str, Number]
    refused: Mapping[str, str]
