"""ExchangeRate-API's tables: units per 1 USD, dated the day they were built, keyless or keyed, errors told in the body."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from fxwidget import BRICS_PLUS, Terms
from fxwidget.domain.quote import Kind
from fxwidget.errors import CredentialsRejected, ProviderError, RateLimited, ResponseInvalid
from fxwidget.provider.calendar import market_day
from fxwidget.provider.registry import default_names
from fxwidget_providers.er_api import ErApi
from tests.documents import document
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ask, fetched_from, per_dollar, published, refusals, refused

TABLE = document("er_api/latest.json")
KEYED = document("er_api/keyed.json")
JUNE = {
    "AED": "3.6725",
    "BRL": "5.02899",
    "CNH": "6.764779",
    "CNY": "6.780899",
    "EGP": "52.030046",
    "ETB": "158.019766",
    "EUR": "0.859566",
    "IDR": "17876.62402",
    "INR": "95.097079",
    "IRR": "1239166.765907",
    "RUB": "71.811965",
    "SAR": "3.75",
    "ZAR": "16.295999",
}
KEY = "0123456789abcdef01234567"


def test_one_table() -> None:
    """Every currency in its printed digits; the dollar itself, local issues and units of account are left out."""
    quotes = ErApi().parse(TABLE)
    assert {quote.as_of for quote in quotes} == {date(2026, 6, 2)}
    assert per_dollar(quotes) == JUNE
    assert published(quotes, "INR") == ("USD", "INR", "1", "95.097079")
    assert refusals(quotes) == {}


def test_the_keyed_table() -> None:
    """The keyed host's map has another name; its four decimals stay, zeros included."""
    quotes = ErApi(key=KEY).parse(KEYED)
    assert {quote.as_of for quote in quotes} == {date(2025, 4, 23)}
    assert len(quotes) == 11  # the dollar itself among them; ANG ended
    assert published(quotes, "BHD") == ("USD", "BHD", "1", "0.3760")
    assert published(quotes, "BOB") == ("USD", "BOB", "1", "6.9233")


def test_the_day_it_was_built() -> None:
    """A table built just after midnight of a Monday speaks of Friday's market."""
    monday = b"1780272152"  # 1 June 2026, 00:02:32 UTC
    (as_of,) = {quote.as_of for quote in ErApi().parse(TABLE.replace(b"1780358552", monday))}
    assert as_of == date(2026, 6, 1)
    now = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    assert market_day(as_of, ErApi.dated, ErApi.calendar, now) == date(2026, 5, 29)


def test_facts() -> None:
    """Its terms keep it off unless it is named; it asks for its link, and to be asked once an hour at most."""
    assert ErApi.terms is Terms.FORBIDDEN
    assert "er_api" not in default_names(BRICS_PLUS)
    assert (ErApi.attribution, ErApi.site) == (
        "Rates By Exchange Rate API",
        "https://www.exchangerate-api.com",
    )
    assert ErApi.min_interval == timedelta(hours=1)
    assert not ErApi.needs_key
    assert (ErApi.kind, ErApi.kinds["IRR"]) == (Kind.MARKET, Kind.OFFICIAL)
    assert set(BRICS_PLUS) < ErApi.lists


def test_without_a_key() -> None:
    """The open host, and no credentials."""
    with Loopback(answer(200, TABLE)) as server:
        assert per_dollar(ask("er_api", server).quotes) == JUNE
        assert [request.target for request in server.requests] == ["/v6/latest/USD"]
        assert "authorization" not in server.requests[0].headers
    assert str(ErApi().request(date(2026, 6, 2)).url) == "https://open.er-api.com/v6/latest/USD"


def test_with_a_key() -> None:
    """The keyed host; the key is in a header, never in the URL."""
    with Loopback(answer(200, KEYED)) as server:
        found = ask("er_api", server, provider=ErApi(key=KEY))
        assert [request.target for request in server.requests] == ["/v6/latest/USD"]
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert per_dollar(found.quotes)["AED"] == "3.6725"
    assert (
        str(ErApi(key=KEY).request(date(2026, 6, 2)).url) == "https://v6.exchangerate-api.com/v6/latest/USD"
    )


def error(kind: str) -> bytes:
    return document("er_api/unsupported_code.json").replace(b"unsupported-code", kind.encode())


@pytest.mark.parametrize("status", [200, 403, 404, 429])
@pytest.mark.parametrize(
    ("kind", "leaf"),
    [
        ("invalid-key", CredentialsRejected),
        ("inactive-account", CredentialsRejected),
        ("quota-reached", RateLimited),
        ("unsupported-code", ResponseInvalid),
        ("malformed-request", ResponseInvalid),
        ("plan-upgrade-required", ResponseInvalid),
        ("something-new", ResponseInvalid),
    ],
)
def test_errors(status: int, kind: str, leaf: type[ProviderError]) -> None:
    """The body says what went wrong; the same error comes with one status or another."""
    with pytest.raises(ProviderError, match=f"answered with HTTP {status}: {kind}$") as caught:
        fetched_from("er_api", answer(status, error(kind)), provider=ErApi(key=KEY))
    assert type(caught.value) is leaf
    assert (caught.value.provider, caught.value.status) == ("er_api", status)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "leaf"), [(403, CredentialsRejected), (404, ResponseInvalid), (429, RateLimited)]
)
@pytest.mark.parametrize("body", [b"<html>Too many requests</html>", b"", b"{}", b"[]", b'{"error-type": 1}'])
def test_errors_in_no_words(status: int, leaf: type[ProviderError], body: bytes) -> None:
    """What is not the publisher's own error is what its status says."""
    with pytest.raises(ProviderError, match=f"answered with HTTP {status}$") as caught:
        fetched_from("er_api", answer(status, body))
    assert type(caught.value) is leaf


@pytest.mark.parametrize("body", [b"<html>", error("quota-reached")])
def test_how_long_to_wait(body: bytes) -> None:
    """A Retry-After holds, whatever the body."""
    with pytest.raises(RateLimited) as caught:
        fetched_from("er_api", answer(429, body, {"Retry-After": "1200"}))
    assert caught.value.retry_after == 1200


def test_the_announced_end(caplog: pytest.LogCaptureFixture) -> None:
    """A time of its end is told in the log, with the day; the table is read all the same."""
    ending = TABLE.replace(b'"time_eol_unix": 0', b'"time_eol_unix": 1798761600')
    with caplog.at_level(logging.WARNING):
        ErApi().parse(TABLE)
        ErApi(key=KEY).parse(KEYED)
        assert caplog.messages == []
        assert per_dollar(ErApi().parse(ending)) == JUNE
    assert caplog.messages == ["ExchangeRate-API: this end point ends on 2027-01-01"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"result": "success"', b'"result": "maybe"'),
        (b'"result": "success",', b""),
        (b'"base_code": "USD"', b'"base_code": "EUR"'),
        (b'"base_code": "USD",', b""),
        (b'"time_last_update_unix": 1780358552,', b""),
        (b"1780358552", b'"today"'),
        (b"1780358552", b"1e30"),
        (b'"rates": {', b'"numbers": {'),
        (b"95.097079", b"null"),
        (b"95.097079", b"true"),
        (b"95.097079", b'"much"'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """Another base, a missing member or another type refuses the whole table."""
    assert old in TABLE
    refused("er_api", answer(200, TABLE.replace(old, new)))


@with_recordings
def test_recorded_table() -> None:
    """The whole table of 2 June 2026: 166 codes, ten of which nobody can be shown; the dollar is 1."""
    quotes = ErApi().parse(recording("er-api/v6.latest.USD.2026-06-02.json"))
    assert len(quotes) == 153
    assert {quote.as_of for quote in quotes} == {date(2026, 6, 2)}
    found = per_dollar(quotes)
    assert {code: found[code] for code in JUNE} == JUNE
    assert set(found) | {"USD"} == ErApi.lists
    assert refusals(quotes) == {}
    assert (found["JPY"], found["KWD"], found["LBP"]) == ("159.601522", "0.308964", "89500")
