"""The snapshot that a command shows: of a store, of a service, or of a round where there is none yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fxwidget.cli.choice import opened_store
from fxwidget.errors import ProviderUnavailable, RateNotFound, StoreBusy

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.domain.snapshot import Snapshot
    from fxwidget.store import Store

__all__ = ["snapshot_in", "stored_or_fetched"]

LOOK = "look at this machine's network; 'fxwidget doctor' says more"
"""What to do where no source answers."""


def stored_or_fetched(settings: Settings, *, fetch: bool = False) -> Snapshot:
    """The snapshot of the configured store; where it has none, or with ``fetch``, that of a round.

    Raises:
        ProviderUnavailable: no source gave a rate.
        StoreBusy: a refresher is running, which asks the sources itself.
    """
    store = opened_store(settings)
    snapshot = None if fetch else store.load()
    if snapshot is not None and not snapshot.is_empty:
        return snapshot
    from fxwidget.refresher.recording import recorder_of
    from fxwidget.refresher.round import Refresher  # with an HTTP client, which stored rates need not

    with _owned(store, fetch):
        refresher = Refresher(settings, store, recorder=recorder_of(settings))
        try:
            done = refresher.round(datetime.now(UTC), everyone=True)
            if done.snapshot.is_empty:
                raise ProviderUnavailable(f"no source gave a rate: {LOOK}\n{done.failures()}")
            return done.snapshot
        finally:
            refresher.close()


@contextmanager
def _owned(store: Store, fetch: bool) -> Iterator[None]:
    """Run one refresher round, unless a refresher is running, which asks by itself."""
    try:
        with store.own():
            yield
    except StoreBusy as error:
        what = (
            "it asks the sources itself: leave --fetch out"
            if fetch
            else "it has no rates yet: try again in a moment"
        )
        raise StoreBusy(f"a refresher is running, and {what}") from error


def snapshot_in(where: str, settings: Settings) -> Snapshot:
    """The snapshot of a store by its folder or URL, or of a service by its address; no source is asked.

    Raises:
        RateNotFound: it has none yet.
        ConfigurationError: it is no store.
        StoreError, ProviderUnavailable, SnapshotInvalid: it can't be read.
    """
    from fxwidget.config.service_urls import RATES_PATH, service_of
    from fxwidget.config.store_urls import of_service, url_of

    if of_service(where):
        from fxwidget.library.loading import load

        return load(service_of(where) + RATES_PATH, deadline=settings.deadline)
    from fxwidget.store import open_store

    snapshot = open_store(url_of(where)).load()
    if snapshot is None or snapshot.is_empty:
        raise RateNotFound(f"no rates are stored in {where}; 'fxwidget refresher' stores some")
    return snapshot
