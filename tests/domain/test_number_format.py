"""How many digits of a number are shown, and how they are written."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from fxwidget.domain.number_format import display, places, rounded


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3.6731", "3.6731"),
        ("5.609", "5.609"),
        ("133.5558", "133.5558"),
        ("42250", "42,250"),
        ("1374999.64464856", "1,375,000"),
        ("18016.34310713", "18,016.34"),
        ("0.011701", "0.0117"),
        ("1400583.39638", "1,400,583"),
        ("999.99999", "1,000"),
        ("12345678", "12,345,680"),
        ("1E+9", "1,000,000,000"),
        ("0.99999", "1"),
        ("0.00001234567", "0.00001235"),
        ("1.10", "1.1"),
        ("100", "100"),
        ("9999.99996", "10,000"),
        ("0", "0"),
        ("0.000", "0"),
        ("-0.52", "-0.52"),
        ("123456789012345678901234567890", "123,456,800,000,000,000,000,000,000,000"),
    ],
)
def test_shown_digits(number: str, shown: str) -> None:
    """At most four decimals and seven significant digits, four significant below 1, trailing zeros trimmed."""
    assert shown == display(Decimal(number))


@pytest.mark.parametrize(
    ("number", "shown"), [("0.00125", "0.00125"), ("1.00005", "1"), ("1.00015", "1.0002")]
)
def test_half_goes_to_even(number: str, shown: str) -> None:
    """A number exactly between two shown ones goes to the even one."""
    assert shown == display(Decimal(number))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("3.6731", 4),
        ("133.5558", 4),
        ("1374.9", 3),
        ("42250", 2),
        ("1400583.4", 0),
        ("12345678", -1),
        ("0.0117", 5),
    ],
)
def test_places_of_a_number(number: str, expected: int) -> None:
    """The places depend on the magnitude alone, and may be negative."""
    assert expected == places(Decimal(number))


def test_two_numbers_rounded_alike_can_be_compared() -> None:
    """A rate and its close look the same exactly where they are equal at the rate's places."""
    rate, close = Decimal("85.33951"), Decimal("85.33949")
    assert rounded(rate, places(rate)) == rounded(close, places(rate))


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", "18.016,34"),
        ("pt-BR", "18.016,34"),
        ("ru", "18\N{NO-BREAK SPACE}016,34"),
        ("hi", "18,016.34"),
        ("fa", "۱۸٬۰۱۶٫۳۴"),
        ("ar_EG", "١٨٬٠١٦٫٣٤"),
    ],
)
def test_other_languages_write_the_same_number(language: str, shown: str) -> None:
    """A language changes separators and numerals, never the number."""
    assert shown == display(Decimal("18016.34310713"), language)


def test_a_language_groups_as_it_does() -> None:
    """India counts in lakhs."""
    assert display(Decimal("1374999.4"), "en-IN") == "13,74,999"


def test_english_needs_no_babel() -> None:
    """English, the default, is written without loading Babel."""
    code = (
        "import sys; from decimal import Decimal; from fxwidget.domain.number_format import display;"
        "display(Decimal('42250')); sys.exit('babel' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
