"""Markdown out of values: tables, code, and the first sentence of a docstring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["code", "codes", "first_sentence", "head", "row", "table"]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table, an empty one before and after it; cells may be of several lines."""
    yield ""
    yield from head(*heads)
    yield from (row(*cells) for cells in rows)
    yield ""


def head(*titles: str) -> Iterator[str]:
    """The two lines that a table begins with."""
    yield row(*titles)
    yield row(*("---" for _ in titles))


def row(*cells: str) -> str:
    """One line of a table."""
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


def code(text: object) -> str:
    """A span of code."""
    return f"`{text}`"


def codes(names: Iterable[object]) -> str:
    """Several spans of code, with commas."""
    return ", ".join(code(name) for name in names)


def first_sentence(docstring: str | None) -> str:
    """The first sentence of a docstring, with spans of code as Markdown has them.

    Raises:
        ValueError: there is no docstring.
    """
    if not docstring:
        raise ValueError("what has no docstring can't be documented from it")
    text = " ".join(docstring.split()).replace("``", "`")
    found = re.match(r".+?[.](?= [A-Z`]|$)", text)
    return found[0] if found else text
