"""The Flask application: its doors, and the headers and errors that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from fxwidget import settings as configuration
from fxwidget.errors import FXWidgetError
from fxwidget.settings import Settings
from fxwidget.source import sources
from fxwidget.store import open_store
from fxwidget.web import doors, problems
from fxwidget.web.board import Board

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Date, Age",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Anyone may read and embed every public door, from any origin, the sandbox's null too."""


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
    board = Board(open_store(given.store), clock)
    app.extensions["fxwidget"] = board
    app.before_request(board.watch)
    app.after_request(_open)
    app.register_error_handler(HTTPException, partial(problems.of_http, doors=doors.DOORS))
    app.register_error_handler(problems.Wrong, problems.of_wrong)
    app.register_error_handler(FXWidgetError, problems.of_error)
    doors.install(app, board, given, sources(given))
    return app


def _open(response: Response) -> Response:
    for name, value in OPEN.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Encoding")
    return response
