"""Columns as tables of the libraries that analyse them. No number is rounded by its column's type, and none is a float unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal

from fxwidget.errors import ConfigurationError

__all__ = ["Column", "Numbers", "to_arrow", "to_pandas", "to_polars"]

Numbers = Literal["decimal", "float"]
"""How numbers stand in a table: exactly, or as floats, which computing libraries are quicker with."""

WIDEST = 38
"""Digits of a decimal in 128 bits."""


@dataclass(frozen=True)
class Column:
    """The values of a column, of one kind; None is a value that there is none of."""

    values: Sequence[Any]
    kind: Literal["number", "text", "day"] = "text"


def to_pandas(columns: Mapping[str, Column], index: str, numbers: Numbers) -> Any:
    """A DataFrame, indexed by a column of days or of texts. Decimals stand in columns of objects."""
    pandas = _library("pandas", "pandas")
    own = {name: _of_pandas(pandas, column, numbers) for name, column in columns.items()}
    return pandas.DataFrame(own).set_index(index)


def to_polars(columns: Mapping[str, Column], numbers: Numbers) -> Any:
    """A DataFrame; decimals have a scale that rounds none."""
    polars = _library("polars", "polars")
    types = {"text": polars.String, "day": polars.Date, "number": polars.Float64}
    values = {name: _values(column, numbers) for name, column in columns.items()}
    schema = {
        name: polars.Decimal(WIDEST, scale) if (scale := _scale(column, numbers)) >= 0 else types[column.kind]
        for name, column in columns.items()
    }
    return polars.DataFrame(values, schema=schema)


def to_arrow(columns: Mapping[str, Column], numbers: Numbers) -> Any:
    """A Table; decimals have a scale that rounds none."""
    arrow = _library("pyarrow", "arrow")
    types = {"text": arrow.string(), "day": arrow.date32(), "number": arrow.float64()}
    made = {}
    for name, column in columns.items():
        scale = _scale(column, numbers)
        own = arrow.decimal128(WIDEST, scale) if scale >= 0 else types[column.kind]
        made[name] = arrow.array(_values(column, numbers), type=own)
    return arrow.table(made)


def _of_pandas(pandas: Any, column: Column, numbers: Numbers) -> Any:
    values = _values(column, numbers)
    if column.kind == "day":
        return pandas.DatetimeIndex(values)
    return pandas.Series(values, dtype=object) if column.kind == "number" and numbers == "decimal" else values


def _values(column: Column, numbers: Numbers) -> list[Any]:
    if numbers not in ("decimal", "float"):
        raise ConfigurationError(f"numbers={numbers!r} can't be: pass 'decimal' or 'float'")
    if column.kind == "number" and numbers == "float":
        return [None if value is None else float(value) for value in column.values]
    return list(column.values)


def _scale(column: Column, numbers: Numbers) -> int:
    """The most decimals of a column's numbers, as a type of fixed decimals would cut off more; -1 if it is not of decimals."""
    if column.kind != "number" or numbers != "decimal":
        return -1
    given = [value for value in column.values if value is not None]
    scale = max(map(_decimals, given), default=0)
    digits = scale + max((value.adjusted() + 1 for value in given), default=0)
    if digits > WIDEST:
        raise ConfigurationError(
            f"a column of decimals has {WIDEST} digits, and these numbers need {digits}: pass numbers='float', or use to_pandas"
        )
    return scale


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _library(name: str, table: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(
            f"{name} is not installed, which .to_{table}() makes a table of: pip install {name}"
        ) from error
