"""Whether there is a published table, how old it is, and whether a refresher is at work."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from fxwidget.config.urls import folder_of
from fxwidget.domain.snapshot import CLOCKS_PART, Snapshot
from fxwidget.errors import SnapshotInvalid, StoreError
from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.inspection.doctor.refreshing import START, missed, of_refresher
from fxwidget.store.disk import LOCK, PREVIOUS, SNAPSHOT, DiskStore
from fxwidget.store.snapshot_file import unseal


def look_at_table(url: str, refresh: timedelta, now: datetime) -> Iterator[Finding]:
    """Findings on the published table and its refresher, whose rounds should come once in ``refresh``."""
    store = DiskStore(folder_of(url))
    found = _loaded(store)
    late = missed(found, store.published_at(), refresh, now) if isinstance(found, Snapshot) else None
    yield of_refresher(_owned(store.folder), late)
    if isinstance(found, Finding):
        yield found
        return
    if not _whole(store.folder / SNAPSHOT):
        yield warn("snapshot", f"{SNAPSHOT} is torn, {PREVIOUS} stands in for it", f"{START}: it mends it")
    yield _age(found, now)


def _loaded(store: DiskStore) -> Snapshot | Finding:
    """The published table, or the finding that there is none."""
    what = "snapshot"
    try:
        return store.load() or warn(what, "nothing was published yet", START)
    except SnapshotInvalid as error:
        return fail(what, f"neither it nor its copy can be read: {error}", f"{START}: it writes a new one")
    except StoreError as error:
        return fail(what, str(error), "let the service's user read it, with a version that can")


def look_at_copy(folder: Path, now: datetime) -> Iterator[Finding]:
    """Findings on this machine's copy of a table whose store is on another one."""
    try:
        snapshot = DiskStore(folder).load()
    except (SnapshotInvalid, StoreError) as error:
        yield warn(
            "snapshot", f"this machine's copy can't be read: {error}", "start the web: it makes another"
        )
        return
    if snapshot is None:
        yield ok("snapshot", "this machine has no copy of it yet; a web that follows the store makes one")
        return
    yield _age(snapshot, now)


def _age(snapshot: Snapshot, now: datetime) -> Finding:
    checked = snapshot.checked_at
    if checked is not None and checked > snapshot.own_time(now) + CLOCKS_PART:
        found = f"checked at {checked:%Y-%m-%d %H:%M} UTC, which is ahead"
        return fail("snapshot", found, "set the clock right")
    until = f"{snapshot.valid_until:%Y-%m-%d %H:%M} UTC"
    if snapshot.expired(now):
        return fail("snapshot", f"not renewed, it was valid until {until}", START)
    return ok("snapshot", f"seq {snapshot.seq}, valid until {until}")


def _owned(folder: Path) -> bool:
    """Whether a refresher holds the store's lock."""
    try:
        with open(folder / LOCK, "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no lock was ever made, or it can't be read: the permissions are looked at elsewhere
        return False
    return False


def _whole(file: Path) -> bool:
    try:
        return unseal(file.read_bytes()) is not None
    except (OSError, SnapshotInvalid):
        return False
