"""How high a table is in a frame, by what Chromium measured: of each layout, in each language, at five widths.

The figures are those of the default table on an ordinary day, in a browser's default font size; ``python -m tools.heights``
measures them and writes them into ``frame_heights.json``. On that day two rows carry a note, such as "official rate". A frame
can't grow at a site that does not listen to it, so it has room for notes at a third of the rows, a line each; on a day with
more of them, or with a notice above the table, it scrolls.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SQUARE
from fxwidget.presentation.typeface import SIZES

__all__ = [
    "FRAME_WIDTH",
    "MEASURED_WIDTHS",
    "NARROW",
    "Heights",
    "chart_height",
    "frame_width",
    "height",
    "measured",
    "noted_height",
]

FRAME_WIDTH, NARROW = 400, 300
"""The widths in px of a frame where none is asked for, and of a narrow one: a column beside a text, a phone, one currency."""

MEASURED_WIDTHS = (220, 300, 320, 400, 600)
"""The widths in px at which tables are measured."""

_LINE = 24
"""The px of a line of text."""

_COLUMN = 28
"""The px of a further column's line in a row, where the columns have no room beside one another."""

_NOTE = 17
"""The px of a note's line, in the widest frame: in a narrower one its letters are smaller."""

_MEASURED_NOTES = 2
"""The notes of the measured tables."""

_MORE_NOTES = ceil(len(BRICS_PLUS) / 3) - _MEASURED_NOTES
"""The notes for which a frame has room beside those."""

_LETTER = 8
"""The px of a letter on average, in any script."""


@dataclass(frozen=True)
class Heights:
    """The measured heights of a default table, in px.

    rest: of all that is not a row.
    rows: of all rows together.
    row: of the highest row.
    large: of the whole table where text is twice as large.
    """

    rest: int
    rows: int
    row: int
    large: int

    @property
    def whole(self) -> int:
        """The height of the whole table."""
        return self.rest + self.rows

    def of(self, rows: int, measured: int = len(BRICS_PLUS), notes: int = 0) -> int:
        """The height of a table of so many rows, which may be the highest ones; so many were ``measured``.

        ``notes`` are those that it has beside those of the measured one. Few rows have room for a note at each.
        """
        noted = min(self.rows + notes * _NOTE, rows * self.row)
        return self.rest + noted + max(0, rows - measured) * self.row


@cache
def measured(layout: str, facts: str, language: str, width: int) -> Heights:
    """What was measured of a layout with such facts in a language, at the next smaller of ``MEASURED_WIDTHS``."""
    at = max((each for each in MEASURED_WIDTHS if each <= width), default=MEASURED_WIDTHS[0])
    return Heights(*_figures()[f"{layout} {facts} {language}"][str(at)])


@cache
def _figures() -> dict[str, dict[str, list[int]]]:
    figures: dict[str, dict[str, list[int]]] = json.loads(
        files("fxwidget.web").joinpath("frame_heights.json").read_text("utf-8")
    )
    return figures


def height(options: Options, rows: int, width: int = FRAME_WIDTH) -> int:
    """Pixels that a table of so many rows needs at ``width`` px on an ordinary day, while nothing in it is opened.

    A larger table has as much room as one of the usual size in a narrower frame.
    """
    return _height(options, rows, width, notes=0)


def noted_height(options: Options, rows: int, width: int = FRAME_WIDTH) -> int:
    """Pixels that a frame reserves: those of ``height``, and of notes at a third of the rows."""
    return _height(options, rows, width, notes=_MORE_NOTES)


def _height(options: Options, rows: int, width: int, notes: int) -> int:
    scale = SIZES[options.size]
    inside = int(width / scale)
    found = measured(options.layout, options.facts, options.lang, inside)
    if options.layout in SQUARE:
        table = found.of(len(options.currencies) or rows + 1, len(BRICS_PLUS) + 1) + notes * _NOTE
    else:
        table = found.of(rows, notes=notes)
    return ceil((table + _added(options, rows, inside)) * scale)


def chart_height(options: Options, width: int | None) -> int:
    """Pixels that a chart needs at ``width`` px while nothing in it is opened, of whichever currency; None is any from a phone's on.

    That was measured of every currency of the default table; a base that is named may make the heading a line longer.
    """
    if width is None:
        return max(chart_height(options, each) for each in MEASURED_WIDTHS[1:])
    scale = SIZES[options.size]
    inside = int(width / scale)
    at = max((each for each in MEASURED_WIDTHS if each <= inside), default=MEASURED_WIDTHS[0])
    tall, _ = _figures()[f"chart {options.lang}"][str(at)]
    return ceil((tall + _LINE * (options.base is not None)) * scale)


def frame_width(options: Options) -> int:
    """The width in px of a frame where none is asked for."""
    return NARROW if options.layout == "single" else FRAME_WIDTH


def _added(options: Options, rows: int, width: int) -> int:
    """Pixels of what the default table has not: further columns, texts of the site's own, a converter."""
    texts = [options.caption, options.header and f"{options.header} "] if options.layout != "strip" else []
    if options.facts == "open":
        texts.append(options.disclaimer)
    lines = sum(ceil(len(text) * _LETTER / width) for text in texts)
    form = (208 if width >= 320 else 304) * options.converter
    return _LINE * lines + _COLUMN * _columns(options) * rows + form


def _columns(options: Options) -> int:
    """The further columns for which a row needs lines of its own."""
    if options.layout == "single":
        return len({*options.columns} - {"change"})
    return 0 if options.layout in ("strip", *SQUARE) else len(options.columns)
