"""The table as plain text of 80 columns, for ``curl``: no colours, no control codes.

Terminals disagree on how wide a Han, Devanagari or Ethiopic letter is and on what runs from right to left. So figures
come first, in columns of digits that all agree on, and the name last, where its width moves nothing. Among Arabic
letters an invisible left-to-right mark after each figure keeps the columns in their order; in place of isolates, which
many terminals show as boxes, stand such marks too, so that a code or a name within a sentence moves nothing beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len

from fxwidget.render import wording
from fxwidget.render.line_breaking import wrap
from fxwidget.render.view import View

__all__ = ["COLUMNS", "plain"]

COLUMNS = 80

_MARK = "\u200e"
_OTHER = "\u200f"
_AS_MARKS = str.maketrans(
    {"\u2066": _OTHER + _MARK, "\u2067": _OTHER, "\u2068": _OTHER + _MARK, "\u2069": _MARK + _OTHER}
)
_LEFT_OUT = dict.fromkeys(range(0x2066, 0x206A))


def plain(view: View) -> str:
    """The table as plain text, no line longer than ``COLUMNS``.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading, options = view.reading, view.options
    head = wording.Head.of(reading, options)
    blocks = (
        [text for text in (reading.replayed, reading.alarm) if text],
        [*(() if head.hidden else (head.heading,)), head.subheading, *_above(view)],
        list(_rows(view)),
        [f"{fact.title}: {line}" for fact in reading.facts(links=True) for line in fact.lines],
        [text for text in (reading.disclaimer, options.disclaimer) if text],
    )
    filled = ["\n".join(line for text in block for line in _fitted(text)) for block in blocks if block]
    return "\n\n".join(filled) + "\n"


def _above(view: View) -> Iterator[str]:
    reading = view.reading
    if view.options.caption:
        yield view.options.caption
    if reading.common:
        yield f"{reading.say('All rates:')} {' · '.join(_marked(remark) for remark in reading.common)}"


def _rows(view: View) -> Iterator[str]:
    reading, options = view.reading, view.options
    rows = reading.snapshot.rows
    mark = _MARK if reading.language.direction == "rtl" else ""
    prices = {rate.code: _clean(wording.price(reading, options, rate)) for rate in rows}
    changes = {rate.code: _clean(reading.cell(rate, "change")) for rate in rows}
    wide, moved = (max(map(cell_len, texts.values()), default=0) for texts in (prices, changes))
    for rate in rows:
        arrow = wording.ARROWS.get(rate.direction, " ") if rate.direction else " "
        figures = [f"{_right(prices[rate.code], wide)}{mark} {arrow}"]
        if moved:
            figures.append(_right(changes[rate.code], moved) + mark)
        coded = options.names != "names" or rate.name == rate.code
        named = options.names != "codes" and rate.name != rate.code
        parts = [*((rate.code,) if coded else ()), *figures, *((rate.name,) if named else ())]
        yield "  ".join(parts).rstrip()
        for remark in reading.under(rate, [column for column in options.columns if column != "change"]):
            yield f"     {_marked(remark)}"


def _marked(remark: wording.Remark) -> str:
    return f"! {remark.text}" if remark.warning else remark.text


def _right(text: str, columns: int) -> str:
    return " " * (columns - cell_len(text)) + text


def _fitted(text: str) -> list[str]:
    """A line as lines of at most 80 columns, those after the first as far in as it is."""
    clean = _clean(text.translate(_AS_MARKS))
    content = clean.lstrip(" ")
    indent = " " * (len(clean) - len(content))
    return [indent + line for line in wrap(content, COLUMNS - len(indent), cell_len)]


def _clean(text: str) -> str:
    """A text without bidi isolates and without controls that could move a cursor."""
    visible = text.translate(_LEFT_OUT)
    return "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in visible
    )
