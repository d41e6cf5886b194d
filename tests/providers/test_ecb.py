"""The European Central Bank's reference rates: units per 1 EUR, one day or the last ninety, crossed through the dollar."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fxwidget import Answer, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.quote import Kind
from fxwidget.errors import ProviderUnavailable, RateLimited, ResponseInvalid
from fxwidget.provider.calendar import deadlines
from fxwidget.provider.calendar import published as came_out
from fxwidget.provider.source import Source
from fxwidget_providers.ecb import Ecb
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

DAILY = document("ecb/eurofxref-daily.xml")
NINETY = document("ecb/eurofxref-hist-90d.xml")
MARCH = {
    "BRL": "5.22426086957",
    "CHF": "0.788956521739",
    "CNY": "6.88817391304",
    "DKK": "6.49739130435",
    "EUR": "0.869565217391",
    "GBP": "0.751243478261",
    "HUF": "341.591304348",
    "IDR": "16994",
    "INR": "92.8956521739",
    "JPY": "159.556521739",
    "TRY": "44.2207826087",
    "ZAR": "16.8846956522",
}
"""Per 1 USD on 18 March 2026: each rate over 1.1500, worked out on paper to 12 digits; EUR is 1 / 1.1500."""


def test_one_day() -> None:
    """Every row is as printed: one euro costs so much of a currency, zeros at the end included."""
    quotes = Ecb().parse(DAILY)
    assert len(quotes) == 12
    assert {quote.as_of for quote in quotes} == {date(2026, 3, 18)}
    assert published(quotes, "USD") == ("EUR", "USD", "1", "1.1500")
    assert published(quotes, "INR") == ("EUR", "INR", "1", "106.8300")
    assert published(quotes, "GBP") == ("EUR", "GBP", "1", "0.86393")
    assert published(quotes, "IDR") == ("EUR", "IDR", "1", "19543.10")


def test_crosses() -> None:
    """Units of each currency per 1 USD to 12 digits; the euro's own number is an inverse."""
    quotes = Ecb().parse(DAILY)
    assert per_dollar(quotes) == MARCH
    assert refusals(quotes) == {}
    derived = {code: rates[0].derived for code, rates in per_usd(quotes).rates.items()}
    assert (derived["EUR"], derived["INR"]) == ("inverse", "cross EUR")


def test_three_days() -> None:
    """The longer document parses too, with its days side by side; each is crossed with its own dollar."""
    quotes = Ecb().parse(NINETY)
    assert len(quotes) == 18
    rates = per_usd(quotes).rates
    assert [(str(rate.rate), rate.as_of) for rate in rates["INR"]] == [
        ("92.8956521739", date(2026, 3, 18)),  # 106.83 / 1.15
        ("92.3644957072", date(2026, 3, 17)),  # 106.5055 / 1.1531
        ("92.2476041122", date(2026, 3, 16)),  # 105.8818 / 1.1478
    ]
    assert [str(rate.rate) for rate in rates["IDR"]] == ["16994", "16958.0001734", "16964.8457919"]
    assert [str(rate.rate) for rate in rates["EUR"]] == ["0.869565217391", "0.867227473766", "0.871231921938"]


def test_older_days_are_closes() -> None:
    """The day before the newest is its previous close: the arrow is there at the first look."""
    house = House("ecb", currencies=("INR",))
    now = utc("2026-03-18 15:30")
    house.quotes("ecb", now, list(Ecb().parse(NINETY)))
    row = house.row("INR", now)
    assert (row.rate, row.previous_close) == (Decimal("92.8956521739"), Decimal("92.3644957072"))
    assert (row.direction, row.market_day) == ("up", date(2026, 3, 18))


def test_local_names() -> None:
    """Single or double quotes around an attribute, any prefix for the name space, another one: all the same."""
    double = DAILY.replace(b"'", b'"')
    prefixed = (
        DAILY.replace(b'xmlns="', b'xmlns:e="').replace(b"<Cube", b"<e:Cube").replace(b"</Cube", b"</e:Cube")
    )
    moved = DAILY.replace(b"vocabulary/2002-08-01", b"vocabulary/2027-01-01")
    for body in (double, prefixed, moved):
        assert body != DAILY
        assert Ecb().parse(body) == Ecb().parse(DAILY)


def test_facts() -> None:
    """Thirty currencies, the euro among them; the rouble is suspended, Bulgaria has the euro."""
    assert len(Ecb.lists) == 30
    assert {"EUR", "USD", "BRL", "CNY", "IDR", "INR", "ZAR"} <= Ecb.lists
    assert Ecb.lists.isdisjoint({"RUB", "BGN", "HRK", "CNH", "AED"})
    assert (Ecb.kind, Ecb.terms, Ecb.attribution) == (
        Kind.FIXING,
        Terms.ALLOWED,
        "Source: European Central Bank",
    )


def test_one_request() -> None:
    """Only the newest day is asked for."""
    request = Ecb().request(date(2026, 3, 18))
    assert (request.method, str(request.url)) == (
        "GET",
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
    )


def test_hours() -> None:
    """A fixing comes out about 16:00 in Frankfurt, in winter 15:00 UTC, and Friday's is closed on Sunday, not late."""
    friday, monday = date(2026, 3, 20), datetime(2026, 3, 23, 17, 1, tzinfo=UTC)
    facts = Ecb()
    out = came_out(friday, facts.dated, facts.calendar, monday)
    assert out == datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
    until = deadlines(
        out, friday, facts.dated, facts.calendar, refresh=datetime.resolution, withdraw_after=None
    )
    assert until.late_at == datetime(2026, 3, 23, 17, 0, tzinfo=UTC)
    assert until.freshness(datetime(2026, 3, 22, 12, 0, tzinfo=UTC)) is Freshness.CLOSED
    assert until.freshness(monday) is Freshness.LATE


def test_over_the_network() -> None:
    """The whole way: one request, bytes on a socket, twelve exact digits."""
    with Loopback(answer(200, DAILY, {"Content-Type": "text/xml"})) as server:
        found = ask("ecb", server)
        assert [request.target for request in server.requests] == ["/stats/eurofxref/eurofxref-daily.xml"]
    assert per_dollar(found.quotes) == MARCH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"time='2026-03-18'", b"time='18.03.2026'"),
        (b"time='2026-03-18'", b"day='2026-03-18'"),
        (b" rate='106.8300'", b""),
        (b" currency='INR'", b""),
        (b"'106.8300'", b"''"),
        (b"'106.8300'", b"'N/A'"),
        (b"'106.8300'", b"'106,8300'"),
        (b"</gesmes:Envelope>", b""),
        (b"Cube", b"Tube"),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole document."""
    assert old in DAILY
    refused("ecb", answer(200, DAILY.replace(old, new)))


def test_a_well_formed_page_is_no_quiet_day() -> None:
    """XML without a day is not the bank's, whatever the weekday; a page of its site is no document at all."""
    with pytest.raises(ResponseInvalid, match="no day in the document"):
        fetched_from("ecb", answer(200, b"<notice><p>Maintenance</p></notice>"))
    with pytest.raises(ResponseInvalid, match="a web page"):
        fetched_from("ecb", answer(200, b"<html><body><p>Maintenance</p></body></html>"))


def test_without_the_dollar() -> None:
    """A day without the US dollar has nothing to cross with; the days before have."""
    quotes = Ecb().parse(NINETY.replace(b'currency="USD" rate="1.15"', b'currency="CHF" rate="0.9073"'))
    assert [str(rate.rate) for rate in per_usd(quotes).rates["INR"]] == ["92.3644957072", "92.2476041122"]


def test_the_data_service_stands_in() -> None:
    """Where the daily document can't be had, the data service's last week is read, older days as closes."""
    text = "FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE\r\nD,INR,2026-03-17,106.5055\r\nD,INR,2026-03-18,106.83\r\n"
    text += "D,USD,2026-03-17,1.1531\r\nD,USD,2026-03-18,1.15\r\n"
    exchange = Ecb().exchange(date(2026, 3, 18))
    assert next(exchange).url.path == "/stats/eurofxref/eurofxref-daily.xml"
    second = exchange.throw(ProviderUnavailable("no route", provider="ecb"))
    assert dict(second.url.params) == {
        "format": "csvdata",
        "detail": "dataonly",
        "startPeriod": "2026-03-11",
        "endPeriod": "2026-03-18",
    }
    with pytest.raises(StopIteration) as end:
        exchange.send(Answer("https://data-api.ecb.europa.eu/", 200, text.encode()))
    rates = per_usd(end.value.value).rates["INR"]
    assert [(str(rate.as_of), str(rate.rate)) for rate in rates] == [
        ("2026-03-18", "92.8956521739"),
        ("2026-03-17", "92.3644957072"),
    ]


def test_rows_that_cannot_be_read_are_named_with_their_day() -> None:
    """Where an older day stands in, whichever of the two documents it is; of a day off nothing was promised."""
    newest = b"FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE\r\nD,INR,2026-03-18,NaN\r\nD,BRL,2026-03-18,6.1\r\nD,USD,2026-03-18,1.15\r\n"
    before = b"D,INR,2026-03-17,106.5055\r\nD,BRL,2026-03-17,6.0\r\nD,USD,2026-03-17,1.1531\r\n"
    ninety = NINETY.replace(b'currency="INR" rate="106.83"', b'currency="INR" rate="N/A"')
    assert ninety != NINETY
    now = utc("2026-03-18 15:30")
    for quotes in (Ecb().parse_series(newest + before), Ecb().parse(ninety)):
        house = House(Source("ecb", Ecb()), currencies=("INR", "BRL"))
        house.quotes("ecb", now, list(quotes))
        assert house.memory.sources["ecb"].skipped == {"INR": date(2026, 3, 18)}
        rows = {row.code: (row.market_day, row.agreement) for row in house.evaluate(now).rows}
        assert rows["INR"] == (date(2026, 3, 17), "single_source")
        assert rows["BRL"] == (date(2026, 3, 18), "single_source")
    feast = newest.replace(b"2026-03-18", b"2026-05-01") + before.replace(b"2026-03-17", b"2026-04-30")
    house = House(Source("ecb", Ecb()), currencies=("INR",))
    house.quotes("ecb", utc("2026-05-01 15:30"), list(Ecb().parse_series(feast)))
    assert house.memory.sources["ecb"].skipped == {}


def test_the_first_failure_is_told() -> None:
    """Where both fail, the daily document's failure is the one that helps; a request to wait is kept."""
    exchange = Ecb().exchange(date(2026, 3, 18))
    next(exchange)
    exchange.throw(ProviderUnavailable("no route", provider="ecb"))
    with pytest.raises(ProviderUnavailable, match="no route"):
        exchange.throw(ProviderUnavailable("nor there", provider="ecb"))
    exchange = Ecb().exchange(date(2026, 3, 18))
    next(exchange)
    with pytest.raises(RateLimited):
        exchange.throw(RateLimited("wait", provider="ecb"))


@with_recordings
def test_recorded_figures() -> None:
    """The bank's data service has the same numbers for the same days, and the same 29 currencies."""
    rows = list(csv.DictReader(recording("ecb/EXR.csvdata.2026-02_03.csv").decode().splitlines()))
    figures = {(row["TIME_PERIOD"], row["CURRENCY"]): Decimal(row["OBS_VALUE"]) for row in rows}
    assert len(figures) == 22 * 29
    assert {code for _, code in figures} | {"EUR"} == Ecb.lists
    assert len(Ecb().parse_series(recording("ecb/EXR.csvdata.2026-02_03.csv"))) == len(figures)
    for body in (DAILY, NINETY):
        for quote in Ecb().parse(body):
            assert figures[str(quote.as_of), quote.quote] == quote.mid


@with_recordings
def test_recorded_days() -> None:
    """Two days of other years, with the currencies of their time."""
    old = list(Ecb().parse(recording("ecb/eurofxref-daily.old.xml")))
    assert len(old) == 31
    assert {quote.as_of for quote in old} == {date(2015, 1, 7)}
    assert published(old, "RUB") == ("EUR", "RUB", "1", "75.0000")
    found = per_dollar(old)
    expected = {
        "EUR": "0.845237089003",  # 1 / 1.1831
        "BRL": "2.67762657425",  # 3.1679 / 1.1831
        "CNY": "6.21350688868",  # 7.3512 / 1.1831
        "INR": "63.1749640774",  # 74.7423 / 1.1831
        "RUB": "63.3927816753",  # 75.0000 / 1.1831
    }
    assert {code: found[code] for code in expected} == expected
    later = list(Ecb().parse(recording("ecb/eurofxref-hist-shape.2022.xml")))
    assert len(later) == 31
    assert {quote.as_of for quote in later} == {date(2022, 10, 3)}
    assert {quote.quote for quote in later} - Ecb.lists == {"BGN", "HRK"}
    found = per_dollar(later)
    expected = {
        "EUR": "1.02417042196",  # 1 / 0.9764
        "IDR": "15331.6161409",  # 14969.79 / 0.9764
        "INR": "81.8291683736",  # 79.8980 / 0.9764
        "ZAR": "18.0121876280",  # 17.5871 / 0.9764
    }
    assert {code: found[code] for code in expected} == expected
