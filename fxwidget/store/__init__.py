"""Where a snapshot is published and the refresher's memory is kept: the contract, and ``open_store`` by URL.

Reads never depend on writes: a reader needs the published snapshot only, and keeps the last one it has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from fxwidget.config.urls import folder_of
from fxwidget.domain.change_log import RateChange
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory


class Store(Protocol):
    """What every store does. All methods raise ``StoreError`` in one line that says what to do."""

    def version(self) -> Hashable | None:
        """Something cheap that differs once another snapshot is published; None with none."""

    def published_at(self) -> datetime | None:
        """The instant of the wall clock at which the published snapshot was put there; None with none."""

    def load(self) -> Snapshot | None:
        """The published snapshot, or None where nothing was ever published.

        Raises:
            SnapshotInvalid: neither it nor its previous copy can be read.
        """

    def publish(self, snapshot: Snapshot) -> bool:
        """Publish, unless a snapshot with the same or a higher ``seq`` stands; whether it was published."""

    def changes(self) -> tuple[RateChange, ...]:
        """The newest changes of the published numbers, the newest first; none where they are not known any more."""

    def load_memory(self) -> Memory:
        """What the refresher remembers; empty where it never kept anything."""

    def save_memory(self, memory: Memory) -> None:
        """Keep the refresher's memory, beyond a crash."""

    def journal(self) -> Journal:
        """What operators ordered; empty where nothing ever was."""

    def order(self, command: Command) -> None:
        """Add a command to the journal."""

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        """Put what ``change`` makes of the journal in its place; no command is added meanwhile."""

    def own(self, *, wait: bool = False) -> AbstractContextManager[None]:
        """Be the one refresher of this store; with ``wait``, once the one before has ended.

        Raises:
            StoreBusy: another one is.
        """

    def close(self) -> None:
        """Let go of files and connections."""


def open_store(url: str) -> Store:
    """The store of a URL such as ``disk:///var/lib/fxwidget``."""
    from fxwidget.store.disk import DiskStore

    return DiskStore(folder_of(url))
