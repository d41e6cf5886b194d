"""How many digits of a number are shown, and how they are written.

At most four decimals and seven significant digits; below 1 four significant digits; half even; no trailing zeros.
"""

from __future__ import annotations

from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

__all__ = ["display", "places", "rounded"]

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


def display(number: Decimal, language: str = "en") -> str:
    """The shown digits of ``number``, grouped and written as ``language`` (``ar-EG``, ``en_IN``) does it."""
    shown = rounded(number, places(number))
    if language == "en":
        digits = f"{shown:,f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    from babel import Locale

    locale: Any = Locale.parse(language.replace("-", "_"))
    zero = _ZEROS.get(locale.default_numbering_system)
    system = locale.default_numbering_system if zero else "latn"
    pattern = locale.decimal_formats[None]
    written = str(pattern.apply(shown, locale, decimal_quantization=False, numbering_system=system))
    return written.translate({ord("0") + digit: zero + digit for digit in range(10)}) if zero else written
