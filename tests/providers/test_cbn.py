"""The Central Bank of Nigeria's archive: its head has the newest days, under names in several spellings."""

from __future__ import annotations

from datetime import date

import httpx

from fxwidget.fetching.message import Ask, Response
from fxwidget_providers.cbn import HEAD, Cbn
from tests.documents import document
from tests.support.conversation import Desk, case

from .asking import per_dollar

NEWEST = document("cbn/GetAllExchangeRates.json")


def test_the_head_of_the_archive() -> None:
    """Of a document of megabytes the beginning is read, up to the end of a row."""
    old = NEWEST.replace(b"2026-05-21", b"2025-05-21")[1:-1]
    archive = NEWEST[:-1] + b"".join(b"," + old for _ in range(HEAD // len(old))) + b"]"
    assert len(archive) > HEAD
    assert per_dollar(Cbn().parse(archive)) == per_dollar(Cbn().parse(NEWEST))
    assert {quote.as_of for quote in Cbn().parse(archive)} == {date(2026, 5, 21), date(2025, 5, 21)}


def test_spellings() -> None:
    """A name in another spelling, or with blanks around it, is that of the same currency; one of none is no number."""
    other = NEWEST.replace(b'"POUNDS STERLING"', b'"pound  sterling "').replace(b'"YEN"', b'"SEN"')
    quotes = Cbn().parse(other)
    assert per_dollar(quotes)["GBP"] == per_dollar(Cbn().parse(NEWEST))["GBP"]
    assert [quote.base for quote in quotes if quote.flaw is not None] == [""]


def test_it_may_be_long() -> None:
    """The whole archive is beyond the limits of other answers, and allowed here."""
    allowed = []

    class Scales(Desk):
        def send(self, request: httpx.Request, ask: Ask) -> Response:
            allowed.append(ask.most_bytes)
            return super().send(request, ask)

    case("cbn").asked(Scales([(200, NEWEST)]))
    assert allowed == [Cbn.most_bytes]
