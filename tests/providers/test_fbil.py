"""The rupee's reference rates: INR per so many foreign units, several days in one array."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.errors import ResponseInvalid
from fxwidget.provider.registry import default_names
from fxwidget_providers.fbil import Fbil
from tests.documents import document
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

DAYS = document("fbil/fetchfiltered.json")
MARCH = {
    "AED": "3.67317764180",  # 93.348300 / 25.413500
    "EUR": "0.864787722477",  # 93.348300 / 107.943600
    "GBP": "0.745853188491",  # 93.348300 / 125.156400
    "IDR": "16939.1865776",  # 93.348300 / 55.107900 * 10000
    "INR": "93.348300",
    "JPY": "158.378520529",  # 93.348300 / 58.940000 * 100
}
"""Per 1 USD on 20 March 2026, to 12 digits."""


def test_two_days() -> None:
    """Every row is as printed: rupees per so many units, zeros at the end included."""
    quotes = Fbil().parse(DAYS)
    assert len(quotes) == 12
    assert published(quotes, "USD") == ("USD", "INR", "1", "93.348300")
    assert published(quotes, "IDR") == ("IDR", "INR", "10000", "55.107900")
    assert published(quotes, "JPY") == ("JPY", "INR", "100", "58.940000")
    assert published(quotes, "AED") == ("AED", "INR", "1", "25.413500")


def test_crosses() -> None:
    """Each day is crossed with its own dollar; the rupee's number keeps its digits."""
    quotes = Fbil().parse(DAYS)
    assert per_dollar(quotes) == MARCH
    assert refusals(quotes) == {}
    rates = per_usd(quotes).rates
    assert [(str(rate.rate), rate.as_of) for rate in rates["IDR"]] == [
        ("16939.1865776", date(2026, 3, 20)),
        ("16919.9093714", date(2026, 3, 18)),  # 92.451400 / 54.640600 * 10000
    ]
    assert [str(rate.rate) for rate in rates["INR"]] == ["93.348300", "92.451400"]
    assert (rates["INR"][0].derived, rates["AED"][0].derived) == (None, "cross INR")


def test_facts() -> None:
    """Passing on needs a licence, so it is off unless it is named."""
    assert Fbil.terms is Terms.FORBIDDEN
    assert "fbil" not in default_names(BRICS_PLUS)
    assert set(BRICS_PLUS) & Fbil.lists == {"AED", "IDR", "INR"}


def test_one_request() -> None:
    """Ten days, so that no row of holidays leaves them empty."""
    with Loopback(answer(200, DAYS, {"Content-Type": "application/json"})) as server:
        assert per_dollar(ask("fbil", server).quotes) == MARCH
        assert [request.target for request in server.requests] == [
            "/wasdm/refrates/fetchfiltered?fromDate=2026-03-11&toDate=2026-03-20&authenticated=false"
        ]
    assert Fbil().request(date(2026, 3, 20)).url.host == "www.fbil.org.in"


def test_an_empty_day() -> None:
    """No row is an answer; whether it is right is for the calendar to say."""
    assert fetched_from("fbil", answer(200, b"[]")).quotes == []


def test_without_the_dollar() -> None:
    """A day without the dollar has nothing to cross with; the day before has."""
    body = DAYS.replace(b'"INR / 1 USD"', b'"INR / 1 CHF"', 1)
    assert per_dollar(Fbil().parse(body))["INR"] == "92.451400"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"INR / 10000 IDR"', b'"INR / IDR"'),
        (b'"INR / 10000 IDR"', b'"INR/10000 IDR"'),
        (b'"INR / 10000 IDR"', b'"USD / 10000 IDR"'),
        (b'"INR / 10000 IDR"', b'"MIBOR"'),
        (b'"subProdName":"INR / 10000 IDR",', b""),
        (b'"rate":93.348300,', b""),
        (b'"rate":93.348300', b'"rate":null'),
        (b'"rate":93.348300', b'"rate":"93,3483"'),
        (b'"processRunDate":"2026-03-20 00:00:00"', b'"processRunDate":"20-03-2026"'),
        (b"[{", b'{"rows":[{'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole answer."""
    assert old in DAYS
    refused("fbil", answer(200, DAYS.replace(old, new)))


def test_an_object_is_no_quiet_day() -> None:
    """An error that comes as an object with status 200 is not an empty array."""
    with pytest.raises(ResponseInvalid, match="expected an array"):
        fetched_from("fbil", answer(200, b'{"status":"failure"}'))


@with_recordings
def test_recorded_days() -> None:
    """Three days of March 2026; the 19th was a holiday."""
    quotes = Fbil().parse(recording("fbil/fetchfiltered.2026-03-17_21.json"))
    assert len(quotes) == 18
    rates = per_usd(quotes).rates
    assert [rate.as_of for rate in rates["INR"]] == [
        date(2026, 3, 20),
        date(2026, 3, 18),
        date(2026, 3, 17),
    ]
    assert {code: [str(rate.rate) for rate in rates[code]] for code in rates} == {
        "AED": ["3.67317764180", "3.67310824877", "3.67311183769"],
        "EUR": ["0.864787722477", "0.865961169559", "0.871454828220"],
        "GBP": ["0.745853188491", "0.747764222875", "0.752743499581"],
        "IDR": ["16939.1865776", "16919.9093714", "16992.8670282"],
        "INR": ["93.348300", "92.451400", "92.457000"],
        "JPY": ["158.378520529", "158.605935838", "159.436109674"],
    }
