"""Reading a store that is on another machine: a thread follows it, and whoever reads waits for nobody.

The last snapshot is in memory, and in a folder of this machine, so that a node starts and goes on serving without the
store. What is there ages by its own deadlines.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from random import SystemRandom
from typing import Protocol
from weakref import ref

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import FXWidgetError, StoreError
from fxwidget.store.disk import DiskStore

__all__ = ["Follower", "Remote"]

log = logging.getLogger("fxwidget.store.follower")

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds before a failing store is tried again: doubled each time, and each a little different, so that the nodes of a
cluster do not all come back at one instant."""

SPREAD = SystemRandom()
"""What spreads the pauses. The generator of ``random`` is the program's: a thread that drew from it would change what the
program draws after it was seeded, and workers that are forked would all pause alike."""

LONGEST_END = 3.0
"""Seconds that the thread is waited for at the end: it asks nothing for longer."""


class Remote(Protocol):
    """A store on another machine, to be read by one thread."""

    def version(self) -> Hashable | None:
        """As that of every store."""
        ...

    def published_at(self) -> datetime | None:
        """As that of every store."""
        ...

    def load(self) -> Snapshot | None:
        """As that of every store."""
        ...

    def changes(self) -> tuple[RateChange, ...]:
        """As that of every store."""
        ...

    def via(self) -> tuple[str, ...]:
        """As that of every store."""
        ...

    def wait(self, snapshot: Snapshot | None, ended: threading.Event) -> None:
        """As that of every remote store."""

    def close(self) -> None:
        """As that of every store."""


@dataclass(frozen=True)
class _Known:
    """What is published, as far as is known here."""

    version: Hashable
    snapshot: Snapshot
    changes: Sequence[RateChange]
    published_at: datetime | None
    via: tuple[str, ...]


class Follower:
    """A store to be read only, over a ``Remote`` and a folder for its copy. The first ``version`` opens it and starts the thread.

    Where the store fails ``version`` raises once everything that is known was given, so that its reader can say so.
    """

    def __init__(self, opened: Callable[[], Remote], folder: Path) -> None:
        self._opened = opened
        self._copy = DiskStore(folder)
        self._known: _Known | None = None
        self._given: _Known | None = None
        self._fault: str | None = None
        self._disk_fault: str | None = None
        self._process: int | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._lock = threading.Lock()

    # Reading

    def version(self) -> Hashable | None:
        self._start()
        known, fault = self._known, self._fault
        if fault is not None and self._given is known:
            raise StoreError(fault)
        return None if known is None else known.version

    def published_at(self) -> datetime | None:
        return None if self._known is None else self._known.published_at

    def load(self) -> Snapshot | None:
        self._given = known = self._known
        return None if known is None else known.snapshot

    def changes(self) -> tuple[RateChange, ...]:
        """The newest changes; those of the copy in a process that does not follow."""
        return self._copy.changes() if self._known is None else tuple(self._known.changes)

    def via(self) -> tuple[str, ...]:
        return () if self._known is None else self._known.via

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None and self._process == os.getpid():
            self._thread.join(LONGEST_END)
        if "_remote" in self.__dict__:
            self._remote.close()
        self._copy.close()

    @cached_property
    def _remote(self) -> Remote:
        """The store itself; a process that does not follow needs neither it nor its client."""
        return self._opened()

    # Following

    def _start(self) -> None:
        """Begin to follow, once in a process: from the copy, or from the store itself where there is none."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process == os.getpid():
                return
            self._known = self._of_copy()
            if self._known is None:
                self.look()
            ended = self._ended
            arguments = (ref(self, lambda _: ended.set()), ended)
            self._thread = threading.Thread(target=_follow, args=arguments, daemon=True, name="follower")
            self._thread.start()
            self._process = os.getpid()

    def _of_copy(self) -> _Known | None:
        try:
            snapshot = self._copy.load()
            if snapshot is None:
                return None
            at = self._copy.published_at()
            return _Known(("copy", snapshot.seq), snapshot, self._copy.changes(), at, self._remote.via())
        except FXWidgetError as error:
            log.warning("the copy of the last snapshot can't be read: %s", error)
            return None

    def look(self) -> bool:
        """Take what is published, if it is something else; whether the store could be read."""
        try:
            self._look()
        except FXWidgetError as error:
            self._fault = str(error)
            return False
        self._fault = None
        return True

    def _look(self) -> None:
        version = self._remote.version()
        if version is None or (self._known is not None and version == self._known.version):
            return
        snapshot = self._remote.load()
        if snapshot is None:
            return
        known = _Known(
            version, snapshot, self._remote.changes(), self._remote.published_at(), self._remote.via()
        )
        self._fault, self._known = None, known
        self._store(snapshot)

    def _store(self, snapshot: Snapshot) -> None:
        """Put a snapshot into the copy; a disk that is full costs the copy, and nothing else."""
        try:
            self._copy.publish(snapshot)
        except StoreError as error:
            if str(error) != self._disk_fault:
                log.error("%s; this node would not start without its store", error)
            self._disk_fault = str(error)
        else:
            self._disk_fault = None

    def wait(self) -> bool:
        """Wait until there may be something new; whether the store could be asked."""
        try:
            known = self._known
            self._remote.wait(None if known is None else known.snapshot, self._ended)
        except StoreError as error:
            self._fault = str(error)
            return False
        return True


def _follow(follower: ref[Follower], ended: threading.Event) -> None:
    """Follow for as long as the follower exists."""
    pause = FIRST_PAUSE
    while not ended.is_set() and (it := follower()) is not None:
        try:
            well = it.look() and it.wait()
        except Exception:  # the next look is the remedy, and the log has the trace
            log.exception("following the store failed; what is known stays")
            well = False
        del it
        if well:
            pause = FIRST_PAUSE
        else:
            ended.wait(pause * SPREAD.uniform(0.75, 1.25))
            pause = min(2 * pause, LONGEST_PAUSE)
