"""What the converter comes to, as the page is drawn with it; ``test_converter_script`` compares the script with this."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fxwidget.presentation.options import Options
from fxwidget.render.page.html import Converter
from fxwidget.render.view import View
from tests.support.snapshots import NOW, rate, snapshot, without_number

TABLE = snapshot(
    rate("AED", "3.6725"),
    rate("IRR", "1374999.5"),
    rate("KWD", "0.3071"),
    without_number("ZAR"),
    rate("INR", "85.3395"),
)


def result(amount: str, base: str, quote: str, lang: str = "en") -> str:
    options = Options(converter=True, amount=Decimal(amount), from_=base, to=quote, lang=lang)
    return Converter.of(View(TABLE, NOW, options)).result


@pytest.mark.parametrize(
    ("amount", "base", "quote", "expected"),
    [
        ("1000", "USD", "AED", "1,000 USD = 3,672.50 AED"),
        ("4000", "USD", "AED", "4,000 USD = 14,690.00 AED"),
        ("1", "USD", "AED", "1 USD = 3.6725 AED"),
        ("0.5", "USD", "AED", "0.5 USD ≈ 1.8362 AED"),
        ("1", "USD", "IRR", "1 USD ≈ 1,375,000 IRR"),
        ("2", "USD", "IRR", "2 USD = 2,749,999 IRR"),
        ("10000", "USD", "KWD", "10,000 USD = 3,071.000 KWD"),
        ("1", "INR", "USD", "1 INR ≈ 0.01172 USD"),
        ("123.40", "INR", "INR", "123.4 INR = 123.4 INR"),
        ("1", "ZAR", "USD", "—"),
    ],
)
def test_the_sum(amount: str, base: str, quote: str, expected: str) -> None:
    """Whole units and the currency's usual decimals at least, zeros too; what is rounded is no equation."""
    assert result(amount, base, quote) == expected


WRITTEN = {
    "en": "1,234.5 USD ≈ 4,533.701 AED",
    "af": "1 234,5 USD ≈ 4 533,701 AED",
    "am": "1,234.5 USD ≈ 4,533.701 AED",
    "ar": "1,234.5 USD ≈ 4,533.701 AED",
    "es": "1234,5 USD ≈ 4533,701 AED",
    "fa": "۱٬۲۳۴٫۵ USD ≈ ۴٬۵۳۳٫۷۰۱ AED",
    "hi": "1,234.5 USD ≈ 4,533.701 AED",
    "id": "1.234,5 USD ≈ 4.533,701 AED",
    "pt": "1.234,5 USD ≈ 4.533,701 AED",
    "ru": "1 234,5 USD ≈ 4 533,701 AED",
    "zh": "1,234.5 USD ≈ 4,533.701 AED",
}
"""With four digits before the decimals, which Spanish alone does not part."""


@pytest.mark.parametrize(("lang", "written"), WRITTEN.items())
def test_a_sum_of_four_digits(lang: str, written: str) -> None:
    """Each language has its separators where CLDR has them."""
    assert result("1234.5", "USD", "AED", lang).replace("\u00a0", " ") == written
