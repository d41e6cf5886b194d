"""Flask: a route for each endpoint, and the errors that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException, NotFound, RequestURITooLarge

from fxwidget.config.urls import host
from fxwidget.errors import ConfigurationError, FXWidgetError, RateNotFound
from fxwidget.presentation.shape import TooFewOrMany
from fxwidget.web import builder, handing_on, health, problems
from fxwidget.web.content_coding import preferred
from fxwidget.web.endpoint import LONGEST_QUERY, MOST_PARAMETERS, Endpoint, too_long
from fxwidget.web.not_ready import NotReady
from fxwidget.web.problems import HttpProblem
from fxwidget.web.responses import Responses, complete
from fxwidget.web.service import Service

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["create_flask_app"]


def create_flask_app(service: Service, responses: Responses) -> Flask:
    """Make the Flask application that gives these answers, without the edge and without watching the store."""
    board = responses.board
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
            partial(_answer, endpoint, responses, service.settings.base, waiting),
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
    endpoint: Endpoint, responses: Responses, base: str, waiting: NotReady, code: str | None = None
) -> Response:
    """The answer of an endpoint to the request."""
    try:
        wanted = endpoint.view_request(code, request.args.items(multi=True), base)
    except ConfigurationError as error:
        raise HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    if endpoint.host_dependent:
        wanted = replace(wanted, address=_address())
    with _missing_is_wrong():
        return responses.of(wanted) or waiting.answer(wanted)


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
    """The answer in the client's coding, with what every answer has."""
    accepted = request.headers.get("Accept-Encoding", "")
    return complete(response, preferred(accepted), incompressible, request.environ)


def _moved(digest: str, kind: str, stem: str = "widget") -> Any:
    """By another version's hash a script or a style is found where the current one is."""
    if kind not in ("js", "css"):
        raise NotFound
    moved = redirect(f"{stem}.{kind}")
    moved.headers["Cache-Control"] = "no-store"
    return moved
