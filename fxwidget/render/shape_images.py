"""The layouts that are no table of rows as SVG drawings: a strip, one currency, and a square of crosses.

Strip and single have room for what warns, but not for the facts: who embeds them links them to the page, which has those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from fxwidget.domain.snapshot import Rate
from fxwidget.render import wording
from fxwidget.render.marks import Marked
from fxwidget.render.square import Cell, Line, Square
from fxwidget.render.svg import WIDTH, Sheet, begun, ended
from fxwidget.render.text_width import width
from fxwidget.render.view import View

__all__ = ["LINE", "SINGLE", "single", "square", "strip"]

LINE = 46
"""The height of a line of a strip."""

SINGLE = (300, 110)
"""The width and height of one currency that has nothing to warn of."""

_PAD, _GAP = 16, 12
_TEXT, _SMALL = 15, 12
_FLAG, _ARROW, _MARK = 30, 14, 8
_ROW = 25
_SHADES = {1: 0.12, 2: 0.24, 3: 0.38}


def strip(view: View) -> Sheet:
    """The rates side by side in columns, on as many lines as they take; below them what warns.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading, options = view.reading, view.options
    head, sheet = wording.Head.of(reading, options), Sheet(options)
    if reading.replayed or reading.alarm:
        begun(sheet, reading)
    marked, rows, top = Marked.of(reading), reading.snapshot.rows, sheet.y
    titled = 0.0
    if not head.hidden:
        _headed(sheet, _PAD, head.heading, reading.when)
        titled = max(width(head.heading, _SMALL, bold=True), width(reading.when, _SMALL)) + _GAP
    widest = max((_item_width(view, rate) for rate in rows), default=0)
    places = _places(titled, widest + _GAP, len(rows))
    for rate, (at, line) in zip(rows, places, strict=True):
        sheet.y = top + line * LINE
        if at > _PAD:
            sheet.divider(at - _GAP / 2, sheet.y + 7, LINE - 14)
        _item(sheet, view, rate, at, marked.get(rate.code))
    sheet.y = top + (max((line for _, line in places), default=0) + 1) * LINE
    _warnings(sheet, view, marked)
    return sheet


def _places(titled: float, item: float, count: int) -> list[tuple[float, int]]:
    """Where each item begins, and on which line: all beside the head if one line has the room, or else in columns below it too.

    titled, item: the widths of the head and of each item, with the space behind it.
    """
    room = WIDTH - 2 * _PAD + _GAP
    if titled + count * item <= room:
        return [(_PAD + titled + place * item, 0) for place in range(count)]
    columns = max(1, int(room // item))
    wide = room / columns
    taken = ceil(titled / wide)
    return [(_PAD + place % columns * wide, place // columns) for place in range(taken, taken + count)]


def _headed(sheet: Sheet, at: float, heading: str, day: str) -> None:
    """What the prices are for, and their day below it."""
    sheet.down(19)
    sheet.text(heading, "l", _SMALL, at)
    sheet.down(18)
    sheet.text(day, "q", _SMALL, at)


def _called(view: View, rate: Rate) -> str:
    return rate.name if view.options.names == "names" else rate.code


def _item_width(view: View, rate: Rate) -> float:
    flag = 0 if view.options.flags == "none" else _FLAG
    name = flag + width(_called(view, rate), _SMALL) + _MARK
    price = width(wording.price(view.reading, view.options, rate), _TEXT, bold=True) + _ARROW
    return max(name, price)


def _item(sheet: Sheet, view: View, rate: Rate, at: float, mark: Marked | None) -> None:
    """One rate of a strip, in a line that begins at the current position."""
    name = _flagged(sheet, view, rate.code, at, sheet.y + 7)
    price = wording.price(view.reading, view.options, rate)
    called = _called(view, rate) + (f" {mark.sign}" if mark else "")
    sheet.down(19)
    sheet.text(called, "w" if mark and mark.warns else "q", _SMALL, name)
    sheet.down(18)
    _priced(sheet, rate, price, at, _TEXT)


def _priced(sheet: Sheet, rate: Rate, price: str, at: float, size: float) -> None:
    """A price, after its arrow: behind it nobody knows where it ends."""
    if rate.direction in wording.ARROWS:
        sheet.arrow(rate.direction, at + 4, sheet.y - (size - _TEXT) / 4)
        at += _ARROW
    sheet.text(price, "p", size, at)


def _warnings(sheet: Sheet, view: View, marked: dict[str, Marked]) -> None:
    """What a reader who acts on the numbers has to know, below them."""
    common = [remark.text for remark in view.reading.common if remark.warning]
    texts = [f"{view.reading.say('All rates:')} {text}" for text in common]
    for code, mark in marked.items():
        texts += [f"{code}: {' · '.join(remark.text for remark in mark.warnings)}"] * mark.warns
    for text in texts:
        sheet.prose(text, "w", _SMALL)
    if texts:
        sheet.down(_PAD - 2)


def single(view: View) -> Sheet:
    """One currency: its price, the change since the previous close, its day and source; below them what warns.

    Raises:
        ConfigurationError: more than one is named.
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading, options = view.reading, view.options
    (rate,) = reading.snapshot.rows
    wide, least = SINGLE
    sheet = Sheet(options, wide)
    if reading.replayed or reading.alarm:
        begun(sheet, reading)
    top = sheet.y
    sheet.down(25)
    name = _flagged(sheet, view, rate.code, _PAD, sheet.y - 13)
    sheet.text(rate.code if options.names == "codes" else rate.name, "t", _TEXT, name)
    sheet.down(32)
    price = wording.price(reading, options, rate)
    size = min(28, 28 * (wide - 2 * _PAD - _ARROW) / width(price, 28, bold=True))
    _priced(sheet, rate, price, _PAD, round(size, 1))
    _below(sheet, view, rate)
    sheet.y = top + least
    _warnings(sheet, view, Marked.of(reading))
    return sheet


def _below(sheet: Sheet, view: View, rate: Rate) -> None:
    """Draw what stands below a price: the change, day and source, and at the end of one of these lines what it is for."""
    texts = (view.reading.moved(rate), view.reading.origin)
    place, unit = _unit(sheet, view, texts)
    for text in texts:
        sheet.down(20)
        sheet.text(text, "q", _SMALL, _PAD)
        if text == place:
            sheet.text(unit, "q", _SMALL, sheet.wide - _PAD, end=True)


def _unit(sheet: Sheet, view: View, texts: Sequence[str]) -> tuple[str, str]:
    """Beside which of the texts there is room for what a price is for, and how that is called: in short where words are too long."""
    head, language = wording.Head.of(view.reading, view.options), view.language
    if head.hidden:
        return "", ""
    short = f"{language.amount(view.options.priced)} {view.reading.snapshot.base}"
    room = sheet.wide - 2 * _PAD - _GAP / 2
    pairs = [(text, unit) for unit in (head.unit or head.heading, short) for text in texts]
    return next((pair for pair in pairs if width("".join(pair), _SMALL) <= room), pairs[-1])


def _flagged(sheet: Sheet, view: View, code: str, at: float, top: float) -> float:
    """Draw a flag where there are flags; returns where the text beside it begins."""
    if view.options.flags == "none":
        return at
    sheet.flag(code, at, top, round=view.options.flags == "round")
    return at + _FLAG


def square(view: View) -> Sheet:
    """A matrix or a heatmap, as wide as its numbers need, with the facts of its legs.

    Raises:
        ConfigurationError: its currencies are too few or too many.
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading, options = view.reading, view.options
    grid, head = _Grid.of(view), wording.Head.of(reading, options)
    sheet = Sheet(options, grid.wide)
    begun(sheet, reading)
    if not head.hidden:
        sheet.prose(head.heading, "l", 19)
    for text in filter(None, (head.subheading, options.caption)):
        sheet.prose(text, "t", 14)
    grid.draw(sheet, view)
    for code, mark in Marked.of(reading).items():
        remarks = " · ".join(remark.text for remark in mark.remarks)
        sheet.prose(f"{mark.sign} {code}: {remarks}", "w" if mark.warns else "q", _SMALL)
    sheet.down(8)
    ended(sheet, view)
    return sheet


@dataclass(frozen=True)
class _Grid:
    """The lines of a square with the names that they are called by, and what its columns take in units."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]
    first: float
    column: float

    @classmethod
    def of(cls, view: View) -> _Grid:
        """The columns as wide as the widest of them needs, and wider where the image has the room."""
        lines, options = Square.of(view).lines, view.options
        names = tuple(line.name if options.names == "names" else line.code for line in lines)
        flag = 0 if options.flags == "none" else _FLAG
        first = flag + max(width(name, _SMALL, bold=True) for name in names) + _GAP
        texts = [cell.text for line in lines for cell in line.cells if cell is not None]
        needed = max(width(text, _SMALL) for text in (*texts, *names)) + _MARK + _GAP / 2
        return cls(lines, names, first, max(needed, (WIDTH - 2 * _PAD - first) / len(lines)))

    @property
    def wide(self) -> int:
        """The width of the image."""
        return ceil(self.first + self.column * len(self.lines) + 2 * _PAD)

    def draw(self, sheet: Sheet, view: View) -> None:
        """Draw it below what is there."""
        sheet.down(24)
        for place, name in enumerate(self.names):
            sheet.text(name, "q", _SMALL, self._end(place), end=True)
        sheet.down(8)
        for line, name in zip(self.lines, self.names, strict=True):
            sheet.rule()
            top = sheet.y
            sheet.down(17)
            sheet.text(name, "p", _SMALL, _flagged(sheet, view, line.code, _PAD, top + 4))
            for place, cell in enumerate(line.cells):
                if cell is not None:
                    self._cell(sheet, cell, place, top)
            sheet.y = top + _ROW
        sheet.rule()

    def _end(self, place: int) -> float:
        """Where the numbers of a column end."""
        return _PAD + self.first + self.column * (place + 1) - _MARK

    def _cell(self, sheet: Sheet, cell: Cell, place: int, top: float) -> None:
        end = self._end(place)
        if cell.shade:
            left, strength = end + _MARK - self.column, _SHADES[abs(cell.shade)]
            sheet.shaded(left, top, self.column, _ROW, rise=cell.shade > 0, strength=strength)
        sheet.text(cell.text, "t", _SMALL, end, end=True)
        if cell.mark:
            sheet.text(cell.mark.sign, "w" if cell.mark.warns else "q", _SMALL, end + 1)
