"""The past of the table of 14 May 2025: a peg, two that float, one that was devalued, one with a gap, and a single close."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from fxwidget.domain.snapshot import Recent, Snapshot
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close
from tests.support.snapshots import snapshot

__all__ = ["DAYS", "RECENT", "store_past", "with_past"]

LAST = date(2025, 5, 13)

DAYS = [LAST - timedelta(back) for back in range(28, -1, -1) if (LAST - timedelta(back)).weekday() < 5]
"""The market days of four weeks, the oldest first: 15 April to 13 May."""


def _closes(*numbers: str, days: list[date] = DAYS) -> Recent:
    """A close for each day, the numbers over and over."""
    return tuple((day, Decimal(number)) for day, number in zip(days, cycle(numbers), strict=False))


FLOATING = (
    "85.77 85.53 85.41 85.36 85.20 85.17 85.42 85.38 85.46 85.26 85.04 84.98 84.50 84.57 84.26 84.34 84.76 85.02 "
    "85.37 84.65 84.9012"
).split()
"""The rupee's closes of those days, about as they were."""

RECENT: dict[str, Recent] = {
    "AED": _closes("3.6725", "3.6731", "3.6728"),
    "INR": _closes(*FLOATING),
    "RUB": _closes("82.5", "82.1", "81.3", "81.9", "80.7", "81.2", "80.4"),
    "EGP": _closes(*["30.9"] * 9, *["49.5", "50.1", "50.6", "50.5", "50.4", "50.8", "50.7", "50.6", "50.6", "50.5", "50.5", "50.4"]),
    "ZAR": _closes("18.9", "18.7", "18.8", "18.6", "18.4", days=[*DAYS[:7], *DAYS[16:]]),
    "SAR": _closes("3.7506", days=DAYS[-1:]),
}  # fmt: skip


def with_past(table: Snapshot | None = None) -> Snapshot:
    """A table with the closes of its last four weeks."""
    return (table or snapshot()).model_copy(update={"recent": RECENT})


def store_past(folder: Path) -> None:
    """Store those closes in a folder."""
    with closing(SqliteHistory(folder, writable=True)) as history:
        history.add(
            close(code, day.isoformat(), format(number, "f"))
            for code, closes in RECENT.items()
            for day, number in closes
        )
