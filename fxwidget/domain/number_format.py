"""How many digits of a number are shown, and how they are written.

At most four decimals, and no more than seven significant digits need; below 1 four significant digits; whole units
always; half even; no trailing zeros. An amount of money has the usual decimals of its currency besides.

A number that lies exactly between two that can be shown goes to the one whose last digit is even: 1.00005 is shown as 1,
1.00015 as 1.0002. That holds for rates, amounts and changes in per cent alike, and the pages' script rounds the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

__all__ = ["asked_places", "display", "numeral_system", "numerals", "per_cent", "places", "rounded", "sign"]

DECIMALS = 4
SIGNIFICANT = 7
SIGNIFICANT_BELOW_ONE = 4
SIGNIFICANT_AT_LEAST = 3
"""Whatever is asked for: with one digit a number may be half as large again, and two rows can't be compared."""

# Babel writes a language's separators, not its numerals. The zeros of CLDR's numbering systems that are some
# language's default; any other language is written in Latin digits with their separators.
_ZEROS = {"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040, "tibt": 0xF20}

_GROUPED_FROM = {
    **dict.fromkeys("be bg es et hu hy ia ie it ka lv pl pt_PT ru_UA sl sq".split(), 2),
    "ee": 3,
    **dict.fromkeys("es_419 pt_AO".split(), 1),
}
"""CLDR 48's minimumGroupingDigits where it is not 1, which Babel does not read: so many digits stand before a first separator."""

_EXACT = Context(prec=MAX_PREC, rounding=ROUND_HALF_EVEN)


def places(number: Decimal, usual: int = 0) -> int:
    """The decimals to which ``number`` is rounded for showing, ``usual`` at least.

    Round a rate and its previous close to the places of the rate before comparing them.
    """
    if not number:
        return DECIMALS
    magnitude = number.adjusted()
    if magnitude < 0:
        return max(usual, SIGNIFICANT_BELOW_ONE - 1 - magnitude)
    return max(usual, min(DECIMALS, SIGNIFICANT - 1 - magnitude))


def asked_places(number: Decimal, decimals: int) -> int:
    """The decimals to which ``number`` is rounded where ``decimals`` are asked for: those, and more where digits would get lost.

    At least three significant digits stay, or all that there are.
    """
    if rounded(number, decimals) == number:
        return decimals
    return max(decimals, SIGNIFICANT_AT_LEAST - 1 - number.adjusted())


def rounded(number: Decimal, decimals: int) -> Decimal:
    """``number`` to so many decimals, half even.

    Raises:
        ArithmeticError: ``number`` is not finite.
    """
    return number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def display(number: Decimal, language: str = "en", decimals: int | None = None, *, usual: int = 0) -> str:
    """The shown digits of ``number``, grouped and written as ``language`` (``ar-EG``, ``en_IN``) does it.

    With ``decimals`` so many are written, zeros too, unless fewer than three significant digits would be left.
    ``usual`` is for amounts of money: the decimals to which they are shown at least, as far as they have any.
    """
    exactly = decimals is not None
    to = places(number, usual) if decimals is None else asked_places(number, decimals)
    shown = rounded(number, to)
    digits = f"{shown:,f}"
    if not exactly and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if language == "en":
        return digits
    thousands = None if shown.is_signed() else _thousands(language)
    if thousands is None:
        return _by_pattern(shown, language, to if exactly else None)
    if shown.adjusted() < thousands.written_from:
        digits = digits.replace(",", "")
    return numerals(digits.translate(thousands.signs), language)


class _Thousands(NamedTuple):
    """How a language separates thousands and decimals: its signs by ours, and the power of ten from which it separates."""

    signs: Mapping[int, str]
    written_from: int


@lru_cache(64)
def _thousands(language: str) -> _Thousands | None:
    """None of a language that groups digits otherwise."""
    locale = _locale(language)
    if locale.decimal_formats[None].grouping != (3, 3):
        return None
    symbols = locale.number_symbols[_symbols(language)]
    signs = {ord(","): symbols.get("group", ","), ord("."): symbols.get("decimal", ".")}
    return _Thousands(signs, 2 + _grouped_from(str(locale)))


@lru_cache(64)
def _symbols(language: str) -> str:
    """CLDR's name of the numerals whose separators a language has."""
    system = numeral_system(language)
    return system if system in _locale(language).number_symbols else "latn"


def _by_pattern(shown: Decimal, language: str, decimals: int | None) -> str:
    """A rounded number as Babel writes it, which knows of every pattern; with ``decimals`` so many, zeros too."""
    locale: Any = _locale(language)
    pattern = copy(locale.decimal_formats[None])
    if decimals is not None:
        pattern.frac_prec = (decimals, decimals)
    written = str(
        pattern.apply(
            shown,
            locale,
            decimal_quantization=False,
            numbering_system=_symbols(language),
            group_separator=shown.adjusted() >= pattern.grouping[0] - 1 + _grouped_from(str(locale)),
        )
    )
    return numerals(written, language)


def per_cent(number: Decimal, language: str = "en") -> str:
    """``number`` per cent to two decimals, as CLDR writes it in ``language``: ``+0.52%``, ``-0,50\u00a0%``, ``۰٪``.

    It has a sign unless it is nothing, and then no decimals either.
    """
    size = display(abs(number), language, 2) if number else display(number, language)
    if language == "en":
        return f"{sign(number)}{size}%"
    locale = _locale(language)
    symbols = locale.number_symbols[numeral_system(language)]
    pattern = locale.percent_formats[None]
    before, after = (
        affix[0].replace("%", symbols["percentSign"]) for affix in (pattern.prefix, pattern.suffix)
    )
    return f"{sign(number, language)}{before}{size}{after}"


def sign(number: Decimal, language: str = "en") -> str:
    """The sign of a change as CLDR writes it in ``language``, such as ``+`` or ``-``; none of a change that is nothing."""
    if not number:
        return ""
    if language == "en":
        return "+" if number > 0 else "-"
    symbols = _locale(language).number_symbols[numeral_system(language)]
    return str(symbols["plusSign" if number > 0 else "minusSign"])


@lru_cache(64)
def _grouped_from(identifier: str) -> int:
    """The fewest digits before a number's first grouping separator, in a locale or those that it inherits from."""
    from babel.core import get_global

    while identifier and identifier not in _GROUPED_FROM:
        parents = get_global("parent_exceptions")
        identifier = parents.get(identifier, identifier.rpartition("_")[0])
    return _GROUPED_FROM.get(identifier, 1)


@lru_cache(64)
def numeral_system(language: str) -> str:
    """CLDR's name of the numerals that a language is written with."""
    if language == "en":
        return "latn"
    system = str(_locale(language).default_numbering_system)
    return system if system in _ZEROS else "latn"


def numerals(text: str, language: str) -> str:
    """``text`` with its Latin digits as the language's own numerals."""
    digits = _digits(language)
    return text.translate(digits) if digits else text


@lru_cache(64)
def _digits(language: str) -> Mapping[int, int]:
    """A language's own numerals by the Latin digits; nothing where it has those."""
    zero = _ZEROS.get(numeral_system(language))
    return {ord("0") + digit: zero + digit for digit in range(10)} if zero else {}


@lru_cache(64)
def _locale(language: str) -> Any:
    from babel import Locale

    return Locale.parse(language.replace("-", "_"))
