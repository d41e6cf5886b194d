"""FloatRates' feed: units per 1 USD, each row with an instant of its own, twice a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fxwidget import Terms
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.quote import Kind
from fxwidget.errors import ResponseInvalid
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source
from fxwidget_providers.floatrates import FloatRates
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

FEED = document("floatrates/usd.json")
JANUARY = {
    "AED": "3.6705893666483",
    "BRL": "5.132731684051",
    "CNY": "6.7346226227705",
    "EGP": "29.531073363055",
    "ETB": "53.094478527609",
    "EUR": "0.92762674664343",
    "GBP": "0.82095234488431",
    "IDR": "15263.647887482",
    "INR": "81.405835312885",
    "IRR": "41803.869124398",
    "RUB": "69.672358592811",
    "SAR": "3.7537526211939",
    "ZAR": "16.816489993059",
}


def test_one_feed() -> None:
    """Every number in its printed digits, none of them an inverse."""
    quotes = FloatRates().parse(FEED)
    assert per_dollar(quotes) == JANUARY
    assert {quote.as_of for quote in quotes} == {datetime(2023, 1, 13, 11, 55, 1, tzinfo=UTC)}
    assert published(quotes, "INR") == ("USD", "INR", "1", "81.405835312885")
    assert refusals(quotes) == {}


def test_the_inverse_is_not_used() -> None:
    """It is derived, and may say what it likes."""
    other = FEED.replace(b'"inverseRate":0.01228413167381', b'"inverseRate":"n/a"')
    assert other != FEED
    assert FloatRates().parse(other) == FloatRates().parse(FEED)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        (b"Fri, 4 Feb 2022 11:55:01 GMT", datetime(2022, 2, 4, 11, 55, 1, tzinfo=UTC)),
        (b"Thu, 8 Dec 2022 23:55:01 GMT", datetime(2022, 12, 8, 23, 55, 1, tzinfo=UTC)),
        (b"Tue, 19 Oct 2021 11:55:01 GMT", datetime(2021, 10, 19, 11, 55, 1, tzinfo=UTC)),
    ],
)
def test_days_without_a_zero(text: bytes, instant: datetime) -> None:
    """The day of the month has one digit or two."""
    quotes = FloatRates().parse(FEED.replace(b"Fri, 13 Jan 2023 11:55:01 GMT", text))
    assert {quote.as_of for quote in quotes} == {instant}


def test_each_row_has_its_own_instant() -> None:
    """A row that stood still is dated so."""
    first = FEED.replace(b"Fri, 13 Jan 2023 11:55:01 GMT", b"Thu, 12 Jan 2023 23:55:01 GMT", 1)
    instants = {quote.quote: quote.as_of for quote in FloatRates().parse(first)}
    assert (instants["EUR"], instants["INR"]) == (
        datetime(2023, 1, 12, 23, 55, 1, tzinfo=UTC),
        datetime(2023, 1, 13, 11, 55, 1, tzinfo=UTC),
    )


def test_a_currency_that_is_gone() -> None:
    """The birr comes and goes over the years: without it the others are read, and its row says so."""
    text = FEED.decode()
    start = text.index('"etb":')
    without = (text[:start] + text[text.index('"inr":') :]).encode()
    assert set(JANUARY) - set(per_dollar(FloatRates().parse(without))) == {"ETB"}
    house = House(Source("floatrates", FloatRates()), currencies=("ETB", "INR"))
    now = utc("2023-01-13 12:00")
    house.quotes("floatrates", now, list(FloatRates().parse(without)))
    assert [source.reason for source in house.row("ETB", now).sources] == ["does not list it today"]


def test_weekends() -> None:
    """It is built on Saturday too, and speaks of Friday's market; its age is counted in market time."""
    saturday = FEED.replace(b"Fri, 13 Jan 2023", b"Sat, 14 Jan 2023")
    house = House(Source("floatrates", FloatRates()), currencies=("INR",))
    now = utc("2023-01-14 12:00")
    house.quotes("floatrates", now, list(FloatRates().parse(saturday)))
    row = house.row("INR", now)
    assert (str(row.market_day), row.freshness) == ("2023-01-13", Freshness.CLOSED)
    assert row.late_at == utc("2023-01-15 22:00") + timedelta(hours=24)
    assert market_day(utc("2023-01-13 23:55"), FloatRates.dated, FloatRates.calendar, now).day == 13


def test_facts() -> None:
    """A link back is asked for, and that it is not asked too often."""
    assert FloatRates.terms is Terms.ALLOWED
    assert (FloatRates.site, FloatRates.attribution) == ("https://www.floatrates.com/", "Source: FloatRates")
    assert FloatRates.min_interval == timedelta(hours=3)
    assert (FloatRates.kind, FloatRates.kinds["IRR"]) == (Kind.MARKET, Kind.OFFICIAL)
    assert "CNH" not in FloatRates.lists


def test_one_request() -> None:
    """One file holds the whole table."""
    with Loopback(answer(200, FEED, {"Content-Type": "application/json"})) as server:
        assert per_dollar(ask("floatrates", server).quotes) == JANUARY
        assert [request.target for request in server.requests] == ["/daily/usd.json"]


def test_unknown_base() -> None:
    """A file that is not there is a page with status 404."""
    with pytest.raises(ResponseInvalid, match="HTTP 404"):
        fetched_from(
            "floatrates", answer(404, document("errors/html_200.html"), {"Content-Type": "text/html"})
        )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"code":"INR",', b""),
        (b'"rate":81.405835312885,', b""),
        (b'"rate":81.405835312885', b'"rate":null'),
        (b'"rate":81.405835312885', b'"rate":"81,40"'),
        (b"Fri, 13 Jan 2023 11:55:01 GMT", b"2023-01-13"),
        (b"Fri, 13 Jan 2023 11:55:01 GMT", b"Fri, 13 Jan 2023 11:55:01"),
        (b"Fri, 13 Jan 2023 11:55:01 GMT", b"Fri, 31 Feb 2023 11:55:01 GMT"),
        (b'"eur":{', b'"usd":{'),
        (FEED, b"[]"),
        (FEED, b"null"),
    ],
    ids=["code", "no-rate", "null", "comma", "day", "no-zone", "no-such-day", "base", "array", "nothing"],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole feed; so does the feed of another base."""
    assert old in FEED
    refused("floatrates", answer(200, FEED.replace(old, new)))


@with_recordings
def test_recorded_feed_of_another_base() -> None:
    """The pound's feed of 13 January 2024 has a row of the dollar, and is not taken for the dollar's."""
    pound = recording("floatrates/gbp.2024-01-13.trimmed.json")
    assert (
        b'"code":"USD","alphaCode":"USD","numericCode":"840","name":"U.S. Dollar","rate":1.2749178626337'
        in pound
    )
    with pytest.raises(ResponseInvalid, match="the feed of another base than the dollar"):
        fetched_from("floatrates", answer(200, pound))
    dollarless = pound.replace(b'"usd":', b'"gbp":')
    assert {quote.as_of for quote in FloatRates().parse(dollarless)} == {utc("2024-01-13 11:55:01")}
