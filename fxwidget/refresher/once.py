"""One round, without a schedule: ``fxwidget refresher --once``, and whoever has a schedule of his own."""

from __future__ import annotations

from fxwidget.config.settings import Settings
from fxwidget.ops.clock import utc_now
from fxwidget.refresher.recording import recorder_of
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store

__all__ = ["once"]


def once(settings: Settings) -> bool:
    """Run one round of all sources that may be asked; returns whether it was published and any source answered.

    Raises:
        StoreBusy: another refresher owns the store.
    """
    store = open_store(settings.store)
    with store.own():
        refresher = Refresher(settings, store, recorder=recorder_of(settings))
        try:
            done = refresher.round(utc_now(), everyone=True)
            return done.published and any(outcome.reason is None for outcome in done.outcomes)
        finally:
            refresher.close()
