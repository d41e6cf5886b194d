"""The past in a state file: a line for each month, so that a version control system stores the newest ones again, no others.

``past/2026-03 {"bases": […], "closes": {"INR": [["2026-03-12", "87.1234", 0], …]}}``: a close is its day, its number and the
place of what it rests on; the same day once more is a correction of it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from fxwidget.domain.close import DailyClose
from fxwidget.store.history_rows import basis_of, digits, row_of

__all__ = ["PAST_KEPT", "past_lines", "past_of"]

log = logging.getLogger("fxwidget.store.state")

PAST_KEPT = timedelta(days=400)
"""How far back the closes of a state go: a year, and what its first day is compared with. It bounds the file."""

_PART = "past/"


def past_lines(closes: Sequence[DailyClose]) -> Iterator[tuple[str, bytes]]:
    """The lines of closes, which are in the order of their months, by name; those that are too old are left out."""
    first = max(it.day for it in closes) - PAST_KEPT if closes else date.min
    for month, within in groupby((it for it in closes if it.day > first), lambda it: f"{it.day:%Y-%m}"):
        yield f"{_PART}{month}", json.dumps(_month(within), separators=(",", ":")).encode()


def _month(closes: Iterable[DailyClose]) -> dict[str, Any]:
    places: dict[tuple[str | int, ...], int] = {}
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for it in closes:
        place = places.setdefault(row_of(it.basis), len(places))
        rows.setdefault(it.code, []).append((it.day.isoformat(), digits(it.rate), place))
    return {"bases": list(places), "closes": rows}


def past_of(entries: Iterable[tuple[str, str]]) -> Iterator[DailyClose]:
    """The closes in the entries of a file; a month that can't be read is left out, and logged."""
    for name, text in sorted(entries):
        if name.startswith(_PART):
            try:
                yield from list(_closes(json.loads(text)))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
                log.warning("%s can't be read and is missing from now on: %s", name, error)


def _closes(month: dict[str, Any]) -> Iterator[DailyClose]:
    bases = [basis_of(row) for row in month["bases"]]
    for code, rows in month["closes"].items():
        for day, rate, place in rows:
            yield DailyClose(code, date.fromisoformat(day), Decimal(rate), bases[place])
