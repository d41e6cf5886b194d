"""The Content-Security-Policy of pages: nothing loads but what a page carries."""

from __future__ import annotations

from functools import lru_cache

from fxwidget.render.page import html
from fxwidget.web.snapshot_cache import RenderedBody

__all__ = ["lock"]


def lock(drawing: RenderedBody, frame_ancestors: str) -> list[tuple[str, str]]:
    """The headers by which a page loads nothing but what it carries, and is framed by those only."""
    policy = f"{_policy(drawing)}; frame-ancestors {frame_ancestors}"
    return [("Content-Security-Policy", policy), ("Cross-Origin-Embedder-Policy", "require-corp")]


@lru_cache(maxsize=32)
def _policy(drawing: RenderedBody) -> str:
    """The policy of a page; its hashes are computed once for a drawing, not for each request."""
    return html.content_security_policy(drawing.body.decode())
