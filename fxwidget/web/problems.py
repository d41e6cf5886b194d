"""Errors of one shape (RFC 9457): what is wrong, and what would be right. Never cached."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from fxwidget.errors import FXWidgetError, RateNotFound, RendererMissing, RenderError, UnknownCurrency
from fxwidget.web.unknown_parameters import PAST_RATES, names_day

RETRY_AFTER = "5"
"""Seconds after which to ask again for what is not there yet."""

STATUSES: tuple[tuple[type[FXWidgetError], HTTPStatus], ...] = (
    (RateNotFound, HTTPStatus.NOT_FOUND),
    (UnknownCurrency, HTTPStatus.NOT_FOUND),
    (RendererMissing, HTTPStatus.NOT_IMPLEMENTED),
    (RenderError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_TITLES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "URI Too Long",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "Range Not Satisfiable",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}
"""The statuses that RFC 9110 renamed, and Python with 3.13."""


def title(status: HTTPStatus) -> str:
    """A status in RFC 9110's words, whichever Python runs."""
    return _TITLES.get(status, status.phrase)


class HttpProblem(Exception):
    """A request that can't be answered as it stands: becomes a problem with this status and detail."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def problem(status: HTTPStatus, detail: str, **members: Any) -> Response:
    """A problem document; ``members`` stand beside the five standard ones."""
    body = {
        "type": "about:blank",
        "title": title(status),
        "status": status.value,
        "detail": detail,
        **members,
    }
    response = Response(json.dumps(body), status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def of_wrong(error: HttpProblem) -> Response:
    """The problem of a request that can't be answered."""
    return problem(error.status, error.detail)


def of_error(error: FXWidgetError) -> Response:
    """The problem of an error of our own tree: by default 422, as a value is wrong."""
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), None)
    return problem(status or HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def of_http(error: HTTPException) -> Any:
    """The problem of what Flask refuses; redirects pass as they are."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    status = HTTPStatus(error.code)
    detail = str(error.description or title(status))
    if status is HTTPStatus.NOT_FOUND:
        past = f" ({PAST_RATES})" if any(map(names_day, request.path.split("/"))) else ""
        detail = f"There is nothing at {request.path[:80]}{past}. What there is stands in /openapi.json."
    response = problem(status, detail)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response
