"""The values of settings as people write them: durations, lists of names, addresses; read, and written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from fxwidget.errors import ConfigurationError

__all__ = ["Duration", "Names", "Urls", "Withdrawal", "duration", "written"]

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = 36_500 * UNITS["d"]


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text)
    if found is None:
        raise ValueError(f'{text!r} is not a duration; write a number and s, m, h or d, as in "5m"')
    seconds = float(found[1]) * UNITS[found[2] or "s"]
    if seconds > LONGEST:
        raise ValueError(f"{text[:20]!r} is longer than a hundred years")
    return timedelta(seconds=seconds)


def _withdrawal(value: object) -> object:
    return value if value == "never" else _duration(value)


def _codes(value: object) -> object:
    return [code for code in re.split(r"[,\s]+", value) if code] if isinstance(value, str) else value


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def duration(text: str) -> timedelta:
    """A duration as people write it: a number and s, m, h or d.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        value = _duration(text)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    assert isinstance(value, timedelta)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Withdrawal = Annotated[timedelta | Literal["never"], BeforeValidator(_withdrawal)]
Names = Annotated[tuple[str, ...], BeforeValidator(_codes)]
Urls = Annotated[tuple[str, ...], BeforeValidator(_words)]


def written(value: Any) -> Any:
    """The value of a setting as a settings file has it: a duration in its largest whole unit, ``"5m"``; a list for a tuple.

    What JSON has too stays as it is; what it has not, as a number that is none or half a letter, becomes a text of it.
    """
    if isinstance(value, timedelta):
        return _in_units(value.total_seconds())
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [written(each) for each in value]
    if isinstance(value, Mapping):
        return {name: written(each) for name, each in value.items()}
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value).encode("utf-8", "replace").decode()


def _in_units(seconds: float) -> str:
    unit = next((unit for unit, size in reversed(UNITS.items()) if seconds and seconds % size == 0), "s")
    return f"{seconds / UNITS[unit]:.15g}{unit}"
