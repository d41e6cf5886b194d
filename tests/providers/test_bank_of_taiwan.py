"""Bank of Taiwan's lists: they state no day, so that the day that was asked for is theirs."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer
from fxwidget_providers.bank_of_taiwan import BankOfTaiwan
from tests.documents import document

from .asking import ByHand

LIST, NONE = document("bank_of_taiwan/flcsv.csv"), document("bank_of_taiwan/none.csv")


def test_the_newest_list_of_the_week() -> None:
    """On a Monday before nine the list is a header only, and Friday's is the newest; weekend days are not asked for."""
    talk = ByHand(BankOfTaiwan(), date(2026, 6, 15))
    assert talk.url.endswith("/2026-06-15")
    talk.answer(200, NONE)
    assert talk.url.endswith("/2026-06-12")
    talk.answer(200, LIST)
    assert talk.quotes is not None
    assert {quote.as_of for quote in talk.quotes} == {date(2026, 6, 12)}


def test_what_is_dealt_in_as_notes_only() -> None:
    """It has 0 in the place of its spot prices, and is left out."""
    quotes = BankOfTaiwan().parse_of(LIST, date(2026, 6, 12))
    assert {quote.base for quote in quotes} == {"CNY", "HKD", "JPY", "USD"}


def test_past_days() -> None:
    """One request for each day on which the bank is open, a weekend and the Dragon Boat Festival of 19 June 2026 left out."""
    exchange = BankOfTaiwan().archive(date(2026, 6, 18), date(2026, 6, 22))
    first = next(exchange)
    second = exchange.send(Answer(str(first.url), 200, LIST))
    assert [str(it.url)[-10:] for it in (first, second)] == ["2026-06-18", "2026-06-22"]
    with pytest.raises(StopIteration) as end:
        exchange.send(Answer(str(second.url), 200, NONE))
    assert {quote.as_of for quote in end.value.value} == {date(2026, 6, 18)}
