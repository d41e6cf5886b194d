"""The past in one SQLite file beside the snapshot.

One file with a rollback journal, not a write-ahead log: readers on a read-only mount, or of another user, need no file
that only a writer can make, and a copy of the file is a backup.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from fxwidget.domain.close import CARRIED, Basis, DailyClose, Point
from fxwidget.domain.retired import ended, unit_began
from fxwidget.errors import HistoryDamaged, StoreError
from fxwidget.store.history_rows import (
    BASIS,
    SCHEMA,
    Writer,
    basis_of,
    columns,
    every_close,
    instant,
    latest,
    marks,
    put_points,
    seconds,
)
from fxwidget.store.sqlite_connections import Connections

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ASIDE", "HISTORY", "SqliteHistory"]

HISTORY = "history.sqlite"
"""The file's name in the store's folder."""

ASIDE = "history.unreadable-"
"""The beginning of the name under which a damaged file is set aside; the time follows."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_UNREADABLE = (KeyError, ValueError, TypeError, OverflowError, InvalidOperation)


class SqliteHistory:
    """A past in a folder. Without ``writable`` it only reads, and never makes a file."""

    def __init__(self, folder: str | Path, *, writable: bool = False) -> None:
        self._path = os.path.join(os.path.expanduser(folder), HISTORY)
        self._writable = writable
        self._open = Connections(self._path, writable)
        self._bases: dict[int, Basis] = {}
        self._of: Hashable = None

    @property
    def file(self) -> Path:
        """The file, which need not be there."""
        from pathlib import Path  # loads more than all the rest: who only reads a close needs none

        return Path(self._path)

    def version(self) -> Hashable | None:
        try:
            stat = os.stat(self._path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._wrong("read", error) from error
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size) if stat.st_size else None

    def close(self) -> None:
        self._open.close()

    # Reading

    def codes(self) -> Mapping[str, tuple[date, date]]:
        ask = (
            "SELECT code, min(day), max(day) FROM series JOIN close ON close.series = series.id GROUP BY code"
        )
        with self._reading() as db:
            rows = db.execute(ask).fetchall() if db else []
            return {code: (date.fromordinal(first), date.fromordinal(last)) for code, first, last in rows}

    def closes(self, code: str, first: date, last: date, *, series: str | None = None) -> list[DailyClose]:
        # Long texts cost a third of what thousands of rows do; most ranges rest on one basis, and nothing was corrected.
        ask = (
            "SELECT group_concat(day), group_concat(rate), min(basis), max(basis), max(revision) FROM "
            "(SELECT * FROM close WHERE series = ? AND day BETWEEN ? AND ? ORDER BY day, revision)"
        )
        with self._reading() as db:
            number = _series_at(db, code, last, series) if db else None
            if db is None or number is None:
                return []
            start = max(first, unit_began(code, last) or first)
            span = (number, start.toordinal(), last.toordinal())
            days, rates, lowest, highest, revised = db.execute(ask, span).fetchone()
            if days is None:
                return []
            ordinals = list(map(int, days.split(",")))
            if lowest == highest and not revised:
                same = [lowest] * len(ordinals), [0] * len(ordinals)
                return self._closes(db, code, ordinals, rates.split(","), *same)
            return latest(self._closes(db, code, ordinals, rates.split(","), *_how(db, span)))

    def newest(
        self, codes: Sequence[str], count: int, *, until: date | None = None
    ) -> dict[str, list[DailyClose]]:
        # A bare column beside max() is, in SQLite, of the row that has the maximum.
        ask = (
            "SELECT * FROM (SELECT ?, day, rate, basis, max(revision) FROM close "
            "WHERE series = ? AND day BETWEEN ? AND ? GROUP BY day ORDER BY day DESC LIMIT ?)"
        )
        with self._reading() as db:
            wanted = [it for it in (_Span.of(db, code, until) for code in codes) if it] if db else []
            if db is None or not wanted:
                return {}
            values = [value for it in wanted for value in (it.code, it.series, it.first, it.last, count)]
            found: dict[str, list[Any]] = {}
            for code, *row in db.execute(" UNION ALL ".join([ask] * len(wanted)), values):
                found.setdefault(code, []).append(row)
            return {code: self._closes(db, code, *columns(sorted(rows))) for code, rows in found.items()}

    def close_on(self, code: str, day: date, *, series: str | None = None) -> DailyClose | None:
        found = self.closes(code, day - CARRIED, day, series=series)
        if ended(code, day) is not None:
            found = [it for it in found if it.day == day]
        return found[-1] if found else None

    def first_day(self, code: str) -> date | None:
        ask = "SELECT min(day) FROM series JOIN close ON close.series = series.id WHERE code = ?"
        with self._reading() as db:
            found = db.execute(ask, (code,)).fetchone()[0] if db else None
            return date.fromordinal(found) if found is not None else None

    def revisions(self, code: str, day: date, *, series: str | None = None) -> list[DailyClose]:
        ask = "SELECT day, rate, basis, revision FROM close WHERE series = ? AND day = ? ORDER BY revision"
        with self._reading() as db:
            number = _series_at(db, code, day, series) if db else None
            if db is None or number is None:
                return []
            return self._closes(db, code, *columns(db.execute(ask, (number, day.toordinal())).fetchall()))

    def every(self, since: date) -> list[DailyClose]:
        with self._reading() as db:
            return list(every_close(db, since)) if db else []

    def points(self, codes: Sequence[str], since: datetime) -> dict[str, list[Point]]:
        ask = (
            f"SELECT code, at, rate, source, series FROM point WHERE code IN ({marks(codes)}) AND at >= ? "
            "ORDER BY code, at"
        )
        found: dict[str, list[Point]] = {}
        with self._reading() as db:
            for code, at, rate, source, series in db.execute(ask, (*codes, seconds(since))) if db else ():
                found.setdefault(code, []).append(Point(code, instant(at), Decimal(rate), source, series))
            return {code: [it for it in own if it.series == own[-1].series] for code, own in found.items()}

    def _closes(
        self,
        db: sqlite3.Connection,
        code: str,
        days: Sequence[int],
        rates: Sequence[str],
        bases: Sequence[int],
        revisions: Sequence[int],
    ) -> list[DailyClose]:
        """Columns as closes, by functions that run without a step of Python for each row, as there may be thousands."""
        known = self._known_bases(db, set(bases))
        columns = zip(
            repeat(code, len(days)),
            map(date.fromordinal, days),
            map(Decimal, rates),
            map(known.__getitem__, bases),
            revisions,
            strict=True,
        )
        return list(map(tuple.__new__, repeat(DailyClose), columns))

    def _known_bases(self, db: sqlite3.Connection, wanted: set[int]) -> dict[int, Basis]:
        """The bases of these numbers; they never change, and so are read once as long as the file is the same."""
        missing = sorted(wanted - self._bases.keys())
        for start in range(0, len(missing), 500):
            some = missing[start : start + 500]
            ask = f"SELECT id, {BASIS} FROM basis WHERE id IN ({marks(some)})"
            self._bases |= {number: basis_of(row) for number, *row in db.execute(ask, some)}
        return self._bases

    def check(self) -> None:
        with self._reading() as db:
            found = db.execute("PRAGMA quick_check(1)").fetchone()[0] if db else "ok"
            if found != "ok":
                raise self._damaged(sqlite3.DatabaseError(found))

    # Writing

    def add(self, closes: Iterable[DailyClose]) -> int:
        with self._writing() as db:
            writer = Writer(db)
            return sum(writer.add(close) for close in closes)

    def add_points(self, points: Iterable[Point], *, forget_before: datetime) -> None:
        with self._writing() as db:
            put_points(db, points, forget_before)

    def set_aside(self) -> str:
        self.close()
        aside = self.file.with_name(f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        with self._errors("write"):
            os.rename(self.file, aside)
            journal = self.file.with_name(f"{HISTORY}-journal")
            journal.unlink(missing_ok=True)  # it would be taken for the next file's
        return aside.name

    # Errors

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The connection to read by, in one state of the file; None where nothing was ever stored."""
        with self._errors("read"):
            if self.version() is None:
                yield None
                return
            db = self._open.connection()
            if self._of != self._open.file_number:
                self._bases, self._of = {}, self._open.file_number
            yield db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if not self._writable:
            raise StoreError(f"the history {self._path} was opened to be read only")
        with self._errors("write"):
            self._make()
            db = self._open.connection()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _make(self) -> None:
        """Make the file, whole before it has its name: no reader sees one without tables."""
        from fxwidget.store.file_systems import refuse_network

        if self.version() is not None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        refuse_network(self.file.parent)
        new = self.file.with_name(f"{HISTORY}.new")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new)) as db:
            db.executescript(SCHEMA)
        os.replace(new, self.file)

    @contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except sqlite3.Error as error:
            if _primary(error) in _DAMAGE:
                raise self._damaged(error) from error
            raise self._wrong(doing, error) from error
        except OSError as error:
            raise self._wrong(doing, error) from error
        except _UNREADABLE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> HistoryDamaged:
        return HistoryDamaged(
            f"the history {self._path} is damaged ({error}); 'fxwidget doctor' says how to rebuild it"
        )

    def _wrong(self, doing: str, error: Exception) -> StoreError:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return StoreError(
            f"can't {doing} the history {self._path}: {why}; check the folder, its owner and its free space"
        )


class _Span(NamedTuple):
    """The days of one currency's series and unit up to a day. ``series`` is its number, days are ordinals."""

    code: str
    series: int
    first: int
    last: int

    @classmethod
    def of(cls, db: sqlite3.Connection, code: str, until: date | None) -> _Span | None:
        """None where a currency has no close up to that day."""
        last = until or date.max
        series = _series_at(db, code, last, None)
        if series is None:
            return None
        ask = "SELECT max(day) FROM close WHERE series = ? AND day <= ?"
        newest = db.execute(ask, (series, last.toordinal())).fetchone()[0]
        began = unit_began(code, date.fromordinal(newest)) or date.min
        return cls(code, series, began.toordinal(), newest)


def _series_at(db: sqlite3.Connection, code: str, last: date, series: str | None) -> int | None:
    """The number of a currency's series: the one named, or the one of its last close up to a day."""
    ask = (
        "SELECT id, (SELECT max(day) FROM close WHERE close.series = series.id AND day <= ?) AS newest "
        "FROM series WHERE code = ? AND (? IS NULL OR series = ?) AND newest IS NOT NULL "
        "ORDER BY newest DESC, id DESC LIMIT 1"
    )
    row = db.execute(ask, (last.toordinal(), code, series, series)).fetchone()
    return row[0] if row is not None else None


def _how(db: sqlite3.Connection, span: tuple[int, int, int]) -> tuple[list[int], list[int]]:
    """The bases and the revisions of a range of closes."""
    ask = (
        "SELECT group_concat(basis), group_concat(revision) FROM "
        "(SELECT * FROM close WHERE series = ? AND day BETWEEN ? AND ? ORDER BY day, revision)"
    )
    bases, revisions = db.execute(ask, span).fetchone()
    return list(map(int, bases.split(","))), list(map(int, revisions.split(",")))


def _primary(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error; 0 where it has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
