"""The options of a view: one table of names, allowed values, defaults and meanings that every endpoint reads by.

``parse`` reads a request's parameters by it, ``options_table`` prints it for the documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import quote

from fxwidget.domain.currency import check_code
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.presentation.language import LANGUAGES, Language

__all__ = [
    "BOOLEAN",
    "OPTIONS",
    "YES_OR_NO",
    "Option",
    "Options",
    "boolean",
    "canonical",
    "options_table",
    "parse",
    "read",
    "some",
    "time_zones",
]

MOST_CODES = 60
"""Currencies in one table; the published one has fewer."""

LONGEST = 1000
"""Characters of a value that are looked at at all, as a rule."""


@dataclass(frozen=True)
class Option:
    """One option. ``values`` and ``meaning`` are for people, ``read`` makes the value of what was written.

    json: whether it changes ``/v1/rates`` too.
    schema: what may be written, as JSON Schema.
    longest: the characters of a value that is looked at at all.
    """

    name: str
    values: str
    default: str
    meaning: str
    read: Callable[[str], Any]
    json: bool = False
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"}, compare=False)
    longest: int = LONGEST

    @property
    def field(self) -> str:
        """Its attribute of ``Options``: ``from`` is a word of Python's."""
        return f"{self.name}_" if self.name == "from" else self.name

    @staticmethod
    def text(value: Any) -> str:
        """A value as it is read."""
        if value is None:
            return "auto"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(value)
        return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class Options:
    """What a reader asked for; every member has the default of the table. Equal ones are one view.

    base: None is the configured one.
    """

    base: str | None = None
    currencies: tuple[str, ...] = ()
    amount: Decimal = Decimal(1)
    inverse: bool = False
    names: str = "both"
    symbol: bool = False
    flags: str = "rectangular"
    decimals: int | None = None
    columns: tuple[str, ...] = ()
    layout: str = "table"
    converter: bool = False
    from_: str | None = None
    to: str | None = None
    theme: str = "auto"
    header: str = ""
    caption: str = ""
    disclaimer: str = ""
    lang: str = "en"
    tz: str = "UTC"
    refresh: int | None = None

    @property
    def language(self) -> Language:
        """The language, telling time in the asked zone."""
        return Language(self.lang, _zone(self.tz))

    @property
    def priced(self) -> Decimal:
        """The amount that the table is for: with a converter, the amount is the converter's."""
        return Decimal(1) if self.converter else self.amount

    def pairs(
        self, allowed: Iterable[Option] | None = None, *, but: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """The options that are not the default ones, as a request writes them, in the table's order; ``allowed`` are all."""
        plain = {field.name: field.default for field in fields(self)}
        return [
            (option.name, option.text(getattr(self, option.field)))
            for option in (OPTIONS if allowed is None else allowed)
            if getattr(self, option.field) != plain[option.field] and option.name not in but
        ]

    def query(self, allowed: Iterable[Option] | None = None) -> str:
        """The canonical query: one for all ways of asking for the same."""
        return canonical(self.pairs(allowed))


def parse(
    given: Iterable[tuple[str, str]], *, base: str = "USD", allowed: Iterable[Option] | None = None
) -> Options:
    """The options of a request's parameters, in any order and case; unknown ones are ignored, empty ones not given.

    Of one that is given twice the first counts. ``base`` is the configured one. Only the ``allowed`` are read, by default all.

    Raises:
        ConfigurationError: a value can't be; the message names the option and what is allowed.
    """
    found = read(given, OPTIONS if allowed is None else allowed)
    values = {option.field: found[option.name] for option in OPTIONS if option.name in found}
    if values.get("base") == base:
        del values["base"]
    return Options(**values)


def read(given: Iterable[tuple[str, str]], allowed: Iterable[Option]) -> dict[str, Any]:
    """The values of the ``allowed`` options among a request's parameters, by name.

    Raises:
        ConfigurationError: a value can't be; the message names the option and what is allowed.
    """
    by_name = {option.name: option for option in allowed}
    values: dict[str, Any] = {}
    for name, text in given:
        option = by_name.get(name[:20].lower())
        value = text.strip()
        if option is None or option.name in values or not value:
            continue
        try:
            if len(value) > option.longest:
                raise ValueError(f"longer than {option.longest} characters")
            values[option.name] = option.read(value)
        except (ValueError, FXWidgetError) as error:
            said = f": {error}" if str(error) else ""
            shown = value[:40] + ("…" if len(value) > 40 else "")
            raise ConfigurationError(
                f"{option.name}={shown!r} can't be{said}. Allowed: {option.values}."
            ) from error
    return values


def canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """A query as we write it."""
    return "&".join(f"{name}={quote(text, safe=',/:')}" for name, text in pairs)


def some(*names: str) -> tuple[Option, ...]:
    """Those options of the table, in its order."""
    return tuple(option for option in OPTIONS if option.name in names)


def options_table() -> str:
    """The table in Markdown."""
    lines = ["| option | values | default | meaning | JSON |", "| --- | --- | --- | --- | --- |"]
    for option in OPTIONS:
        json = "yes" if option.json else ""
        lines.append(f"| `{option.name}` | {option.values} | {option.default} | {option.meaning} | {json} |")
    return "\n".join(lines)


# How each kind of value is read


def _any(*allowed: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(allowed)}


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError
        return text.lower()

    return read


BOOLEAN = "true, false, 1, 0, yes or no"
YES_OR_NO = _any("true", "false", "1", "0", "yes", "no")


def boolean(text: str) -> bool:
    """A yes or no as people write it; ``ValueError`` where it is neither."""
    if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
        raise ValueError
    return text.lower() in {"true", "1", "yes"}


def _codes(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(check_code(code) for code in re.split(r"[,\s]+", text) if code))
    if len(found) > MOST_CODES:
        raise ValueError(f"more than {MOST_CODES} codes")
    return found


def _columns(text: str) -> tuple[str, ...]:
    names = [name for name in re.split(r"[,\s]+", text.lower()) if name]
    if names == ["none"]:
        return ()
    if not set(names) <= set(COLUMNS):
        raise ValueError
    return tuple(name for name in COLUMNS if name in names)


def _amount(text: str) -> Decimal:
    if len(text) > 20:
        raise ValueError("more than 20 characters")
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise ValueError("write digits, and a point before decimals") from None
    if not value.is_finite() or not _LEAST <= value <= _MOST or len(value.normalize().as_tuple().digits) > 12:
        raise ValueError
    return Decimal(format(value.normalize(), "f"))


def _decimals(text: str) -> int | None:
    if text.lower() == "auto":
        return None
    if not re.fullmatch("[0-8]", text):
        raise ValueError
    return int(text)


def _refresh(text: str) -> int | None:
    if text.lower() == "auto":
        return None
    if text.lower() in {"off", "0"}:
        return 0
    if not re.fullmatch("[0-9]{1,5}", text) or not 30 <= int(text) <= 86_400:
        raise ValueError
    return int(text)


def _prose(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        kept = "".join(letter if _printable(letter) else " " for letter in text)
        clean = " ".join(kept.split())
        if len(clean) > most:
            raise ValueError(f"longer than {most} characters")
        return clean

    return read


def _printable(letter: str) -> bool:
    """Whether a letter may stand in a text; what joins letters may, what turns their direction or controls may not."""
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones() if name not in {"localtime", "Factory"}}


def time_zones() -> list[str]:
    """The names that are read as a time zone."""
    return sorted(_zones().values())


def _time_zone(text: str) -> str:
    name = _zones().get(text.lower())
    if name is None:
        raise ValueError
    return (
        "UTC"
        if name in {"Etc/UTC", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"}
        else name
    )


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    return UTC if name == "UTC" else ZoneInfo(name)


COLUMNS = ("previous", "change", "source")
_LEAST, _MOST = Decimal("0.000001"), Decimal(10**12)
_CODE = "a currency of the table by its code, such as INR"
_CURRENCY = {"$ref": "#/components/schemas/Currency"}
_NUMBER = r"^(0\.[0-9]{0,5}[1-9]|[1-9][0-9]{0,5}(\.[0-9]{1,6})?|[1-9][0-9]{6,11})$"
"""Amounts of at most 12 digits that nobody disputes; an exponent and a few more are read all the same."""

OPTIONS: tuple[Option, ...] = (
    Option(
        "currencies",
        f"codes of the table, such as INR,RUB; at most {MOST_CODES}",
        "all, as configured",
        "which currencies, in this order",
        _codes,
        json=True,
        schema={"type": "array", "items": _CURRENCY, "maxItems": MOST_CODES},
    ),
    Option(
        "base",
        _CODE,
        "as configured, USD",
        "the currency that the rates are for",
        check_code,
        json=True,
        schema=_CURRENCY,
    ),
    Option(
        "amount",
        "a number from 0.000001 to 1000000000000 of at most 12 digits",
        "1",
        "how much of the base the prices are for; with a converter, its amount",
        _amount,
        json=True,
        schema={"type": "string", "pattern": _NUMBER},
    ),
    Option(
        "inverse",
        BOOLEAN,
        "false",
        "prices the other way round: of each currency in the base",
        boolean,
        json=True,
        schema=YES_OR_NO,
    ),
    Option(
        "names",
        "names, codes or both",
        "both",
        "what a row is called by",
        _one_of("names", "codes", "both"),
        schema=_any("names", "codes", "both"),
    ),
    Option("symbol", BOOLEAN, "false", "the currency's symbol beside the price", boolean, schema=YES_OR_NO),
    Option(
        "flags",
        "round, rectangular or none",
        "rectangular",
        "the shape of the flags",
        _one_of("round", "rectangular", "none"),
        schema=_any("round", "rectangular", "none"),
    ),
    Option(
        "decimals",
        "auto or 0 to 8",
        "auto",
        "decimals of the prices; auto is at most four and seven significant digits",
        _decimals,
        json=True,
        schema=_any("auto", *"012345678"),
    ),
    Option(
        "columns",
        "none, or any of previous, change and source",
        "none",
        "more columns: the previous close, the change since, whose number it is",
        _columns,
        schema={"type": "array", "items": _any(*COLUMNS), "maxItems": 3},
    ),
    Option(
        "layout",
        "table, compact or card",
        "table",
        "how rows are laid out",
        _one_of("table", "compact", "card"),
        schema=_any("table", "compact", "card"),
    ),
    Option(
        "converter",
        BOOLEAN,
        "false",
        "a form that converts an amount, with and without script",
        boolean,
        schema=YES_OR_NO,
    ),
    Option(
        "from",
        _CODE,
        "the base",
        "the currency that the converter starts from",
        check_code,
        schema=_CURRENCY,
    ),
    Option(
        "to",
        _CODE,
        "the first row",
        "the currency that the converter arrives at",
        check_code,
        schema=_CURRENCY,
    ),
    Option(
        "theme",
        "auto, light or dark",
        "auto",
        "the colours; auto is the reader's",
        _one_of("auto", "light", "dark"),
        schema=_any("auto", "light", "dark"),
    ),
    Option(
        "header",
        "text of at most 80 characters, or none",
        "the unit",
        "the heading",
        _prose(80),
        schema={"type": "string", "maxLength": 80},
    ),
    Option(
        "caption",
        "text of at most 200 characters",
        "none",
        "a line of yours under the heading",
        _prose(200),
        schema={"type": "string", "maxLength": 200},
    ),
    Option(
        "disclaimer",
        "text of at most 600 characters",
        "ours alone",
        "said after our disclaimer, which always stands",
        _prose(600),
        schema={"type": "string", "maxLength": 600},
    ),
    Option(
        "lang",
        ", ".join(LANGUAGES),
        "en",
        "the language",
        _one_of(*LANGUAGES),
        json=True,
        schema=_any(*LANGUAGES),
    ),
    Option(
        "tz",
        "a time zone's IANA name, such as Asia/Kolkata, or UTC",
        "UTC",
        "the zone of the times",
        _time_zone,
        schema={"$ref": "#/components/schemas/TimeZone"},
    ),
    Option(
        "refresh",
        "auto, off or 30 to 86400 seconds",
        "auto",
        "how often an open page asks for newer rates; auto is the server's pace",
        _refresh,
        schema={"anyOf": [_any("auto", "off"), {"type": "integer", "minimum": 30, "maximum": 86_400}]},
    ),
)
"""Every option there is."""
