"""The kinds of value that a request can write: what is allowed, and how it is read.

A reader raises ``ValueError`` where a text is no such value; its message, if it has one, says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from decimal import Decimal
from functools import cache, partial
from typing import Any

from fxwidget.domain.currency import check_code, check_past_code
from fxwidget.domain.scalars import plain_decimal
from fxwidget.presentation.colours import whole

__all__ = [
    "AMOUNT",
    "BOOLEAN",
    "CODE",
    "CODES",
    "COLOUR",
    "DAY",
    "DECIMALS",
    "MOST_CODES",
    "PAST_CODE",
    "PAST_CODES",
    "REFRESH",
    "TIME_ZONE",
    "ValueKind",
    "any_of",
    "language_of",
    "one_of",
    "prose",
    "several_of",
    "time_zones",
    "zone",
]

MOST_CODES = 60
"""Currencies in one table; the published one has fewer."""

LEAST, MOST = Decimal("0.000001"), Decimal(10**12)
"""Amounts."""

YES_OR_NO = ("true", "false", "1", "0", "yes", "no")


@dataclass(frozen=True)
class ValueKind:
    """A kind of parameter value: what is allowed, and how it is read.

    values: what may be written, for people.
    read: makes the value of what was written.
    schema: what may be written, as JSON Schema.
    """

    values: str
    read: Callable[[str], Any] = field(compare=False)
    schema: Mapping[str, Any] = field(compare=False)


def any_of(*allowed: str) -> dict[str, Any]:
    """The JSON Schema of a value that is one of these."""
    return {"type": "string", "enum": list(allowed)}


def one_of(values: str) -> ValueKind:
    """One of some words, in any case; ``values`` are written as ``a, b or c``."""
    allowed = re.split(", | or ", values)

    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError
        return text.lower()

    return ValueKind(values, read, any_of(*allowed))


def language_of(*codes: str) -> ValueKind:
    """One of some languages by its code, or by a tag of BCP 47 that begins with it: ``pt-BR`` is read as ``pt``."""

    def read(text: str) -> str:
        code, *rest = text.lower().replace("_", "-").split("-")
        if code not in codes or not all(re.fullmatch("[a-z0-9]{1,8}", part) for part in rest):
            raise ValueError
        return code

    values = (
        f"{', '.join(codes[:-1])} or {codes[-1]}; a region or script after it, as in pt-BR, is passed over"
    )
    tags = rf"^({'|'.join(codes)})([-_][A-Za-z0-9]{{1,8}}){{1,8}}$"
    return ValueKind(values, read, {"anyOf": [any_of(*codes), {"type": "string", "pattern": tags}]})


def several_of(*allowed: str) -> ValueKind:
    """Any of some words between commas or blanks, read in the order in which they are given here, or ``none``."""

    def read(text: str) -> tuple[str, ...]:
        names = [name for name in re.split(r"[,\s]+", text.lower()) if name]
        if names == ["none"]:
            return ()
        if not set(names) <= set(allowed):
            raise ValueError
        return tuple(name for name in allowed if name in names)

    values = f"none, or any of {', '.join(allowed[:-1])} and {allowed[-1]}"
    return ValueKind(values, read, {"type": "array", "items": any_of(*allowed), "maxItems": len(allowed)})


def prose(most: int, *, or_none: bool = False) -> ValueKind:
    """A text of at most so many characters, with one blank for each run of blanks and controls."""

    def read(text: str) -> str:
        printed = "".join(letter if _printable(letter) else " " for letter in text)
        clean = " ".join(printed.split())
        if len(clean) > most:
            raise ValueError(f"longer than {most} characters")
        return clean

    values = f"text of at most {most} characters" + (", or none" if or_none else "")
    return ValueKind(values, read, {"type": "string", "maxLength": most})


def _printable(letter: str) -> bool:
    """Whether a letter may stand in a text; what joins letters may, what turns their direction or controls may not."""
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _boolean(text: str) -> bool:
    if text.lower() not in YES_OR_NO:
        raise ValueError
    return text.lower() in {"true", "1", "yes"}


def _codes(text: str, check: Callable[[str], str] = check_code) -> tuple[str, ...]:
    """Currency codes between commas or blanks, each once, in the order in which they are first named."""
    found = tuple(dict.fromkeys(check(code) for code in re.split(r"[,\s]+", text) if code))
    if len(found) > MOST_CODES:
        raise ValueError(f"more than {MOST_CODES} codes")
    return found


def _amount(text: str) -> Decimal:
    """A number of at most 12 digits that is neither nothing nor more money than there is, without an exponent."""
    if len(text) > 20:
        raise ValueError("more than 20 characters")
    value = plain_decimal(text)
    if not LEAST <= value <= MOST or len(value.normalize().as_tuple().digits) > 12:
        raise ValueError
    return Decimal(format(value.normalize(), "f"))


def _decimals(text: str) -> int | None:
    """A number of decimals: 0 to 8, or None for ``auto``."""
    if text.lower() == "auto":
        return None
    if not re.fullmatch("[0-8]", text):
        raise ValueError
    return int(text)


def _refresh(text: str) -> int | None:
    """Seconds between two looks of an open page: 0 for never, None for ``auto``."""
    if text.lower() == "auto":
        return None
    if text.lower() in {"off", "0"}:
        return 0
    if not re.fullmatch("[0-9]{1,5}", text) or not 30 <= int(text) <= 86_400:
        raise ValueError
    return int(text)


def _day(text: str) -> date:
    """A calendar day, as ISO 8601 writes it with hyphens."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    return date.fromisoformat(text)


_HEX = r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"


def _colour(text: str) -> str:
    """Six hex digits for both schemes, or, parted by a comma, those of the light and of the dark one, one of which may be empty."""
    halves = [half.strip() for half in text.split(",")]
    if len(halves) > 2 or not any(halves):
        raise ValueError
    if not all(re.fullmatch(_HEX, half) for half in halves if half):
        raise ValueError
    digits = [whole(half.lower()).removeprefix("#") for half in halves]
    return digits[0] if len(set(digits)) == 1 else ",".join(digits)


_UTC = {"Etc/UTC", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"}


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones() if name not in {"localtime", "Factory"}}


def time_zones() -> list[str]:
    """The names that are read as a time zone."""
    return sorted(_zones().values())


def _time_zone(text: str) -> str:
    """A time zone's name in the case of the database; every name of UTC is ``UTC``."""
    name = _zones().get(text.lower())
    if name is None:
        raise ValueError
    return "UTC" if name in _UTC else name


def zone(name: str) -> tzinfo:
    """The time zone of a name that ``_time_zone`` returned."""
    from zoneinfo import ZoneInfo

    return UTC if name == "UTC" else ZoneInfo(name)


_CURRENCY = {"$ref": "#/components/schemas/Currency"}
_NUMBER = r"^(0\.[0-9]{0,5}[1-9]|[1-9][0-9]{0,5}(\.[0-9]{1,6})?|[1-9][0-9]{6,11})$"
"""Amounts of at most 12 digits that nobody disputes; a sign, an exponent and a few more are read all the same."""

BOOLEAN = ValueKind("true, false, 1, 0, yes or no", _boolean, any_of(*YES_OR_NO))
CODE = ValueKind("a currency of the table by its code, such as INR", check_code, _CURRENCY)
CODES = ValueKind(
    f"codes of the table, such as INR,RUB; at most {MOST_CODES}",
    _codes,
    {"type": "array", "items": _CURRENCY, "maxItems": MOST_CODES},
)
_ANY_CODE = {"type": "string", "pattern": "^[A-Z]{3}$"}
PAST_CODE = ValueKind(
    "a currency by its code, such as INR; one that ended too, such as BGN", check_past_code, _ANY_CODE
)
PAST_CODES = ValueKind(
    f"codes, such as INR,RUB, of currencies that ended too; at most {MOST_CODES}",
    partial(_codes, check=check_past_code),
    {"type": "array", "items": _ANY_CODE, "maxItems": MOST_CODES},
)
DAY = ValueKind(
    "a day that is not in the future, such as 2025-05-14", _day, {"type": "string", "format": "date"}
)
AMOUNT = ValueKind(
    "a number from 0.000001 to 1000000000000 of at most 12 digits",
    _amount,
    {"type": "string", "pattern": _NUMBER},
)
COLOUR = ValueKind(
    "a hex colour such as 0b57d0, or two, of the light and the dark scheme, such as 0b57d0,8ab4f8; one of two may be empty",
    _colour,
    {"type": "string", "pattern": f"^({_HEX}(,({_HEX})?)?|,{_HEX})$"},
)
DECIMALS = ValueKind("auto or 0 to 8", _decimals, any_of("auto", *"012345678"))
REFRESH = ValueKind(
    "auto, off or 0, or 30 to 86400 seconds",
    _refresh,
    {
        "anyOf": [
            any_of("auto", "off"),
            {"type": "integer", "enum": [0]},
            {"type": "integer", "minimum": 30, "maximum": 86_400},
        ]
    },
)
TIME_ZONE = ValueKind(
    "a time zone's IANA name, such as Asia/Kolkata, or UTC",
    _time_zone,
    {"$ref": "#/components/schemas/TimeZone"},
)
