"""Bank Indonesia's two tables: JISDOR of the afternoon for the rupiah, the morning's transaction rates for crosses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fxwidget import BRICS_PLUS, ProviderUnavailable, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.freshness import Freshness
from fxwidget.errors import ResponseInvalid
from fxwidget.provider.calendar import deadlines, market_day
from fxwidget.provider.calendar import published as came_out
from fxwidget.provider.registry import default_names
from fxwidget.provider.source import Source
from fxwidget_providers.bank_indonesia import BankIndonesia
from fxwidget_providers.bank_indonesia_lokal import BankIndonesiaLokal
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused, row

JISDOR = document("bank_indonesia/jisdor.xml")
LOKAL = document("bank_indonesia_lokal/lokal.xml")
EMPTY = document("bank_indonesia/empty.xml")
SEPTEMBER = [
    ("17917.00", date(2026, 9, 25)),
    ("17898.00", date(2026, 9, 24)),
    ("17803.00", date(2026, 9, 23)),
]
MARCH = {
    "AUD": "1.36649188761",  # 13260 / 9703.68
    "CHF": "0.996247542721",  # 13260 / 13309.945
    "CNY": "6.54120316701",  # 13260 / 2027.15
    "EUR": "0.919878001700",  # 13260 / 14414.955
    "GBP": "0.710100619009",  # 13260 / 18673.41
    "HKD": "7.77375215449",  # 13260 / 1705.74
    "IDR": "13260",  # (13194.00 + 13326.00) / 2
    "JPY": "113.774916149",  # 13260 / 11654.59 * 100
    "KRW": "1218.19016996",  # 13260 / 10.885
    "MYR": "4.13248896756",  # 13260 / 3208.72
    "SAR": "3.75024923885",  # 13260 / 3535.765
    "SGD": "1.39129704874",  # 13260 / 9530.675
}
"""Per 1 USD by the transaction rates of 3 March 2016, to 12 digits."""


def test_jisdor() -> None:
    """One number a day: its digits stay, its code loses its blanks, its date is Jakarta's."""
    quotes = BankIndonesia().parse(JISDOR)
    assert published(quotes, "USD") == ("USD", "IDR", "1.00", "17917.00")
    rates = per_usd(quotes).rates
    assert [(str(rate.rate), rate.as_of) for rate in rates["IDR"]] == SEPTEMBER
    assert rates["IDR"][0].derived is None
    assert refusals(quotes) == {}


def test_the_date_is_cut() -> None:
    """Midnight in Jakarta is 17:00 of the day before in UTC; the day is the one that is printed."""
    assert b"2026-09-25T00:00:00+07:00" in JISDOR
    assert row(BankIndonesia().parse(JISDOR), "USD").as_of == date(2026, 9, 25)


def test_jisdor_is_one_number() -> None:
    """Should its buying and selling ever differ the day has no number: JISDOR is one."""
    body = JISDOR.replace(b"<jual_subkursasing>17917.00", b"<jual_subkursasing>17918.00")
    quotes = fetched_from("bank_indonesia", answer(200, body)).quotes
    assert per_dollar(quotes) == {"IDR": "17898.00"}  # the day before


def test_transaction_rates() -> None:
    """Buying and selling as printed, per so many units; all is crossed with the dollar of the same table."""
    quotes = BankIndonesiaLokal().parse(LOKAL)
    assert {quote.as_of for quote in quotes} == {date(2016, 3, 3)}
    yen = row(quotes, "JPY")
    assert (yen.base, yen.quote, str(yen.units)) == ("JPY", "IDR", "100.00")
    assert (str(yen.bid), str(yen.ask), yen.mid) == ("11595.04", "11714.14", None)
    assert per_dollar(quotes) == MARCH
    assert refusals(quotes) == {}


def test_the_yuan_off_shore() -> None:
    """CNH is read like any other code."""
    quotes = BankIndonesiaLokal().parse(LOKAL.replace(b"CNY  ", b"CNH  "))
    assert per_dollar(quotes)["CNH"] == MARCH["CNY"]


def test_two_dollars_do_not_meet() -> None:
    """Both tables price the dollar, with different numbers: each is a provider, and only JISDOR lists the rupiah."""
    assert BankIndonesia.lists == {"IDR", "USD"}
    assert "IDR" not in BankIndonesiaLokal.lists
    assert {"AED", "CNH", "CNY", "SAR", "USD"} <= BankIndonesiaLokal.lists
    jisdor = Source("bank_indonesia", BankIndonesia())
    lokal = Source("bank_indonesia_lokal", BankIndonesiaLokal())
    assert jisdor.group("IDR") == lokal.group("SAR") == "bank_indonesia"
    house = House(jisdor, lokal, currencies=("IDR", "SAR"))
    now = utc("2026-09-25 10:00")
    house.quotes("bank_indonesia", now, list(BankIndonesia().parse(JISDOR)))
    today = LOKAL.replace(b"2016-03-03", b"2026-09-25")
    house.quotes("bank_indonesia_lokal", now, list(BankIndonesiaLokal().parse(today)))
    assert (house.row("IDR", now).rate, house.row("IDR", now).shown_source) == (
        Decimal("17917.00"),
        "bank_indonesia",
    )
    assert (house.row("SAR", now).rate, house.row("SAR", now).shown_source) == (
        Decimal("3.75024923885"),
        "bank_indonesia_lokal",
    )


def test_facts() -> None:
    """Both are on by default."""
    for facts in (BankIndonesia, BankIndonesiaLokal):
        assert facts.terms is Terms.UNSTATED
    assert {"bank_indonesia", "bank_indonesia_lokal"} <= set(default_names(BRICS_PLUS))
    assert set(BRICS_PLUS) & BankIndonesiaLokal.lists == {"AED", "CNH", "SAR"}
    assert BankIndonesiaLokal.coarse == {"LAK", "VND"}


def test_hours() -> None:
    """JISDOR comes out at 16:15 in Jakarta and speaks of its day; the rates of 8:00 speak of the day before."""
    friday, now = date(2026, 9, 25), utc("2026-09-25 10:00")
    dated, calendar = BankIndonesia.dated, BankIndonesia.calendar
    assert came_out(friday, dated, calendar, now) == datetime(2026, 9, 25, 9, 15, tzinfo=UTC)
    assert market_day(friday, dated, calendar, now) == friday
    dated, calendar = BankIndonesiaLokal.dated, BankIndonesiaLokal.calendar
    out = came_out(friday, dated, calendar, now)
    assert out == datetime(2026, 9, 25, 1, 0, tzinfo=UTC)
    assert market_day(friday, dated, calendar, now) == date(2026, 9, 24)
    assert market_day(date(2026, 9, 28), dated, calendar, utc("2026-09-28 10:00")) == friday
    until = deadlines(
        out, date(2026, 9, 24), dated, calendar, refresh=timedelta(minutes=5), withdraw_after=None
    )
    assert until.freshness(now) is Freshness.FRESH
    assert until.late_at == utc("2026-09-28 03:00")  # Monday's table is missed at 10:00 in Jakarta


def test_the_request_of_jisdor() -> None:
    """Two weeks of the dollar."""
    with Loopback(answer(200, JISDOR, {"Content-Type": "text/xml; charset=utf-8"})) as server:
        assert per_dollar(ask("bank_indonesia", server).quotes) == {"IDR": "17917.00"}
        assert [request.target for request in server.requests] == [
            "/biwebservice/wskursbi.asmx/getSubKursJisdor3?mts=USD&startDate=2026-09-12&endDate=2026-09-25"
        ]
    assert BankIndonesia().request(date(2026, 9, 25)).url.host == "www.bi.go.id"


def test_one_request_for_each_currency() -> None:
    """The dollar, then what is wanted; the parameters are written in lower case here."""
    asked = ByHand(BankIndonesiaLokal(currencies=("SAR", "CNH", "AED", "USD")), date(2026, 2, 6))
    codes = []
    while asked.quotes is None:
        codes.append(asked.request.url.params["mts"])
        assert asked.url.endswith("&startdate=2026-01-24&enddate=2026-02-06")
        assert "/getSubKursLokal3?" in asked.url
        asked.answer(200, EMPTY)
    assert codes == ["USD", "AED", "CNH", "SAR"]
    asked = ByHand(BankIndonesiaLokal(), date(2026, 2, 6))
    for _ in BankIndonesiaLokal.lists:
        assert asked.quotes is None
        asked.answer(200, EMPTY)
    assert asked.quotes == []


def test_a_currency_that_fails() -> None:
    """One request that fails is a failure of the whole."""
    with pytest.raises(ProviderUnavailable, match="HTTP 500"):
        fetched_from("bank_indonesia_lokal", answer(200, LOKAL), answer(500, b"Kendala akses API Kurs"))


@pytest.mark.parametrize("name", ["bank_indonesia", "bank_indonesia_lokal"])
def test_an_empty_range(name: str) -> None:
    """A range without a working day has no row; whether that is right is for the calendar to say."""
    assert fetched_from(name, answer(200, EMPTY)).quotes == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><p>Request Rejected</p></body></html>",
        b'<?xml version="1.0"?><string xmlns="http://tempuri.org/">Error</string>',
        JISDOR.replace(b"nil_subkursasing>", b"nil>"),
        JISDOR.replace(b"beli_subkursasing>", b"beli>"),
        JISDOR.replace(b"tgl_subkursasing>", b"tgl>"),
        JISDOR.replace(b"17917.00", b"17,917.00"),
        JISDOR.replace(b"17917.00", b""),
        JISDOR.replace(b"2026-09-25", b"25/09/2026"),
    ],
    ids=["page", "string", "units", "buying", "day", "thousands", "nothing", "date"],
)
def test_a_document_of_another_shape(body: bytes) -> None:
    """A page of the guard in front of the service, a missing member or another type is no quiet day."""
    refused("bank_indonesia", answer(200, body))


def test_a_row_without_a_code() -> None:
    """A price of nothing refuses its own row."""
    quotes = fetched_from("bank_indonesia", answer(200, JISDOR.replace(b"USD  <", b"  <", 1))).quotes
    assert refusals(quotes) == {"": "'' is no currency code"}
    assert per_dollar(quotes) == {"IDR": "17898.00"}


def test_the_other_table_is_another_shape() -> None:
    """Neither provider reads the other's table: the members have other names."""
    for name, body in (("bank_indonesia", LOKAL), ("bank_indonesia_lokal", JISDOR)):
        with pytest.raises(ResponseInvalid):
            fetched_from(name, answer(200, body))


@with_recordings
def test_recorded_jisdor() -> None:
    """Ten days of September 2026, the newest first."""
    body = recording("bank-indonesia/getSubKursJisdor3.USD.2026-09-12_26.xml")
    rates = per_usd(BankIndonesia().parse(body)).rates["IDR"]
    assert len(rates) == 10
    assert [(str(rate.rate), rate.as_of) for rate in rates[:3]] == SEPTEMBER
    assert [(str(rate.rate), rate.as_of) for rate in rates[3:]] == [
        ("17883.00", date(2026, 9, 22)),
        ("17813.00", date(2026, 9, 21)),
        ("17745.00", date(2026, 9, 18)),
        ("17753.00", date(2026, 9, 17)),
        ("17712.00", date(2026, 9, 16)),
        ("17687.00", date(2026, 9, 15)),
        ("17635.00", date(2026, 9, 14)),
    ]


@with_recordings
def test_recorded_transaction_rates() -> None:
    """Four days of the dollar in February 2026: half a per cent around a whole number of rupiah, rounded."""
    body = recording("bank-indonesia/getSubKursLokal3.USD.2026-02-03_06.xml")
    quotes = BankIndonesiaLokal().parse(body)
    assert [(str(quote.bid), str(quote.ask)) for quote in quotes[:1]] == [("16741.87", "16910.13")]
    assert [(str(rate.rate), rate.as_of) for rate in per_usd(quotes).rates["IDR"]] == [
        ("16826", date(2026, 2, 6)),
        ("16775.005", date(2026, 2, 5)),
        ("16777", date(2026, 2, 4)),
        ("16800", date(2026, 2, 3)),
    ]


@with_recordings
def test_recorded_empty_range() -> None:
    """No working day, no row, for either table."""
    body = recording("bank-indonesia/empty.xml")
    assert fetched_from("bank_indonesia", answer(200, body)).quotes == []
    assert fetched_from("bank_indonesia_lokal", answer(200, body)).quotes == []
