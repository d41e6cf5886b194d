"""The doors: every path that is served, from the board's snapshot and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, redirect, request

from fxwidget.currency import check_code
from fxwidget.errors import FXWidgetError, RateNotFound
from fxwidget.rate import Snapshot, SourceInfo
from fxwidget.render import html
from fxwidget.render import json as documents
from fxwidget.settings import Settings
from fxwidget.source import Source
from fxwidget.views import choose, rebase
from fxwidget.web.board import Board, Drawing
from fxwidget.web.problems import Wrong, problem

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
"""A copy may outlive its snapshot's validity: every door marks it."""

DOORS = ("/widget", "/v1/rates", "/v1/rates/{code}", "/v1/currencies", "/v1/sources")

Draw = Callable[[Snapshot, datetime], bytes]


def install(app: Flask, board: Board, settings: Settings, enabled: tuple[Source, ...]) -> None:
    """Route every door."""

    @app.get("/widget")
    def widget() -> Response:
        view = _view(settings)
        drawing = board.draw(
            ("widget", *view), _through(view, lambda shown, now: html.page(shown, now).encode())
        )
        if drawing is None:
            return _page(_waiting(board, settings, enabled), settings, HTTPStatus.SERVICE_UNAVAILABLE)
        return _page(drawing, settings)

    @app.get("/v1/rates")
    def rates() -> Response:
        view = _view(settings)
        return _json(board, enabled, ("rates", *view), _through(view, documents.rates))

    @app.get("/v1/rates/<code>")
    def rate(code: str) -> Response:
        base, _ = _view(settings)
        code = check_code(code)
        draw = partial(documents.rate, code=code)
        return _json(board, enabled, ("rate", base, code), _through((base, ()), draw))

    @app.get("/v1/currencies")
    def currencies() -> Response:
        return _json(board, enabled, "currencies", lambda shown, now: documents.currencies(shown, enabled))

    @app.get("/v1/sources")
    def sources() -> Response:
        drawing = board.draw(
            "sources", lambda shown, now: documents.sources(shown.sources, enabled, shown, now), blank=True
        )
        if drawing is None:
            drawing = Drawing.of(documents.sources(_infos(board, enabled), enabled, None, board.clock()))
        return _answer(drawing, "application/json")

    @app.get("/")
    def home() -> Any:
        return redirect("/widget")


def _view(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The options of a request: its base, and its currencies in their order; none are all.

    Raises:
        Wrong: an option has a value that can't be.
    """
    try:
        base = check_code(request.args.get("base", settings.base))
        wanted = request.args.get("currencies", "")
        return base, tuple(dict.fromkeys(check_code(code) for code in wanted.replace(",", " ").split()))
    except FXWidgetError as error:
        raise Wrong(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error


def _through(view: tuple[str, tuple[str, ...]], draw: Draw) -> Draw:
    """Draw what a view shows."""
    base, codes = view

    def drawn(snapshot: Snapshot, now: datetime) -> bytes:
        try:
            seen = choose(rebase(snapshot, base), codes)
        except RateNotFound as error:
            # Without options it is our own base that the refresher has not asked for yet.
            status = HTTPStatus.UNPROCESSABLE_ENTITY if request.args else HTTPStatus.SERVICE_UNAVAILABLE
            raise Wrong(status, str(error)) from error
        return draw(seen, now)

    return drawn


def _json(board: Board, enabled: tuple[Source, ...], door: Any, draw: Draw) -> Response:
    drawing = board.draw(door, draw)
    if drawing is not None:
        return _answer(drawing, "application/json")
    said = [
        {"id": info.id, "outcome": info.outcome, "reason": info.reason, "next_at": _at(info.next_at)}
        for info in _infos(board, enabled)
    ]
    detail = "There are no rates yet: the sources are being asked. Try again in a few seconds."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, sources=said)


def _at(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant is not None else None


def _infos(board: Board, enabled: tuple[Source, ...]) -> list[SourceInfo]:
    """What each source did, from a snapshot that has no number yet; else who is about to be asked."""
    known = {info.id: info for info in board.snapshot.sources} if board.snapshot is not None else {}
    return [known.get(source.name) or _unasked(source) for source in enabled]


def _unasked(source: Source) -> SourceInfo:
    facts = source.provider
    return SourceInfo(
        id=source.name,
        name=facts.title,
        url=facts.site,
        attribution=facts.attribution,
        terms=facts.terms.value,
    )


def _waiting(board: Board, settings: Settings, enabled: tuple[Source, ...]) -> Drawing:
    seconds = min(10, max(2, int(settings.refresh.total_seconds())))
    page = html.first_start(settings.currencies, _infos(board, enabled), seconds, base=settings.base)
    return Drawing.of(page.encode())


def _page(drawing: Drawing, settings: Settings, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = _answer(drawing, "text/html; charset=utf-8", status)
    policy = html.content_security_policy(drawing.body.decode())
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {settings.frame_ancestors}"
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
