"""Tables and form fields of web pages, for publishers that have no other format. Lenient as browsers are, about tags only."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from fxwidget.provider.parsing import NotInFormat

TABLE = re.compile(r"<table\b", re.IGNORECASE)
INPUT = re.compile(r"<input\b", re.IGNORECASE)
HIDDEN = re.compile(r"<(?:(!--)|(!\[)|(script|style)\b)", re.IGNORECASE)
"""What no browser shows: comments, marked sections, programs and styles."""
ENDS = (
    re.compile(r"--!?\s*>"),
    re.compile(r">"),
    re.compile(r"</(script|style)\s*>", re.IGNORECASE),
)
_CELLS = ("td", "th")


def read_html_rows(body: bytes | str, charset: str = "utf-8") -> list[list[str]]:
    """The rows of all tables of a page, in order, header rows among them: the texts of their cells, blanks collapsed.

    Raises:
        ValueError: it is not in that charset, has no table (a publisher's note or a firewall's, say), breaks off in one, or
            goes on after its end.
    """
    text = _text(body, charset)
    begin = TABLE.search(text)
    if begin is None:
        raise NotInFormat("a web page without a table")
    page = _Page(_shown(text[begin.start() :]))
    if page.depth or page.ends > 1:
        raise NotInFormat("a web page that is torn, or several")
    return [[" ".join("".join(cell).split()) for cell in row] for row in page.rows]


def read_html_fields(body: bytes | str, charset: str = "utf-8") -> dict[str, str]:
    """The values of a page's named ``input`` elements, the last of a name: what its forms would send back.

    Raises:
        ValueError: it is not in that charset, or breaks off in what no reader sees.
    """
    text = _text(body, charset)
    begin = INPUT.search(text)
    return _Page(_shown(text[begin.start() :])).fields if begin else {}


def _shown(text: str) -> str:
    """A page without what is hidden in it, in one pass. The parser would look for each end that is missing to the end of the page.

    Raises:
        NotInFormat: an end is missing, also that of a tag.
    """
    pieces, place = [], 0
    while (begin := HIDDEN.search(text, place)) is not None:
        end = ENDS[(begin.lastindex or 1) - 1].search(text, begin.end())
        if end is None:
            raise NotInFormat(f"a web page that is torn after {begin[0]}")
        pieces.append(text[place : begin.start()])
        place = end.end()
    shown = " ".join((*pieces, text[place:]))  # the blank keeps apart what would be a tag together
    if "<" in shown[shown.rfind(">") + 1 :]:
        raise NotInFormat("a web page that is torn in a tag")
    return shown


def _text(body: bytes | str, charset: str) -> str:
    try:
        return body.decode(charset) if isinstance(body, bytes) else body
    except UnicodeDecodeError as error:
        raise NotInFormat(f"not a web page: no {charset}") from error


class _Page(HTMLParser):
    """What a page shows in tables and asks in forms; a cell of a table inside a cell is a cell of its own.

    rows: the cells of each, as the pieces of their texts: a page may have any number of them in one cell.
    depth: of how many tables the end is missing; ends: how often a page ended.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.depth = self.ends = 0
        self.rows: list[list[list[str]]] = []
        self.fields: dict[str, str] = {}
        self._open = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in _CELLS and self.rows:
            self.rows[-1].append([])
            self._open = True
        elif tag == "input":
            given = dict(attrs)
            if name := given.get("name"):
                self.fields[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in (*_CELLS, "tr", "table"):
            self._open = False
        self.depth -= tag == "table"
        self.ends += tag == "html"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += (data, " ")
