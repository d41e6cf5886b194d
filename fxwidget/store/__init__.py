"""Stores of the published snapshot, of the refresher's memory and of the past: the contract, and what opens them by URL.

Reads never depend on writes: a reader needs the published snapshot only, and keeps the last one it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

# Who reads the past loads nothing of the present: these are for annotations alone.
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from threading import Event

    from fxwidget.domain.change_log import RateChange
    from fxwidget.domain.overrides import Command, Journal
    from fxwidget.domain.snapshot import Snapshot
    from fxwidget.domain.state import Memory
    from fxwidget.store.history import History, WritableHistory
    from fxwidget.store.ownership import Ownership

__all__ = ["Reader", "Store", "open_history", "open_reader", "open_store", "open_writable_history", "preload"]


class Reader(Protocol):
    """What of a store is read by whoever serves it. All methods raise ``StoreError`` in one line that says what to do."""

    def version(self) -> Hashable | None:
        """A value that differs once another snapshot is published, cheap to read; None where none is."""
        ...

    def published_at(self) -> datetime | None:
        """The instant of the wall clock at which the published snapshot was put there; None with none."""
        ...

    def load(self) -> Snapshot | None:
        """The published snapshot, or None where nothing was ever published.

        Raises:
            SnapshotInvalid: neither it nor its previous copy can be read.
        """
        ...

    def changes(self) -> tuple[RateChange, ...]:
        """The newest changes of the published numbers, the newest first; empty where the history is lost."""
        ...

    def via(self) -> tuple[str, ...]:
        """The services that handed the published snapshot on to this one, the nearest to its refresher first; mostly none."""
        ...

    def close(self) -> None:
        """Close files and connections."""


class Store(Reader, Protocol):
    """The contract of a store. All methods raise ``StoreError`` in one line that says what to do."""

    def publish(self, snapshot: Snapshot) -> bool:
        """Publish a snapshot, unless one with the same or a higher ``seq`` is published; returns whether it was."""
        ...

    def load_memory(self) -> Memory:
        """The refresher's stored memory; empty where none was ever saved."""
        ...

    def save_memory(self, memory: Memory) -> None:
        """Save the refresher's memory durably: it survives a crash."""

    def journal(self) -> Journal:
        """The journal of operators' commands; empty where there never was one."""
        ...

    def order(self, command: Command) -> None:
        """Add a command to the journal."""

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        """Put what ``change`` makes of the journal in its place; no command is added meanwhile."""

    def own(self, *, wait: bool = False) -> AbstractContextManager[None]:
        """Own the store as its only refresher within the block; with ``wait``, once the owner before has ended.

        Raises:
            StoreBusy: another one is.
        """
        ...

    def ownership(self) -> Ownership:
        """Whose the store is now; within ``own`` only. Whoever owned it asks before it asks anybody else for anything.

        Raises:
            StoreError: that can't be known.
        """
        ...


class RemoteStore(Store, Protocol):
    """A store on another machine, which one thread of a process can follow."""

    def wait(self, snapshot: Snapshot | None, ended: Event) -> None:
        """Wait until there may be another snapshot than the one that is given, a second or more where nothing says so.

        Args:
            ended: set where nobody waits any more; what takes longer than a second looks at it.

        Raises:
            StoreError: nothing can say so.
        """


def open_store(url: str) -> Store:
    """The store of a URL: ``disk:///var/lib/fxwidget``, ``redis://cache.example:6379/0``, ``https://fx.example/v1/rates``.

    Raises:
        ConfigurationError: the URL names none, or what it needs is not installed.
    """
    if (remote := _opened_remote(url)) is not None:
        return remote
    from fxwidget.config.urls import folder_of
    from fxwidget.store.disk import DiskStore

    return DiskStore(folder_of(url))


def open_reader(url: str) -> Reader:
    """The store of a URL for a process that serves it: one on another machine is followed by a thread, and copied here.

    Raises:
        ConfigurationError: as ``open_store``.
    """
    from fxwidget.config.store_urls import check_store, local_folder, remote

    check_store(url)
    if not remote(url):
        return open_store(url)
    from fxwidget.store.follower import Follower

    def opened() -> RemoteStore:
        store = _opened_remote(url)
        assert store is not None
        return store

    return Follower(opened, local_folder(url))


def preload(url: str) -> None:
    """Load what following the store of a URL needs: processes that are forked from this one share it.

    Raises:
        ConfigurationError: as ``open_store``.
    """
    from fxwidget.config.store_urls import in_redis

    if in_redis(url):
        import fxwidget.store.redis.past
        import fxwidget.store.redis.store  # noqa: F401


def _opened_remote(url: str) -> RemoteStore | None:
    """The store of a URL that leads to another machine; None for the others."""
    from fxwidget.config.store_urls import check_store, in_redis, local_folder, of_service

    check_store(url)
    if in_redis(url):
        from fxwidget.store.redis.store import RedisStore

        return RedisStore(url)
    if of_service(url):
        from fxwidget.store.service import ServiceStore

        return ServiceStore(url, local_folder(url))
    return None


def open_history(url: str) -> History:
    """The past that lies in the store of a URL, to be read; an empty one where nothing was ever stored."""
    return _opened_history(url, writable=False)


def open_writable_history(url: str) -> WritableHistory:
    """The past that lies in the store of a URL, for the one process at a time that adds to it."""
    return _opened_history(url, writable=True)


def _opened_history(url: str, *, writable: bool) -> WritableHistory:
    """A past; what knows URLs is loaded only where it is not simply a folder's."""
    scheme, _, folder = url.partition("://")
    if scheme != "disk" or not folder:
        from fxwidget.config.store_urls import check_store, local_folder, of_service

        check_store(url)
        if of_service(url):  # a past of this machine's own, which a backfill fills
            return _opened_history(f"disk://{local_folder(url)}", writable=writable)
        from fxwidget.store.redis.past import RedisHistory

        return RedisHistory(url, writable=writable)
    from fxwidget.store.sqlite_history import SqliteHistory

    return SqliteHistory(folder, writable=writable)
