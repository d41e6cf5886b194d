"""The Content-Security-Policy of pages: nothing loads but what a page carries."""

from __future__ import annotations

from functools import lru_cache

from flask import Response

from fxwidget.render.page import html
from fxwidget.web.snapshot_cache import RenderedBody

__all__ = ["lock"]


def lock(response: Response, drawing: RenderedBody, frame_ancestors: str) -> None:
    """Let a page load nothing but what it carries, and be framed by those only."""
    response.headers["Content-Security-Policy"] = f"{_policy(drawing)}; frame-ancestors {frame_ancestors}"
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"


@lru_cache(maxsize=32)
def _policy(drawing: RenderedBody) -> str:
    """The policy of a page; its hashes are computed once for a drawing, not for each request."""
    return html.content_security_policy(drawing.body.decode())
