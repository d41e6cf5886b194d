"""The probes' endpoints: whether the process lives, whether it can serve, and each source's and currency's state."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response

from fxwidget.domain.overrides import Journal
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Rate, SourceInfo
from fxwidget.ops.health import State, judge
from fxwidget.provider.source import Described
from fxwidget.web.media_types import JSON, TEXT, MediaType
from fxwidget.web.snapshot_cache import Board

__all__ = ["install"]


def install(app: Flask, board: Board, enabled: Sequence[Described]) -> None:
    """Add the probes' routes to an application. Their answers are never cached."""

    @app.get("/livez")
    def livez() -> Response:
        return _uncached("alive\n", TEXT)

    @app.get("/readyz")
    def readyz() -> Response:
        if board.snapshot is None or board.snapshot.is_empty:
            return _uncached("no rates yet\n", TEXT, HTTPStatus.SERVICE_UNAVAILABLE)
        return _uncached("ready\n", TEXT)

    @app.get("/healthz")
    def healthz() -> Response:
        document = _health(board, enabled)
        failing = document["status"] is State.FAILING
        return _uncached(
            encode(document) + b"\n", JSON, HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
        )


def _health(board: Board, enabled: Sequence[Described]) -> dict[str, Any]:
    """The document of ``/healthz``: the service's health, every source and currency, and the orders in force."""
    snapshot, now = board.snapshot, board.clock()
    health = judge(snapshot, board.fault, now)
    document = {
        "status": health.state,
        "reasons": health.reasons,
        "at": now.replace(microsecond=0),
        "store": board.fault,
    }
    if snapshot is None:
        asked = [{"id": source.name, "outcome": None} for source in enabled]
        return {**document, "sources": asked, "currencies": [], "orders": []}
    standing = Journal(commands=snapshot.orders).in_force(snapshot.own_time(now))
    return {
        **document,
        "seq": snapshot.seq,
        "checked_at": snapshot.checked_at,
        "next_check_at": snapshot.next_check_at,
        "valid_until": snapshot.valid_until,
        "sources": [_source(info) for info in snapshot.sources],
        "currencies": [_currency(rate) for rate in snapshot.aged(now).rows],
        "orders": [command.model_dump() for command in standing],
    }


def _source(info: SourceInfo) -> dict[str, Any]:
    return info.model_dump(include={"id", "outcome", "reason", "since", "asked_at", "next_at"})


def _currency(rate: Rate) -> dict[str, Any]:
    names = (
        "code agreement freshness as_of market_day changed_at late_at stale_at withdraw_at spread_bps".split()
    )
    return {**{name: getattr(rate, name) for name in names}, "source": rate.shown_source}


def _uncached(body: str | bytes, kind: MediaType, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(body, status, content_type=kind.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
