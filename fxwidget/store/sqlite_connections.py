"""Connections to the SQLite file of the past: each is of one thread of one process, and closed with it."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Hashable, Iterator
from contextlib import ExitStack, contextmanager
from weakref import finalize

from fxwidget.errors import StoreError
from fxwidget.store.history_rows import FORMAT

__all__ = ["Connections", "closed_on_error", "format_of"]

PATIENCE = 5.0
"""Seconds to wait for another process's lock."""


class Connections:
    """One connection for each thread of each process; opened anew where the file was replaced meanwhile."""

    def __init__(self, file: str, writable: bool) -> None:
        self._file = file
        self._writable = writable
        self._here = threading.local()

    @property
    def file_number(self) -> Hashable:
        """Which file, of which process, this thread's connection is of."""
        opened = self._opened
        return None if opened is None else opened.of

    @property
    def _opened(self) -> _Connection | None:
        return getattr(self._here, "opened", None)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened where it has none to the file that is there now.

        Raises:
            OSError: there is no file.
            sqlite3.Error: it can't be opened.
            StoreError: it is of another format.
        """
        stat = os.stat(self._file)
        of = (os.getpid(), stat.st_dev, stat.st_ino)
        opened = self._opened
        if opened is None or opened.of != of:
            self.close()
            opened = self._here.opened = _Connection(self._connected(), of)
        return opened.db

    def close(self) -> None:
        """Close this thread's connection; one of another process is left to that."""
        opened, self._here.opened = self._opened, None
        if opened is not None:
            opened.close()

    def _connected(self) -> sqlite3.Connection:
        """A connection; one to read by undoes what a killed writer left half done, where its user may write."""
        # Whoever ends it last may be another thread; none but its own ever uses it.
        db = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        with closed_on_error(db):
            if not self._writable:
                db.execute("PRAGMA query_only = ON")
            found = format_of(db)
            if found != FORMAT:
                raise StoreError(
                    f"the history {self._file} was written in format {found} and this fxwidget reads {FORMAT}: "
                    "install a newer fxwidget"
                )
        return db


class _Connection:
    """An open connection, which is closed at the latest when nobody has it any more, as when its thread has ended.

    of: the process that opened it, and the file; one that was inherited from another process is that process's to close.
    """

    def __init__(self, db: sqlite3.Connection, of: tuple[int, int, int]) -> None:
        self.db = db
        self.of = of
        self.close = finalize(self, _close, db, of[0])


def _close(db: sqlite3.Connection, opener: int) -> None:
    if opener == os.getpid():
        db.close()


@contextmanager
def closed_on_error(db: sqlite3.Connection) -> Iterator[None]:
    """Close a new connection where the block finds that it is none to use."""
    with ExitStack() as closing:
        closing.callback(db.close)
        yield
        closing.pop_all()


def format_of(db: sqlite3.Connection) -> int:
    """The format that a file says it is of; 0 where none was ever noted."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found
