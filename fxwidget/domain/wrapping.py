"""Lines for a terminal of some width: what goes on in the next line stands farther in than where it began."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

__all__ = ["hanging"]

DEEPER = 4
"""Blanks by which the rest of a line stands farther in than its beginning."""


def hanging(text: str, width: int | None, *, deeper: int = DEEPER) -> Iterator[str]:
    """The lines of a text, each wrapped at blanks where it is wider than ``width`` columns; None wraps none.

    A word that is wider stands whole in a line of its own.
    """
    for line in text.splitlines():
        if width is None or len(line) <= width:
            yield line
            continue
        indent = line[: len(line) - len(line.lstrip())]
        yield from wrap(
            line.lstrip(),
            width,
            initial_indent=indent,
            subsequent_indent=indent + " " * deeper,
            break_long_words=False,
            break_on_hyphens=False,
        )
