"""This machine's copy of a past that lies in Redis: a file as the disk store has it, and how far it was read there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from fxwidget.domain.close import DailyClose
from fxwidget.store.sqlite_history import SqliteHistory

__all__ = ["NOWHERE", "Position", "Replica"]

_TABLE = (
    "CREATE TABLE IF NOT EXISTS followed (series TEXT NOT NULL, closes TEXT NOT NULL, points TEXT NOT NULL)"
)


class Position(NamedTuple):
    """How far a past was read: which one, and the last entry of each of its streams."""

    series: str
    closes: str
    points: str


NOWHERE = Position("", "0-0", "0-0")


class Replica(SqliteHistory):
    """A past in a folder that is read from elsewhere. What it has is never taken from it: what comes is added."""

    def listed(self, closes: Iterable[DailyClose]) -> list[DailyClose]:
        """The closes, once all of them were made; what goes wrong meanwhile is an error of writing them."""
        with self._errors("write"):
            return list(closes)

    def position(self) -> Position:
        """How far it was read."""
        with self._reading() as db:
            return NOWHERE if db is None else _position(db)

    def extend(self, before: Position, change: Callable[[sqlite3.Connection], Position]) -> bool:
        """Add what ``change`` does and the position that it returns, all or nothing; false where it is no longer at ``before``."""
        with self._writing() as db:
            if _position(db) != before:
                return False
            after = change(db)
            db.execute(_TABLE)
            db.execute("DELETE FROM followed")
            db.execute("INSERT INTO followed VALUES (?, ?, ?)", after)
            return True


def _position(db: sqlite3.Connection) -> Position:
    try:
        found = db.execute("SELECT series, closes, points FROM followed").fetchone()
    except sqlite3.OperationalError:  # no table yet: it was read from nowhere
        return NOWHERE
    return NOWHERE if found is None else Position(*found)
