"""CurrencyRate's document: units per 1 USD, two rows of instants in UTC, now and the previous close."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from fxwidget import Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.quote import Kind
from fxwidget_providers.currencyrate import CurrencyRate
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

BODY = document("currencyrate/currencyrate.json")
NOW = datetime(2025, 5, 14, 6, 0, tzinfo=UTC)
CLOSE = datetime(2025, 5, 13, 6, 0, tzinfo=UTC)
MAY = {
    "AED": "3.6731",
    "BRL": "5.609",
    "CNH": "7.2129",
    "EGP": "50.4775",
    "ETB": "133.5558",
    "INR": "85.3395",
    "IRR": "42250",
    "RUB": "79.8457",
    "SAR": "3.7506",
    "ZAR": "18.3117",
}


def test_two_rows() -> None:
    """The first row is now, the second the previous close; ``local_time`` dates them, not ``put_time``."""
    quotes = CurrencyRate().parse(BODY)
    assert len(quotes) == 22  # the dollar itself among them
    assert {quote.as_of for quote in quotes} == {NOW, CLOSE}
    assert published(quotes, "INR") == ("USD", "INR", "1", "85.3395")
    assert per_dollar(quotes) == MAY
    assert refusals(quotes) == {}


def test_the_close() -> None:
    """A currency's number is the first row's; the second row's is its close, and no number of its own."""
    crossed = per_usd(CurrencyRate().parse(BODY))
    (inr,), close = crossed.rates["INR"], crossed.closes["INR"]
    assert [(str(rate.rate), rate.as_of) for rate in (inr, close)] == [("85.3395", NOW), ("84.9012", CLOSE)]
    higher = {code for code, (now,) in crossed.rates.items() if crossed.closes[code].rate > now.rate}
    lower = {code for code, (now,) in crossed.rates.items() if crossed.closes[code].rate < now.rate}
    assert (higher, lower) == ({"BRL", "RUB", "ZAR"}, {"CNH", "EGP", "INR"})


TODAY = "AED 3.6731 BRL 5.609 CNH 7.2129 EGP 50.4775 ETB 133.5558 INR 85.3395 IRR 42250 RUB 79.8457 SAR 3.7506 ZAR 18.3117"
YESTERDAY = "AED 3.6731 BRL 5.6531 CNH 7.2021 EGP 50.4011 ETB 133.5558 INR 84.9012 IRR 42250 RUB 80.9120 SAR 3.7506 ZAR 18.4200"
ARROWS = {"down": "BRL RUB ZAR", "up": "CNH EGP INR", "flat": "AED ETB IRR SAR"}


def two_rows(now: str, close: str) -> bytes:
    """A document of two rows, each with its own time and numbers."""
    rows = [
        {"local_time": at, "put_time": at, "rates": dict(zip(*[iter(text.split())] * 2, strict=True))}
        for at, text in ((now, TODAY), (close, YESTERDAY))
    ]
    return json.dumps({"base": "USD", "data": rows}).encode()


def arrows(house: House, body: bytes, at: str) -> dict[str, str]:
    """The arrows of a round at an instant, by direction."""
    house.quotes("currencyrate", utc(at), list(CurrencyRate().parse(body)))
    found: dict[str, list[str]] = {}
    for row in house.evaluate(utc(at)).rows:
        found.setdefault(str(row.direction), []).append(row.code)
    return {direction: " ".join(sorted(codes)) for direction, codes in found.items()}


def test_the_stated_previous_close_is_the_close_whatever_its_hour() -> None:
    """23:00 UTC belongs to the next market day, but what the source calls the previous close gives each arrow, from the first round."""
    house = House("currencyrate", currencies=tuple(TODAY.split()[::2]))
    close = "2025-05-13 23:00:00"
    assert arrows(house, two_rows("2025-05-14 06:00:00", close), "2025-05-14 06:05") == ARROWS
    assert arrows(house, two_rows("2025-05-14 06:00:00", close), "2025-05-14 06:10") == ARROWS
    assert arrows(house, two_rows("2025-05-14 13:00:00", close), "2025-05-14 13:05") == ARROWS
    assert arrows(house, two_rows("2025-05-15 06:00:00", "2025-05-14 23:00:00"), "2025-05-15 06:05") == ARROWS


def test_a_third_row_is_none_of_ours() -> None:
    """Rows behind the close are not read."""
    first = BODY[BODY.index(b"[") + 1 : BODY.index(b"},{") + 1]
    longer = BODY.replace(b"]}", b"," + first.replace(b"2025-05-14", b"2025-05-12") + b"]}")
    assert CurrencyRate().parse(longer) == CurrencyRate().parse(BODY)


def test_one_row() -> None:
    """Without a second row there is no close, and the numbers are the same."""
    single = BODY[: BODY.index(b",{")] + b"]}"
    assert per_dollar(CurrencyRate().parse(single)) == MAY


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-05-14 06:00:00", NOW),
        ("2025-05-14T06:00:00", NOW),
        ("2025-05-14T06:00:00Z", NOW),
        ("2025-05-14T09:00:00+03:00", NOW),
    ],
)
def test_times(text: str, instant: datetime) -> None:
    """A time without a zone is UTC; ISO 8601 is read as well."""
    quotes = CurrencyRate().parse(BODY.replace(b"2025-05-14 06:00:00", text.encode()))
    assert max(str(quote.as_of) for quote in quotes) == str(instant)


def test_another_base() -> None:
    """A document against another currency is crossed by its own dollar, not taken for one against the dollar."""
    body = b"""{"base":"EUR","source":"currencyrate","data":[{"put_time":"2025-05-14 06:05:00",
        "local_time":"2025-05-14 06:00:00","rates":{"EUR":1,"USD":1.25,"INR":100}}]}"""
    found = per_dollar(CurrencyRate().parse(body))
    assert found["INR"] == "80"
    assert found["EUR"] == "0.8"


def test_off_by_default() -> None:
    """Nobody allowed passing its numbers on: it is there for an operator who turns it on."""
    assert CurrencyRate.terms is Terms.FORBIDDEN
    assert (CurrencyRate.kinds["IRR"], CurrencyRate.kind) == (Kind.OFFICIAL, Kind.MARKET)


def test_over_the_network() -> None:
    """The whole way: one request, bytes on a socket, the figures of 14 May 2025."""
    with Loopback(answer(200, BODY, {"Content-Type": "application/json"})) as server:
        found = ask("currencyrate", server)
        assert [request.target for request in server.requests] == ["/rates/currencyrate.json"]
    assert per_dollar(found.quotes) == MAY


def test_one_request() -> None:
    """One document has both rows."""
    request = CurrencyRate().request(date(2025, 5, 14))
    assert (request.method, str(request.url)) == ("GET", "https://api-bank.fex.to/rates/currencyrate.json")


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace(b'"base":"USD",', b""),
        BODY.replace(b'"local_time"', b'"time"'),
        BODY.replace(b'"rates"', b'"quotes"'),
        BODY.replace(b'"data"', b'"rows"'),
        BODY.replace(b"2025-05-14 06:00:00", b"14/05/2025"),
        BODY.replace(b'"2025-05-14 06:00:00"', b"null"),
        BODY.replace(b"85.3395", b"null"),
        BODY.replace(b"85.3395", b'"85,3395"'),
        b'{"base":"USD","source":"currencyrate","data":{}}',
    ],
    ids=["no-base", "no-time", "no-rates", "no-data", "date", "null-time", "null", "comma", "object"],
)
def test_a_document_of_another_shape(body: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole document."""
    assert body != BODY
    refused("currencyrate", answer(200, body))


def test_no_rows() -> None:
    """No rows are no error of the document; the calendar says whether they were promised."""
    assert (
        fetched_from("currencyrate", answer(200, b'{"base":"USD","source":"currencyrate","data":[]}')).quotes
        == []
    )
