"""A language of the page: its messages from gettext catalogues, its names, numbers, dates and digits from CLDR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fxwidget.domain import currency
from fxwidget.domain.number_format import display, numeral_system, numerals, per_cent, sign
from fxwidget.presentation.persian_calendar import MONTHS, PersianDate

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["ENGLISH", "LANGUAGES", "Language", "catalogue", "marked"]

LANGUAGES: dict[str, str] = {
    "en": "English",
    "af": "Afrikaans",
    "am": "አማርኛ",
    "ar": "العربية",
    "es": "español",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "id": "Indonesia",
    "pt": "português",
    "ru": "русский",
    "zh": "简体中文",
}
"""What each language calls itself, by code. English is the language of the messages themselves."""

SYMBOLS: dict[str, str] = {
    "BRL": "R$", "CNH": "¥", "CNY": "¥", "EGP": "E£", "EUR": "€", "GBP": "£", "IDR": "Rp", "INR": "₹",
    "JPY": "¥", "RUB": "₽", "USD": "$", "ZAR": "R",
}  # fmt: skip
"""CLDR's narrow symbols, which Babel does not read; a currency without one is written with its code."""

ENGLISH_UNITS = {"AED": "UAE dirham", "USD": "US dollar"}
"""What 1 of a currency is called, one more has an s: where CLDR's name is longer than a table is wide, and of the usual
base, so that a service in English alone loads no Babel."""

_FROM_RIGHT, _ISOLATE, _END = "\u2067", "\u2068", "\u2069"


def marked(message: str) -> str:
    """Mark a message for translation later; returns it unchanged."""
    return message


@cache
def catalogue(code: str) -> dict[str, str]:
    """A language's translations by their English messages."""
    from babel.messages.pofile import read_po

    file = files("fxwidget").joinpath("locale", code, "LC_MESSAGES", "fxwidget.po")
    with file.open("rb") as lines:
        found = read_po(lines, locale=code)
    return {str(message.id): str(message.string) for message in found if message.id and message.string}


@dataclass(frozen=True)
class Language:
    """A page's language, one of ``LANGUAGES``, with the time zone in which instants are written.

    calendar: ``auto`` dates Persian by the Persian calendar, ``gregory`` by the Gregorian one as all others.
    """

    code: str = "en"
    zone: tzinfo = UTC
    calendar: str = "auto"

    @property
    def english(self) -> bool:
        return self.code == "en"

    @cached_property
    def locale(self) -> Locale:
        """The language's CLDR data, as Babel reads it."""
        from babel import Locale

        return Locale.parse(self.code)

    @property
    def tag(self) -> str:
        """The language's tag of BCP 47, by which an answer says what it is written in: Chinese is simplified."""
        return "zh-Hans" if self.code == "zh" else self.code

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return "ltr" if self.english else _direction(self.code)

    @property
    def digits(self) -> str:
        """CLDR's name of the numbering system in which numbers are written."""
        return numeral_system(self.code)

    def say(self, message: str, **values: object) -> str:
        """A message translated into this language. Among right-to-left words each value is isolated, so that none moves its neighbours.

        A value that ends in an abbreviation's full stop, as a Russian date does, ends the sentence with it.
        """
        text = message if self.english else catalogue(self.code).get(message, message)
        if not values:
            return text
        written = {name: str(value) for name, value in values.items()}
        for name, value in written.items():
            if value.endswith(".") and f"{{{name}}}." in text:
                written[name] = value.removesuffix(".")
        if self.direction == "rtl":
            written = {name: self.isolated(value) for name, value in written.items()}
        return text.format(**written)

    def isolated(self, value: object) -> str:
        """A value for use within a sentence, isolated in a right-to-left one so that it can't move its neighbours."""
        return f"{_ISOLATE}{value}{_END}" if self.direction == "rtl" else str(value)

    def number(self, value: Decimal, decimals: int | None = None, *, usual: int = 0) -> str:
        """The shown digits of a number, with this language's separators and numerals; ``usual`` decimals at least."""
        return display(value, self.code, decimals, usual=usual)

    def money(self, value: Decimal, code: str) -> str:
        """An amount that was computed, to whole units and the currency's usual decimals at least."""
        return self.number(value, usual=currency.decimals(code))

    def sum(self, value: Decimal, code: str) -> str:
        """An amount with the currency's usual decimals, zeros too, and more where it has more: it is not rounded."""
        return self.number(value, max(currency.decimals(code), _decimals(value)))

    def amount(self, value: Decimal) -> str:
        """An amount with as many decimals as it was given with: it is not rounded."""
        return self.number(value, _decimals(value))

    def percent(self, value: Decimal) -> str:
        """``+0.52%`` as the language writes it, with a sign unless it is nothing; no line breaks it."""
        text = per_cent(value, self.code)
        return f"\u2066{text}{_END}" if self.direction == "rtl" else text

    def signed(self, value: Decimal) -> str:
        """``+0.4383``: a change with its sign, as the language writes it."""
        return self.isolated(sign(value, self.code) + self.number(abs(value)))

    def day(self, value: date, *, year: bool) -> str:
        """``14 May``, or ``14 May 2025``."""
        if self.english:
            return f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
        return _written_day(self.code, self._persian, value, year)

    def year(self, value: date) -> int:
        """The year that a day is in, by the calendar in which days are written."""
        return PersianDate.of(value).year if self._persian else value.year

    @property
    def _persian(self) -> bool:
        return self.code == "fa" and self.calendar != "gregory"

    def moment(self, value: datetime | None) -> str:
        """``14 May 2025 06:05 UTC``, or that it has not been seen yet."""
        if value is None:
            return self.say("not seen yet")
        return _moment(self, value)

    def name(self, code: str) -> str:
        """A currency's name."""
        name = currency.name(code, self.code)
        return name[:1].upper() + name[1:]

    def unit(self, code: str, amount: Decimal = Decimal(1)) -> str:
        """``1 US dollar``: an amount and the name of its currency as that amount asks for it."""
        if self.english and code in ENGLISH_UNITS:
            name = ENGLISH_UNITS[code] if amount == 1 else f"{ENGLISH_UNITS[code]}s"
        else:
            from babel.numbers import get_currency_name

            name = str(get_currency_name(code, count=_counted(amount), locale=self.locale))
        number = self.amount(amount)
        return f"{number}{name}" if self.code == "zh" and name != code else f"{number} {name}"

    def symbol(self, code: str) -> str:
        """The currency's symbol in this language; its code where there is none."""
        from babel.numbers import get_currency_symbol

        found = str(get_currency_symbol(code, locale=self.locale)).strip("\u200e\u200f\u00a0 ")
        return SYMBOLS.get(code, code) if found == code else found

    @property
    def symbol_first(self) -> bool:
        """Whether a symbol stands before the number."""
        pattern = str(self.locale.currency_formats["standard"].pattern).split(";")[0]
        return pattern.strip("\u200e\u200f\u00a0 ").startswith("¤")

    def list(self, names: Sequence[str]) -> str:
        """Names or codes joined as this language joins a list. From right to left Latin ones follow each other that way too."""
        comma = {"ar": "، ", "fa": "، ", "zh": "、", "am": "፣ "}.get(self.code, ", ")
        joined = comma.join(map(self.isolated, names))
        return f"{_FROM_RIGHT}{joined}{_END}" if self.direction == "rtl" else joined

    def few(self, names: Sequence[str]) -> str:
        """The same where all have no room: the first names, and how many more there are."""
        if len(names) <= FEW + 1:
            return self.list(names)
        return self.list([*names[:FEW], self.more(len(names) - FEW)])

    def more(self, count: int) -> str:
        """How many further ones there are that are not named."""
        return self.say("{count} more", count=self.number(Decimal(count)))


@cache
def _direction(code: str) -> str:
    from babel import Locale

    return str(Locale.parse(code).text_direction)


def _counted(amount: Decimal) -> Any:
    """The number by which CLDR chooses the plural form of a currency's name."""
    return int(amount) if amount == amount.to_integral_value() else amount


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip

FEW = 3
"""How many of many names a sentence has."""

ENGLISH = Language()


@lru_cache(4096)
def _written_day(code: str, persian: bool, value: date, year: bool) -> str:
    """A day in a language other than English; all charts of a set have the same days."""
    if persian:
        found = PersianDate.of(value)
        written = f"{found.day} {MONTHS[found.month - 1]}" + (f" {found.year}" if year else "")
        return numerals(written, code)
    from babel.dates import format_date, format_skeleton

    written = format_date(value, "long", code) if year else format_skeleton("MMMMd", value, locale=code)
    return numerals(str(written), code)


@lru_cache(256)
def _moment(language: Language, value: datetime) -> str:
    """An instant in words; a table has few of them, which all its views name."""
    local = value.astimezone(language.zone)
    minutes = round((local.utcoffset() or UTC.utcoffset(None)).total_seconds() / 60)
    away = ""
    if minutes:
        hours, rest = divmod(abs(minutes), 60)
        away = f"{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    clock = f"{numerals(f'{local:%H:%M}', language.code)} UTC{away}"
    if language.direction == "rtl":
        clock = f"\u2066{clock}{_END}"
    return f"{language.day(local.date(), year=True)} {clock}"
