"""The Central Bank of Chile's series: one request each, with the account in the address, up to days that are yet to come."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bcch import Bcch
from tests.documents import document

from .asking import ByHand


def test_what_is_asked() -> None:
    """Name and password of the account are two parameters; Friday evening's set holds from Monday, and is asked for."""
    by_hand = ByHand(Bcch(key="jo@example.com:se:cret", currencies=("CNY",)), date(2026, 3, 13))
    asked = dict(by_hand.request.url.params)
    assert (asked["user"], asked["pass"]) == ("jo@example.com", "se:cret")
    assert (asked["firstdate"], asked["lastdate"]) == ("2026-03-03", "2026-03-18")
    by_hand.answer(200, document("bcch/USD.json"))
    assert by_hand.request.url.params["timeseries"] == "F072.CLP.CNY.N.O.D"
