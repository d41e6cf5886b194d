"""What a web worker serves from: the published snapshot in memory, and each door's drawing until it is no longer true.

A thread of the worker looks for a new snapshot four times a second; a request reads nothing but memory. A store that is
gone, broken or empty changes nothing here: the last snapshot stays, and ages by its own deadlines.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fxwidget.errors import FXWidgetError
from fxwidget.rate import Snapshot
from fxwidget.store import Store
from fxwidget.web.asked import Asked

__all__ = ["Board", "Drawing", "Front"]

log = logging.getLogger(__name__)

EVERY = 0.25
"""Seconds between two looks at the store."""

MOST_DRAWINGS = 64


@dataclass(frozen=True)
class Drawing:
    """One door as drawn: its body, and the strong ETag of its bytes."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> Drawing:
        """A drawing with the ETag of its bytes."""
        return cls(body, hashlib.sha256(body).hexdigest()[:32])


class Front(Protocol):
    """What stands in front of the board and keeps answers: it is told, in the watching thread, of what comes."""

    def prepare(self, snapshot: Snapshot) -> None:
        """Make answers of a snapshot that the board takes as soon as this returns."""

    def tend(self) -> None:
        """Look after what is kept; called after each look at the store."""


class Board:
    """The current snapshot and its drawings."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self.clock = clock
        self.snapshot: Snapshot | None = None
        self.front: Front | None = None
        self._version: Hashable | None = None
        self._drawn: dict[str, tuple[Drawing, Snapshot | None, datetime | None]] = {}
        self._watcher: int | None = None
        self._fault: str | None = None
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Look now, and then again and again in a thread of this process; only the first call in a process does."""
        if self._watcher == os.getpid():
            return
        with self._lock:
            if self._watcher == os.getpid():
                return
            self.look()
            threading.Thread(target=self._watch, daemon=True, name="board").start()
            self._watcher = os.getpid()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            self.look(self.front)
            if self.front is not None:
                self.front.tend()

    def look(self, front: Front | None = None) -> None:
        """Take the published snapshot if it is another one than ours, once ``front`` is prepared for it.

        A failing store is told of once.
        """
        try:
            version = self._store.version()
            if version is None or version == self._version:
                return
            loaded = self._store.load()
            if loaded is not None and (self.snapshot is None or loaded.seq > self.snapshot.seq):
                if front is not None:
                    front.prepare(loaded)
                self.snapshot = loaded
            self._version = version
        except FXWidgetError as error:
            if str(error) != self._fault:
                log.error("%s; serving what is in memory", error)
            self._fault = str(error)
            return
        self._fault = None

    def draw(self, asked: Asked) -> Drawing | None:
        """What is asked for as it is now, from memory while it is true.

        None before the first snapshot, or while it has no number at all, unless the door is drawn all the same.

        Raises:
            RateNotFound: the table lacks a currency that is asked for.
        """
        snapshot, now, door = self.snapshot, self.clock(), asked.door
        if door.always is not None:
            return Drawing.of(door.always)
        if snapshot is None or door.draw is None:
            return None
        kept = self._drawn.get(asked.url)
        if kept is not None and kept[1] is snapshot and (kept[2] is None or now < kept[2]):
            return kept[0]
        if snapshot.blank and not door.blank:
            return None
        drawing = Drawing.of(door.draw(asked, snapshot, now))
        if len(self._drawn) >= MOST_DRAWINGS:
            self._drawn.clear()
        self._drawn[asked.url] = (drawing, snapshot, snapshot.next_turn(now))
        return drawing
