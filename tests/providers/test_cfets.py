"""The yuan's central parities: CNY stands on either side of a pair, and 100 yen are one quotation."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.domain.quote import Kind
from fxwidget.errors import CredentialsRejected, ResponseInvalid
from fxwidget.provider.calendar import published as came_out
from fxwidget.provider.registry import default_names
from fxwidget_providers.cfets import Cfets
from tests.documents import document
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

TABLE = document("cfets/ccpr.json")
HISTORY = document("cfets/CcprHisNew.json")
DECEMBER = {
    "AED": "3.66238413",  # 7.1865 * 0.50962
    "CNY": "7.1865",
    "EUR": "0.946750629059",  # 7.1865 / 7.5907
    "GBP": "0.785736152719",  # 7.1865 / 9.1462
    "HKD": "7.78239823268",  # 7.1865 / 0.92343
    "JPY": "149.301948726",  # 7.1865 / 4.8134 * 100
    "KRW": "1390.15656",  # 7.1865 * 193.44
    "MOP": "8.020134",  # 7.1865 * 1.1160
    "MYR": "4.43191455",  # 7.1865 * 0.61670
    "RUB": "105.7162896",  # 7.1865 * 14.7104
    "SAR": "3.74574753",  # 7.1865 * 0.52122
    "ZAR": "18.052488",  # 7.1865 * 2.5120
}
"""Per 1 USD on 2 December 2024, to 12 digits."""


def test_one_table() -> None:
    """Every pair is as printed, on the day of its announcement; its hour has no leading zero."""
    quotes = Cfets().parse(TABLE)
    assert len(quotes) == 12
    assert {quote.as_of for quote in quotes} == {date(2024, 12, 2)}
    assert published(quotes, "USD") == ("USD", "CNY", "1", "7.1865")
    assert published(quotes, "JPY") == ("JPY", "CNY", "100", "4.8134")
    assert published(quotes, "AED") == ("CNY", "AED", "1", "0.50962")
    assert published(quotes, "ZAR") == ("CNY", "ZAR", "1", "2.5120")  # the last zero was printed too


def test_crosses() -> None:
    """Pairs of both directions are crossed through the yuan; its own number keeps its digits."""
    quotes = Cfets().parse(TABLE)
    assert per_dollar(quotes) == DECEMBER
    assert refusals(quotes) == {}
    derived = {code: rates[0].derived for code, rates in per_usd(quotes).rates.items()}
    assert (derived["CNY"], derived["AED"], derived["JPY"]) == (None, "cross CNY", "cross CNY")


def test_a_parity_that_is_missing() -> None:
    """A pair without a price that day is left out; the others stand."""
    found = per_dollar(Cfets().parse(TABLE.replace(b'"0.50962"', b'"---"')))
    assert found == {code: rate for code, rate in DECEMBER.items() if code != "AED"}


def test_history() -> None:
    """Days of the past stand in the order of the pairs: those asked for, or all."""
    one = per_usd(Cfets().parse(HISTORY)).rates["CNY"]
    assert [(str(rate.rate), rate.as_of) for rate in one] == [
        ("6.7351", date(2026, 9, 30)),
        ("6.7411", date(2026, 9, 29)),
    ]
    both = HISTORY.replace(b'"searchlist":["USD/CNY"]', b'"searchlist":[]').replace(
        b'["6.7351"]', b'["6.7351","7.6500"]'
    )
    both = both.replace(b'["6.7411"]', b'["6.7411","---"]')
    assert per_dollar(Cfets().parse(both)) == {"CNY": "6.7351", "EUR": "0.880405228758"}  # 6.7351 / 7.65
    shifted = fetched_from(
        "cfets", answer(200, HISTORY.replace(b'["6.7351"]', b'["6.7351","7.6500"]'))
    ).quotes
    assert per_dollar(shifted) == {
        "CNY": "6.7411"
    }  # the day before: of the newest nobody knows whose is whose


def test_facts() -> None:
    """Its terms keep it off unless it is named; it has the yuan on shore, not the one off-shore."""
    assert Cfets.terms is Terms.FORBIDDEN
    assert "cfets" not in default_names(BRICS_PLUS)
    assert Cfets.kind is Kind.FIXING
    assert set(BRICS_PLUS) & Cfets.lists == {"AED", "RUB", "SAR", "ZAR"}
    assert len(Cfets.lists) == 26


def test_hours() -> None:
    """9:15 in Shanghai is 1:15 UTC."""
    now = datetime(2024, 12, 2, 9, 0, tzinfo=UTC)
    out = came_out(date(2024, 12, 2), Cfets.dated, Cfets.calendar, now)
    assert out == datetime(2024, 12, 2, 1, 15, tzinfo=UTC)


def test_one_request() -> None:
    """The table's own page is named as the referrer, and JSON is asked for."""
    with Loopback(answer(200, TABLE, {"Content-Type": "application/json"})) as server:
        assert per_dollar(ask("cfets", server).quotes) == DECEMBER
        (request,) = server.requests
    assert request.target == "/r/cms/www/chinamoney/data/fx/ccpr.json"
    assert request.headers["referer"] == "https://www.chinamoney.com.cn/chinese/bkccpr/"
    assert request.headers["accept"].startswith("application/json")
    assert Cfets().request(date(2024, 12, 2)).url.host == "www.chinamoney.com.cn"


def test_errors() -> None:
    """Foreign addresses are turned away at times; an error comes with status 200 and a code of its own."""
    with pytest.raises(CredentialsRejected, match="HTTP 403"):
        fetched_from("cfets", answer(403, b"<html>"))
    with pytest.raises(ResponseInvalid, match="rep_code '500'"):
        fetched_from("cfets", answer(200, TABLE.replace(b'"rep_code":"200"', b'"rep_code":"500"')))


def test_an_empty_table() -> None:
    """A table without rows is a table; whether it is right is for the calendar to say."""
    head = TABLE[: TABLE.index(b'"records"')]
    assert fetched_from("cfets", answer(200, head + b'"records":[]}')).quotes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"lastDate":"2024-12-02 9:15"', b'"lastDate":"02/12/2024 9:15"'),
        (b'"lastDate":"2024-12-02 9:15"', b'"lastDate":""'),
        (b'"lastDate":', b'"date":'),
        (b'"rep_code":"200"', b'"rep_code":200'),
        (b'"head":', b'"top":'),
        (b'"records":', b'"rows":'),
        (b'"price":"7.1865",', b""),
        (b'"price":"7.1865"', b'"price":"7,1865"'),
        (b'"price":"7.1865"', b'"price":""'),
        (b'"price":"7.1865"', b'"price":null'),
        (b'"vrtEName":"USD/CNY"', b'"vrtEName":"US dollar"'),
        (b'"vrtEName":"USD/CNY"', b'"vrtEName":"USD/CNY/HKD"'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """A member that is missing, or not what it was, refuses the whole table."""
    assert old in TABLE
    refused("cfets", answer(200, TABLE.replace(old, new)))


@with_recordings
def test_recorded_history() -> None:
    """The three days before the National Day of 2026."""
    quotes = Cfets().parse(recording("cfets/CcprHisNew.USD-CNY.2026-09.json"))
    assert [(str(quote.as_of), str(quote.mid)) for quote in quotes] == [
        ("2026-09-30", "6.7351"),
        ("2026-09-29", "6.7411"),
        ("2026-09-28", "6.7399"),
    ]
    assert {(quote.base, quote.quote, str(quote.units)) for quote in quotes} == {("USD", "CNY", "1")}
