"""The National Bank of Belarus's lists: roubles per ``Cur_Scale`` units, tomorrow's as soon as it is set."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Terms
from fxwidget.domain.quote import Kind
from fxwidget.errors import ProviderError, ProviderUnavailable, ResponseInvalid
from fxwidget.provider.calendar import market_day
from fxwidget_providers.nbrb import Nbrb
from tests.documents import document
from tests.support.house import utc
from tests.support.loopback import Loopback, Reply, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

LIST = document("nbrb/rates.json")
NOT_SET = document("nbrb/not_set.json")
MARCH = {
    "AED": "3.67250018697",
    "BRL": "5.31919118975",
    "BYN": "2.9463",
    "CNY": "6.84247195708",
    "EUR": "0.873210633947",
    "GBP": "0.754745497861",
    "INR": "92.5810708899",
    "IRR": "1321803.49933",
    "JPY": "159.311127933",
    "KZT": "484.899853524",
    "PLN": "3.72892725156",
    "RUB": "80.2609714239",
}
"""Per 1 USD on 17 March 2026: 2.9463 / (Cur_OfficialRate / Cur_Scale), worked out on paper to 12 digits."""
TOMORROW, TODAY = (f"/exrates/rates?periodicity=0&ondate=2026-03-{day}" for day in (17, 16))


def test_one_list() -> None:
    """Every row is as printed: so many roubles for ``Cur_Scale`` units, zeros at the end included."""
    quotes = Nbrb().parse(LIST)
    assert {quote.as_of for quote in quotes} == {date(2026, 3, 17)}
    assert published(quotes, "USD") == ("USD", "BYN", "1", "2.9463")
    assert published(quotes, "BRL") == ("BRL", "BYN", "10", "5.5390")
    assert published(quotes, "INR") == ("INR", "BYN", "100", "3.1824")
    assert published(quotes, "IRR") == ("IRR", "BYN", "100000", "0.2229")


def test_by_abbreviation() -> None:
    """The internal number changes when the scale does; nothing is read by it."""
    renumbered = LIST.replace(b'"Cur_ID":511', b'"Cur_ID":999')
    assert renumbered != LIST
    assert Nbrb().parse(renumbered) == Nbrb().parse(LIST)


def test_facts() -> None:
    """Four digits of the rial are enough; the bank states no terms."""
    assert len(Nbrb.lists) == 30
    assert Nbrb.lists.isdisjoint({"EGP", "ETB", "IDR", "SAR", "ZAR", "CNH"})
    assert "IRR" in Nbrb.lists - Nbrb.coarse
    assert (Nbrb.kind, Nbrb.kinds["IRR"], Nbrb.terms) == (Kind.FIXING, Kind.OFFICIAL, Terms.UNSTATED)


def test_the_day_it_speaks_of() -> None:
    """A list is set on the working day before; Saturday's, Sunday's and Monday's are Friday's."""
    now = utc("2026-03-17 12:00")
    days = [market_day(date(2026, 3, day), Nbrb.dated, Nbrb.calendar, now) for day in (17, 16, 15, 14, 13)]
    assert [day.day for day in days] == [16, 13, 13, 13, 12]


@pytest.mark.parametrize(
    ("replies", "asked"),
    [
        ((answer(200, LIST),), [TOMORROW]),
        ((answer(200, NOT_SET), answer(200, LIST)), [TOMORROW, TODAY]),
        ((answer(404), answer(200, LIST)), [TOMORROW, TODAY]),
    ],
)
def test_tomorrows_list_then_todays(replies: tuple[Reply, ...], asked: list[str]) -> None:
    """The newest list is tomorrow's, once it is set; until then there is none of that day, or an empty one."""
    with Loopback(*replies) as server:
        found = ask("nbrb", server, day=date(2026, 3, 16))
        assert [request.target for request in server.requests] == asked
    assert per_dollar(found.quotes)["INR"] == MARCH["INR"]


@pytest.mark.parametrize(
    ("replies", "leaf"),
    [
        ((answer(404),), ResponseInvalid),
        ((answer(200, NOT_SET), answer(404)), ResponseInvalid),
        ((answer(503),), ProviderUnavailable),
        ((answer(200, NOT_SET), answer(503)), ProviderUnavailable),
    ],
)
def test_errors(replies: tuple[Reply, ...], leaf: type[ProviderError]) -> None:
    """There always is a list in force."""
    with pytest.raises(ProviderError) as caught:
        fetched_from("nbrb", *replies)
    assert (type(caught.value), caught.value.provider) == (leaf, "nbrb")


def test_empty_lists() -> None:
    """Two of them are an empty day, and no error."""
    assert fetched_from("nbrb", answer(200, NOT_SET)).quotes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"Date":"2026-03-17T00:00:00"', b'"Date":"17.03.2026"'),
        (b'"Cur_Abbreviation":"INR",', b""),
        (b'"Cur_Scale":100,', b""),
        (b'"Cur_Scale":100,', b'"Cur_Scale":null,'),
        (b'"Cur_OfficialRate":3.1824', b'"Cur_OfficialRate":null'),
        (b'"Cur_OfficialRate":3.1824', b'"Cur_OfficialRate":"3,1824"'),
        (b'"Cur_OfficialRate":3.1824', b'"Rate":3.1824'),
        (LIST, b'{"Message":"An error has occurred."}'),
        (LIST, b"null"),
    ],
    ids=["date", "code", "no-units", "null-units", "null", "comma", "no-rate", "object", "nothing"],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole list."""
    assert old in LIST
    refused("nbrb", answer(200, LIST.replace(old, new)))


@with_recordings
def test_recorded_list() -> None:
    """The whole list of 17 March 2026."""
    quotes = Nbrb().parse(recording("nbrb-belarus/rates.2026-03-17.json"))
    assert len(quotes) == 30
    found = per_dollar(quotes)
    assert {code: found[code] for code in MARCH} == MARCH
    assert (found["VND"], found["AMD"]) == ("26289.5842814", "377.662983567")
    assert refusals(quotes) == {}
    assert set(found) - {"XDR"} == Nbrb.lists - {"USD"}
