"""What goes wrong on the way to a provider: each failure is one leaf of the error tree. What is wrong in a document is checked of each."""

from __future__ import annotations

import pytest

from fxwidget.errors import ProviderError, ProviderUnavailable, RateLimited, ResponseInvalid
from fxwidget.fetching.message import Limits
from tests.documents import document
from tests.support.loopback import Reply, answer, raw, reset, silence

from .asking import PATIENT, fetched_from

HASTY = Limits(deadline=0.15)
FEED = document("floatrates/usd.json")
CUT_SHORT = f"HTTP/1.1 200 OK\r\nContent-Length: {len(FEED)}\r\n\r\n".encode() + FEED[: len(FEED) // 2]
PAGE = document("errors/html_200.html")

FAILURES: dict[str, tuple[Reply, type[ProviderError]]] = {
    "503": (answer(503), ProviderUnavailable),
    "time-out": (silence, ProviderUnavailable),
    "reset": (reset, ProviderUnavailable),
    "cut short": (raw(CUT_SHORT), ProviderUnavailable),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), ProviderUnavailable),
    "429": (answer(429, b"", {"Retry-After": "120"}), RateLimited),
    "503 until": (answer(503, b"", {"Retry-After": "120"}), RateLimited),
    "redirect": (answer(302, b"", {"Location": "https://elsewhere.example/"}), ProviderUnavailable),
    "page": (answer(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}), ResponseInvalid),
    "zipped": (answer(200, FEED, {"Content-Encoding": "br"}), ResponseInvalid),
    "no gzip": (answer(200, FEED, {"Content-Encoding": "gzip"}), ResponseInvalid),
}


@pytest.mark.parametrize("name", ["floatrates", "bank_of_russia"])
@pytest.mark.parametrize("failure", FAILURES)
def test_failures(name: str, failure: str) -> None:
    """Exactly that leaf, with the provider's name, in one line; none of them puts a number in doubt."""
    reply, leaf = FAILURES[failure]
    with pytest.raises(ProviderError) as caught:
        fetched_from(name, reply, limits=HASTY if failure == "time-out" else PATIENT)
    assert type(caught.value) is leaf
    assert caught.value.provider == name
    assert 0 < len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == 120
    if isinstance(caught.value, ResponseInvalid):
        assert not caught.value.in_format
