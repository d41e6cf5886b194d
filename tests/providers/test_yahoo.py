"""Yahoo's charts: one request a currency, and pairs that it does not know."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.yahoo import Yahoo
from tests.documents import document

from .asking import ByHand, per_dollar


def test_a_pair_that_it_does_not_know() -> None:
    """It is left out, and the next one is asked for."""
    asking = ByHand(Yahoo(currencies=["CNH", "INR", "ETB"]), date(2024, 9, 14))
    assert asking.url == "https://query1.finance.yahoo.com/v8/finance/chart/CNH=X?range=1d&interval=1d"
    asking.answer(404, document("yahoo/not_found.json"))
    assert "/INR=X?" in asking.url
    asking.answer(body=document("yahoo/INR.json"))
    assert per_dollar(asking.quotes or ()) == {"INR": "83.89"}
