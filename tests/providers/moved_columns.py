"""What every provider makes of a table of lines, or of a page, whose columns its publisher moves or adds to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from fxwidget import ProviderError
from fxwidget.deciding.cross_rates import per_usd
from tests.support.conversation import Case

from .asking import numbers

Row = Sequence[str]
ROWS = re.compile(r"(<tr[^>]*>)(.*?)(</tr\s*>)", re.DOTALL | re.IGNORECASE)
CELLS = re.compile(r"<(t[dh])\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


class Table(NamedTuple):
    """A document as rows of cells: what a cell of a new column is, and the document with other rows in their places."""

    rows: Sequence[Row]
    new: str
    written: Callable[[Callable[[Row], Row]], str]


def moved_columns(case: Case) -> None:
    """A column that is new anywhere, or has changed places with its neighbour, is known by its head, or the document is refused."""
    for file in dict.fromkeys(file for sent in case.figures.answers for file in sent.files):
        for place, body in _moved(file, case.file(file).decode("latin-1")):
            try:
                found = numbers(per_usd(case.quotes(case.replies({file: body.encode("latin-1")}))))
            except ProviderError:
                continue
            assert found.items() <= dict(case.figures.per_dollar).items(), f"{file}, column {place}"


def _moved(file: str, text: str) -> Iterator[tuple[int, str]]:
    """The document with each of its columns moved, and with one more before it; nothing where it has no columns."""
    table = _lines(text) if file.endswith((".csv", ".tsv")) else _page(text)
    for place in range(max(map(len, table.rows), default=0)):
        yield place, table.written(partial(_with_one_more, place, table.new))
        yield place, table.written(partial(_with_two_swapped, place))


def _with_one_more(place: int, new: str, row: Row) -> Row:
    return [*row[:place], new, *row[place:]]


def _with_two_swapped(place: int, row: Row) -> Row:
    return [*row[:place], *row[place : place + 2][::-1], *row[place + 2 :]]


def _page(text: str) -> Table:
    def cells(row: re.Match[str]) -> Row:
        return [cell[0] for cell in CELLS.finditer(row[2])]

    return Table(
        [cells(row) for row in ROWS.finditer(text)],
        "<td>55.55</td>",
        lambda move: ROWS.sub(lambda row: row[1] + "".join(move(cells(row))) + row[3], text),
    )


def _lines(text: str) -> Table:
    mark = next(mark for mark in "\t;," if mark in text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))

    def written(move: Callable[[Row], Row]) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=mark, lineterminator="\n").writerows(
            move(row) if len(row) > 1 else row for row in rows
        )
        return out.getvalue()

    return Table(rows, "55.55", written)
