"""Fetches rates without a service: asks the sources now, through the user's cache folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fxwidget.config import settings as configuration
from fxwidget.config.settings import Settings
from fxwidget.domain.currency import check_code
from fxwidget.errors import ConfigurationError, ProviderUnavailable, SnapshotInvalid
from fxwidget.library.snapshot import Snapshot
from fxwidget.provider.registry import provider_class
from fxwidget.refresher.recording import Recorder
from fxwidget.refresher.round import Refresher
from fxwidget.store import Store, open_store, open_writable_history

__all__ = ["fetch", "fetch_async"]


def fetch(
    currencies: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
    *,
    max_age: timedelta | None = None,
    settings: Settings | None = None,
) -> Snapshot:
    """Fetch the rates now. Sources that can have nothing new are not asked again: their last answer counts.

    Args:
        currencies: ISO 4217 codes, or CNH; the BRICS+ set by default.
        sources: provider names in order of preference; all that are on by default.
        max_age: a snapshot of these currencies checked no longer ago than this is returned without a request.
        settings: those of ``fxwidget.toml`` and the environment by default; their store is not touched.

    Returns:
        Rates in units per 1 USD, each with its sources, its day and its freshness.

    Raises:
        ProviderUnavailable: no source answered, and none had answered before.
        UnknownCurrency, UnknownProvider, ConfigurationError: an argument or a setting is wrong.
        StoreError: the cache folder can't be used.
    """
    given = _chosen(settings or configuration.load(), currencies, sources)
    cache = _cache_of(given)
    store = open_store(cache)
    with store.own(wait=True):
        now = datetime.now(UTC)
        stored = _stored(store, max_age, now)
        if stored is not None:
            return stored
        refresher = Refresher(given, store, recorder=Recorder(open_writable_history(cache)))
        try:
            snapshot = refresher.round(now).snapshot
            known = refresher.memory.sources
        finally:
            refresher.close()
    if not any(source.answered_at for source in known.values()):
        failures = "\n".join(f"  {name}: {known[name].reason}" for name in given.names if name in known)
        raise ProviderUnavailable(f"no source answered: look at this machine's network\n{failures}")
    return Snapshot.of(snapshot)


async def fetch_async(
    currencies: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
    *,
    max_age: timedelta | None = None,
    settings: Settings | None = None,
) -> Snapshot:
    """``fetch`` for asyncio and trio: the round runs in a thread, the event loop goes on."""
    from functools import partial

    import anyio.to_thread

    return await anyio.to_thread.run_sync(
        partial(fetch, currencies, sources, max_age=max_age, settings=settings), abandon_on_cancel=True
    )


def _chosen(settings: Settings, currencies: Sequence[str] | None, sources: Sequence[str] | None) -> Settings:
    """The settings of a call: its arguments take precedence over the environment."""
    changes: dict[str, Any] = {}
    for setting, choice, check in ("currencies", currencies, check_code), ("sources", sources, _installed):
        if isinstance(choice, str):
            raise ConfigurationError(f"{setting} is a list: write [{choice!r}]")
        if choice is not None:
            changes[setting] = tuple(dict.fromkeys(check(name) for name in choice))
        if choice is not None and not changes[setting]:
            raise ConfigurationError(f"{setting} is empty; name at least one, or leave it out")
    return settings.model_copy(update=changes)


def _installed(name: str) -> str:
    provider_class(name)
    return name


def _cache_of(settings: Settings) -> str:
    """The user's cache folder for one choice of sources: their memories must not mix."""
    import hashlib

    from platformdirs import user_cache_path

    urls = sorted((name, own.url) for name, own in settings.provider.items())
    choice = hashlib.sha256(repr((settings.names, settings.currencies, urls)).encode()).hexdigest()[:12]
    return f"disk://{user_cache_path('fxwidget') / choice}"


def _stored(store: Store, max_age: timedelta | None, now: datetime) -> Snapshot | None:
    """The stored snapshot, aged to now, where it was checked no longer ago than ``max_age``; else None."""
    if max_age is None:
        return None
    try:
        snapshot = store.load()
    except SnapshotInvalid:  # the round makes another
        return None
    if snapshot is None or snapshot.checked_at is None:
        return None
    age = now - snapshot.checked_at
    return Snapshot.of(snapshot).aged(now) if timedelta(0) <= age <= max_age else None
