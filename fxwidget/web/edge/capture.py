"""An application's answers as values that can be stored, served again and written to files."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.test import EnvironBuilder, run_wsgi_app

from fxwidget.errors import FXWidgetError
from fxwidget.web.content_coding import IDENTITY
from fxwidget.web.endpoint import Router
from fxwidget.web.problems import HttpProblem
from fxwidget.web.responses import Headers, Responses, Whole

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["Answer", "Capture", "Drawn", "Headers", "Wanted", "refusal"]

log = logging.getLogger("fxwidget.web.drawer")

OF_A_BODY = {"Content-Type", "Content-Length", "Content-Language", "Content-Encoding"}
"""The headers that a 304 has not, as it has no body."""


class Answer(NamedTuple):
    """The answer to one URL in one coding, whole and as a 304."""

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


class Capture:
    """Makes the answers to canonical URLs as values, by the functions that Flask's routes call, without a WSGI request."""

    def __init__(self, responses: Responses, router: Router) -> None:
        self._responses = responses
        self._router = router

    def __call__(self, url: str, coding: str, *, twice: bool = True) -> Answer | None:
        """The answer to a URL in a coding; None where it is nothing to store, as where it is an error.

        It is made ``twice``, whole and as the 304 that confirms it, which has no headers else.
        """
        try:
            whole = self._whole(url)
        except (FXWidgetError, HttpProblem):
            return None
        except Exception:
            log.exception("%s can't be drawn", url)
            return None
        if whole is None:
            return None
        body, headers = whole.coded(coding)
        unchanged = [header for header in headers if header[0] not in OF_A_BODY] if twice else []
        return Answer(headers, body, dict(headers)["ETag"], unchanged)

    def _whole(self, url: str) -> Whole | None:
        wanted = self._router.requested(url)
        return None if wanted is None or wanted.endpoint.host_dependent else self._responses.whole(wanted)


def refusal(app: WSGIApplication, url: str) -> str:
    """Why an application's answer to a URL is nothing to store: the detail of its problem, and its status."""
    environ = EnvironBuilder(url, headers=[("Accept", "application/json")]).get_environ()
    chunks, status, _ = run_wsgi_app(app, environ, buffered=True)
    try:
        return f"{json.loads(b''.join(chunks))['detail']} ({status})"
    except (ValueError, TypeError, KeyError):
        return status
