"""The National Bank of Rwanda's documents: one for each currency, of which only those wanted are asked for."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bnr_rwanda import BnrRwanda

from .asking import ByHand


def test_only_what_is_wanted() -> None:
    """The dollar's document, that all others are crossed with, and those of wanted currencies that the bank has."""
    by_hand, asked = ByHand(BnrRwanda(currencies=("INR", "IRR")), date(2026, 5, 22)), []
    while by_hand.quotes is None:
        asked.append(by_hand.request.url.params["currency_name"])
        by_hand.answer(200, b"[]")
    assert asked == ["USD", "INR"]
    assert by_hand.quotes == []
