"""What archives said, beside the past that is decided by it: so that nothing known is asked for again.

A SQLite file of its own. It may be removed at any time: the next backfill then asks anew. Days are compressed, as they
are read from the first to the last and never one row at a time.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from fxwidget.domain.archived import ArchivedDay, Number, Span
from fxwidget.domain.kinds import Kind
from fxwidget.errors import StoreError
from fxwidget.store.sqlite_connections import closed_on_error, format_of

__all__ = ["ARCHIVES", "Archives"]

ARCHIVES = "archives.sqlite"
"""The file's name in the store's folder."""

FORMAT = 1
DAY = timedelta(days=1)
PATIENCE = 5.0
"""Seconds to wait for another process's lock."""

SCHEMA = f"""
CREATE TABLE asked (source TEXT NOT NULL, code TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (source, code, first, last)) WITHOUT ROWID;
CREATE TABLE answer (source TEXT NOT NULL, as_of TEXT NOT NULL, day INTEGER NOT NULL, numbers BLOB NOT NULL,
    PRIMARY KEY (source, as_of)) WITHOUT ROWID;
CREATE INDEX by_day ON answer (day);
CREATE TABLE refused (source TEXT NOT NULL, as_of TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (source, as_of, code)) WITHOUT ROWID;
CREATE TABLE spent (source TEXT NOT NULL, day INTEGER NOT NULL, requests INTEGER NOT NULL,
    PRIMARY KEY (source, day)) WITHOUT ROWID;
CREATE TABLE decided (what TEXT PRIMARY KEY, days INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
"""


class Archives:
    """The answers of archives in a folder, for one backfill at a time."""

    def __init__(self, folder: str | Path) -> None:
        """Open the file, or make it.

        Raises:
            StoreError: the folder can't be written, or the file is damaged.
        """
        self.file = Path(folder).expanduser() / ARCHIVES
        with self._errors():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._make()
            self._db = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
            with closed_on_error(self._db):
                found = format_of(self._db)
                if found != FORMAT:
                    raise StoreError(
                        f"{self.file} is of format {found}: remove it, and archives are asked anew"
                    )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def missing(self, source: str, codes: Iterable[str], span: Span) -> list[Span]:
        """The days of a span for which a source was not asked yet, for any of these currencies."""
        gaps = {gap for code in codes for gap in self._gaps(source, code, span)}
        return _merged(gaps)

    def _gaps(self, source: str, code: str, span: Span) -> Iterator[Span]:
        ask = "SELECT first, last FROM asked WHERE source = ? AND code = ? AND last >= ? AND first <= ?"
        values = (source, code, span.first.toordinal(), span.last.toordinal())
        with self._errors():
            known = [_span(*row) for row in self._db.execute(ask, values)]
        start = span.first
        for first, last in _merged(known):
            if first > start:
                yield Span(start, first - DAY)
            start = max(start, last + DAY)
        if start <= span.last:
            yield Span(start, span.last)

    def keep(self, source: str, codes: Iterable[str], span: Span, archived: Iterable[ArchivedDay]) -> int:
        """Store what one conversation about a span gave, and that it was had, all or nothing; returns how many days are new."""
        first, last = span.first.toordinal(), span.last.toordinal()
        with self._errors(), self._transaction():
            new = sum(self._keep_day(it) for it in archived)
            rows = [(source, code, first, last) for code in codes]
            self._db.executemany("INSERT OR IGNORE INTO asked VALUES (?, ?, ?, ?)", rows)
        return new

    def _keep_day(self, archived: ArchivedDay) -> bool:
        key = (archived.source, archived.as_of.isoformat())
        row = self._db.execute("SELECT numbers FROM answer WHERE source = ? AND as_of = ?", key).fetchone()
        known = _unpacked(row[0]) if row else {}
        numbers = {**known, **archived.numbers}
        if numbers and numbers != known:
            values = (*key, archived.market_day.toordinal(), _packed(numbers))
            self._db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", values)
        self._db.executemany(
            "INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?)",
            [(*key, code, reason) for code, reason in archived.refused.items()],
        )
        return bool(numbers) and numbers != known

    def days(self, sources: Sequence[str], last: date) -> Iterator[tuple[date, list[ArchivedDay]]]:
        """All that these sources said of the market days up to ``last``, day by day."""
        ask = (
            "SELECT day, source, as_of, numbers FROM answer "
            f"WHERE day <= ? AND source IN ({', '.join('?' * len(sources))}) ORDER BY day, source, as_of"
        )
        day = 0
        found: list[ArchivedDay] = []
        with self._errors():
            for ordinal, source, as_of, numbers in self._db.execute(ask, (last.toordinal(), *sources)):
                if ordinal != day and found:
                    yield date.fromordinal(day), found
                    found = []
                day = ordinal
                stated = datetime.fromisoformat(as_of) if "T" in as_of else date.fromisoformat(as_of)
                found.append(ArchivedDay(source, stated, date.fromordinal(day), _unpacked(numbers), {}))
        if found:
            yield date.fromordinal(day), found

    def refusals(self, sources: Sequence[str]) -> list[tuple[str, str, str, str]]:
        """Rows that could not be used: the source, the stated day, the currency and the reason."""
        ask = f"SELECT source, as_of, code, reason FROM refused WHERE source IN ({', '.join('?' * len(sources))})"
        with self._errors():
            return self._db.execute(ask, tuple(sources)).fetchall()

    def spent(self, source: str) -> dict[date, int]:
        """How many requests went to a source, by UTC day."""
        ask = "SELECT day, requests FROM spent WHERE source = ?"
        with self._errors():
            return {date.fromordinal(day): number for day, number in self._db.execute(ask, (source,))}

    def count(self, source: str, day: date) -> None:
        """Count one request before it is sent, beyond a crash while it is."""
        ask = "INSERT INTO spent VALUES (?, ?, 1) ON CONFLICT (source, day) DO UPDATE SET requests = requests + 1"
        with self._errors():
            self._db.execute(ask, (source, day.toordinal()))

    def decided(self, what: str) -> bool:
        """Whether all that is stored was decided, by these settings."""
        with self._errors():
            row = self._db.execute("SELECT days FROM decided WHERE what = ?", (what,)).fetchone()
            return row is not None and row[0] == self._size()

    def set_decided(self, what: str) -> None:
        """Remember that it was."""
        with self._errors():
            self._db.execute("INSERT OR REPLACE INTO decided VALUES (?, ?)", (what, self._size()))

    def _size(self) -> int:
        found: int = self._db.execute("SELECT count(*) FROM answer").fetchone()[0]
        return found

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _make(self) -> None:
        from fxwidget.store.file_systems import refuse_network

        if self.file.exists():
            return
        refuse_network(self.file.parent)
        new = self.file.with_name(f"{ARCHIVES}.new")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new)) as db:
            db.executescript(SCHEMA)
        os.replace(new, self.file)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except (sqlite3.OperationalError, OSError) as error:
            raise StoreError(
                f"can't use {self.file}: {error}; check the folder, its owner and its free space"
            ) from error
        except (sqlite3.Error, zlib.error, ValueError, ArithmeticError) as error:
            raise StoreError(
                f"{self.file} is damaged ({error}): remove it, and archives are asked anew"
            ) from error


def _span(first: int, last: int) -> Span:
    return Span(date.fromordinal(first), date.fromordinal(last))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in their order, those joined that touch or overlap."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.first <= merged[-1].last + DAY:
            merged[-1] = Span(merged[-1].first, max(merged[-1].last, span.last))
        else:
            merged.append(span)
    return merged


def _packed(numbers: dict[str, Number]) -> bytes:
    """Numbers as compressed lines of code, rate, kind and how each was computed."""
    lines = [
        f"{code} {number.rate:f} {number.kind.value if number.kind else '-'} {number.derived or ''}"
        for code, number in sorted(numbers.items())
    ]
    return zlib.compress("\n".join(lines).encode(), 9)


def _unpacked(numbers: bytes) -> dict[str, Number]:
    found = {}
    for line in zlib.decompress(numbers).decode().split("\n"):
        code, rate, kind, derived = line.split(" ", 3)
        found[code] = Number(Decimal(rate), derived or None, None if kind == "-" else Kind(kind))
    return found
