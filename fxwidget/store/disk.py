"""A store in one folder: checksummed files of the snapshot and of changes for readers, diskcache for the refresher's memory.

Both files are replaced atomically, the snapshot's previous copy stays beside it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import diskcache

from fxwidget.domain.change_log import RateChange, following
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import SnapshotInvalid, StoreBusy, StoreError
from fxwidget.ops.clock import utc_now
from fxwidget.ops.files import replace_file, sync_folder, write_file
from fxwidget.store.file_systems import refuse_network
from fxwidget.store.memory_texts import memory_of, texts_of
from fxwidget.store.ownership import Ownership
from fxwidget.store.snapshot_file import seal, seal_changes, unseal, unseal_changes
from fxwidget.store.text_only import NotText, TextCache

SNAPSHOT, PREVIOUS, ORDERS = "snapshot.json", "snapshot.previous.json", "orders.json"
CHANGES = "changes.json"
LOCK, MEMORY = "refresher.lock", "memory"
ASIDE = "memory.unreadable-"
"""The beginning of the name under which an unreadable memory is set aside; the time follows."""


PATIENCE = 5.0
"""Seconds to wait for another process's lock."""

log = logging.getLogger("fxwidget.store.disk")


class DiskStore:
    """A store in a folder, which is made when something is first written."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).expanduser()
        self._cache: TextCache | None = None
        self._inode: int | None = None
        self._stored: dict[str, str] = {}

    # Reading

    def version(self) -> Hashable | None:
        stat = self._stat()
        return None if stat is None else (stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def published_at(self) -> datetime | None:
        stat = self._stat()
        return None if stat is None else datetime.fromtimestamp(stat.st_mtime, UTC)

    def _stat(self) -> os.stat_result | None:
        try:
            return (self.folder / SNAPSHOT).stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._wrong("read", error) from error

    def load(self) -> Snapshot | None:
        faults = []
        for name in (SNAPSHOT, PREVIOUS):
            content = self._read(name)
            if content is None:
                continue
            try:
                return unseal(content)
            except SnapshotInvalid as error:
                log.warning("%s in %s: %s", name, self.folder, error)
                faults.append(f"{name}: {error}")
        if faults:
            raise SnapshotInvalid("; ".join(faults))
        return None

    def changes(self) -> tuple[RateChange, ...]:
        """The stored history of changes; none where its file can't be read."""
        try:
            content = self._read(CHANGES)
            return () if content is None else unseal_changes(content)
        except (SnapshotInvalid, StoreError) as error:
            log.warning("%s in %s: %s; the changes begin anew", CHANGES, self.folder, error)
            return ()

    def via(self) -> tuple[str, ...]:
        return ()

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._wrong("read", error) from error

    # Publishing

    def publish(self, snapshot: Snapshot) -> bool:
        content = seal(snapshot)
        with self._errors("write"):
            self._make_folder()
            with self._locked("publish.lock"):
                published = self._published()
                if published is not None and published.seq >= snapshot.seq:
                    return False
                self._write_changes(published, snapshot)
                self._replace(content)
                return True

    def _write_changes(self, published: Snapshot | None, snapshot: Snapshot) -> None:
        """Store the changes that a snapshot brought before it is published, so that a reader of it finds them; a failure is logged only."""
        known = self.changes()
        changes = following(known, published, snapshot)
        if changes == known:
            return
        try:
            replace_file(self.folder / CHANGES, seal_changes(changes))
        except OSError as error:
            log.error("%s", self._wrong("write", error))

    def _replace(self, content: bytes) -> None:
        current, previous = self.folder / SNAPSHOT, self.folder / PREVIOUS
        copy = self.folder / "snapshot.previous.json.new"
        temporary = write_file(self.folder / "snapshot.json.new", content)
        if self._whole():
            copy.unlink(missing_ok=True)
            os.link(current, copy)
            os.replace(copy, previous)
        os.replace(temporary, current)
        sync_folder(self.folder)

    def _published(self) -> Snapshot | None:
        try:
            return self.load()
        except SnapshotInvalid:
            return None  # something torn, which a whole snapshot may replace

    def _whole(self) -> bool:
        """Whether the snapshot may become the previous copy: a torn one would take a good one's place."""
        content = self._read(SNAPSHOT)
        try:
            return content is not None and unseal(content) is not None
        except SnapshotInvalid:
            return False

    # The refresher's memory

    def load_memory(self) -> Memory:
        """The memory, without values that no round can have written; a database that can't be read is set aside, and a new one begun."""
        with self._errors("read"):
            if not (self.folder / MEMORY).exists():
                return Memory()
            try:
                texts = self._texts()
            except (ValueError, LookupError, TypeError, NotText, sqlite3.Error) as error:
                if not _unwritable(error):
                    self._refuse_busy(error)
                    self._set_aside(error)
                    return Memory()
                log.error("%s; going on with what can be read", self._wrong("write", error))
                texts = _read_only(self.folder / MEMORY / "cache.db")
        self._stored = {key: text for key, text in texts.items() if isinstance(text, str)}
        return memory_of(self._stored.items(), self.folder, log)

    def _texts(self) -> dict[str, Any]:
        cache = self._open()
        return {str(key): cache.get(key, retry=False) for key in cache.iterkeys()}

    def _refuse_busy(self, error: Exception) -> None:
        """Raise where another process has locked the memory, with which nothing is wrong."""
        if isinstance(error, sqlite3.OperationalError) and not _another_schema(error):
            raise error

    def _set_aside(self, error: Exception) -> None:
        """Rename the memory, by the time, so that somebody can look at it; the next one begins anew."""
        self.close()
        aside = self.folder / f"{ASIDE}{utc_now():%Y%m%dT%H%M%SZ}"
        os.rename(self.folder / MEMORY, aside)
        log.error(
            "the memory in %s can't be read (%s): it is set aside as %s and begins anew from the last snapshot",
            self.folder,
            " ".join(str(error).split())[:100] or type(error).__name__,
            aside.name,
        )

    def save_memory(self, memory: Memory) -> None:
        texts = texts_of(memory)
        with self._errors("write"):
            self._make_folder()
            try:
                self._write(texts)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and not _another_schema(error):
                    raise
                self._set_aside(error)
                self._write(texts)
        self._stored = texts

    def _write(self, texts: dict[str, str]) -> None:
        cache = self._open()
        with cache.transact(retry=False):
            for key, text in texts.items():
                if self._stored.get(key) != text:
                    cache.set(key, text, retry=False)
            for key in self._stored.keys() - texts.keys():
                cache.delete(key, retry=False)

    def _open(self) -> TextCache:
        """The memory's connection; opened anew, and then written whole, where its file was removed meanwhile."""
        folder = self.folder / MEMORY
        database = folder / "cache.db"
        if self._cache is not None and self._inode is not None and self._inode == _inode(database):
            return self._cache
        self.close()
        refuse_network(self.folder)
        _refuse_other_files(database)
        self._cache = TextCache(folder, PATIENCE)
        self._inode = _inode(database)
        return self._cache

    # Operators' orders

    def journal(self) -> Journal:
        try:
            text = (self.folder / ORDERS).read_text(encoding="utf-8")
        except FileNotFoundError:
            return Journal()
        except OSError as error:
            raise self._wrong("read", error) from error
        try:
            return Journal.model_validate_json(text)
        except ValueError as error:
            raise StoreError(f"{self.folder / ORDERS} can't be read as orders: remove it") from error

    def order(self, command: Command) -> None:
        self.amend(lambda journal: journal.with_(command))

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        with self._errors("write"):
            self._make_folder()
            with self._locked("orders.lock"):
                journal = change(self.journal())
                replace_file(self.folder / ORDERS, journal.model_dump_json().encode())

    @contextmanager
    def own(self, *, wait: bool = False) -> Iterator[None]:
        with ExitStack() as held:
            with self._errors("write"):
                self._make_folder()
                lock = held.enter_context(_opened_lock(self.folder / LOCK))
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise StoreBusy(
                        f"another refresher already owns the store {self.folder}; stop it first"
                    ) from error
            yield

    def ownership(self) -> Ownership:
        return Ownership.MINE  # the lock ends with its process, and not earlier

    def close(self) -> None:
        if self._cache is not None:
            self._cache.close()
        self._cache, self._inode, self._stored = None, None, {}

    # Helpers

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """Hold a lock that others hold for a moment only; raise where it is not free in time, as its holder was stopped or hangs."""
        pause, ends = threading.Event(), time.monotonic() + PATIENCE
        with open(self.folder / name, "a") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > ends:
                        raise StoreError(
                            f"can't write the store {self.folder}: another process keeps {name} locked; end it"
                        ) from None
                pause.wait(0.02)
            yield

    def _make_folder(self) -> None:
        with self._errors("write"):
            self.folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except NotText as error:
            raise StoreError(str(error)) from error
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            raise self._wrong(doing, error) from error

    def _wrong(self, doing: str, error: Exception) -> StoreError:
        why = (
            error.strerror if isinstance(error, OSError) and error.strerror else str(error) or "it is locked"
        )
        broken = type(error) is sqlite3.DatabaseError  # no database, or a malformed one
        locked = isinstance(error, diskcache.Timeout) or why == "database is locked"
        remedy = (
            "remove its folder 'memory'"
            if broken
            else "end the other process that holds it"
            if locked
            else "check the folder, its owner and its free space"
        )
        return StoreError(f"can't {doing} the store {self.folder}: {why}; {remedy}")


def _another_schema(error: sqlite3.Error) -> bool:
    """Whether an SQLite error says that the tables are not those that diskcache makes."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _unwritable(error: Exception) -> bool:
    """Whether an SQLite error says that the disk is full or read-only, and so can still be read."""
    words = ("readonly database", "disk is full", "unable to open database file", "disk I/O error")
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in words)


def _read_only(database: Path) -> dict[str, Any]:
    """The values of a memory on a disk that can't be written; none where it can't be read either."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            return dict(db.execute("SELECT key, value FROM Cache WHERE raw = 1").fetchall())
    except sqlite3.Error as error:
        log.error("the memory %s can't be read either: %s", database, error)
        return {}


def _opened_lock(file: Path) -> TextIO:
    """The lock's file; one that is there can be locked on a read-only disk too."""
    try:
        return open(file, "a", encoding="utf-8")
    except OSError:
        if not file.exists():
            raise
        return open(file, encoding="utf-8")


def _inode(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _refuse_other_files(database: Path) -> None:
    """Raise ``sqlite3.Error`` where a file is no database or is locked: diskcache would try again for a minute."""
    if database.exists():
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA schema_version")
