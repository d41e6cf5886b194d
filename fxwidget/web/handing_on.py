"""The whole snapshot for services that follow this one: what ``/v1/rates`` leaves out is in it, and a checksum."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from flask import Flask, Response

from fxwidget.config.service_urls import SNAPSHOT_PATH
from fxwidget.domain.snapshot import Snapshot
from fxwidget.store.snapshot_file import seal
from fxwidget.web.media_types import TEXT
from fxwidget.web.problems import HttpProblem
from fxwidget.web.snapshot_cache import Board

__all__ = ["install"]


def install(app: Flask, board: Board) -> None:
    """Add the route to an application. Its answer is confirmed by its ETag at each request, and never aged by a cache."""
    sealed: dict[str, tuple[Snapshot, bytes]] = {}

    @app.get(SNAPSHOT_PATH)
    def snapshot() -> Response:
        given = board.snapshot
        if given is None or given.is_empty:
            raise HttpProblem(
                HTTPStatus.SERVICE_UNAVAILABLE, "There are no rates yet; ask again in a moment."
            )
        if "last" not in sealed or sealed["last"][0] is not given:
            sealed["last"] = given, seal(given, board.via)
        body = sealed["last"][1]
        response = Response(body, content_type=TEXT.content_type)
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        return response
