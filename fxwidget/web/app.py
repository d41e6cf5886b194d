"""The Flask application: its doors, its headers, and errors of one shape (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException

from fxwidget import settings as configuration
from fxwidget.rate import Snapshot
from fxwidget.registry import provider_class
from fxwidget.render import html
from fxwidget.settings import Settings
from fxwidget.store import open_store
from fxwidget.web.board import Board, Drawing

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
"""A copy may outlive its snapshot's validity: every door marks it."""

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Date, Age",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Anyone may read and embed every public door, from any origin, the sandbox's null too."""

DOORS = ("/widget", "/v1/rates")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, *, clock: Callable[[], datetime] = _utc_now) -> Flask:
    """The WSGI application.

    Args:
        settings: those of ``fxwidget.toml`` and the environment where none are given.
        clock: tells an aware instant; only tests give another.

    Raises:
        ConfigurationError: the settings are wrong.
    """
    given = settings or configuration.load()
    app = Flask("fxwidget", static_folder=None)
    board = Board(open_store(given.store), clock, given.base)
    app.extensions["fxwidget"] = board
    app.before_request(board.watch)
    app.after_request(_open)
    app.register_error_handler(HTTPException, _problem_of)

    @app.get("/widget")
    def widget() -> Response:
        drawing = board.draw("widget", lambda snapshot, now: html.page(snapshot, now).encode())
        if drawing is None:
            return _page(_waiting(given), given, HTTPStatus.SERVICE_UNAVAILABLE)
        return _page(drawing, given)

    @app.get("/v1/rates")
    def rates() -> Response:
        drawing = board.draw("rates", _json)
        if drawing is None:
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "There are no rates yet: the sources are being asked. Try again in a few seconds.",
            )
        return _answer(drawing, "application/json")

    @app.get("/")
    def home() -> Any:
        return redirect("/widget")

    return app


def _json(snapshot: Snapshot, now: datetime) -> bytes:
    return snapshot.at(now).to_json()


def _waiting(given: Settings) -> Drawing:
    titles = [provider_class(name).title for name in given.names]
    seconds = min(10, max(2, int(given.refresh.total_seconds())))
    return Drawing(html.first_start(given.currencies, titles, seconds, base=given.base).encode(), "")


def _page(drawing: Drawing, given: Settings, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = _answer(drawing, "text/html; charset=utf-8", status)
    policy = html.content_security_policy(drawing.body.decode())
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {given.frame_ancestors}"
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    return response


def _answer(drawing: Drawing, content_type: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(drawing.body, status, content_type=content_type)
    if status is not HTTPStatus.OK:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = "5"
        return response
    response.headers["Cache-Control"] = CACHE
    response.set_etag(drawing.etag)
    response.make_conditional(request)
    return response


def _open(response: Response) -> Response:
    for name, value in OPEN.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Encoding")
    return response


def problem(status: HTTPStatus, detail: str, **members: Any) -> Response:
    """An RFC 9457 answer: what is wrong, and what would be right."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **members,
    }
    response = Response(json.dumps(body), status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def _problem_of(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    status = HTTPStatus(error.code)
    detail = str(error.description or status.phrase)
    if status is HTTPStatus.NOT_FOUND:
        detail = f"There is nothing at {request.path[:80]}. There are {', '.join(DOORS)}."
    response = problem(status, detail)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response
