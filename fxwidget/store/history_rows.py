"""The tables of the past, what stands in their rows, and how closes are added to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fxwidget.domain.close import POINT_EVERY, Basis, DailyClose, Point
from fxwidget.domain.kinds import Agreement, Kind

__all__ = [
    "BASIS",
    "FORMAT",
    "SCHEMA",
    "Writer",
    "basis_of",
    "columns",
    "digits",
    "every_close",
    "instant",
    "latest",
    "marks",
    "put_points",
    "row_of",
    "seconds",
]

FORMAT = 1

# Days are counted from 1 January of the year 1, as ``date.toordinal`` does; ``readable`` shows them as dates.
SCHEMA = f"""
CREATE TABLE series (id INTEGER PRIMARY KEY, code TEXT NOT NULL, series TEXT NOT NULL, UNIQUE (code, series));
CREATE TABLE basis (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, agreement TEXT NOT NULL,
    recorded_at INTEGER NOT NULL, derived TEXT NOT NULL, own INTEGER NOT NULL, named INTEGER NOT NULL,
    undisclosed INTEGER NOT NULL, spread_bps TEXT NOT NULL, stated TEXT NOT NULL, backfilled INTEGER NOT NULL,
    UNIQUE (source, kind, agreement, recorded_at, derived, own, named, undisclosed, spread_bps, stated, backfilled)
);
CREATE TABLE close (
    series INTEGER NOT NULL, day INTEGER NOT NULL, revision INTEGER NOT NULL, rate TEXT NOT NULL,
    basis INTEGER NOT NULL, PRIMARY KEY (series, day, revision)
) WITHOUT ROWID;
CREATE TABLE point (
    code TEXT NOT NULL, series TEXT NOT NULL, slot INTEGER NOT NULL, at INTEGER NOT NULL, rate TEXT NOT NULL,
    source TEXT NOT NULL, PRIMARY KEY (code, series, slot)
) WITHOUT ROWID;
CREATE VIEW readable AS
    SELECT code, series.series, date(day + 1721424.5) AS day, revision, rate, source, kind, agreement, derived,
        own, named, undisclosed, spread_bps, stated, datetime(recorded_at, 'unixepoch') AS recorded_at, backfilled
    FROM close JOIN series ON series.id = close.series JOIN basis ON basis.id = close.basis;
PRAGMA user_version = {FORMAT};
"""

BASIS = (
    "source, kind, agreement, recorded_at, derived, own, named, undisclosed, spread_bps, stated, backfilled"
)


def row_of(basis: Basis) -> tuple[str | int, ...]:
    """A basis as the columns ``BASIS``."""
    return (
        basis.source,
        basis.kind.value,
        basis.agreement.value,
        seconds(basis.recorded_at),
        basis.derived or "",
        basis.own,
        basis.named,
        basis.undisclosed,
        "" if basis.spread_bps is None else digits(basis.spread_bps),
        _stated(basis.stated),
        int(basis.backfilled),
    )


def basis_of(row: Sequence[Any]) -> Basis:
    """The basis of a row with the columns ``BASIS``."""
    source, kind, agreement, recorded_at, derived, own, named, undisclosed, spread, stated, backfilled = row
    return Basis(
        source,
        Kind(kind),
        Agreement(agreement),
        instant(recorded_at),
        derived or None,
        own,
        named,
        undisclosed,
        Decimal(spread) if spread else None,
        timedelta(days=int(stated or 0)) if "T" not in stated else datetime.fromisoformat(stated),
        bool(backfilled),
    )


def _stated(stated: timedelta | datetime) -> str:
    if isinstance(stated, timedelta):
        return str(stated.days) if stated else ""
    return stated.astimezone(UTC).isoformat()


def digits(number: Decimal) -> str:
    """A number written out, with exactly its digits and no exponent."""
    return format(number, "f")


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())


def instant(at: int) -> datetime:
    """The UTC instant so many seconds after 1970."""
    return datetime.fromtimestamp(at, UTC)


def marks(values: Sequence[object]) -> str:
    """A question mark for each value of a statement."""
    return ", ".join("?" * len(values))


def put_points(db: sqlite3.Connection, points: Iterable[Point], forget_before: datetime) -> None:
    """Store points within a transaction, the last one in each ``POINT_EVERY``; earlier ones than ``forget_before`` go."""
    every = POINT_EVERY // timedelta(seconds=1)
    rows = [
        (it.code, it.series, seconds(it.at) // every, seconds(it.at), digits(it.rate), it.source)
        for it in points
    ]
    db.executemany("INSERT OR REPLACE INTO point VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.execute("DELETE FROM point WHERE at < ?", (seconds(forget_before),))


def every_close(db: sqlite3.Connection, since: date) -> Iterator[DailyClose]:
    """The closes of the days from ``since`` on with all their revisions, by day, code, series and revision."""
    ask = (
        f"SELECT code, day, rate, revision, {BASIS} FROM close JOIN series ON series.id = close.series "
        "JOIN basis ON basis.id = close.basis WHERE day >= ? ORDER BY day, code, series.series, revision"
    )
    for code, day, rate, revision, *basis in db.execute(ask, (since.toordinal(),)):
        yield DailyClose(code, date.fromordinal(day), Decimal(rate), basis_of(basis), revision)


def columns(rows: Sequence[Any]) -> Sequence[Any]:
    """Rows of day, rate, basis and revision as four columns."""
    return list(zip(*rows, strict=True)) or [(), (), (), ()]


def latest(closes: list[DailyClose]) -> list[DailyClose]:
    """For each day its latest revision, of closes in the order of days and revisions."""
    if len({close.day for close in closes}) == len(closes):
        return closes
    return list({close.day: close for close in closes}.values())


_NEWEST_OF_DAY = (
    "SELECT revision, rate, source, agreement FROM close JOIN basis ON basis.id = basis "
    "WHERE series = ? AND day = ? ORDER BY revision DESC LIMIT 1"
)


class Writer:
    """Adds closes within one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._series: dict[tuple[str, str], int] = {}
        self._last: dict[int, int] = {}
        self._bases: dict[Basis, int] = {}

    def add(self, close: DailyClose) -> bool:
        """Add a close as the next revision of its day; false where the latest one says the same."""
        series, day = self._series_number(close), close.day.toordinal()
        rate, revision = digits(close.rate), 0
        if day <= self._last[series]:
            known = self._db.execute(_NEWEST_OF_DAY, (series, day)).fetchone()
            if known is not None and known[1:] == (rate, close.source, close.agreement.value):
                return False
            revision = known[0] + 1 if known is not None else 0
        row = (series, day, revision, rate, self._basis_number(close.basis))
        self._db.execute("INSERT INTO close VALUES (?, ?, ?, ?, ?)", row)
        self._last[series] = max(day, self._last[series])
        return True

    def _series_number(self, close: DailyClose) -> int:
        key = (close.code, close.series)
        if key not in self._series:
            self._db.execute("INSERT OR IGNORE INTO series (code, series) VALUES (?, ?)", key)
            ask = "SELECT id, (SELECT max(day) FROM close WHERE close.series = id) FROM series WHERE code = ? AND series = ?"
            number, last = self._db.execute(ask, key).fetchone()
            self._series[key], self._last[number] = number, last or 0
        return self._series[key]

    def _basis_number(self, basis: Basis) -> int:
        if basis not in self._bases:
            row, names = row_of(basis), BASIS.split(", ")
            self._db.execute(f"INSERT OR IGNORE INTO basis ({BASIS}) VALUES ({marks(row)})", row)
            where = " AND ".join(f"{name} = ?" for name in names)
            self._bases[basis] = self._db.execute(f"SELECT id FROM basis WHERE {where}", row).fetchone()[0]
        return self._bases[basis]
