"""Kuwait's pages: fils for dinars, and one question for each currency that is wanted."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

from fxwidget_providers.cbk_kuwait import CbkKuwait
from tests.documents import document

from .asking import ByHand, published


def test_thousandths_of_a_dinar() -> None:
    """A page prints fils, of which a dinar has a thousand."""
    assert published(CbkKuwait().parse(document("cbk_kuwait/ETB.html")), "ETB") == (
        "ETB",
        "KWD",
        "1000",
        "1.902",
    )


def test_only_what_is_wanted_is_asked_for() -> None:
    """The dollar's page and those of the wanted currencies, by the numbers of the form of today."""
    asking = ByHand(CbkKuwait(currencies=("ETB", "ZAR")), date(2026, 9, 8))
    asked = []
    for page in ("form", "USD", "ETB"):
        asking.answer(body=document(f"cbk_kuwait/{page}.html"))
        asked.append(parse_qs(asking.request.content.decode())["selCurrency"][0])
    assert asked == ["USD:128735", "ETB:128553", "ETB:128553"]
    assert len(asking.quotes or ()) == 4


def test_a_comma_alone() -> None:
    """Fils have three decimals, so that a comma without a point may be a decimal one: such a row is refused, not a thousandfold."""
    dollar = document("cbk_kuwait/USD.html")
    quotes = CbkKuwait().parse(dollar.replace(b"306.650", b"306,650", 1).replace(b"306.850", b"1,306.850", 1))
    assert [str(quote.mid) for quote in quotes] == ["1306.850", "306.850", "NaN"]
