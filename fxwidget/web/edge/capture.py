"""An application's answers as values that can be stored, served again and written to files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.test import EnvironBuilder, run_wsgi_app

from fxwidget.web.content_coding import IDENTITY

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["Answer", "Drawn", "Headers", "Wanted", "capture", "refusal"]

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """Flask's answer to one URL in one coding, whole and as a 304."""

    headers: Headers
    body: bytes
    etag: str
    unchanged: Headers

    @property
    def coding(self) -> str:
        """The coding of the answer's body; a picture, which is compressed already, has none whatever was asked for."""
        return dict(self.headers).get("Content-Encoding", IDENTITY)


Wanted = Mapping[str, Sequence[str]]
"""The codings that are wanted of each canonical URL."""

Drawn = dict[str, dict[str, Answer]]
"""The answers to each URL by coding; those that are nothing to keep are missing."""


def capture(app: WSGIApplication, url: str, coding: str, *, twice: bool = True) -> Answer | None:
    """Capture an application's answer to a URL in a coding; None where it is not to be stored.

    It is asked ``twice``, for the answer and for the 304 that confirms it, which has no headers else.
    """
    body, status, headers = _run(app, url, {"Accept-Encoding": coding})
    etag = dict(headers).get("ETag")
    if status != "200 OK" or etag is None:
        return None
    unchanged: Headers = []
    if twice:
        _, _, unchanged = _run(app, url, {"Accept-Encoding": coding, "If-None-Match": etag})
    return Answer(headers, body, etag, unchanged)


def refusal(app: WSGIApplication, url: str) -> str:
    """Why an application's answer to a URL is nothing to store: the detail of its problem, and its status."""
    body, status, _ = _run(app, url, {"Accept": "application/json"})
    try:
        return f"{json.loads(body)['detail']} ({status})"
    except (ValueError, TypeError, KeyError):
        return status


def _run(app: WSGIApplication, url: str, headers: dict[str, str]) -> tuple[bytes, str, Headers]:
    environ = EnvironBuilder(url, headers=list(headers.items())).get_environ()
    chunks, status, got = run_wsgi_app(app, environ, buffered=True)
    return b"".join(chunks), status, list(got)
