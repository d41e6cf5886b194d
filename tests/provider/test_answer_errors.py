"""A refusal that an adapter is handed: the same leaf as where the house reads the status itself, with the publisher's word."""

from __future__ import annotations

import pytest

from fxwidget import Answer, Provider
from fxwidget.errors import (
    CredentialsRejected,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
)

URL = "https://bank.example/latest"


@pytest.mark.parametrize(
    ("status", "retry_after", "leaf"),
    [
        (429, None, RateLimited),
        (429, 120.0, RateLimited),
        (503, 120.0, RateLimited),
        (503, 0.0, RateLimited),
        (503, None, ProviderUnavailable),
        (500, 120.0, ProviderUnavailable),
        (408, None, ProviderUnavailable),
        (401, None, CredentialsRejected),
        (403, None, CredentialsRejected),
        (404, None, ResponseInvalid),
        (422, None, ResponseInvalid),
        (200, None, ResponseInvalid),
    ],
)
def test_by_its_status(status: int, retry_after: float | None, leaf: type[ProviderError]) -> None:
    """Without a word the status decides; a refusal that says for how long keeps it."""
    error = Answer(URL, status, b"", retry_after).error()
    assert (type(error), error.status, str(error)) == (
        leaf,
        status,
        f"bank.example answered with HTTP {status}",
    )
    if isinstance(error, RateLimited):
        assert error.retry_after == retry_after


def test_by_its_word() -> None:
    """A word is told, and decides where the adapter knows what it means."""
    error = Answer(URL, 404, b"", 60.0).error("not found")
    assert (type(error), str(error)) == (ResponseInvalid, "bank.example answered with HTTP 404: not found")
    error = Answer(URL, 200, b"", 60.0).error("quota-reached", RateLimited)
    assert (type(error), str(error)) == (RateLimited, "bank.example answered with HTTP 200: quota-reached")
    assert isinstance(error, RateLimited)
    assert error.retry_after == 60.0


class InWords(Provider):
    error_member = ("error", "code")
    error_words = {"quota": RateLimited}


class InSentences(Provider):
    error_member = ("message",)


@pytest.mark.parametrize(
    ("provider", "status", "body", "leaf", "told"),
    [
        (InWords(), 200, b'{"error": {"code": "quota"}}', RateLimited, "HTTP 200: quota"),
        (InWords(), 401, b'{"error": {"code": "new"}}', ResponseInvalid, "HTTP 401: new"),
        (InWords(), 401, b'{"error": {"code": 5}}', CredentialsRejected, "HTTP 401"),
        (InWords(), 404, b"<html>", ResponseInvalid, "HTTP 404"),
        (InSentences(), 401, b'{"message": "No such key."}', CredentialsRejected, "HTTP 401: No such key."),
        (Provider(), 429, b'{"message": "No such key."}', RateLimited, "HTTP 429"),
    ],
)
def test_what_is_not_accepted(
    provider: Provider, status: int, body: bytes, leaf: type[ProviderError], told: str
) -> None:
    """A word of its own decides; a sentence is told, and its status decides; so it does without either."""
    with pytest.raises(ProviderError, match=f"answered with {told}$") as caught:
        provider.accepted(Answer(URL, status, body))
    assert type(caught.value) is leaf


def test_what_is_accepted() -> None:
    """A success without such a text, whatever else it holds."""
    body = b'{"error": {"code": 0}, "message": ""}'
    assert [it.accepted(Answer(URL, 200, body)) for it in (InWords(), InSentences(), Provider())] == [
        body
    ] * 3
