"""The web application over a disk store, asked without a network."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from fxwidget.web.edge.edge import Edge
from fxwidget.web.snapshot_cache import Board

from .snapshots import NOW

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
AGELESS = "max-age=60, stale-while-revalidate=300, stale-if-error=300"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Date, Age",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
}


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Service:
    """The application over a disk store, a test client, and a clock to be set. The board looks when told to."""

    def __init__(self, folder: Path, *, watch: bool = False, **settings: Any) -> None:
        self.folder = folder
        self.store = DiskStore(folder)
        self.clock = Clock()
        self.app: Flask = create_app(
            Settings(store=f"disk://{folder}", **settings), clock=self.clock, watch=watch
        )
        self.board: Board = self.app.extensions["fxwidget"]
        self.client: FlaskClient = self.app.test_client()

    @property
    def edge(self) -> Edge:
        """What keeps answers in front of the application."""
        assert isinstance(self.app.wsgi_app, Edge)
        return self.app.wsgi_app

    def publish(self, table: Snapshot) -> Snapshot:
        assert self.store.publish(table)
        self.board.look()
        return table

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)


def assert_problem(got: TestResponse, status: int, title: str) -> dict[str, Any]:
    """An error in the one shape: a problem document that nobody stores and any origin may read."""
    assert got.status_code == status
    assert got.headers["Content-Type"] == "application/problem+json"
    assert got.headers["Cache-Control"] == "no-store"
    assert {name: got.headers[name] for name in OPEN} == OPEN
    assert "ETag" not in got.headers
    assert "Set-Cookie" not in got.headers
    document: dict[str, Any] = json.loads(got.data)
    assert (document["type"], document["title"], document["status"]) == ("about:blank", title, status)
    assert set(document) - {"sources"} == {"type", "title", "status", "detail"}
    return document
