"""Owning a store in Redis: a lease that a thread renews, and that ends by itself where its process does."""

from __future__ import annotations

import logging
import secrets
import threading
import time

from fxwidget.errors import StoreBusy, StoreError
from fxwidget.store.ownership import Ownership
from fxwidget.store.redis.connection import Connection
from fxwidget.store.redis.layout import OWNER, TENURE
from fxwidget.store.redis.scripts import ACQUIRE, RELEASE

__all__ = ["LEASE", "Lease"]

log = logging.getLogger("fxwidget.store.redis")

LEASE = 6.0
"""Seconds that an owner counts as one after it was last heard of: longer than a busy machine stands still, and no more than
two of the shortest intervals that anybody refreshes at."""

RENEWAL = LEASE / 4
"""Seconds between two renewals: two of them may fail."""

WAITING = 0.5
"""Seconds between two looks of whoever waits."""


class Lease:
    """The ownership of one store object. ``owner`` is its name in the store, empty while it never owned it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.owner = ""
        self._taken = False
        self._lost = False
        self._ends: threading.Event | None = None
        self._lock = threading.Lock()

    def acquire(self, *, wait: bool) -> None:
        """Become the owner, and stay it by a thread.

        Raises:
            StoreBusy: another one is.
            StoreError: the store can't be asked; whoever waits goes on waiting.
        """
        name = secrets.token_hex(8)
        while not self._became(name, wait):
            time.sleep(WAITING)
        self.owner, self._taken, self._lost = name, False, False
        self._ends = threading.Event()
        threading.Thread(target=self._renew, args=(self._ends,), daemon=True, name="lease").start()

    def _became(self, name: str, wait: bool) -> bool:
        try:
            found = self._ask(name)
        except StoreError as error:
            if not wait:
                raise
            log.warning("%s", error)
            time.sleep(LEASE)  # once it answers, its owner of before may come back first
            return False
        if found is Ownership.OTHERS and not wait:
            raise StoreBusy(
                f"another refresher already owns the store {self._connection.shown}; stop it first"
            )
        return found is not Ownership.OTHERS

    def _ask(self, name: str) -> Ownership:
        found = self._connection.run(ACQUIRE, [OWNER, TENURE], [name, int(LEASE * 1000)])
        return Ownership(found.decode())

    def _renew(self, ends: threading.Event) -> None:
        """Renew the lease until it ends, or another one has it."""
        while not ends.wait(RENEWAL):
            try:
                with self._lock:
                    self._look()
            except StoreError as error:
                log.debug("the lease is not renewed: %s", error)

    def _look(self) -> Ownership:
        found = self._ask(self.owner)
        self._taken |= found is Ownership.TAKEN
        return found

    def check(self) -> Ownership:
        """Whose the store is now, by asking it; it is taken again where it is nobody's.

        Raises:
            StoreError: it can't be asked.
        """
        with self._lock:
            found = self._look()
            if found is Ownership.OTHERS:
                return found
            taken, self._taken = self._taken, False
            return Ownership.TAKEN if taken else Ownership.MINE

    def release(self) -> None:
        """Own the store no longer. Where it can't be told, the lease runs out."""
        if self._ends is not None:
            self._ends.set()
        with self._lock:
            name, self.owner = self.owner, ""
            try:
                self._connection.run(RELEASE, [OWNER], [name])
            except StoreError as error:
                log.debug("the lease runs out by itself: %s", error)
