"""Open Exchange Rates' table: units per 1 USD as of an instant, with a key in a header, errors told in the body."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fxwidget import BRICS_PLUS, ConfigurationError, Terms
from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.quote import Kind
from fxwidget.errors import CredentialsRejected, ProviderError, RateLimited, ResponseInvalid
from fxwidget.provider.registry import default_names
from fxwidget_providers.open_exchange_rates import OpenExchangeRates
from tests.documents import document
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

TABLE = document("open_exchange_rates/latest.json")
KEY = "0123456789abcdef0123456789abcdef"
KEYED = OpenExchangeRates(key=KEY)
MAY = {
    "AED": "3.672947",
    "BRL": "2.214371",
    "CNY": "6.213645",
    "EGP": "7.045985",
    "ETB": "19.46017",
    "EUR": "0.726804",
    "IDR": "11543.083333",
    "INR": "59.91139",
    "IRR": "25485",
    "RUB": "35.21008",
    "SAR": "3.750525",
    "ZAR": "10.35192",
}
"""Of 10 May 2014."""


def error(word: str) -> bytes:
    return document("open_exchange_rates/invalid_app_id.json").replace(b"invalid_app_id", word.encode())


def test_one_table() -> None:
    """Every currency in its printed digits; the dollar itself, a coin, a metal and a unit of account are left out."""
    quotes = KEYED.parse(TABLE)
    assert {quote.as_of for quote in quotes} == {datetime(2014, 5, 10, 19, 0, 50, tzinfo=UTC)}
    assert per_dollar(quotes) == MAY
    assert published(quotes, "INR") == ("USD", "INR", "1", "59.91139")
    assert refusals(quotes) == {}


def test_facts() -> None:
    """Its terms and its key keep it off unless it is named; 1000 requests a month are one an hour."""
    assert OpenExchangeRates.terms is Terms.FORBIDDEN
    assert OpenExchangeRates.needs_key
    assert "open_exchange_rates" not in default_names(BRICS_PLUS)
    assert OpenExchangeRates.min_interval == timedelta(hours=1)
    assert 31 * 24 < 1000
    assert (OpenExchangeRates.kind, OpenExchangeRates.kinds["IRR"]) == (Kind.MARKET, Kind.OFFICIAL)
    assert {*BRICS_PLUS, "CNY"} < OpenExchangeRates.lists


def test_without_a_key() -> None:
    """Named without a key it is a fault of the settings, before anything is asked."""
    with pytest.raises(ConfigurationError, match="open_exchange_rates needs a key"):
        sources(Settings(sources=("open_exchange_rates",)))


def test_the_key_is_in_a_header() -> None:
    """Never in the URL."""
    with Loopback(answer(200, TABLE, {"ETag": '"1"'})) as server:
        assert per_dollar(ask("open_exchange_rates", server, provider=KEYED).quotes) == MAY
        (request,) = server.requests
    assert request.target == "/api/latest.json"
    assert request.headers["authorization"] == f"Token {KEY}"
    assert str(KEYED.request(date(2026, 9, 29)).url) == "https://openexchangerates.org/api/latest.json"


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429])
@pytest.mark.parametrize(
    ("word", "leaf"),
    [
        ("invalid_app_id", CredentialsRejected),
        ("missing_app_id", CredentialsRejected),
        ("not_allowed", CredentialsRejected),
        ("access_restricted", RateLimited),
        ("invalid_base", ResponseInvalid),
        ("not_available", ResponseInvalid),
        ("not_found", ResponseInvalid),
        ("something_new", ResponseInvalid),
    ],
)
def test_errors(status: int, word: str, leaf: type[ProviderError]) -> None:
    """The body says what went wrong; older and newer documents give the same error other statuses."""
    with pytest.raises(ProviderError, match=f"answered with HTTP {status}: {word}$") as caught:
        fetched_from("open_exchange_rates", answer(status, error(word)), provider=KEYED)
    assert type(caught.value) is leaf
    assert (caught.value.provider, caught.value.status) == ("open_exchange_rates", status)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "leaf"),
    [
        (400, ResponseInvalid),
        (401, CredentialsRejected),
        (403, CredentialsRejected),
        (404, ResponseInvalid),
        (429, RateLimited),
    ],
)
@pytest.mark.parametrize("body", [b"<html>Just a moment</html>", b"", b"{}", b"[]", b'{"message": 1}'])
def test_errors_in_no_words(status: int, leaf: type[ProviderError], body: bytes) -> None:
    """What is not the publisher's own error is what its status says."""
    with pytest.raises(ProviderError, match=f"answered with HTTP {status}$") as caught:
        fetched_from("open_exchange_rates", answer(status, body), provider=KEYED)
    assert type(caught.value) is leaf


def test_how_long_to_wait() -> None:
    """A Retry-After holds, whatever the status of the quota's error."""
    for status in (403, 429):
        reply = answer(status, error("access_restricted"), {"Retry-After": "1200"})
        with pytest.raises(RateLimited) as caught:
            fetched_from("open_exchange_rates", reply, provider=KEYED)
        assert caught.value.retry_after == 1200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"base": "USD"', b'"base": "EUR"'),
        (b'"base": "USD",', b""),
        (b'"timestamp": 1399748450', b'"timestamp": "yesterday"'),
        (b'"timestamp": 1399748450,', b""),
        (b'"timestamp": 1399748450', b'"timestamp": null'),
        (b'"rates"', b'"quotes"'),
        (b'"INR": 59.91139', b'"INR": null'),
        (b'"INR": 59.91139', b'"INR": "59,9"'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """Another base, a missing member or another type refuses the whole table."""
    assert old in TABLE
    refused("open_exchange_rates", answer(200, TABLE.replace(old, new)), provider=KEYED)


def test_an_unknown_code_is_left_out() -> None:
    """A code that the table does not have is missing without a word, and so it is here."""
    body = TABLE.replace(b'"INR": 59.91139,', b"")
    assert body != TABLE
    found = per_dollar(fetched_from("open_exchange_rates", answer(200, body), provider=KEYED).quotes)
    assert found == {code: rate for code, rate in MAY.items() if code != "INR"}


@with_recordings
def test_recorded_tables() -> None:
    """The whole table of 10 May 2014, with the currencies of its time, and four codes of 2024."""
    old = KEYED.parse(recording("openexchangerates/latest.old.json"))
    found = per_dollar(old)
    assert {code: found[code] for code in MAY} == MAY
    assert refusals(old) == {}
    assert set(found) <= OpenExchangeRates.lists
    quotes = KEYED.parse(recording("openexchangerates/latest.trimmed.2024-09-13.json"))
    assert {quote.as_of for quote in quotes} == {datetime(2024, 9, 13, 10, 59, 33, tzinfo=UTC)}
    assert per_dollar(quotes) == {
        "AED": "3.67298",
        "CNY": "7.0944",
        "KZT": "479.662757",
        "RUB": "90.795092",
    }
