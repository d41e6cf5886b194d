"""Banca d'Italia's table: CSV in units per 1 EUR, countries that share a currency, mostly the ECB's own numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fxwidget import Terms
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Agreement
from fxwidget.provider.source import Source
from fxwidget_providers.banca_d_italia import BancaDItalia
from fxwidget_providers.ecb import Ecb
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused

TABLE = document("banca_d_italia/dailyRates.csv")
HEADER_ONLY = document("banca_d_italia/weekend.csv")
WEDNESDAY = date(2026, 2, 11)
FEBRUARY = {
    "AED": "3.67252100840",
    "BRL": "5.18932773109",
    "CNY": "6.91134453782",
    "EGP": "46.8426890756",
    "ETB": "155.311596639",
    "EUR": "0.840336134454",
    "IDR": "16800",
    "INR": "90.7155462185",
    "JPY": "153.605042017",
    "SAR": "3.75",
    "XOF": "551.224369748",
    "ZAR": "15.8814285714",
}
"""Per 1 USD on 11 February 2026: each rate over 1.1900, worked out on paper to 12 digits; EUR is 1 / 1.1900."""


def test_one_table() -> None:
    """Every number is as printed, zeros at the end included: one euro costs so much of a currency."""
    quotes = BancaDItalia().parse(TABLE)
    assert {quote.as_of for quote in quotes} == {WEDNESDAY}
    assert published(quotes, "USD") == ("EUR", "USD", "1", "1.1900")
    assert published(quotes, "ETB") == ("EUR", "ETB", "1", "184.8208")
    assert published(quotes, "IDR") == ("EUR", "IDR", "1", "19992.00")


def test_countries_that_share_a_currency() -> None:
    """The same number of three countries is one number; another one of a neighbour's leaves none."""
    quotes = BancaDItalia().parse(TABLE)
    assert [quote.quote for quote in quotes].count("XOF") == 1
    other = BancaDItalia().parse(
        TABLE.replace(b"MALI,CFA Franc,XOF,209,655.957", b"MALI,CFA Franc,XOF,209,656.0")
    )
    assert refusals(other) == {"XOF": "given twice with different numbers"}


def test_rows_without_a_number() -> None:
    """``N.A.`` is no number and no fault: Russia and Iran are listed so."""
    assert TABLE.count(b",N.A.,") == 2
    assert {"RUB", "IRR"}.isdisjoint(per_dollar(BancaDItalia().parse(TABLE)))
    assert BancaDItalia.lists.isdisjoint({"RUB", "IRR", "BYN", "KPW"})


def test_a_country_with_a_comma() -> None:
    """A comma inside quotes separates nothing."""
    quoted = TABLE.replace(b"ETHIOPIA,Ethiopian Birr", b'"ETHIOPIA, Federal Republic of","Birr, Ethiopian"')
    assert per_dollar(BancaDItalia().parse(quoted)) == per_dollar(BancaDItalia().parse(TABLE))


def test_line_ends_and_a_byte_order_mark() -> None:
    """Neither is part of the table."""
    windows = b"\xef\xbb\xbf" + TABLE.replace(b"\n", b"\r\n")
    assert BancaDItalia().parse(windows) == BancaDItalia().parse(TABLE)


def test_groups() -> None:
    """The ECB's currencies are the ECB's, whoever prints them; the dirham, the pounds and the birr are its own."""
    assert set(BancaDItalia.groups) == Ecb.lists
    source = Source("banca_d_italia", BancaDItalia())
    groups = {
        code: source.group(code) for code in ("AED", "EGP", "ETB", "SAR", "BRL", "CNY", "INR", "ZAR", "IDR")
    }
    assert {code for code, group in groups.items() if group == "ecb"} == {"BRL", "CNY", "INR", "ZAR", "IDR"}
    assert {groups[code] for code in ("AED", "EGP", "ETB", "SAR")} == {"banca_d_italia"}
    assert (BancaDItalia.kind, BancaDItalia.terms) == (Kind.FIXING, Terms.ALLOWED)


def test_beside_the_ecb_it_is_no_second_opinion() -> None:
    """Two printings of one number are one vote."""
    house = House("ecb", Source("banca_d_italia", BancaDItalia()), currencies=("INR",))
    now = utc("2026-02-11 16:30")
    house.says("ecb", now, "2026-02-11", INR="90.7155462185")
    house.quotes("banca_d_italia", now, list(BancaDItalia().parse(TABLE)))
    assert house.row("INR", now).agreement is Agreement.SINGLE_SOURCE


def test_one_request() -> None:
    """The day's table against the euro, as CSV."""
    with Loopback(answer(200, TABLE, {"Content-Type": "text/csv"})) as server:
        found = ask("banca_d_italia", server)
        (request,) = server.requests
    assert request.target == (
        "/terzevalute-wf-web/rest/v1.0/dailyRates?referenceDate=2026-02-11&currencyIsoCode=EUR&lang=en"
    )
    assert request.headers["accept"] == "text/csv"
    assert per_dollar(found.quotes)["INR"] == FEBRUARY["INR"]


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2026, 2, 11), ["02-11", "02-10", "02-09", "02-06", "02-05"]),  # a Wednesday
        (date(2026, 2, 15), ["02-13", "02-12", "02-11", "02-10", "02-09"]),  # a Sunday
        (date(2026, 4, 7), ["04-07", "04-06", "04-03", "04-02", "04-01"]),  # the Tuesday after Easter
    ],
)
def test_before_todays_table(day: date, asked: list[str]) -> None:
    """A table of which only the header is there has not come: the one before it is asked for, at most a week back."""
    by_hand = ByHand(BancaDItalia(), day)
    days = []
    while by_hand.quotes is None:
        days.append(dict(by_hand.request.url.params)["referenceDate"].removeprefix("2026-"))
        by_hand.answer(200, HEADER_ONLY)
    assert (days, by_hand.quotes) == (asked, [])


def test_yesterdays_table() -> None:
    """It is read as what it is, on its own day."""
    with Loopback(answer(200, HEADER_ONLY), answer(200, TABLE)) as server:
        found = ask("banca_d_italia", server, day=WEDNESDAY + timedelta(days=1))
        assert len(server.requests) == 2
    assert {quote.as_of for quote in found.quotes} == {WEDNESDAY}


def test_no_table_at_all() -> None:
    """A header and nothing more, whatever the day, is an empty answer; the calendar says whether that is right."""
    assert fetched_from("banca_d_italia", answer(200, HEADER_ONLY)).quotes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Rate convention", b"Convention"),
        (b"Country,Currency", b"Currency,Country"),
        (b"107.9515,Foreign currency amount for 1 Euro.", b"0.009263,Euro amount for 1 foreign unit."),
        (b"107.9515,", b""),
        (b"107.9515", b""),
        (b"107.9515", b"-"),
        (b"107.9515", b'"107,9515"'),
        (
            b"Foreign currency amount for 1 Euro.,2026-02-11",
            b"Foreign currency amount for 1 Euro.,11/02/2026",
        ),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """Another header, another convention or a cell that is not what it was refuses the whole table."""
    assert old in TABLE
    refused("banca_d_italia", answer(200, TABLE.replace(old, new)))


@with_recordings
def test_recorded_table() -> None:
    """The whole table of 11 February 2026, its disclaimer below it: 149 currencies and the drawing right."""
    quotes = BancaDItalia().parse(recording("banca-d-italia/dailyRates.2026-02-11.csv"))
    assert len(quotes) == 150
    found = per_dollar(quotes)
    assert {code: found[code] for code in FEBRUARY} == FEBRUARY
    assert (found["YER"], found["BTN"]) == ("238.310924370", found["INR"])
    assert refusals(quotes) == {}
    assert set(found) - {"XDR"} | {"USD"} == BancaDItalia.lists
