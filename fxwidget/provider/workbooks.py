"""Workbooks (Office Open XML, ``.xlsx``), for publishers whose tables are made to be opened in a spreadsheet.

Only values are read: no formulas, no formats. A number is stored there in binary and written with its noise
(``0.53820999999999997``); it is read as the shortest decimal of that binary number, which is what was typed (``0.53821``).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from fxwidget.provider.parsing import NotInFormat, open_zip, read_xml, unzipped

Cell = str | Decimal | None
"""A text, a number, or nothing; a day is a number, which ``serial_day`` reads."""

DAY_ZERO = date(1899, 12, 30)
LAST_DAY = 2_958_466
"""The number after that of the last day of the year 9999."""
MOST_COLUMNS = 16_384
MOST_CELLS = 1_000_000
"""The most cells of a sheet, those before a cell that stands far to the right among them: each of its rows may name the last column."""
PLACE = re.compile(r"([A-Z]{1,3})[0-9]{0,7}")
TRUTHS = {"0": "FALSE", "1": "TRUE"}
BINARY_DIGITS = (16, 17)
MOST_EXPONENT = 300
"""Beyond this a number has no binary form."""
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(body: bytes) -> Workbook:
    """A workbook of the format .xlsx, with its sheets by name.

    Raises:
        ValueError: it is none.
    """
    return Workbook(open_zip(body))


def serial_day(cell: Cell) -> date | None:
    """The day that a number stands for, in days since the end of 1899; None where it stands for none."""
    if not isinstance(cell, Decimal) or not cell.is_finite() or not 0 < cell < LAST_DAY:
        return None
    return DAY_ZERO + timedelta(days=int(cell))


def shortest_decimal(number: Decimal | str) -> Decimal:
    """The shortest decimal that is stored as the same binary number, where a publisher writes out all of its digits.

    Those are 16 or 17; a number of more or fewer was not stored so, and stays as it is.
    """
    written = Decimal(number)
    noisy = len(written.as_tuple().digits) in BINARY_DIGITS
    return Decimal(repr(float(written))) if noisy and abs(written.adjusted()) < MOST_EXPONENT else written


class Workbook:
    """A workbook. ``names`` are those of its sheets, in their order."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._paths = dict(self._sheets())
        self.names = tuple(self._paths)
        self._texts = tuple(self._shared())

    def rows(self, name: str) -> list[list[Cell]]:
        """A sheet's rows from its first to its last that is written down, each from column A to its last cell."""
        rows: list[list[Cell]] = []
        room = MOST_CELLS
        for row in self._part(self._paths[name]).iterfind("{*}sheetData/{*}row"):
            rows.append(self._row(row))
            room -= len(rows[-1]) + 1
            if room < 0:
                raise NotInFormat(f"a sheet of more than {MOST_CELLS} cells")
        return rows

    def _row(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for cell in row.iterfind("{*}c"):
            column = _column(cell.get("r", "")) or len(cells) + 1
            if column <= len(cells):
                raise NotInFormat(f"a cell at {cell.get('r')!r} after those that follow it")
            cells += [None] * (column - 1 - len(cells))
            cells.append(self._cell(cell))
        return cells

    def _cell(self, cell: Element) -> Cell:
        kind, value = cell.get("t", "n"), cell.findtext("{*}v")
        if kind == "inlineStr":
            return _text(cell)
        if value is None:
            return None
        if kind == "s":
            return self._shared_text(value)
        if kind == "b":
            return TRUTHS.get(value, value)
        return _number(value) if kind == "n" else value

    def _shared_text(self, number: str) -> str:
        if not (number.isdecimal() and len(number) < 10 and int(number) < len(self._texts)):
            raise NotInFormat(f"a cell with the text {number[:20]!r} of {len(self._texts)}")
        return self._texts[int(number)]

    def _sheets(self) -> Iterator[tuple[str, str]]:
        targets = {it.get("Id"): it.get("Target", "") for it in self._part("xl/_rels/workbook.xml.rels")}
        book = self._part("xl/workbook.xml")
        if any(it.get("date1904", "0") not in ("0", "false") for it in book.iterfind("{*}workbookPr")):
            raise NotInFormat("a workbook whose days count from 1904")
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            target = targets.get(sheet.get(REFERENCE), "")
            yield sheet.get("name", ""), normpath(join("/xl", target))[1:]

    def _shared(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self._archive.namelist():
            yield from map(_text, self._part("xl/sharedStrings.xml"))

    def _part(self, path: str) -> Element:
        return read_xml(unzipped(self._archive, path))


def _number(text: str) -> Cell:
    """The number in a cell; a text that is none stays a text, for a reader's row to be refused with."""
    try:
        return shortest_decimal(text)
    except InvalidOperation:
        return text


def _column(reference: str) -> int:
    """The number of a cell's column, from 1, by its letters: 28 for ``AB7``; 0 where the cell names no place."""
    if not reference:
        return 0
    place = PLACE.fullmatch(reference)
    number = 0
    for letter in place[1] if place is not None else "":
        number = 26 * number + ord(letter) - ord("A") + 1
    if not 0 < number <= MOST_COLUMNS:
        raise NotInFormat(f"a cell at {reference[:20]!r}")
    return number


def _text(element: Element) -> str:
    return "".join(it.text or "" for it in element.iterfind(".//{*}t"))
