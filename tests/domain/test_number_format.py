"""How many digits of a number are shown, and how they are written."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from babel.core import get_global
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from fxwidget.domain.currency import CURRENCIES, decimals
from fxwidget.domain.number_format import _grouped_from, display, per_cent, places, rounded
from fxwidget.presentation.language import LANGUAGES
from tests.support.ties import TIES


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
        ("12345678", "12,345,678"),
        ("1E+9", "1,000,000,000"),
        ("0.99999", "1"),
        ("0.00001234567", "0.00001235"),
        ("1.10", "1.1"),
        ("100", "100"),
        ("9999.99996", "10,000"),
        ("0", "0"),
        ("0.000", "0"),
        ("-0.52", "-0.52"),
        ("123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890"),
    ],
)
def test_shown_digits(number: str, shown: str) -> None:
    """At most four decimals and, but for whole units, seven significant digits; four below 1; trailing zeros trimmed."""
    assert shown == display(Decimal(number))


@pytest.mark.parametrize(("number", "shown"), [("0.00125", "0.00125"), *TIES.items()])
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
        ("12345678", 0),
        ("0.0117", 5),
    ],
)
def test_places_of_a_number(number: str, expected: int) -> None:
    """The places depend on the magnitude alone; whole units are never rounded."""
    assert expected == places(Decimal(number))


def test_two_numbers_rounded_alike_can_be_compared() -> None:
    """A rate and its close look the same exactly where they are equal at the rate's places."""
    rate, close = Decimal("85.33951"), Decimal("85.33949")
    assert rounded(rate, places(rate)) == rounded(close, places(rate))


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        ("96.0853", 2, "96.09"),
        ("96.0853", 1, "96.1"),
        ("96.0853", 0, "96.1"),
        ("3.6725", 0, "3.67"),
        ("42250.4", 0, "42,250"),
        ("0.0000555", 4, "0.0000555"),
        ("0.000000727", 6, "0.000000727"),
        ("0.00555123", 2, "0.00555"),
        ("0.0099951", 3, "0.01000"),
        ("9.995", 1, "10.00"),
        ("100", 2, "100.00"),
        ("4", 0, "4"),  # all the digits that there are
        ("0.5", 1, "0.5"),
        ("0", 2, "0.00"),
        ("-0.0001234", 2, "-0.000123"),
    ],
)
def test_asked_decimals_leave_three_significant_digits(number: str, decimals: int, shown: str) -> None:
    """As many as were asked for, zeros too, and more where fewer than three significant digits would be left."""
    assert display(Decimal(number), decimals=decimals) == shown


@given(number=st.decimals("1e-12", "1e12", allow_nan=False), decimals=st.integers(0, 8))
def test_no_asked_decimals_are_off_by_more_than_half_a_per_cent(number: Decimal, decimals: int) -> None:
    """Whatever is asked for."""
    shown = Decimal(display(number, decimals=decimals).replace(",", ""))
    assert abs(shown - number) <= number * Decimal("0.005")


@pytest.mark.parametrize(
    ("number", "usual", "shown"),
    [
        ("118623878.2817", 2, "118,623,878.28"),
        ("118623878.2817", 0, "118,623,878"),
        ("118623878.2817", 3, "118,623,878.282"),
        ("106.88052", 2, "106.8805"),
        ("1068805.6", 2, "1,068,805.6"),
        ("0.01171790", 2, "0.01172"),
        ("1000000", 2, "1,000,000"),
    ],
)
def test_money_has_its_usual_decimals(number: str, usual: int, shown: str) -> None:
    """However large an amount is, what one pays with is shown of it; a small one has the digits of a rate."""
    assert display(Decimal(number), usual=usual) == shown


def test_the_usual_decimals_are_cldrs() -> None:
    """Of every currency; those of COP and PKR are not the same in all of CLDR's versions."""
    fractions = get_global("currency_fractions")
    usual = {code: fractions.get(code, fractions["DEFAULT"])[0] for code in CURRENCIES}
    assert {code for code in CURRENCIES if decimals(code) != usual[code]} <= {"COP", "PKR"}


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("es", "1234.5", "1234,5"),
        ("es", "9999.99996", "10.000"),
        ("es", "12345.6", "12.345,6"),
        ("es-ES", "1234.5", "1234,5"),
        ("es-MX", "1234.5", "1,234.5"),
        ("pl", "1234", "1234"),
        ("pt", "1234", "1.234"),
        ("pt-PT", "1234", "1234"),
        ("pt-CH", "12345", "12 345"),
        ("pt-CH", "1234", "1234"),
        ("en", "1234", "1,234"),
        ("hi", "1234", "1,234"),
    ],
)
def test_a_language_groups_from_as_many_digits_as_it_does(language: str, number: str, shown: str) -> None:
    """Spanish writes four digits without a separator, so that its point is not taken for a decimal one."""
    assert display(Decimal(number), language).replace("\u00a0", " ") == shown


@pytest.mark.needs("node")
def test_separators_begin_where_cldr_has_them() -> None:
    """In every language that Babel has, and that Intl has too, as Intl does it."""
    known = [name.replace("_", "-") for name in sorted(locale_identifiers()) if "POSIX" not in name]
    script = """
      const found = {}, grouped = (format, number) => format.formatToParts(number).some(part => part.type === "group");
      for (const name of JSON.parse(process.argv[1])) {
        if (!Intl.NumberFormat.supportedLocalesOf(name).length) continue;
        const format = new Intl.NumberFormat(name);
        found[name] = [1234, 12345, 123456].findIndex(number => grouped(format, number)) + 1;
      }
      console.log(JSON.stringify(found));
    """
    done = subprocess.run(["node", "-e", script, json.dumps(known)], capture_output=True, check=True)
    theirs = json.loads(done.stdout)
    assert len(theirs) > 500
    assert {name: _grouped_from(name.replace("-", "_")) for name in theirs} == theirs


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


PER_CENT = {
    "en": ("+0.29%", "-1,234.50%", "0%"),
    "af": ("+0,29%", "-1\xa0234,50%", "0%"),
    "am": ("+0.29%", "-1,234.50%", "0%"),
    "ar": ("\u200e+0.29\u200e%\u200e", "\u200e-1,234.50\u200e%\u200e", "0\u200e%\u200e"),
    "es": ("+0,29\xa0%", "-1234,50\xa0%", "0\xa0%"),
    "fa": ("\u200e+۰٫۲۹٪", "\u200e−۱٬۲۳۴٫۵۰٪", "۰٪"),
    "hi": ("+0.29%", "-1,234.50%", "0%"),
    "id": ("+0,29%", "-1.234,50%", "0%"),
    "pt": ("+0,29%", "-1.234,50%", "0%"),
    "ru": ("+0,29\xa0%", "-1\xa0234,50\xa0%", "0\xa0%"),
    "zh": ("+0.29%", "-1,234.50%", "0%"),
    "tr": ("+%0,29", "-%1.234,50", "%0"),
}
CHANGES = ("0.29", "-1234.5", "0")


@pytest.mark.parametrize(("language", "written"), PER_CENT.items())
def test_per_cent_is_written_as_a_language_does(language: str, written: tuple[str, ...]) -> None:
    """Sign, space, digits and the sign of per cent are CLDR's; no space can be broken at."""
    assert tuple(per_cent(Decimal(number), language) for number in CHANGES) == written


def test_per_cent_is_known_of_every_language() -> None:
    """Of each that a page can have."""
    assert set(LANGUAGES) <= set(PER_CENT)


@pytest.mark.needs("node")
def test_per_cent_is_what_browsers_write() -> None:
    """In every language of a page Intl, which has CLDR's data from elsewhere, writes the same characters."""
    script = """
      const [languages, numbers] = JSON.parse(process.argv[1]), digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
      console.log(JSON.stringify(Object.fromEntries(languages.map(name => [name, numbers.map(number =>
        new Intl.NumberFormat(name, { style: "percent", signDisplay: "exceptZero", ...+number && digits }).format(number / 100))]))));
    """
    given = json.dumps([list(PER_CENT), CHANGES])
    done = subprocess.run(["node", "-e", script, given], capture_output=True, check=True)
    assert {name: tuple(texts) for name, texts in json.loads(done.stdout).items()} == PER_CENT
