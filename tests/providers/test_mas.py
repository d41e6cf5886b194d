"""The Monetary Authority of Singapore's form and table: the units stand in the heads, the month in its first row."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

from fxwidget_providers.mas import Mas
from tests.documents import document

from .asking import ByHand, published

PREFIX = "ctl00$ContentPlaceHolder1$"


def test_what_the_form_sends() -> None:
    """The page's state goes back with every currency ticked, the days chosen, and one button pressed."""
    by_hand = ByHand(Mas(), date(2026, 4, 1))
    by_hand.answer(200, document("mas/form.html"))
    sent = {name: value for name, (value,) in parse_qs(by_hand.request.read().decode()).items()}
    assert sent["__VIEWSTATE"] == "/wEPDwUKc3RhdGU="
    assert (
        sum(name.startswith(f"{PREFIX}EndOfPeriod") and value == "on" for name, value in sent.items()) == 21
    )
    chosen = ("Frequency", "StartYear", "StartMonth", "EndYear", "EndMonth")
    assert [sent[f"{PREFIX}{name}DropDownList"] for name in chosen] == ["D", "2026", "3", "2026", "4"]
    assert [name for name in sent if name.endswith("Button")] == [f"{PREFIX}DownloadButton"]


def test_days_and_units() -> None:
    """Days below another have its year and month; what a number is of stands in its column's head only."""
    quotes = Mas().parse(document("mas/ExchangeRates.csv"))
    assert sorted({str(quote.as_of) for quote in quotes}) == ["2026-03-02", "2026-03-30", "2026-03-31"]
    assert published(quotes, "USD") == ("USD", "SGD", "1", "1.2913")
    assert published(quotes, "INR") == ("INR", "SGD", "100", "1.3702")
