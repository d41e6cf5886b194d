"""The answer to what is asked of an endpoint, with the headers and the coding that every answer has.

Flask gives it to the requests that it routes; the edge and the process that draws beforehand store it, without Flask.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Response

from fxwidget.web.content_coding import IDENTITY, compressed, compressed_parts
from fxwidget.web.csp import lock
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.media_types import PAGE
from fxwidget.web.snapshot_cache import Board, RenderedBody
from fxwidget.web.throttle import Limit

__all__ = ["Headers", "Responses", "Whole", "complete"]

Headers = list[tuple[str, str]]

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Date, Age",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Anyone may read and embed every public endpoint, from any origin, the sandbox's null too."""

VARY = ("Vary", "Accept-Encoding")


class Whole(NamedTuple):
    """The whole of what a request asks for, without coding and without what every answer has.

    headers: its own, beside type, length and ETag.
    tag: its ETag without quotes.
    compressible: whether a coding makes it smaller.
    """

    body: bytes
    content_type: str
    headers: Headers
    tag: str
    compressible: bool

    def coded(self, coding: str) -> tuple[bytes, Headers]:
        """The body in a coding, and all headers, as ``complete`` gives them to Flask's answer."""
        coding = coding if self.compressible else IDENTITY
        body = compressed(self.body, coding, self.content_type.partition(";")[0])
        headers = [("Content-Type", self.content_type), ("Content-Length", str(len(body))), *self.headers]
        headers += [("ETag", f'"{_tag_in(coding, self.tag)}"'), *OPEN.items(), VARY]
        return body, headers if coding == IDENTITY else [*headers, ("Content-Encoding", coding)]

    def response(self) -> Response:
        """The same as Flask gives it, which completes it."""
        response = Response(self.body, content_type=self.content_type)
        response.headers.extend(self.headers)
        response.set_etag(self.tag)
        return response


def _tag_in(coding: str, tag: str) -> str:
    """The ETag of a body in a coding: each coding has bytes of its own."""
    return tag if coding == IDENTITY else f"{tag}-{coding}"


@dataclass(frozen=True)
class Responses:
    """Makes the answers of endpoints from a board's snapshot, without coding and without what every answer has.

    frame_ancestors: by whom pages may be framed.
    limit: how many costly drawings may be made while clients wait; without one, all.
    """

    board: Board
    frame_ancestors: str
    limit: Limit | None = None

    def of(self, wanted: ViewRequest) -> Response | None:
        """The answer; None where there is no rate yet that it could be drawn from.

        Raises:
            HttpProblem: there were too many costly drawings of late.
            FXWidgetError: what is asked for is not there, or can't be.
        """
        if wanted.endpoint.stream is not None:
            return self._streamed(wanted)
        whole = self.whole(wanted)
        return None if whole is None else whole.response()

    def whole(self, wanted: ViewRequest) -> Whole | None:
        """The answer as a value, that of an endpoint which gives it in parts put together; None and errors as ``of``."""
        endpoint = wanted.endpoint
        if endpoint.throttled and self.limit is not None and self.board.cached(wanted) is None:
            self.limit.take(self.board.clock())
        drawing = self._drawn(wanted)
        if drawing is None:
            return None
        headers = lock(drawing, self.frame_ancestors) if endpoint.media_type is PAGE else []
        cache = self._cache(wanted)
        headers.append(("Cache-Control", f"private, {cache}" if endpoint.host_dependent else cache))
        if language := endpoint.language(wanted):
            headers.append(("Content-Language", language))
        media_type = endpoint.media_type
        return Whole(drawing.body, media_type.content_type, headers, drawing.etag, media_type.compressible)

    def _drawn(self, wanted: ViewRequest) -> RenderedBody | None:
        if wanted.endpoint.stream is None:
            return self.board.draw(wanted)
        found = self.board.stream(wanted)
        return None if found is None else RenderedBody.of(b"".join(found[0]))

    def _cache(self, wanted: ViewRequest) -> str:
        """How long an answer may be held by whom."""
        endpoint, board = wanted.endpoint, self.board
        if endpoint.cache_of is None or board.snapshot is None:
            return endpoint.cache
        return endpoint.cache_of(wanted, board.snapshot.own_time(board.clock()).date())

    def _streamed(self, wanted: ViewRequest) -> Response | None:
        """An answer that is given in parts as they are made; its tag is weak, as nobody has seen its bytes."""
        found = self.board.stream(wanted)
        if found is None:
            return None
        parts, tag = found
        response = Response(parts, content_type=wanted.endpoint.media_type.content_type)
        # Nor is it to be counted: its parts are made while they are sent.
        response.implicit_sequence_conversion = False
        response.headers["Cache-Control"] = self._cache(wanted)
        response.set_etag(tag, weak=True)
        return response


def complete(
    response: Response, coding: str, incompressible: Container[str | None], environ: Mapping[str, Any]
) -> Response:
    """What every answer has: open to all, in a coding, confirmed where the client has it already.

    incompressible: the media types that stay in no coding. environ: of the request, of which its method and the headers that ask for a part or a confirmation are read.
    """
    for name, value in OPEN.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag is not None:
        if response.mimetype in incompressible:
            coding = IDENTITY
        if coding != IDENTITY and response.is_streamed:
            response.response = compressed_parts(response.iter_encoded(), coding)
            response.headers["Content-Encoding"] = coding
            response.set_etag(_tag_in(coding, tag), weak=True)
        elif coding != IDENTITY:
            response.set_data(compressed(response.get_data(), coding, response.mimetype or ""))
            response.headers["Content-Encoding"] = coding
            response.set_etag(_tag_in(coding, tag))
        response.make_conditional(environ)  # type: ignore[arg-type]
        del response.headers["Date"]  # the server adds it, to cached answers too
    return response
