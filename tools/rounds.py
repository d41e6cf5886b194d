"""Rounds of a refresher over the recorded days: how a store comes to hold what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.demo.days import at
from fxwidget.demo.past import closes
from fxwidget.demo.upstreams import Upstreams
from fxwidget.refresher.recording import Recorder
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store, open_writable_history


def replayed(folder: Path, upstreams: Upstreams, sources: Iterable[str]) -> Settings:
    """Settings of a service over replayed providers, its store in a folder."""
    return Settings(
        store=f"disk://{folder}/store",
        sources=tuple(sources),
        provider={name: ProviderSettings(url=url) for name, url in upstreams.urls.items()},
    )


def rounds(
    settings: Settings, upstreams: Upstreams, days: tuple[date, ...], recorder: Recorder | None = None
) -> None:
    """One round in the afternoon of each day."""
    refresher = Refresher(settings, open_store(settings.store), recorder=recorder)
    try:
        for day in days:
            upstreams.day = day
            refresher.round(at(day), everyone=True)
    finally:
        refresher.close()


def rounds_with_past(settings: Settings, upstreams: Upstreams, days: tuple[date, ...]) -> None:
    """The same over the demo's past, with what the rounds themselves add to it."""
    history = open_writable_history(settings.store)
    history.add(closes())
    rounds(settings, upstreams, days, Recorder(history))
