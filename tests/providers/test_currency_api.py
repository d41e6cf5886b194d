"""currency-api's daily files: units per 1 USD, dated the day they were built, on two hosts, with days missing."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget.domain.quote import Kind
from fxwidget.errors import CredentialsRejected, ProviderUnavailable, RateLimited, ResponseInvalid
from fxwidget_providers.currency_api import CurrencyApi
from tests.documents import document
from tests.support.loopback import Loopback, Reply, answer, reset
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, published, refusals, refused

DAY = date(2026, 9, 29)
CDN = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{}/v1/currencies/usd.json"
PAGES = "https://{}.currency-api.pages.dev/v1/currencies/usd.json"
LADDER = [
    CDN.format("2026-09-29"),
    CDN.format("2026-09-28"),
    PAGES.format("2026-09-29"),
    PAGES.format("2026-09-28"),
    CDN.format("latest"),
]
FILE = document("currency_api/usd.json")
SEPTEMBER = {
    "AED": "3.6725",
    "BRL": "5.22423802",
    "CNH": "6.70782911",
    "CNY": "6.70778353",
    "EGP": "52.05019502",
    "ETB": "162.81820349",
    "IDR": "18016.34310713",
    "INR": "96.08534228",
    "IRR": "1374999.64464856",
    "RUB": "84.50846439",
    "SAR": "3.75",
    "ZAR": "16.44012275",
}


def test_one_file() -> None:
    """Every currency as printed; the dollar itself, coins and metals are left out."""
    quotes = CurrencyApi().parse(FILE)
    assert {quote.as_of for quote in quotes} == {DAY}
    assert per_dollar(quotes) == SEPTEMBER
    assert published(quotes, "INR") == ("USD", "INR", "1", "96.08534228")
    assert refusals(quotes) == {}


def test_iran_is_official() -> None:
    """The rial's number is an official one; the others are the market's."""
    assert (CurrencyApi.kinds["IRR"], CurrencyApi.kind) == (Kind.OFFICIAL, Kind.MARKET)


def test_printed_digits_stay() -> None:
    """A literal keeps its zeros and its exponent's value."""
    body = FILE.replace(b"96.08534228", b"96.0850").replace(b'"sar": 3.75', b'"sar": 3.75e0')
    assert published(CurrencyApi().parse(body), "INR")[3] == "96.0850"
    assert published(CurrencyApi().parse(body), "SAR")[3] == "3.75"


@pytest.mark.parametrize("missing", range(5))
def test_the_ladder_of_days_that_are_missing(missing: int) -> None:
    """Today's file, yesterday's, both on the second host, and ``latest`` at the very last: a 404 is one step down."""
    talk = ByHand(CurrencyApi(), DAY)
    for step in range(missing):
        assert talk.url == LADDER[step]
        talk.answer(404, document("errors/not_found.txt"))
    assert (talk.request.method, talk.url) == ("GET", LADDER[missing])
    talk.answer(200, FILE)
    assert talk.quotes is not None
    assert per_dollar(talk.quotes) == SEPTEMBER


@pytest.mark.parametrize(
    "error",
    [ProviderUnavailable("503"), CredentialsRejected("403"), RateLimited("429"), ResponseInvalid("302")],
)
def test_a_host_that_fails(error: Exception) -> None:
    """Where a host fails, its other day is not asked for; the second host has both."""
    talk = ByHand(CurrencyApi(), DAY)
    talk.fail(error)
    assert talk.url == LADDER[2]
    talk.answer(404)
    assert talk.url == LADDER[3]
    talk.answer(200, FILE)
    assert talk.quotes is not None


def test_a_host_that_fails_on_the_second_day() -> None:
    """The same where it fails on yesterday's file."""
    talk = ByHand(CurrencyApi(), DAY)
    talk.answer(404)
    talk.fail(ProviderUnavailable("503"))
    assert talk.url == LADDER[2]


def test_both_hosts_fail() -> None:
    """``latest`` is asked for all the same."""
    talk = ByHand(CurrencyApi(), DAY)
    for step in (2, 4):
        talk.fail(ProviderUnavailable("503"))
        assert talk.url == LADDER[step]
    talk.answer(200, FILE)
    assert talk.quotes is not None


def test_the_first_failure_is_told() -> None:
    """Where a host failed and even ``latest`` is missing, the first host's failure is the reason."""
    talk = ByHand(CurrencyApi(), DAY)
    first = ProviderUnavailable("the first")
    talk.fail(first)
    talk.fail(ProviderUnavailable("the second"))
    with pytest.raises(ProviderUnavailable) as caught:
        talk.answer(404)
    assert caught.value is first


def test_no_file_anywhere() -> None:
    """Five times 404 is nothing that the documents promise."""
    with Loopback(answer(404, document("errors/not_found.txt"))) as server:
        with pytest.raises(ResponseInvalid, match="no file of today, of yesterday, or named latest"):
            ask("currency_api", server)
        assert [request.target for request in server.requests] == [
            "/npm/@fawazahmed0/currency-api@2026-09-29/v1/currencies/usd.json",
            "/npm/@fawazahmed0/currency-api@2026-09-28/v1/currencies/usd.json",
            "/v1/currencies/usd.json",  # the day is in the host's name
            "/v1/currencies/usd.json",
            "/npm/@fawazahmed0/currency-api@latest/v1/currencies/usd.json",
        ]


NOT_FOUND = answer(404, document("errors/not_found.txt"))
FORBIDDEN = answer(403, document("errors/forbidden.json"))
BROKEN = answer(503, b"upstream connect error")
OK = answer(200, FILE, {"Content-Type": "application/json; charset=utf-8"})


@pytest.mark.parametrize(
    ("replies", "asked"),
    [
        ((OK,), 1),
        ((NOT_FOUND, OK), 2),
        ((FORBIDDEN, OK), 2),
        ((BROKEN, OK), 2),
        ((reset, reset, OK), 3),  # a connection that fails is tried once more at once
        ((NOT_FOUND, NOT_FOUND, OK), 3),
        ((NOT_FOUND, BROKEN, NOT_FOUND, OK), 4),
        ((BROKEN, FORBIDDEN, OK), 3),
        ((NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, OK), 5),
    ],
)
def test_the_ladder_over_the_network(replies: tuple[Reply, ...], asked: int) -> None:
    """Each step of it against real answers; whichever file comes, its numbers are the same."""
    with Loopback(*replies) as server:
        found = ask("currency_api", server)
        assert len(server.requests) == asked
    assert per_dollar(found.quotes) == SEPTEMBER


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ((BROKEN,), ProviderUnavailable),
        ((FORBIDDEN,), CredentialsRejected),
        ((BROKEN, FORBIDDEN, NOT_FOUND), ProviderUnavailable),
        ((FORBIDDEN, BROKEN, NOT_FOUND), CredentialsRejected),
    ],
)
def test_the_end_of_the_ladder(replies: tuple[Reply, ...], error: type[Exception]) -> None:
    """Where everything fails the reason is an honest one."""
    with pytest.raises(error):
        fetched_from("currency_api", *replies)


@pytest.mark.parametrize(
    "body",
    [
        FILE.replace(b'"usd": {', b'"eur": {'),
        FILE.replace(b'"date": "2026-09-29",', b""),
        FILE.replace(b'"2026-09-29"', b'"yesterday"'),
        FILE.replace(b'"2026-09-29"', b"20260929"),
        FILE.replace(b"96.08534228", b"null"),
        FILE.replace(b"96.08534228", b"true"),
        FILE.replace(b"96.08534228", b"[]"),
        FILE.replace(b"96.08534228", b'"much"'),
        b'{"date": "2026-09-29", "usd": []}',
        b"[]",
        b"null",
    ],
    ids=[
        "base",
        "no-date",
        "date",
        "number-date",
        "null",
        "true",
        "list",
        "word",
        "no-table",
        "array",
        "nothing",
    ],
)
def test_a_document_of_another_shape(body: bytes) -> None:
    """Another base, a missing member or another type refuses the whole file."""
    assert body != FILE
    refused("currency_api", answer(200, body))


@with_recordings
@pytest.mark.parametrize(
    ("name", "built", "expected"),
    [
        (
            "2024.3.2.usd.min.json",
            date(2024, 3, 2),
            {"BRL": "4.95493842", "CNH": "7.21068934", "ETB": "56.79819456", "INR": "82.84831702", "IRR": "42022.15950393"},
        ),
        (
            "2025.5.1.usd.min.json",
            date(2025, 5, 1),
            {"EGP": "50.87833264", "IDR": "16559.46584548", "INR": "84.57683471", "RUB": "82.07031891", "SAR": "3.75"},
        ),
        (
            "2025.12.31.usd.min.json",
            date(2025, 12, 31),
            {"CNY": "6.99026752", "INR": "89.79570542", "IRR": "42077.60319964", "RUB": "79.4945956", "ZAR": "16.59928961"},
        ),
        (
            "2026.1.30.usd.min.json",
            date(2026, 1, 30),
            {"AED": "3.6725", "CNH": "6.94945054", "INR": "91.92873526", "IRR": "1101587.0216777", "ZAR": "15.87793077"},
        ),
        ("2026.9.29.usd.min.json", DAY, SEPTEMBER),
        ("2026.9.29.usd.json", DAY, SEPTEMBER),
    ],
)  # fmt: skip
def test_recorded_files(name: str, built: date, expected: dict[str, str]) -> None:
    """The whole files, on one line and indented: every currency among hundreds of coins, none twice."""
    quotes = CurrencyApi().parse(recording(f"fawazahmed0/{name}"))
    assert {quote.as_of for quote in quotes} == {built}
    assert 154 <= len(quotes) <= 156  # the dollar itself among them
    assert refusals(quotes) == {}
    found = per_dollar(quotes)
    assert {code: found[code] for code in expected} == expected
    assert set(found) <= CurrencyApi.lists


@with_recordings
def test_recorded_twins() -> None:
    """The indented file and the one on one line say the same."""
    indented, compact = (
        CurrencyApi().parse(recording(f"fawazahmed0/2026.9.29.usd{suffix}.json")) for suffix in ("", ".min")
    )
    assert indented == compact


@with_recordings
def test_what_the_newest_recording_holds_is_listed() -> None:
    """The facts name every currency of the file, and none that it lacks."""
    found = per_dollar(CurrencyApi().parse(recording("fawazahmed0/2026.9.29.usd.json")))
    assert set(found) == CurrencyApi.lists - {"USD"}
