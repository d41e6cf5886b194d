"""Everything that a service needs of its machine, looked at in turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from fxwidget.config.settings import Settings
from fxwidget.config.store_urls import in_redis, local_folder, of_service
from fxwidget.config.urls import folder_of
from fxwidget.inspection.doctor.calendars import look_at_calendars
from fxwidget.inspection.doctor.clock import look_at_clock
from fxwidget.inspection.doctor.currencies import look_at_currencies
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.inspection.doctor.folder import look_at_folder
from fxwidget.inspection.doctor.keys import look_at_keys
from fxwidget.inspection.doctor.network import look_at_network
from fxwidget.inspection.doctor.past import look_at_past
from fxwidget.inspection.doctor.plugins import look_at_plugins
from fxwidget.inspection.doctor.published import look_at_copy, look_at_table
from fxwidget.inspection.doctor.refreshing import look_at_published
from fxwidget.inspection.doctor.rows import look_at_rows
from fxwidget.inspection.doctor.runs import look_at_state
from fxwidget.inspection.doctor.shared import look_at_redis, look_at_service


def examine(
    settings: Settings, now: datetime, *, offline: bool = False, state: Path | None = None
) -> Iterator[Finding]:
    """Examine the machine and yield each finding as it is made; with ``offline``, none that needs another machine.

    The sources of a service that follows another one are not looked at: only the one that is followed asks them.

    state: the state file of a job that has no store.
    """
    yield from look_at_plugins()
    yield from look_at_keys(settings)
    yield from look_at_currencies(settings)
    yield from (
        _look_at_store(settings, now, offline) if state is None else look_at_state(state, settings, now)
    )
    yield from look_at_clock(now)
    yield from look_at_calendars(settings, now)
    if not offline and not of_service(settings.store):
        yield from look_at_network(settings, now)


def _look_at_store(settings: Settings, now: datetime, offline: bool) -> Iterator[Finding]:
    """Findings on the store; of one on another machine on that, and on this machine's copy of it."""
    url = settings.store
    remote = look_at_redis if in_redis(url) else look_at_service if of_service(url) else None
    if remote is None:
        yield from _look_at_folder(settings, now)
        return
    if not offline:
        found = list(remote(url))
        yield from found
        if not any(finding.status is Status.FAIL for finding in found):
            yield from look_at_published(url, settings.refresh, now)
    yield from look_at_folder(str(local_folder(url)))
    yield from look_at_copy(local_folder(url), now)
    yield from look_at_past(str(local_folder(url)))


def _look_at_folder(settings: Settings, now: datetime) -> Iterator[Finding]:
    folder = folder_of(settings.store)
    yield from look_at_folder(folder)
    yield from look_at_table(settings.store, settings.refresh, now)
    yield from look_at_rows(folder)
    yield from look_at_past(folder)
