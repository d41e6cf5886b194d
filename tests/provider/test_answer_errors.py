"""A refusal that an adapter is handed: the same leaf as where the house reads the status itself, with the publisher's word."""

from __future__ import annotations

import pytest

from fxwidget import Answer
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
