"""The WSGI application that servers import: the endpoints, a board that watches the store, and the edge in front."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from fxwidget.config import settings as configuration
from fxwidget.config.settings import Settings
from fxwidget.ops.clock import utc_now
from fxwidget.store import open_history, open_reader
from fxwidget.web.edge.capture import Capture
from fxwidget.web.edge.edge import Edge
from fxwidget.web.edge.prerender import Prerenderer
from fxwidget.web.edge.variants import variants
from fxwidget.web.flask_app import create_flask_app
from fxwidget.web.responses import Responses
from fxwidget.web.service import Service
from fxwidget.web.snapshot_cache import Board
from fxwidget.web.throttle import Limit

__all__ = ["create_app"]


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    edge: bool = True,
    watch: bool = True,
) -> Flask:
    """Make the WSGI application of a service.

    Args:
        settings: those of ``fxwidget.toml`` and the environment where none are given.
        clock: tells an aware instant; only tests give another.
        edge: whether answers are cached in front of Flask; without it they are the same, only slower.
        watch: whether new snapshots are looked for again and again; without it only at the first request.

    Raises:
        ConfigurationError: the settings are wrong.
    """
    given = settings or configuration.load()
    board = Board(open_reader(given.store), clock, past=open_history(given.store), watch=watch)
    service = Service.of(given)
    responses = Responses(board, given.frame_ancestors, Limit())
    app = create_flask_app(service, responses)
    app.extensions["fxwidget"] = board
    app.before_request(board.watch)
    if edge:
        wanted = variants(given, service.router)
        capture = Capture(responses, service.router)
        front = Edge(app.wsgi_app, board, service.router, capture, wanted, Prerenderer(given).draw)
        board.front, app.wsgi_app = front, front  # type: ignore[method-assign]
    return app
