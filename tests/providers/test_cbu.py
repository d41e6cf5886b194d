"""The Central Bank of Uzbekistan's sets: sums per ``Nominal`` units, numbers in strings, dated the day they hold from."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.domain.quote import Kind
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source
from fxwidget_providers.cbu import Cbu
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

SET = document("cbu/json.json")
UNKNOWN = document("cbu/unknown_date.json")
APRIL = {
    "AED": "3.67260083365",
    "BRL": "5.25139421814",
    "CNY": "6.90760934216",
    "EGP": "54.6139824436",
    "EUR": "0.871991630626",
    "GBP": "0.756773076868",
    "IDR": "16983.5793872",
    "INR": "94.0040857231",
    "IRR": "1354912.22222",
    "KZT": "477.642381512",
    "RUB": "81.3109955324",
    "SAR": "3.75220315827",
    "UZS": "12194.21",
    "ZAR": "17.1396986479",
}
"""Per 1 USD in the set of 1 April 2026: 12194.21 / (Rate / Nominal), worked out on paper to 12 digits."""


def test_one_set() -> None:
    """Every row is as printed: so many sums for ``Nominal`` units."""
    quotes = Cbu().parse(SET)
    assert {quote.as_of for quote in quotes} == {date(2026, 4, 1)}
    assert published(quotes, "USD") == ("USD", "UZS", "1", "12194.21")
    assert published(quotes, "INR") == ("INR", "UZS", "1", "129.72")
    assert published(quotes, "IDR") == ("IDR", "UZS", "10", "7.18")
    assert published(quotes, "IRR") == ("IRR", "UZS", "10", "0.09")


def test_facts() -> None:
    """One digit of the rial is no rate; three of the rupiah are one."""
    assert set(BRICS_PLUS) - Cbu.lists == {"CNH", "ETB"}
    assert "IRR" in Cbu.coarse
    assert "IDR" not in Cbu.coarse
    assert (Cbu.kind, Cbu.kinds["IRR"], Cbu.terms) == (Kind.FIXING, Kind.OFFICIAL, Terms.ALLOWED)


def test_the_day_it_speaks_of() -> None:
    """A set is published on the working day before the one that it holds from."""
    friday = utc("2026-04-03 12:00")
    assert market_day(date(2026, 4, 1), Cbu.dated, Cbu.calendar, friday) == date(2026, 3, 31)
    assert market_day(date(2026, 4, 6), Cbu.dated, Cbu.calendar, friday) == date(2026, 4, 3)


def test_one_request() -> None:
    """The newest set, without a date."""
    with Loopback(answer(200, SET, {"Content-Type": "application/json"})) as server:
        assert per_dollar(ask("cbu", server).quotes)["INR"] == APRIL["INR"]
        assert [request.target for request in server.requests] == ["/en/arkhiv-kursov-valyut/json/"]
    assert Cbu().request(date(2026, 3, 31)).url.host == "cbu.uz"


def test_unknown_date() -> None:
    """An array of nothing is an empty day; on a working day the house refuses it, at the weekend it does not."""
    assert fetched_from("cbu", answer(200, UNKNOWN)).quotes == []
    seen = []
    for now in (utc("2026-04-01 12:00"), utc("2026-04-04 12:00")):
        house = House(_source(), currencies=("INR",))
        house.quotes("cbu", now, list(Cbu().parse(UNKNOWN)))
        seen.append(house.memory.sources["cbu"].outcome)
    assert seen == ["refused", "empty"]


def _source() -> Source:
    return Source("cbu", Cbu())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"Date":"01.04.2026"', b'"Date":"2026-04-01"'),
        (b'"Ccy":"INR",', b""),
        (b'"Rate":"129.72"', b'"Rate":null'),
        (b'"Rate":"129.72"', b'"Rate":""'),
        (b'"Rate":"129.72"', b'"Rate":"129,72"'),
        (b'"Rate":"129.72",', b""),
        (b'"Nominal":"10"', b'"Nominal":"ten"'),
        (SET, b'{"error":"no such page"}'),
        (SET, b"null"),
    ],
    ids=["date", "code", "null", "no-digits", "comma", "no-rate", "units", "object", "nothing"],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole set."""
    assert old in SET
    refused("cbu", answer(200, SET.replace(old, new)))


@with_recordings
def test_recorded_set() -> None:
    """The whole set of 1 April 2026: 75 rows, one of a currency that ended, and of two digits only what has no vote."""
    quotes = Cbu().parse(recording("cbu-uzbekistan/all.2026-04-01.json"))
    assert len(quotes) == 75
    found = per_dollar(quotes)
    assert {code: found[code] for code in APRIL} == APRIL
    assert (found["VND"], found["AMD"], found["LBP"]) == ("26337.3866091", "377.529721362", "87101.5")
    assert refusals(quotes) == {"BGN": "BGN ended on 2025-12-31"}
    assert set(found) - {"XDR", "UZS"} == Cbu.lists - {"USD", "UZS"}
    digits = {quote.base: len(quote.mid.as_tuple().digits) for quote in quotes if quote.mid is not None}
    assert {code for code, length in digits.items() if length < 3} == Cbu.coarse
