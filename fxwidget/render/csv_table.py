"""The table as RFC 4180 CSV: a header row and one row for each currency, and nothing else.

A spreadsheet and pandas both want a rectangle that begins in the first line, so there are no comments and no rows below
the table: what holds for the whole of it (times, notice, disclaimer) is a column like any other, and stays with a row
that is copied out. Columns are named as the JSON's members, numbers are written as in the JSON, exactly and with a
point unless a comma is asked for, instants in UTC; ``name``, ``display`` and the sentences are in the asked language.

Excel takes a file that begins without a byte order mark for one of its own code page. A file of plain ASCII, which an
English one is as a rule, needs none and has none; any other begins with one.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Rate
from fxwidget.render.view import View

__all__ = ["COLUMNS", "table"]

COLUMNS = (
    "code", "name", "rate", "display", "base", "amount", "inverse", "direction", "change", "change_pct",
    "previous_close", "as_of", "market_day", "changed_at", "freshness", "agreement", "kind", "derived",
    "last_rate", "remarks", "source", "attribution", "source_url", "checked_at", "valid_until", "notice",
    "disclaimer",
)  # fmt: skip
"""More may follow, at the end; none is renamed or moved."""

_MARK = "\ufeff"


def table(view: View, *, decimal_comma: bool = False) -> str:
    """The table, its lines ended as RFC 4180 has them.

    decimal_comma: for spreadsheets that write ``1,5``: numbers have a comma, and semicolons part the columns.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=";" if decimal_comma else ",")
    writer.writerow(COLUMNS)
    for rate in view.reading.snapshot.rows:
        row = _row(view, rate)
        writer.writerow([_cell(row[column], decimal_comma=decimal_comma) for column in COLUMNS])
    text = out.getvalue()
    return text if text.isascii() else _MARK + text


def _row(view: View, rate: Rate) -> dict[str, object]:
    reading, options = view.reading, view.options
    table = reading.snapshot
    source = next((info for info in table.sources if info.id == rate.shown_source), None)
    notices = (reading.replayed, reading.alarm)
    return {
        **rate.model_dump(include=set(COLUMNS)),
        "base": table.base,
        "amount": options.priced,
        "inverse": options.inverse,
        "remarks": "; ".join(remark.text for remark in (*reading.common, *reading.remarks(rate))),
        "source": reading.source_name(rate.shown_source) if rate.shown_source else None,
        "attribution": source.attribution if source else None,
        "source_url": source.url if source else None,
        "checked_at": table.checked_at,
        "valid_until": table.valid_until,
        "notice": " ".join(text for text in notices if text),
        "disclaimer": " ".join(text for text in (reading.disclaimer, options.disclaimer) if text),
    }


def _cell(value: object, *, decimal_comma: bool) -> str:
    """A value as it is written. Numbers and instants are our own and stay what they are, minus signs too; texts are made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", "," if decimal_comma else ".")
    if isinstance(value, (date, datetime)):
        return stamp(value)
    return harmless(str(value))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: where it could, an apostrophe stands before it. Controls are blanked."""
    clean = "".join(letter if letter >= " " and letter != "\x7f" else " " for letter in text)
    return f"'{clean}" if clean.lstrip()[:1] in tuple("=+-@＝＋－＠") else clean
