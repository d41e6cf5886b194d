"""Closes as tables of the libraries that analyse them. Days are dates, and no number is rounded by its column's type."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

from fxwidget.domain.past import PairClose
from fxwidget.errors import ConfigurationError

__all__ = ["to_arrow", "to_pandas", "to_polars"]

WIDEST = 38
"""Digits of a decimal in 128 bits."""


def to_pandas(closes: Sequence[PairClose], numbers: str) -> Any:
    """A DataFrame, indexed by day."""
    pandas = _library("pandas")
    columns = _columns(closes, numbers)
    index = pandas.DatetimeIndex(columns.pop("day"), name="day")
    if numbers == "decimal":
        columns["rate"] = pandas.Series(columns["rate"], index=index, dtype=object)
    return pandas.DataFrame(columns, index=index)


def to_polars(closes: Sequence[PairClose], numbers: str) -> Any:
    """A DataFrame with a column of days."""
    polars = _library("polars")
    columns = _columns(closes, numbers)
    exact = numbers == "decimal"
    number = polars.Decimal(WIDEST, _scale(columns["rate"])) if exact else polars.Float64
    text = polars.String
    schema = {"day": polars.Date, "rate": number, "kind": text, "agreement": text, "sources": text}
    return polars.DataFrame(columns, schema=schema)


def to_arrow(closes: Sequence[PairClose], numbers: str) -> Any:
    """A Table with a column of days."""
    arrow = _library("pyarrow")
    columns = _columns(closes, numbers)
    exact = numbers == "decimal"
    number = arrow.decimal128(WIDEST, _scale(columns["rate"])) if exact else arrow.float64()
    types = {"day": arrow.date32(), "rate": number, "kind": arrow.string()}
    types |= {"agreement": arrow.string(), "sources": arrow.string()}
    return arrow.table({name: arrow.array(columns[name], type=own) for name, own in types.items()})


def _columns(closes: Sequence[PairClose], numbers: str) -> dict[str, list[Any]]:
    if numbers not in ("decimal", "float"):
        raise ConfigurationError(f"numbers={numbers!r} can't be: pass 'decimal' or 'float'")
    rates = [close.rate for close in closes]
    return {
        "day": [close.day for close in closes],
        "rate": rates if numbers == "decimal" else [float(rate) for rate in rates],
        "kind": [close.kind.value for close in closes],
        "agreement": [close.agreement.value for close in closes],
        "sources": [" ".join(close.sources) for close in closes],
    }


def _scale(rates: Sequence[Decimal]) -> int:
    """The most decimals of some numbers, as a type of fixed decimals would cut off more."""
    return max((-int(rate.as_tuple().exponent) for rate in rates), default=0)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(
            f"{name} is not installed, which .to_{name.removeprefix('py')}() makes a table of: pip install {name}"
        ) from error
