"""Numbers and instants, exact to the digit: how they are computed, and written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from fxwidget.domain.arithmetic import (
    MOST_DIGITS_OF_MONEY,
    TWELVE_DIGITS,
    converted,
    converted_in_steps,
    plain_decimal,
)
from fxwidget.errors import ConfigurationError, SnapshotInvalid

__all__ = [
    "MOST_DIGITS_OF_MONEY",
    "TWELVE_DIGITS",
    "AsOf",
    "aware",
    "converted",
    "converted_in_steps",
    "day_of",
    "encode",
    "encoded_list",
    "given_amount",
    "plain_decimal",
    "stamp",
]


def aware(now: datetime) -> datetime:
    """The instant itself.

    Raises:
        ConfigurationError: it has no time zone, so nobody knows which instant it is.
    """
    if now.tzinfo is None:
        raise ConfigurationError("now has no time zone: pass an aware datetime, such as datetime.now(UTC)")
    return now


def stamp(value: date | datetime) -> str:
    """A date or an instant in ISO 8601; an instant as ``2025-05-14T06:05:00Z``."""
    return _stamp(value) if isinstance(value, datetime) else value.isoformat()


@lru_cache(maxsize=1024)
def _stamp(value: datetime) -> str:
    """Equal instants have equal stamps, and a table has few of them."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def encode(value: Any) -> bytes:
    """JSON of plain values, models' dumps, instants and Decimals; a Decimal is a literal with exactly its digits.

    Raises:
        SnapshotInvalid: a number is not finite.
    """
    import msgspec

    return msgspec.json.encode(_plain(value))


def encoded_list(items: Iterable[bytes]) -> Any:
    """A list of what is JSON already, as a value for ``encode``."""
    import msgspec

    return msgspec.Raw(b"[%b]" % b",".join(items))


_WRITTEN_AS_THEY_ARE = frozenset({str, bool, int, type(None)})
"""Most values of a table are of these types, which are looked up before anything is asked of a value."""


def _plain(value: Any) -> Any:
    """Plain values for the encoder; a Decimal becomes its digits, written out."""
    if type(value) in _WRITTEN_AS_THEY_ARE:
        return value
    if isinstance(value, Decimal):
        import msgspec

        if not value.is_finite():
            raise SnapshotInvalid(f"{value} can't be written as JSON")
        return msgspec.Raw(format(value, "f").encode())
    if isinstance(value, (dict, Mapping)):  # asking for the second costs a hundred times the first
        return {
            key: item if type(item) in _WRITTEN_AS_THEY_ARE else _plain(item) for key, item in value.items()
        }
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return stamp(value)
    return str(value) if isinstance(value, StrEnum) else value


AsOf = date | datetime
"""A day, or an aware instant, as a source states it."""


def day_of(as_of: AsOf) -> date:
    """The date of a stated day, or the UTC date of a stated instant."""
    return as_of.astimezone(UTC).date() if isinstance(as_of, datetime) else as_of


def given_amount(amount: Decimal | int | str) -> Decimal:
    """An amount as a program gives it, exactly.

    Raises:
        ConfigurationError: it is no finite number of one of these types.
    """
    if isinstance(amount, float):
        raise ConfigurationError(
            f"{amount!r} is not an amount: a float is only near the number that was written, and what it lacks would be "
            f"converted with it; pass '{amount!r}' or Decimal('{amount!r}')"
        )
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, str)):
        raise ConfigurationError(f"{amount!r} is not an amount: pass a Decimal, an int or a str")
    if isinstance(amount, str):
        try:
            return plain_decimal(amount)
        except ValueError as error:
            raise ConfigurationError(f"{amount!r} is not an amount: {error}") from error
    value = Decimal(amount)
    if not value.is_finite():
        raise ConfigurationError(f"{amount!r} is not an amount: pass a finite number")
    return value
