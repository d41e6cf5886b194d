"""What probes ask: whether the process lives, whether it can serve, and how every source and currency does."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response

from fxwidget.web.board import Board

__all__ = ["install"]


def install(app: Flask, board: Board) -> None:
    """Route the probes. Their answers are of this instant: nobody keeps them."""

    @app.get("/livez")
    def livez() -> Response:
        return _said("alive")

    @app.get("/readyz")
    def readyz() -> Response:
        if board.snapshot is None or board.snapshot.blank:
            return _said("no rates yet", HTTPStatus.SERVICE_UNAVAILABLE)
        return _said("ready")


def _said(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
