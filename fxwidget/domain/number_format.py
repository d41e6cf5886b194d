"""How many digits of a number are shown, and how they are written.

At most four decimals and seven significant digits; below 1 four significant digits; half even; no trailing zeros.
"""

from __future__ import annotations

from copy import copy
from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

__all__ = ["display", "numeral_system", "numerals", "places", "rounded"]

DECIMALS = 4
SIGNIFICANT = 7
SIGNIFICANT_BELOW_ONE = 4

# Babel writes a language's separators, not its numerals. The zeros of CLDR's numbering systems that are some
# language's default; any other language is written in Latin digits with their separators.
_ZEROS = {"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040, "tibt": 0xF20}

_EXACT = Context(prec=MAX_PREC, rounding=ROUND_HALF_EVEN)


def places(number: Decimal) -> int:
    """The decimals to which ``number`` is rounded for showing; -1 rounds to tens.

    Round a rate and its previous close to the places of the rate before comparing them.
    """
    if not number:
        return DECIMALS
    magnitude = number.adjusted()
    if magnitude < 0:
        return SIGNIFICANT_BELOW_ONE - 1 - magnitude
    return min(DECIMALS, SIGNIFICANT - 1 - magnitude)


def rounded(number: Decimal, decimals: int) -> Decimal:
    """``number`` to so many decimals, half even; its exponent is never above 0, so that it prints plainly.

    Raises:
        ArithmeticError: ``number`` is not finite.
    """
    coarse = number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return coarse.quantize(Decimal(1), context=_EXACT) if decimals < 0 else coarse


def display(number: Decimal, language: str = "en", decimals: int | None = None) -> str:
    """The shown digits of ``number``, grouped and written as ``language`` (``ar-EG``, ``en_IN``) does it.

    With ``decimals`` exactly so many are written, unless they would make nothing of a number that is something.
    """
    exactly = decimals is not None and (not number or bool(rounded(number, decimals)))
    shown = rounded(number, decimals if exactly and decimals is not None else places(number))
    if language == "en":
        digits = f"{shown:,f}"
        return digits if exactly or "." not in digits else digits.rstrip("0").rstrip(".")
    locale: Any = _locale(language)
    system = numeral_system(language)
    pattern = copy(locale.decimal_formats[None])
    if exactly:
        pattern.frac_prec = (decimals, decimals)
    written = str(
        pattern.apply(
            shown,
            locale,
            decimal_quantization=False,
            numbering_system=system if system in locale.number_symbols else "latn",
        )
    )
    return numerals(written, language)


def numeral_system(language: str) -> str:
    """CLDR's name of the numerals that a language is written with."""
    if language == "en":
        return "latn"
    system = str(_locale(language).default_numbering_system)
    return system if system in _ZEROS else "latn"


def numerals(text: str, language: str) -> str:
    """``text`` with its Latin digits as the language's own numerals."""
    zero = _ZEROS.get(numeral_system(language))
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)}) if zero else text


def _locale(language: str) -> Any:
    from babel import Locale

    return Locale.parse(language.replace("-", "_"))
