"""The pages that are written in Markdown: their links, anchors and blocks of code, as a parser of CommonMark reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["PAGES", "ROOT", "Block", "anchors", "blocks", "links"]

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
)
"""The paths of README, the pages beside it, and the documents."""

MARK = re.compile(r"<!-- (not run|run by): (.+?) -->")
WRITTEN = re.compile(r"<!-- .*(?:`python -m (\S+).*writes from here|written by `python -m (\S+)`) -->")


class Block(NamedTuple):
    """A block of code: where it begins, its language (none of one that is indented), and the mark on the line before it."""

    page: str
    line: int
    language: str
    text: str
    mark: tuple[str, str] | None

    @property
    def place(self) -> str:
        """``docs/http.md:44``."""
        return f"{self.page}:{self.line}"


@cache
def _tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text("utf-8"))


def blocks(page: str, language: str | None = None) -> list[Block]:
    """The blocks of a page in order; those in one language where one is named."""
    found = [*_blocks(page)]
    return found if language is None else [block for block in found if block.language == language]


def _blocks(page: str) -> Iterator[Block]:
    before: Token | None = None
    for token in _tokens(page):
        if token.type in ("fence", "code_block") and token.map is not None:
            mark = _mark(before.content) if before is not None and before.type == "html_block" else None
            yield Block(page, token.map[0] + 1, token.info.strip(), token.content, mark)
        before = token


def _mark(comment: str) -> tuple[str, str] | None:
    """What a comment says of the block after it: how it is run, or the tool that writes it."""
    if found := MARK.search(comment):
        return found[1], found[2]
    if found := WRITTEN.search(comment):
        return "written by", found[1] or found[2]
    return None


def links(page: str) -> Iterator[str]:
    """The targets of a page's links and pictures."""
    for token in _tokens(page):
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                yield str(child.attrs["href" if child.type == "link_open" else "src"])


@cache
def anchors(page: str) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub and the site make them of their text."""
    found: list[str] = []
    tokens = _tokens(page)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            text = "".join(child.content for child in tokens[place + 1].children or ())
            slug = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
            again = sum(re.fullmatch(rf"{re.escape(slug)}(-\d+)?", each) is not None for each in found)
            found.append(f"{slug}-{again}" if again else slug)
    return frozenset(found)
