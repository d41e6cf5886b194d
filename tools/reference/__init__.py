"""The pages of ``docs/reference``: what the code has registered, each thing with what the code itself says of it.

``python -m tools.docs`` writes them, and checks them in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from tools.reference import commands, endpoints, errors, log_events, metrics, settings

__all__ = ["PAGES", "pages"]

PAGES: Mapping[str, Callable[[], Iterable[str]]] = {
    "docs/reference/settings.md": settings.page,
    "docs/reference/commands.md": commands.page,
    "docs/reference/endpoints.md": endpoints.page,
    "docs/reference/errors.md": errors.page,
    "docs/reference/metrics.md": metrics.page,
    "docs/reference/log.md": log_events.page,
}
"""What gives the lines of each page, by its path within the project."""

NOTICE = "Written by `python -m tools.docs` from the code; a test holds it to that."


@cache
def pages() -> Mapping[str, str]:
    """The text of every page, by its path within the project."""
    return {path: _text(lines()) for path, lines in PAGES.items()}


def _text(lines: Iterable[str]) -> str:
    title, *rest = lines
    text = "\n".join((title, "", NOTICE, "", *rest)).rstrip()
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"
