"""Whether checks come as they should: a refresher that has died is seen long before its table expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fxwidget.deciding.assemble import PROOF_OF_LIFE
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import FXWidgetError
from fxwidget.inspection.doctor.finding import Finding, ok, warn
from fxwidget.store import open_store

__all__ = ["START", "look_at_published", "missed", "of_refresher"]

START = "start fxwidget refresher, or look into its log"
LOOK = "look into its log: it hangs, or can't publish"
SELDOM = "; where a timer runs its rounds, set refresh to the timer's interval"

MISSED = 2
"""Checks that may be missing before a refresher counts as stopped, beside the one that was due; as with publications."""

SHORTEST = timedelta(minutes=2)
"""An interval counts as this long at least: a round in flight may take so long."""


def missed(
    snapshot: Snapshot, published_at: datetime | None, refresh: timedelta, now: datetime
) -> str | None:
    """What says that its refresher is stopped: the check that was due, and two after it, did not come. Else None.

    Args:
        published_at: when the snapshot was put into its store, by the wall clock; None where that is not known. Rounds
            come once in ``refresh``, also where the snapshot expects that no source will be asked for longer; unless it
            is valid for so long that it was made by another interval, such as that of a job.
    """
    offset = now - snapshot.own_time(now)
    due = snapshot.next_check_at + offset
    if published_at is not None:
        valid_for = snapshot.valid_until + offset - published_at
        if valid_for <= max(3 * refresh, PROOF_OF_LIFE) + SHORTEST:
            due = min(due, published_at + refresh)
    if now < due + MISSED * max(refresh, SHORTEST):
        return None
    return f"a check was due at {due:%Y-%m-%d %H:%M} UTC, and none came since"


def of_refresher(owned: bool, late: str | None) -> Finding:
    """The finding on a store's refresher: whether one owns it, and what says that it is stopped, if anything."""
    running = "one is running" if owned else "none is running on this store"
    if late is None:
        return ok("refresher", running)
    if owned:
        return warn("refresher", f"{running}, but {late}", LOOK)
    return warn("refresher", f"{running}, it seems to be stopped: {late}", START + SELDOM)


def look_at_published(url: str, refresh: timedelta, now: datetime) -> Iterator[Finding]:
    """A finding where the refresher of a store on another machine, which can be read, seems to be stopped."""
    store = open_store(url)
    try:
        snapshot = store.load()
        late = None if snapshot is None else missed(snapshot, store.published_at(), refresh, now)
    except FXWidgetError as error:
        late = f"its table can't be read: {error}"
    finally:
        store.close()
    if late is not None:
        yield warn("refresher", f"it seems to be stopped: {late}", START)
