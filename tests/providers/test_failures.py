"""What goes wrong at a provider, in one table for the house: each failure is one leaf of the error tree, or one row less."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fxwidget.errors import (
    CredentialsRejected,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
)
from fxwidget.fetching.message import Limits
from fxwidget.provider.registry import installed
from tests.documents import NEWEST, document
from tests.support.loopback import Reply, answer, raw, reset, silence

from .asking import PATIENT, fetched_from, per_dollar, refusals, refused

HASTY = Limits(deadline=0.15)
BRACKETS = 200_000
DIGITS = 5_000
TEXT = {"Content-Type": "text/html; charset=utf-8"}
IN_RUPEES = {
    "banca_d_italia": b"107.9515",
    "bank_of_russia": b"80,0961",
    "cbu": b"129.72",
    "currency_api": b"96.08534228",
    "currencyrate": b"85.3395",
    "ecb": b"106.8300",
    "er_api": b"95.097079",
    "floatrates": b"81.405835312885",
    "frankfurter": b"96.09",
    "nbp": b"0.040145",
    "nbrb": b"3.1824",
    "open_exchange_rates": b"59.91139",
}
"""What each provider's own document prints for INR."""
IN_ANOTHER = {
    "bank_indonesia": ("IDR", b"17917.00"),
    "bank_indonesia_lokal": ("SAR", b"3517.46"),
    "bcb": ("BRL", b"5.28720"),
    "cfets": ("AED", b"0.50962"),
    "fbil": ("AED", b"25.413500"),
    "sarb": ("ZAR", b"17.1302"),
}
"""The same of those that have no INR, or have it as the price of the dollar that all else is crossed with."""
XML = ("bank_indonesia", "bank_indonesia_lokal", "bank_of_russia", "ecb")
QUOTED = ("banca_d_italia", "cbu", "cfets")
"""Their numbers are text, in JSON strings or CSV, where any word may stand."""

OWN_BASE = {
    "currency_api": (b'"usd": 1,', b'"usd": 1.1721,'),
    "currencyrate": (b'"USD":1,', b'"USD":1.1721,'),
    "er_api": (b'"USD": 1,', b'"USD": 1.1721,'),
    "frankfurter": (b"[", b'[{"date":"2026-09-04","base":"USD","quote":"USD","rate":1.1721},'),
    "open_exchange_rates": (b'"USD": 1,', b'"USD": 1.1721,'),
}
"""How each document would hold its own base."""

DAYS = ("bank_indonesia", "bcb", "fbil", "sarb")
"""Their documents have an older day beside: it counts where the newest has no number."""

NAMES = sorted(installed())


def own(name: str) -> bytes:
    return document(NEWEST[name][0])


def printed(name: str) -> tuple[str, bytes]:
    """A code, and its number in the provider's own document."""
    return IN_ANOTHER.get(name) or ("INR", IN_RUPEES[name])


def whole(body: bytes) -> Callable[[str], Reply]:
    """The same body with status 200, whoever is asked."""
    return lambda name: answer(200, body)


def status(code: int, headers: dict[str, str] | None = None) -> Callable[[str], Reply]:
    return lambda name: answer(code, b"no table here", headers)


def nested(name: str) -> Reply:
    opened = (b"<a>", b"</a>") if name in XML else (b"[", b"]")
    return answer(200, opened[0] * BRACKETS + opened[1] * BRACKETS)


def in_objects(name: str) -> Reply:
    return answer(200, b'<ValCurs Date="25.04.2026">' * BRACKETS if name in XML else b'{"usd":' * BRACKETS)


def cut_short(name: str) -> Reply:
    """The connection ends before the length that was promised."""
    body = own(name)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return raw(head + body[: len(body) // 2])


FAILURES: dict[str, tuple[Callable[[str], Reply], type[ProviderError]]] = {
    "500": (status(500), ProviderUnavailable),
    "503": (status(503), ProviderUnavailable),
    "time-out": (lambda name: silence, ProviderUnavailable),
    "reset": (lambda name: reset, ProviderUnavailable),
    "cut short": (cut_short, ProviderUnavailable),
    "no HTTP": (lambda name: raw(b"SSH-2.0-OpenSSH_9.2\r\n"), ProviderUnavailable),
    "429": (status(429, {"Retry-After": "120"}), RateLimited),
    "503 until": (status(503, {"Retry-After": "120"}), RateLimited),
    "401": (status(401), CredentialsRejected),
    "403": (status(403), CredentialsRejected),
    "404": (status(404), ResponseInvalid),
    "204": (status(204), ResponseInvalid),
    "redirect": (status(302, {"Location": "https://elsewhere.example/"}), ProviderUnavailable),
    "page": (lambda name: answer(200, document("errors/html_200.html"), TEXT), ResponseInvalid),
    "empty": (whole(document("errors/empty.txt")), ResponseInvalid),
    "spaces": (whole(b" \r\n" * 100), ResponseInvalid),
    "garbage": (whole(document("errors/garbage.json")), ResponseInvalid),
    "text": (whole(document("errors/not_found.txt")), ResponseInvalid),
    "brackets": (whole(document("errors/brackets.json")), ResponseInvalid),
    "nested": (nested, ResponseInvalid),
    "objects": (in_objects, ResponseInvalid),
    "laughs": (whole(document("errors/laughs.xml")), ResponseInvalid),
    "entity": (whole(document("errors/external_entity.xml")), ResponseInvalid),
    "half": (lambda name: answer(200, own(name)[: len(own(name)) // 2]), ResponseInvalid),
    "UTF-16": (lambda name: answer(200, own(name).decode("latin-1").encode("utf-16")), ResponseInvalid),
    "twice": (lambda name: answer(200, own(name) * 2), ResponseInvalid),
    "zipped": (lambda name: answer(200, own(name), {"Content-Encoding": "br"}), ResponseInvalid),
    "no gzip": (lambda name: answer(200, own(name), {"Content-Encoding": "gzip"}), ResponseInvalid),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("failure", FAILURES)
def test_failures(name: str, failure: str) -> None:
    """Exactly that leaf, with the provider's name, in one line."""
    reply, leaf = FAILURES[failure]
    limits = HASTY if failure == "time-out" else PATIENT
    with pytest.raises(ProviderError) as caught:
        fetched_from(name, reply(name), limits=limits)
    assert type(caught.value) is leaf
    assert caught.value.provider == name
    assert 0 < len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == 120


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("failure", ["404", "204", "page", "empty", "spaces", "zipped", "no gzip"])
def test_what_is_no_document_of_a_provider_puts_no_number_in_doubt(name: str, failure: str) -> None:
    """A status, a page, nothing, or bytes of another coding: in no provider's own format."""
    with pytest.raises(ResponseInvalid) as caught:
        fetched_from(name, FAILURES[failure][0](name))
    assert not caught.value.in_format


NUMBERS = {
    "nan": (b"NaN", "not a finite number"),
    "infinite": (b"Infinity", "not a finite number"),
    "huge": (b"1e999", "out of range"),
    "tiny": (b"1e-999", "out of range"),
    "long": (b"9" * DIGITS, f"more than {28} digits"),
    "long tail": (b"80." + b"1" * DIGITS, f"more than {28} digits"),
    "zero": (b"0", "zero or negative"),
    "minus": (b"-80.0961", "zero or negative"),
}


NO_JSON = ("nan", "infinite")


@pytest.mark.needs("time")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(name: str, number: str) -> None:
    """A number that no honest source prints refuses its own row, in JSON too, where some writers print what it does not have."""
    text, reason = NUMBERS[number]
    code, figure = printed(name)
    body = own(name).replace(figure, text)
    assert body != own(name)
    quotes = fetched_from(name, answer(200, body)).quotes
    assert refusals(quotes) == ({} if number in NO_JSON and name in DAYS else {code: reason})
    others = per_dollar(fetched_from(name, answer(200, own(name))).quotes)
    assert {**per_dollar(quotes), code: ""} == {**others, code: ""}


MISSING_NUMBERS = {"null": b"null", "true": b"true", "nothing": b'""', "words": b'"N/A"', "an array": b"[]"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("given", MISSING_NUMBERS)
def test_one_row_that_cannot_be_read_is_refused_as_a_row(name: str, given: str) -> None:
    """It takes no other row with it, and the reason is ours: no library's words, no help address."""
    code, figure = printed(name)
    text = MISSING_NUMBERS[given]
    if name in (*XML, *QUOTED):
        text = text.strip(b'"')
    body = own(name).replace(figure, text)
    assert body != own(name)
    quotes = fetched_from(name, answer(200, body)).quotes
    assert refusals(quotes) == ({} if name in DAYS else {code: "its row can't be read"})
    assert (code in per_dollar(quotes)) == (name in DAYS)
    others = per_dollar(fetched_from(name, answer(200, own(name))).quotes)
    assert {**per_dollar(quotes), code: ""} == {**others, code: ""}


@pytest.mark.parametrize("name", sorted(OWN_BASE))
def test_a_table_of_another_base_is_refused_whole(name: str) -> None:
    """Where a document holds its own base and that is not 1, every number in it is of another base."""
    code, _ = printed(name)
    body = own(name).replace(*OWN_BASE[name], 1)
    assert body != own(name)
    with pytest.raises(ResponseInvalid, match="of another base than"):
        fetched_from(name, answer(200, body))
    same = body.replace(b"1.1721", b"1")
    assert code in per_dollar(fetched_from(name, answer(200, same)).quotes)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_beyond_computing(name: str) -> None:
    """An exponent that even a Decimal can't hold refuses a JSON document, and its own row where it is text."""
    body = own(name).replace(printed(name)[1], b"1e99999999999999999999")
    refused(name, answer(200, body))
