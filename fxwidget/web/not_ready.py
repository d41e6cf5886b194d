"""The answers of endpoints before there is any rate."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response

from fxwidget.config.settings import Settings
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Snapshot, SourceInfo
from fxwidget.provider.source import Described
from fxwidget.render import json_api
from fxwidget.render.page import html
from fxwidget.web.csp import lock
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.media_types import JSON, PAGE
from fxwidget.web.problems import RETRY_AFTER, problem
from fxwidget.web.snapshot_cache import Board, RenderedBody

__all__ = ["NotReady"]


class NotReady:
    """Answers requests before there is any rate."""

    def __init__(self, board: Board, settings: Settings, enabled: Sequence[Described]) -> None:
        self._board = board
        self._settings = settings
        self._enabled = enabled

    def answer(self, request: ViewRequest) -> Response:
        """The answer before there is any rate: a table without numbers, the sources' state, or a problem document."""
        if request.endpoint.media_type is PAGE:
            return self._page(request)
        if request.endpoint.serves_empty:
            body = json_api.sources(self._infos(), self._enabled, None, self._board.clock())
            response = Response(body, content_type=JSON.content_type)
            response.headers["Cache-Control"] = request.endpoint.cache
            response.set_etag(RenderedBody.of(body).etag)
            return response
        asked = [
            {
                "id": info.id,
                "outcome": info.outcome,
                "reason": info.reason,
                "next_at": info.next_at and stamp(info.next_at),
            }
            for info in self._infos()
        ]
        detail = "There are no rates yet: the sources are being asked. Try again in a few seconds."
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, sources=asked)

    def _page(self, request: ViewRequest) -> Response:
        settings = self._settings
        seconds = min(10, max(2, int(settings.refresh.total_seconds())))
        inside = bool(request.parameters.get("fragment"))
        page = html.first_start(
            settings.currencies, self._infos(), seconds, request.options, base=settings.base, fragment=inside
        )
        drawing = RenderedBody.of(page.encode())
        response = Response(drawing.body, HTTPStatus.SERVICE_UNAVAILABLE, content_type=PAGE.content_type)
        response.headers.extend(lock(drawing, settings.frame_ancestors))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = RETRY_AFTER
        return response

    def _infos(self) -> list[SourceInfo]:
        """What each source did, from a snapshot that has no number yet; else who is about to be asked."""
        snapshot: Snapshot | None = self._board.snapshot
        known = {info.id: info for info in snapshot.sources} if snapshot is not None else {}
        return [known.get(source.name) or _unasked(source) for source in self._enabled]


def _unasked(source: Described) -> SourceInfo:
    facts = source.provider
    return SourceInfo(
        id=source.name,
        name=facts.title,
        url=facts.site,
        attribution=facts.attribution,
        terms=facts.terms.value,
    )
