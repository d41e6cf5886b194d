"""Frankfurter's blend: units per 1 USD, each row with a day of its own, abstaining where one of its banks is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Agreement
from fxwidget.errors import ProviderError, ProviderUnavailable, RateLimited, ResponseInvalid
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source
from fxwidget_providers.frankfurter import Frankfurter
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

TABLE = document("frankfurter/rates.json")
INVALID = document("frankfurter/invalid_currency.json")
SEPTEMBER = {
    "AED": "3.6725",
    "BRL": "5.2242",
    "CAD": "1.3807",
    "CNY": "6.7078",
    "EGP": "52.05",
    "ETB": "162.82",
    "EUR": "0.86006",
    "IDR": "18016.34",
    "INR": "96.09",
    "IRR": "1374999.64",
    "MXN": "16.9187",
    "RUB": "84.51",
    "SAR": "3.75",
    "ZAR": "16.4401",
}


def test_one_table() -> None:
    """Every row as printed, on its own day."""
    quotes = Frankfurter().parse(TABLE)
    assert per_dollar(quotes) == SEPTEMBER
    assert published(quotes, "EUR") == ("USD", "EUR", "1", "0.86006")
    assert refusals(quotes) == {}
    rates = per_usd(quotes).rates
    assert (rates["EUR"][0].as_of, rates["INR"][0].as_of) == (date(2026, 9, 5), date(2026, 9, 4))


def test_a_row_of_tomorrow() -> None:
    """A bank's number that is valid from tomorrow is dated tomorrow, and speaks of no later day than today."""
    tomorrow = TABLE.replace(
        b'"2026-09-05","base":"USD","quote":"RUB"', b'"2026-09-09","base":"USD","quote":"RUB"'
    )
    rates = per_usd(Frankfurter().parse(tomorrow)).rates
    assert rates["RUB"][0].as_of == date(2026, 9, 9)
    now = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
    spoken_of = market_day(rates["RUB"][0].as_of, Frankfurter.dated, Frankfurter.calendar, now)
    assert spoken_of == date(2026, 9, 8)


def test_facts() -> None:
    """Pegs come from its table of pegs and are no observations; the yuan is the one on shore."""
    assert {code: str(kind) for code, kind in Frankfurter.kinds.items()} == {
        "AED": Kind.PEG,
        "IRR": Kind.OFFICIAL,
        "SAR": Kind.PEG,
    }
    assert (Frankfurter.kind, Frankfurter.terms) == (Kind.FIXING, Terms.ALLOWED)
    assert set(BRICS_PLUS) - Frankfurter.lists == {"CNH"}


def test_abstains_beside_one_of_its_banks() -> None:
    """A blend of a bank confirms nothing that the bank says itself; alone, or beside aggregators, it has a vote."""
    beside = {
        names: next(
            source.abstains and source.abstains.sentence
            for source in sources(Settings(sources=names))
            if source.name == "frankfurter"
        )
        for names in (
            ("bank_of_russia", "frankfurter"),
            ("frankfurter", "ecb"),
            ("currency_api", "frankfurter"),
        )
    }
    assert list(beside.values()) == [
        "a blend of bank_of_russia, which have votes of their own",
        "a blend of ecb, which have votes of their own",
        None,
    ]


def test_a_peg_has_no_vote() -> None:
    """A table of pegs is no market: alone it shows no dirham, and the aggregator beside it stands by itself."""
    now = utc("2026-09-05 16:00")
    alone = House(Source("frankfurter", Frankfurter()), currencies=("AED", "EUR"))
    alone.quotes("frankfurter", now, list(Frankfurter().parse(TABLE)))
    assert (alone.row("AED", now).rate, alone.row("EUR", now).rate) == (None, Decimal("0.86006"))
    beside = House("currency_api", Source("frankfurter", Frankfurter()), currencies=("AED", "EUR"))
    beside.quotes("frankfurter", now, list(Frankfurter().parse(TABLE)))
    beside.says("currency_api", now, "2026-09-05", AED="3.6725", EUR="0.8601")
    agreements = {code: beside.row(code, now).agreement for code in ("AED", "EUR")}
    assert agreements == {"AED": Agreement.SINGLE_SOURCE, "EUR": Agreement.TWO_SOURCES}


def test_one_request() -> None:
    """The whole table against the dollar: with ``quotes`` one unknown code would fail them all."""
    with Loopback(answer(200, TABLE, {"Content-Type": "application/json"})) as server:
        assert per_dollar(ask("frankfurter", server).quotes) == SEPTEMBER
        assert [request.target for request in server.requests] == ["/v2/rates?base=USD"]
    url = Frankfurter().request(date(2026, 9, 5)).url
    assert str(url) == "https://api.frankfurter.dev/v2/rates?base=USD"


@pytest.mark.parametrize(
    ("status", "body", "leaf", "words"),
    [
        (200, INVALID, ResponseInvalid, "answered with HTTP 200: invalid currency: XXX$"),
        (422, INVALID, ResponseInvalid, "answered with HTTP 422: invalid currency: XXX$"),
        (404, document("frankfurter/not_found.json"), ResponseInvalid, "answered with HTTP 404: not found$"),
        (
            503,
            b'{"status":503,"message":"too slow"}',
            ProviderUnavailable,
            "answered with HTTP 503: too slow$",
        ),
        (422, b"<html>", ResponseInvalid, "answered with HTTP 422$"),
        (404, b"", ResponseInvalid, "answered with HTTP 404$"),
        (503, b"upstream connect error", ProviderUnavailable, "answered with HTTP 503$"),
        (429, b"<html>Slow down</html>", RateLimited, "answered with HTTP 429$"),
    ],
)
def test_errors(status: int, body: bytes, leaf: type[ProviderError], words: str) -> None:
    """The status says which error it is, the body why."""
    with pytest.raises(ProviderError, match=words) as caught:
        fetched_from("frankfurter", answer(status, body))
    assert type(caught.value) is leaf
    assert (caught.value.provider, caught.value.status) == ("frankfurter", status)


@pytest.mark.parametrize(
    "body",
    [
        TABLE.replace(b'"quote":"INR",', b""),
        TABLE.replace(b'"rate":96.09', b'"rate":null'),
        TABLE.replace(b'"rate":96.09', b'"rate":true'),
        TABLE.replace(b'"rate":96.09', b'"price":96.09'),
        TABLE.replace(b'"2026-09-05"', b'"5 September"', 1),
        b'{"amount":1.0,"base":"USD","date":"2026-09-04","rates":{"BRL":5.41,"CNY":6.71}}',
        b"{}",
        b"null",
        b'["INR"]',
    ],
    ids=["quote", "null", "true", "rate", "date", "first-version", "object", "nothing", "words"],
)
def test_a_document_of_another_shape(body: bytes) -> None:
    """Another shape with status 200 refuses the whole table."""
    assert body != TABLE
    refused("frankfurter", answer(200, body))
