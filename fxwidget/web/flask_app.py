"""Flask: a route for each endpoint, and the headers, codings and errors that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException, NotFound, RequestURITooLarge

from fxwidget.config.settings import Settings
from fxwidget.config.urls import host
from fxwidget.errors import ConfigurationError, FXWidgetError, RateNotFound
from fxwidget.presentation.shape import TooFewOrMany
from fxwidget.web import builder, handing_on, health, problems
from fxwidget.web.content_coding import IDENTITY, compressed, compressed_parts, preferred
from fxwidget.web.csp import lock
from fxwidget.web.endpoint import LONGEST_QUERY, MOST_PARAMETERS, Endpoint, ViewRequest, too_long
from fxwidget.web.media_types import PAGE
from fxwidget.web.not_ready import NotReady
from fxwidget.web.problems import HttpProblem
from fxwidget.web.service import Service
from fxwidget.web.snapshot_cache import Board
from fxwidget.web.throttle import Limit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["create_flask_app"]

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Date, Age",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Anyone may read and embed every public endpoint, from any origin, the sandbox's null too."""


def create_flask_app(service: Service, board: Board, limit: Limit | None = None) -> Flask:
    """Make the Flask application over a board, without the edge and without watching the store.

    Args:
        limit: how many costly drawings may be made while clients wait; without one, all.
    """
    app = Flask("fxwidget", static_folder=None)
    app.wsgi_app = _of_any_host(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.before_request(_short_enough)
    app.after_request(partial(_finished, service.router.incompressible))
    app.register_error_handler(HTTPException, problems.of_http)
    refused = partial(builder.refused, board=board, settings=service.settings)
    app.register_error_handler(problems.HttpProblem, refused)
    app.register_error_handler(FXWidgetError, problems.of_error)
    waiting = NotReady(board, service.settings, service.sources)
    for endpoint in service.router.endpoints:
        app.add_url_rule(
            endpoint.path.replace("{", "<").replace("}", ">"),
            endpoint.path,
            partial(_answer, endpoint, board, service.settings, waiting, limit),
        )
    health.install(app, board, service.sources)
    handing_on.install(app, board)
    app.add_url_rule("/widget.<digest>.<kind>", "moved", _moved)
    app.add_url_rule("/chart.<digest>.js", "moved-chart", partial(_moved, kind="js", stem="chart"))
    return app


def _of_any_host(app: WSGIApplication) -> WSGIApplication:
    """Routes hang on no host: of one that can't be nothing is left, so that only endpoints that need one refuse it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            host(environ.get("HTTP_HOST", "localhost"))
        except ValueError:
            environ["HTTP_HOST"] = ""
        return app(environ, start_response)

    return answer


def _short_enough() -> None:
    if too_long(request.query_string):
        raise RequestURITooLarge(
            f"The query is longer than {LONGEST_QUERY} characters or {MOST_PARAMETERS} parameters; "
            "leave out what is no option."
        )


def _answer(
    endpoint: Endpoint,
    board: Board,
    settings: Settings,
    waiting: NotReady,
    limit: Limit | None,
    code: str | None = None,
) -> Response:
    """The answer of an endpoint to the request."""
    try:
        wanted = endpoint.view_request(code, request.args.items(multi=True), settings.base)
    except ConfigurationError as error:
        raise HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    if endpoint.host_dependent:
        wanted = replace(wanted, address=_address())
    if endpoint.throttled and limit is not None and board.cached(wanted) is None:
        limit.take(board.clock())
    with _missing_is_wrong():
        if endpoint.stream is not None:
            return _streamed(endpoint, board, wanted) or waiting.answer(wanted)
        drawing = board.draw(wanted)
    if drawing is None:
        return waiting.answer(wanted)
    response = Response(drawing.body, content_type=endpoint.media_type.content_type)
    if endpoint.media_type is PAGE:
        lock(response, drawing, settings.frame_ancestors)
    cache = _cache(endpoint, board, wanted)
    response.headers["Cache-Control"] = f"private, {cache}" if endpoint.host_dependent else cache
    if language := endpoint.language(wanted):
        response.content_language.add(language)
    response.set_etag(drawing.etag)
    return response


def _cache(endpoint: Endpoint, board: Board, wanted: ViewRequest) -> str:
    """How long an answer may be held by whom."""
    if endpoint.cache_of is None or board.snapshot is None:
        return endpoint.cache
    return endpoint.cache_of(wanted, board.snapshot.own_time(board.clock()).date())


def _streamed(endpoint: Endpoint, board: Board, wanted: ViewRequest) -> Response | None:
    """An answer that is given in parts as they are made; its tag is weak, as nobody has seen its bytes."""
    found = board.stream(wanted)
    if found is None:
        return None
    parts, tag = found
    response = Response(parts, content_type=endpoint.media_type.content_type)
    response.implicit_sequence_conversion = False  # nor to be counted: its parts are made while they are sent
    response.headers["Cache-Control"] = _cache(endpoint, board, wanted)
    response.set_etag(tag, weak=True)
    return response


def _address() -> str:
    """The address by which the request reached the service."""
    try:
        return f"{request.scheme}://{host(request.host, request.scheme)}"
    except ValueError as error:
        raise HttpProblem(HTTPStatus.BAD_REQUEST, f"The Host header {error}.") from error


@contextmanager
def _missing_is_wrong() -> Iterator[None]:
    """A currency that an option asks for and the table lacks is the request's fault, and so are too few or many for a layout."""
    try:
        yield
    except TooFewOrMany as error:
        raise HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    except RateNotFound as error:
        if request.view_args:
            raise  # the path names it, and is not there
        # Without options it is our own base that the refresher has not asked for yet.
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.args else HTTPStatus.SERVICE_UNAVAILABLE
        raise HttpProblem(status, str(error)) from error


def _finished(incompressible: frozenset[str], response: Response) -> Response:
    """What every answer has: open to all, in the client's coding, confirmed where the client has it already."""
    for name, value in OPEN.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag is not None:
        coding = (
            IDENTITY
            if response.mimetype in incompressible
            else preferred(request.headers.get("Accept-Encoding", ""))
        )
        if coding != IDENTITY and response.is_streamed:
            response.response = compressed_parts(response.iter_encoded(), coding)
            response.headers["Content-Encoding"] = coding
            response.set_etag(f"{tag}-{coding}", weak=True)
        elif coding != IDENTITY:
            response.set_data(compressed(response.get_data(), coding, response.mimetype or ""))
            response.headers["Content-Encoding"] = coding
            response.set_etag(f"{tag}-{coding}")
        response.make_conditional(request)
        del response.headers["Date"]  # the server adds it, to cached answers too
    return response


def _moved(digest: str, kind: str, stem: str = "widget") -> Any:
    """By another version's hash a script or a style is found where the current one is."""
    if kind not in ("js", "css"):
        raise NotFound
    moved = redirect(f"{stem}.{kind}")
    moved.headers["Cache-Control"] = "no-store"
    return moved
