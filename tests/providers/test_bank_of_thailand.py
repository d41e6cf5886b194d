"""The Bank of Thailand's rows: units in the English name, and two currencies whose middle is no rate."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bank_of_thailand import BankOfThailand
from tests.documents import document

from .asking import published

ROWS = document("bank_of_thailand/DAILY_AVG_EXG_RATE.json")


def test_units_and_prices_far_apart() -> None:
    """Brackets with a number say of how many units a price is; what banks buy and sell far apart is left out."""
    quotes = BankOfThailand().parse(ROWS)
    assert published(quotes, "JPY") == ("JPY", "THB", "100", "20.4832000")
    assert published(quotes, "CNY") == ("CNY", "THB", "1", "4.7398000")
    assert {"INR", "IDR"}.isdisjoint(quote.base for quote in quotes)
    assert {"INR", "IDR"}.isdisjoint(BankOfThailand.lists)


def test_a_closed_day() -> None:
    """Empty texts are no numbers, and no fault; the key goes into a header."""
    closed = b'{"result":{"data":{"data_detail":[{"period":"","currency_id":"","mid_rate":""}]}}}'
    assert BankOfThailand().parse(closed) == []
    request = BankOfThailand(key="k3y").span(date(2026, 4, 1), date(2026, 4, 3))
    assert (request.headers["Authorization"], "k3y" in str(request.url)) == ("k3y", False)
