"""The doors: every path that is served, from the board's snapshot and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import NotFound

from fxwidget.currency import check_code
from fxwidget.errors import ConfigurationError, RateNotFound
from fxwidget.options import BOOLEAN, Options, boolean, parse
from fxwidget.rate import Snapshot, SourceInfo
from fxwidget.render import html
from fxwidget.render import json as documents
from fxwidget.render.style import Asset, style
from fxwidget.settings import Settings
from fxwidget.source import Source
from fxwidget.values import stamp
from fxwidget.views import seen
from fxwidget.web.board import Board, Drawing
from fxwidget.web.problems import RETRY_AFTER, Wrong, problem
from fxwidget.web.script import script

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
"""A copy may outlive its snapshot's validity: every door marks it."""

SHORT = "max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
FOR_EVER = "max-age=31536000, immutable"

DOORS = ("/widget", "/v1/rates", "/v1/rates/{code}", "/v1/currencies", "/v1/sources")

Draw = Callable[[Snapshot, datetime], bytes]


def install(app: Flask, board: Board, settings: Settings, enabled: tuple[Source, ...]) -> None:
    """Route every door."""

    @app.get("/widget")
    def widget() -> Response:
        options, inside = _options(settings), _fragment()

        def draw(table: Snapshot, now: datetime) -> bytes:
            drawn = html.fragment if inside else html.page
            with _missing_is_wrong():
                return drawn(table, now, options, base=settings.base, json_url=_json_url(options)).encode()

        drawing = board.draw(("widget", inside, options), draw)
        if drawing is None:
            return _page(
                _waiting(board, settings, enabled, options, inside), settings, HTTPStatus.SERVICE_UNAVAILABLE
            )
        return _page(drawing, settings)

    @app.get("/v1/rates")
    def rates() -> Response:
        options = _options(settings, json=True)
        return _json(board, enabled, ("rates", options), _viewed(options, settings, documents.rates))

    @app.get("/v1/rates/<code>")
    def rate(code: str) -> Response:
        options = replace(_options(settings, json=True), currencies=())
        code = check_code(code)
        draw = partial(documents.rate, code=code)
        return _json(board, enabled, ("rate", options, code), _viewed(options, settings, draw))

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

    @app.get("/widget.<kind>")
    def asset(kind: str) -> Any:
        return _asset(kind)

    @app.get("/widget.<digest>.<kind>")
    def lasting_asset(digest: str, kind: str) -> Any:
        return _asset(kind, digest)

    @app.get("/")
    def home() -> Any:
        return redirect("/widget")


def _asset(kind: str, digest: str | None = None) -> Any:
    """The script or the style. By another version's hash it is found where the current one is."""
    found: dict[str, Asset] = {asset.kind: asset for asset in (script(), style())}
    if kind not in found:
        raise NotFound
    asset = found[kind]
    if digest is not None and asset.name != f"widget.{digest}.{kind}":
        moved = redirect(f"widget.{kind}")
        moved.headers["Cache-Control"] = "no-store"
        return moved
    return _answer(Drawing.of(asset.body), asset.media_type, cache=SHORT if digest is None else FOR_EVER)


def _options(settings: Settings, *, json: bool = False) -> Options:
    """The options of a request.

    Raises:
        Wrong: one has a value that can't be.
    """
    try:
        return parse(request.args.items(multi=True), base=settings.base, json=json)
    except ConfigurationError as error:
        raise Wrong(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error


def _fragment() -> bool:
    """Whether the page is asked for as a fragment.

    Raises:
        Wrong: it is not said whether.
    """
    try:
        return boolean(request.args.get("fragment", "false"))
    except ValueError as error:
        detail = f"fragment={request.args['fragment'][:40]!r} can't be. Allowed: {BOOLEAN}."
        raise Wrong(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


def _json_url(options: Options) -> str:
    query = options.query(json=True)
    return f"/v1/rates?{query}" if query else "/v1/rates"


def _viewed(options: Options, settings: Settings, draw: Draw) -> Draw:
    """Draw what a view shows."""

    def drawn(snapshot: Snapshot, now: datetime) -> bytes:
        with _missing_is_wrong():
            view = seen(snapshot, options, settings.base)
        return draw(view, now)

    return drawn


@contextmanager
def _missing_is_wrong() -> Iterator[None]:
    """A currency that an option asks for and the table lacks is the request's fault."""
    try:
        yield
    except RateNotFound as error:
        # Without options it is our own base that the refresher has not asked for yet.
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.args else HTTPStatus.SERVICE_UNAVAILABLE
        raise Wrong(status, str(error)) from error


def _json(board: Board, enabled: tuple[Source, ...], door: Any, draw: Draw) -> Response:
    drawing = board.draw(door, draw)
    if drawing is not None:
        return _answer(drawing, "application/json")
    said = [
        {
            "id": info.id,
            "outcome": info.outcome,
            "reason": info.reason,
            "next_at": info.next_at and stamp(info.next_at),
        }
        for info in _infos(board, enabled)
    ]
    detail = "There are no rates yet: the sources are being asked. Try again in a few seconds."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, sources=said)


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


def _waiting(
    board: Board, settings: Settings, enabled: tuple[Source, ...], options: Options, inside: bool
) -> Drawing:
    seconds = min(10, max(2, int(settings.refresh.total_seconds())))
    infos = _infos(board, enabled)
    page = html.first_start(settings.currencies, infos, seconds, options, base=settings.base, fragment=inside)
    return Drawing.of(page.encode())


@lru_cache(maxsize=32)
def _policy(drawing: Drawing) -> str:
    """The page's policy: its hashes are computed once for a drawing, not for each request."""
    return html.content_security_policy(drawing.body.decode())


def _page(drawing: Drawing, settings: Settings, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = _answer(drawing, "text/html; charset=utf-8", status)
    response.headers["Content-Security-Policy"] = (
        f"{_policy(drawing)}; frame-ancestors {settings.frame_ancestors}"
    )
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    return response


def _answer(
    drawing: Drawing, content_type: str, status: HTTPStatus = HTTPStatus.OK, cache: str = CACHE
) -> Response:
    response = Response(drawing.body, status, content_type=content_type)
    if status is not HTTPStatus.OK:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    response.headers["Cache-Control"] = cache
    response.set_etag(drawing.etag)
    response.make_conditional(request)
    return response
