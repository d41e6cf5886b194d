"""Another fxwidget as a store: its snapshot is asked for by conditional requests, and handed on with who had it before."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import httpx

from fxwidget.config.service_urls import read_service_url
from fxwidget.config.store_urls import check_refreshable
from fxwidget.domain.change_log import RateChange, following
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.past import PIVOT
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import FXWidgetError, SnapshotInvalid, StoreError
from fxwidget.fetching.client import Client, user_agent
from fxwidget.fetching.message import Ask, Limits, Validators
from fxwidget.ops.clock import utc_now
from fxwidget.ops.files import replace_file
from fxwidget.store.disk import DiskStore
from fxwidget.store.handed_on import unfit
from fxwidget.store.ownership import Ownership
from fxwidget.store.snapshot_file import unseal_handed_on

__all__ = ["ServiceStore"]

log = logging.getLogger("fxwidget.store.service")

PATIENCE = Limits(deadline=5.0, connect=2.0)
"""A service that is slower is asked again, while the last snapshot is served."""

DUE, LATE, SPARE = 1.0, 5.0, 30.0
"""Seconds between two requests once another snapshot is due, once it is a minute late, and at most before."""

NODE = "node"
"""The file with the name by which a service that hands on a snapshot knows it again, in the folder of its copy."""


class ServiceStore:
    """A store to be read only. It never goes back, and refuses what it has handed on itself."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._address = read_service_url(url)
        self._folder = folder
        self._copy = DiskStore(folder)
        self._client: Client | None = None
        self._validators = Validators()
        self._snapshot: Snapshot | None = None
        self._via: tuple[str, ...] = ()
        self._changes: tuple[RateChange, ...] = ()
        self._name: str | None = None

    # Reading

    def version(self) -> Hashable | None:
        """Ask for another snapshot than the last one; its ``seq`` and who handed it on."""
        content = self._asked()
        if content is not None:
            self._take(content)
        return None if self._snapshot is None else (self._snapshot.seq, self._via)

    def published_at(self) -> datetime | None:
        return None if self._snapshot is None else self._snapshot.checked_at

    def load(self) -> Snapshot | None:
        if self._snapshot is None:
            self.version()
        return self._snapshot

    def changes(self) -> tuple[RateChange, ...]:
        return self._changes or self._copy.changes()

    def via(self) -> tuple[str, ...]:
        return (*self._via, self.name)

    @property
    def name(self) -> str:
        """This node's own name among those that hand a snapshot on; kept in its folder, where that can be written."""
        if self._name is None:
            self._name = _name(self._folder)
        return self._name

    def wait(self, snapshot: Snapshot | None, ended: threading.Event) -> None:
        """Wait until the next round of the one who refreshes should have ended."""
        ended.wait(_pause(snapshot, utc_now()))

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
        self._copy.close()

    def _asked(self) -> bytes | None:
        """The document of the snapshot; None where it is the one of before."""
        if self._client is None:
            self._client = Client(limits=PATIENCE, user_agent=user_agent())
        url = self._address.snapshot
        try:
            request = httpx.Request("GET", url)
            ask = Ask(url, utc_now(), validators=self._validators, insecure=not self._address.secure)
            answer = self._client.send(request, ask)
        except FXWidgetError as error:
            raise StoreError(f"can't follow {url}: {error}") from error
        self._validators = answer.validators
        return None if answer.status == 304 else answer.body

    def _take(self, content: bytes) -> None:
        try:
            snapshot, via = unseal_handed_on(content)
            self._refuse(snapshot, via)
        except (SnapshotInvalid, StoreError) as error:
            self._validators = Validators()  # what is refused is looked at again
            raise StoreError(f"can't follow {self._address.snapshot}: {error}") from error
        before = self._snapshot or self._known()
        self._changes = following(self.changes(), before, snapshot)
        self._snapshot, self._via = snapshot, via

    def _refuse(self, snapshot: Snapshot, via: tuple[str, ...]) -> None:
        """Raise where a snapshot must not be followed."""
        if self.name in via:
            raise StoreError(
                "it follows this service itself, perhaps by way of others: name one that does not"
            )
        if snapshot.base != PIVOT:
            raise StoreError(f"its rates are for 1 {snapshot.base}, and these are for 1 {PIVOT}")
        before, now = self._snapshot or self._known(), utc_now()
        if (why := unfit(snapshot, now)) is not None:
            raise StoreError(why)
        if before is None or snapshot.seq == before.seq or snapshot.supersedes(before, now):
            return
        raise StoreError(f"it has gone back to seq {snapshot.seq} from {before.seq}; the newer one is served")

    def _known(self) -> Snapshot | None:
        """The last snapshot of a process before."""
        try:
            return self._copy.load()
        except FXWidgetError as error:
            log.warning("the copy of the last snapshot can't be read: %s", error)
            return None

    # What only the other service may do

    def publish(self, snapshot: Snapshot) -> bool:
        self._only_read()

    def load_memory(self) -> Memory:
        return Memory()

    def save_memory(self, memory: Memory) -> None:
        self._only_read()

    def journal(self) -> Journal:
        snapshot = self.load()
        return Journal(commands=() if snapshot is None else snapshot.orders)

    def order(self, command: Command) -> None:
        self._only_read()

    def amend(self, change: Callable[[Journal], Journal]) -> None:
        self._only_read()

    def own(self, *, wait: bool = False) -> AbstractContextManager[None]:
        """Never: whoever refreshes works on another store.

        Raises:
            ConfigurationError: always.
        """
        check_refreshable(self._url)
        raise AssertionError("the store of a service is not refreshed")

    def ownership(self) -> Ownership:
        return Ownership.OTHERS

    def _only_read(self) -> NoReturn:
        raise StoreError(
            f"{self._address.snapshot} is another service's: its refresher asks, and its operators order there"
        )


def _pause(snapshot: Snapshot | None, now: datetime) -> float:
    """The seconds until a service is asked for another snapshot than this one."""
    if snapshot is None:
        return DUE
    left = (snapshot.next_check_at - snapshot.own_time(now)).total_seconds()
    if left < -60:
        return LATE
    return min(max(left, DUE), SPARE)


def _name(folder: Path) -> str:
    """The name in a folder, or a new one."""
    file = folder / NODE
    try:
        return file.read_text(encoding="ascii").strip() or secrets.token_hex(8)
    except (FileNotFoundError, UnicodeDecodeError):
        name = secrets.token_hex(8)
    except OSError as error:
        log.warning("%s can't be read: %s", file, error.strerror)
        return secrets.token_hex(8)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(file, name.encode())
    except OSError as error:
        log.warning("%s can't be written: %s", file, error.strerror)
    return name
