"""The Central Bank of Paraguay's pages: a year of days by months, whose currency is known by the request alone."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fxwidget_providers.bcp import Bcp
from tests.documents import document

from .asking import ByHand, published

USD, CNY = (document(f"bcp/{name}.html") for name in ("USD", "CNY"))


def test_a_cell_is_a_day() -> None:
    """Row and column make the day; ``ND`` is no number, also in cells of days that no month has."""
    quotes = Bcp().parse_year(CNY, "CNY", 2024)
    assert published(quotes, "CNY") == ("CNY", "PYG", "1", "1072.89")
    assert {quote.as_of for quote in quotes if str(quote.as_of) < "2024-03"} == {
        date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 27)
    }  # fmt: skip


def test_early_in_january() -> None:
    """Where the new year has no dollar yet, one page says so, and the last days are those of the old year."""
    by_hand = ByHand(Bcp(currencies=("CNY",)), date(2025, 1, 2))
    by_hand.answer(200, re.sub(rb">[0-9.]+,[0-9]+<", b">ND<", USD).replace(b" 2024 ", b" 2025 "))
    assert by_hand.url.endswith("anho=2024&moneda=USD")
    by_hand.answer(200, USD)
    by_hand.answer(200, CNY)
    assert {quote.as_of for quote in by_hand.quotes or ()} == {date(2024, 12, 27), date(2024, 12, 30)}


def test_another_year() -> None:
    """A page of another year than was asked for is refused: its days would be wrong by years."""
    with pytest.raises(ValueError, match="no page of USD in 2025"):
        Bcp().parse_year(USD, "USD", 2025)


def test_another_currency() -> None:
    """A page whose title names another currency than was asked for is refused; a currency of which no title is known is not."""
    with pytest.raises(ValueError, match="no page of CNY in 2024"):
        Bcp().parse_year(USD, "CNY", 2024)
    named = CNY.replace(b"YUAN CHINO", b"DIRHAM")
    assert len(Bcp().parse_year(named, "AED", 2024)) == len(Bcp().parse_year(CNY, "CNY", 2024))
