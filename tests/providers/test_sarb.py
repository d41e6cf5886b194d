"""The Reserve Bank's series: rand per dollar, and foreign units per rand, each named in its own document."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import BRICS_PLUS, ProviderUnavailable, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.errors import ResponseInvalid
from fxwidget.provider.registry import default_names
from fxwidget_providers.sarb import Sarb
from tests.documents import document
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused

DOLLAR, REAL, YUAN, RUPEE = SERIES = [
    document(f"sarb/{series}.json") for series in ("EXCX135D", "EXCB036D", "EXCB121D", "EXCB123D")
]
FRIDAY = date(2026, 3, 27)
BASE = "/SarbWebApi/WebIndicators/Shared/GetTimeseriesObservations"
MARCH = {
    "BRL": "5.23670214",  # 17.1302 * 0.3057
    "CNY": "6.91032268",  # 17.1302 * 0.4034
    "INR": "94.72486694",  # 17.1302 * 5.5297
    "ZAR": "17.1302",
}


def test_directions() -> None:
    """The dollar's series is rand per dollar, the others are foreign units per rand: each says so itself."""
    quotes = [quote for body in SERIES for quote in Sarb().parse(body)]
    assert published(quotes, "USD") == ("USD", "ZAR", "1", "17.1302")
    assert published(quotes, "BRL") == ("ZAR", "BRL", "1", "0.3057")
    assert published(quotes, "CNY") == ("ZAR", "CNY", "1", "0.4034")
    assert published(quotes, "INR") == ("ZAR", "INR", "1", "5.5297")
    assert per_dollar(quotes) == MARCH
    assert refusals(quotes) == {}


def test_the_day_before() -> None:
    """Each day is crossed with its own dollar; one that a series does not have is left out for it alone."""
    rates = per_usd([quote for body in SERIES for quote in Sarb().parse(body)]).rates
    assert [(str(rate.rate), rate.as_of) for rate in rates["INR"]] == [
        ("94.72486694", FRIDAY),
        ("94.13295485", date(2026, 3, 26)),  # 17.0435 * 5.5231
    ]
    assert [str(rate.rate) for rate in rates["ZAR"]] == ["17.1302", "17.0435", "16.8643"]


@pytest.mark.parametrize("nothing", [b"null", b'""'])
def test_a_day_without_a_value(nothing: bytes) -> None:
    """A day whose value is still missing is left out: the day before is the newest."""
    quotes = Sarb().parse(DOLLAR.replace(b"17.1302", nothing))
    assert [str(quote.as_of) for quote in quotes] == ["2026-03-26", "2026-03-25"]


def test_facts() -> None:
    """On by default; the reais, yuan and rupees per rand have four digits, which is enough to vote."""
    assert Sarb.terms is Terms.UNSTATED
    assert "sarb" in default_names(BRICS_PLUS)
    assert set(BRICS_PLUS) & Sarb.lists == {"BRL", "INR", "ZAR"}
    assert Sarb.coarse == frozenset()


def test_one_request_for_each_currency() -> None:
    """Ten days of every series."""
    with Loopback(*(answer(200, body) for body in SERIES)) as server:
        found = ask("sarb", server)
        assert [request.target for request in server.requests] == [
            f"{BASE}/{series}/2026-03-18/2026-03-27"
            for series in ("EXCX135D", "EXCB036D", "EXCB121D", "EXCB123D")
        ]
    assert per_dollar(found.quotes) == MARCH


def test_only_what_is_wanted() -> None:
    """The dollar's series is always asked for, the others where their currency is wanted."""
    asked = ByHand(Sarb(currencies=("ZAR", "INR")), FRIDAY)
    assert asked.url == f"https://custom.resbank.co.za{BASE}/EXCX135D/2026-03-18/2026-03-27"
    asked.answer(200, DOLLAR)
    assert "EXCB123D" in asked.url
    asked.answer(200, RUPEE)
    assert asked.quotes is not None
    assert per_dollar(asked.quotes) == {"INR": MARCH["INR"], "ZAR": MARCH["ZAR"]}


def test_an_empty_series() -> None:
    """A series without a day takes nothing from the others."""
    quotes = fetched_from(
        "sarb", answer(200, DOLLAR), answer(200, b"[]"), answer(200, YUAN), answer(200, RUPEE)
    )
    assert set(per_dollar(quotes.quotes)) == {"CNY", "INR", "ZAR"}
    assert fetched_from("sarb", answer(200, b"[]")).quotes == []


def test_a_series_that_fails() -> None:
    """One request that fails is a failure of the whole: half a table would look like a quiet day."""
    with pytest.raises(ProviderUnavailable, match="HTTP 500"):
        fetched_from("sarb", answer(200, DOLLAR), answer(500))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"Timeseries":"Rand per US Dollar"', b'"Timeseries":"Rand per Dollar"'),
        (b'"Timeseries":"Rand per US Dollar"', b'"Timeseries":"US Dollar"'),
        (b'"Timeseries":', b'"Name":'),
        (b'"Value":17.1302', b'"Value":"17,1302"'),
        (b'"Value":17.1302', b'"Value":true'),
        (b'"Period":"2026-03-27T00:00:00"', b'"Period":"27 March 2026"'),
        (b"[{", b'{"data":[{'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole document: above all a name it does not know."""
    assert old in DOLLAR
    refused("sarb", answer(200, DOLLAR.replace(old, new)))


def test_an_object_is_no_series() -> None:
    """An error that comes as an object with status 200 is not an empty series."""
    with pytest.raises(ResponseInvalid, match="expected an array"):
        fetched_from("sarb", answer(200, b'{"Message":"An error has occurred."}'))


@with_recordings
def test_recorded_series() -> None:
    """Four days of March 2026 of each series, crossed day by day."""
    names = (
        "EXCX135D.ZAR-per-USD.2026-03-23_27",
        "EXCB036D.BRL-per-ZAR.2026-03-23_27",
        "EXCB121D.CNY-per-ZAR.2026-03-23_27",
        "EXCB123D.INR-per-ZAR.2026-03-23_27",
    )
    quotes = [quote for name in names for quote in Sarb().parse(recording(f"sarb/{name}.json"))]
    assert len(quotes) == 16
    rates = per_usd(quotes).rates
    assert {code: [str(rate.rate) for rate in rates[code]] for code in rates} == {
        "ZAR": ["17.1302", "17.0435", "16.8643", "16.9333"],
        "BRL": ["5.23670214", "5.22724145", "5.23299229", "5.2323897"],
        "CNY": ["6.91032268", "6.90432185", "6.8974987", "6.88846644"],
        "INR": ["94.72486694", "94.13295485", "93.91391384", "93.810482"],
    }
    assert [rate.as_of.day for rate in rates["ZAR"]] == [27, 26, 25, 24]
