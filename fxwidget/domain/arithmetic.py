"""Exact sums of money: how a conversion is computed and rounded, once. Nothing but the standard library is loaded."""

from __future__ import annotations

import re
from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal

__all__ = ["MOST_DIGITS_OF_MONEY", "TWELVE_DIGITS", "converted", "converted_in_steps", "plain_decimal"]

TWELVE_DIGITS = Context(prec=12, rounding=ROUND_HALF_EVEN)
"""Inverses, mids and crosses are computed once, to 12 significant digits."""

MOST_DIGITS_OF_MONEY = 100
"""Of an amount that is converted: no sum of money has so many."""

_EXACT = Context(prec=MAX_PREC, rounding=ROUND_HALF_EVEN)
_exact_product = _EXACT.multiply
_to_twelve_digits, _quotient = TWELVE_DIGITS.plus, TWELVE_DIGITS.divide


_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


def plain_decimal(text: str) -> Decimal:
    """The number that a person wrote: digits, a point before decimals, perhaps a sign and an exponent.

    ``Decimal`` itself reads more: ``1_000``, full-width and other scripts' digits, ``Infinity``.

    Raises:
        ValueError: it is written in any other way.
    """
    if not _PLAIN.fullmatch(text.strip()):
        raise ValueError("write digits, and a point before decimals")
    return Decimal(text.strip())


def converted(amount: Decimal, over: Decimal, under: Decimal, decimals: int) -> Decimal:
    """``amount * over / under``, computed exactly and rounded once, half to even.

    To 12 significant digits, and to more where the amount was given with more, or where the ``decimals`` that are usual
    in the result's currency would get lost.
    """
    product = _exact_product(amount, over)
    result = _quotient(product, under)
    if result.adjusted() + decimals < 12 and _to_twelve_digits(amount) == amount:
        return result
    digits = max(12, result.adjusted() + 1 + decimals, len(amount.normalize(_EXACT).as_tuple().digits))
    if digits > MOST_DIGITS_OF_MONEY:
        raise ArithmeticError(f"more than {MOST_DIGITS_OF_MONEY} digits")
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).divide(product, under)


def converted_in_steps(amount: Decimal, over: Decimal, under: Decimal, step: Decimal) -> Decimal:
    """``amount * over / under`` as a multiple of ``step``, computed exactly and rounded once, half to even."""
    if amount.adjusted() > MOST_DIGITS_OF_MONEY:
        raise ArithmeticError(f"more than {MOST_DIGITS_OF_MONEY} digits")
    size = _EXACT.multiply(under, step)
    steps, rest = _EXACT.divmod(_exact_product(amount, over), size)
    twice = _EXACT.multiply(rest, Decimal(2)).copy_abs()
    if twice > size or (twice == size and steps % 2):
        steps = _EXACT.add(steps, Decimal(1).copy_sign(amount))
    return _EXACT.multiply(steps, step)
