"""Runs the application under granian, on one port for itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask

from fxwidget.config.settings import Settings
from fxwidget.ops import garbage
from fxwidget.ops.listening import check_port
from fxwidget.ops.signals import endings_kill
from fxwidget.store import preload
from fxwidget.web.app import create_app
from fxwidget.web.edge.edge import Edge
from fxwidget.web.snapshot_cache import Board

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from fxwidget.web.metrics import Reporter


def run(
    settings: Settings, host: str, port: int, workers: int, app: Callable[[Settings], Flask] = create_app
) -> None:
    """Serve until SIGTERM or SIGINT; a request in flight is finished first."""
    check_port(host, port)
    preload(settings.store)
    reporter = None if settings.web_metrics is None else _reporter(settings.web_metrics, workers)
    serve(host, port, workers, partial(_load, settings, app, reporter, workers))


def serve(host: str, port: int, workers: int, load: Callable[[], WSGIApplication]) -> None:
    """Serve the application that ``load`` makes in each worker, until SIGTERM or SIGINT."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from fxwidget.web.workers import Server

    server: Any = Server(
        "fxwidget.web:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_in_worker, load))


def _in_worker(load: Callable[[], WSGIApplication], _target: str) -> WSGIApplication:
    endings_kill()  # until granian has handlers for them
    app = load()
    garbage.loaded()
    return app


def _reporter(address: str, workers: int) -> Reporter:
    """Serve metrics from now on; what they need is loaded for them only, as most services have none."""
    from fxwidget.web import metrics

    return metrics.serve(address, workers)


def _load(
    settings: Settings,
    app: Callable[[Settings], Flask],
    reporter: Reporter | None,
    workers: int,
) -> Flask:
    """Load the application in one of so many workers, with its rates before the first request."""
    from fxwidget.web import dispatch

    made = app(settings)
    if isinstance(made.wsgi_app, Edge):
        made.wsgi_app.send_report = reporter
        dispatch.install(made, made.wsgi_app)
    board: Board = made.extensions["fxwidget"]
    if workers == 1:
        board.change_over = None
    board.watch()
    return made
