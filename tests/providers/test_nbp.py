"""The National Bank of Poland's tables: zlotys per 1 unit, A on working days, B on Wednesdays without a dollar of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fxwidget import BRICS_PLUS, Daily, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.quote import Kind
from fxwidget.errors import ProviderError, ProviderUnavailable, ResponseInvalid
from fxwidget.provider.source import Source
from fxwidget_providers.nbp import TABLE_B, Nbp
from tests.documents import document
from tests.support.house import House, utc
from tests.support.loopback import Loopback, Reply, answer
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused

A, A_OF_B, B = (document(f"nbp/{name}.json") for name in ("tableA", "tableA.2026-03-04", "tableB"))
NO_TABLE = document("nbp/not_found.txt")
THURSDAY, WEDNESDAY = date(2026, 3, 5), date(2026, 3, 4)
DAILY = {
    "BRL": "5.23132735809",
    "CHF": "0.778964092787",
    "CNY": "6.89370078740",
    "EUR": "0.860361730504",
    "GBP": "0.748778203144",
    "HUF": "332.168021680",
    "IDR": "16879.0452146",
    "INR": "91.5954664342",
    "JPY": "157.161174510",
    "THB": "31.5902061856",
    "ZAR": "16.4597135184",
}
"""Per 1 USD on 5 March 2026: 3.6771 / mid, worked out on paper to 12 digits."""
WEEKLY = {
    "AED": "3.67039329207",
    "EGP": "50.0272108844",
    "ETB": "154.495798319",
    "GEL": "2.70706029596",
    "IRR": "1313214.28571",
    "KWD": "0.305978098059",
    "KZT": "498.779164406",
    "LBP": "89682.9268293",
    "QAR": "3.64492466297",
    "RUB": "77.5738396624",
    "SAR": "3.75242371671",
    "VND": "26198.7887424",
}
"""Per 1 USD on 4 March 2026: 3.6770, the dollar of that day's table A, over mid of table B."""


def test_one_table() -> None:
    """Every row is as printed: one foreign unit costs so many zlotys, small numbers in all their places."""
    quotes = Nbp().parse(A)
    assert len(quotes) == 13
    assert {quote.as_of for quote in quotes} == {THURSDAY}
    assert published(quotes, "USD") == ("USD", "PLN", "1", "3.6771")
    assert published(quotes, "IDR") == ("IDR", "PLN", "1", "0.00021785")
    assert published(Nbp().parse(A_OF_B), "USD") == ("USD", "PLN", "1", "3.6770")
    assert published(Nbp().parse(B), "IRR") == ("IRR", "PLN", "1", "0.0000028")


def asked(*replies: Reply) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """What was asked, the numbers, and what has none."""
    with Loopback(*replies) as server:
        quotes = ask("nbp", server).quotes
        paths = [request.target.removeprefix("/api/exchangerates/tables/") for request in server.requests]
    return paths, per_dollar(quotes), refusals(quotes)


def test_table_b_is_crossed_with_the_dollar_of_its_own_day() -> None:
    """On Thursday Wednesday's B needs Wednesday's dollar: Thursday's would be a rate of no day at all."""
    paths, numbers, faults = asked(answer(200, A), answer(200, B), answer(200, A_OF_B))
    assert paths == ["A/?format=json", "B/?format=json", "A/2026-03-04/?format=json"]
    assert {code: numbers[code] for code in DAILY} == DAILY
    assert {code: numbers[code] for code in WEEKLY} == WEEKLY
    assert numbers["PLN"] == "3.6771"
    assert faults == {}


def test_on_wednesday_two_requests_do() -> None:
    """Where both tables are of one day, their dollar is the same."""
    paths, numbers, _ = asked(answer(200, A_OF_B), answer(200, B))
    assert paths == ["A/?format=json", "B/?format=json"]
    assert {code: numbers[code] for code in WEEKLY} == WEEKLY
    assert (numbers["INR"], numbers["PLN"]) == ("92.1046039778", "3.6770")


def test_no_table_that_day() -> None:
    """B may be out some minutes before A: without that day's dollar it waits, and A is read."""
    paths, numbers, faults = asked(answer(200, A), answer(200, B), answer(404, NO_TABLE))
    assert len(paths) == 3
    assert {code: numbers[code] for code in DAILY} == DAILY
    assert set(numbers) - set(DAILY) == {"PLN", "XDR"}
    assert faults == {}


def test_the_older_table_is_no_close() -> None:
    """Of B's day only the dollar is taken: on Friday, Wednesday's rupee is not the number before."""
    quotes = fetched_from("nbp", answer(200, A), answer(200, B), answer(200, A_OF_B)).quotes
    rates = per_usd(quotes).rates
    assert [str(rate.rate) for rate in rates["INR"]] == [DAILY["INR"]]
    assert [(str(rate.rate), rate.as_of) for rate in rates["PLN"]] == [
        ("3.6771", THURSDAY),
        ("3.6770", WEDNESDAY),
    ]


@pytest.mark.parametrize(
    ("replies", "leaf"),
    [
        ((answer(404, NO_TABLE),), ResponseInvalid),
        ((answer(200, A), answer(404, NO_TABLE)), ResponseInvalid),
        ((answer(400, b"400 BadRequest - Invalid date range"),), ResponseInvalid),
        ((answer(200, A), answer(503)), ProviderUnavailable),
        ((answer(200, A), answer(200, B), answer(503)), ProviderUnavailable),
        ((answer(200, b"[]"),), ResponseInvalid),
        ((answer(200, A), answer(200, b"[]")), ResponseInvalid),
        ((answer(200, NO_TABLE),), ResponseInvalid),
    ],
    ids=["A", "B", "range", "B-down", "A-of-B-down", "empty", "B-empty", "text-200"],
)
def test_errors(replies: tuple[Reply, ...], leaf: type[ProviderError]) -> None:
    """There always is a newest A and a newest B: a 404 of either, or an array of none, is no answer."""
    with pytest.raises(ProviderError) as caught:
        fetched_from("nbp", *replies)
    assert (type(caught.value), caught.value.provider) == (leaf, "nbp")


def test_facts() -> None:
    """Two tables without a common currency; what is printed in two digits has no vote."""
    assert len(TABLE_B) == 116
    assert len(Nbp.lists) == 116 + 32
    assert set(BRICS_PLUS) - Nbp.lists == {"CNH"}
    assert "IRR" in Nbp.coarse < TABLE_B
    assert (Nbp.kind, Nbp.kinds["IRR"], Nbp.terms) == (Kind.FIXING, Kind.OFFICIAL, Terms.ALLOWED)
    assert Nbp.calendars.keys() == TABLE_B
    weekly = Nbp.calendars["EGP"]
    assert isinstance(weekly, Daily)
    assert (Nbp.calendar.weekdays, weekly.weekdays) == (frozenset(range(5)), frozenset({2}))


def test_a_table_of_the_week_ages_by_weeks() -> None:
    """On Tuesday Wednesday's rouble is closed, not stale, beside Monday's rupee; a Wednesday without a table makes it late."""
    house = House(Source("nbp", Nbp(currencies=("INR", "RUB"))), currencies=("INR", "RUB"))
    by_hand = ByHand(Nbp(), THURSDAY)
    for body in (A, B, A_OF_B):
        by_hand.answer(200, body)
    assert by_hand.quotes is not None
    now = utc("2026-03-05 12:00")
    house.quotes("nbp", now, list(by_hand.quotes))
    seen = {}
    for text in ("2026-03-05 12:00", "2026-03-10 08:00", "2026-03-11 11:16", "2026-03-18 11:16"):
        shown = house.evaluate(utc(text))
        seen[text] = tuple(shown[code].freshness_at(utc(text)) for code in ("INR", "RUB"))
    assert seen == {
        "2026-03-05 12:00": (Freshness.FRESH, Freshness.CLOSED),
        "2026-03-10 08:00": (Freshness.STALE, Freshness.CLOSED),
        "2026-03-11 11:16": (Freshness.STALE, Freshness.LATE),
        "2026-03-18 11:16": (Freshness.STALE, Freshness.STALE),
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"effectiveDate":"2026-03-05"', b'"effectiveDate":"05.03.2026"'),
        (b'"effectiveDate":"2026-03-05",', b""),
        (b'"code":"INR",', b""),
        (b'"mid":0.040145', b'"mid":null'),
        (b'"mid":0.040145', b'"mid":"0,040145"'),
        (b'"mid":0.040145', b'"bid":0.040145'),
        (b'"rates"', b'"quotes"'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole table."""
    assert old in A
    refused("nbp", answer(200, A.replace(old, new)))


@with_recordings
def test_recorded_days() -> None:
    """Four days of table A in one answer, each crossed with its own dollar."""
    quotes = Nbp().parse(recording("nbp-poland/tableA.2026-03-02_05.json"))
    assert len(quotes) == 4 * 32
    rates = per_usd(quotes).rates
    assert [(str(rate.rate), rate.as_of.day) for rate in rates["INR"]] == [
        ("91.5954664342", 5),  # 3.6771 / 0.040145
        ("92.1046039778", 4),  # 3.6770 / 0.039922
        ("92.0983516346", 3),  # 3.6820 / 0.039979
        ("91.4778637575", 2),  # 3.6056 / 0.039415
    ]
    assert [str(rate.rate) for rate in rates["BRL"]][::3] == ["5.23132735809", "5.13033579966"]
    assert set(rates) - {"XDR"} == Nbp.lists - TABLE_B - {"USD"}
    assert {quote.mid for quote in quotes if quote.base == "RON"} >= {Decimal("0.8300")}


@with_recordings
def test_recorded_week() -> None:
    """The whole of table B has the same figures, and only what the facts name."""
    weekly = list(Nbp().parse(recording("nbp-poland/tableB.2026-03-04.json")))
    assert len(weekly) == 116
    assert {quote.base for quote in weekly} == TABLE_B
    daily = Nbp().parse(recording("nbp-poland/tableA.2026-03-02_05.json"))
    found = per_dollar([*weekly, *daily])
    assert {code: found[code] for code in WEEKLY} == WEEKLY
    assert refusals([*weekly, *daily]) == {}
    digits = {quote.base: len(quote.mid.as_tuple().digits) for quote in weekly if quote.mid is not None}
    short = {code for code, length in digits.items() if length < 3}
    assert short == Nbp.coarse | {"COP", "GNF", "SSP"}  # these in six places, the last of them a zero
