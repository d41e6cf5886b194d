"""The library's own round: ``fetch`` asks the sources now, through the user's cache folder, and returns a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fxwidget import settings as configuration
from fxwidget.errors import ProviderUnavailable
from fxwidget.rate import Snapshot
from fxwidget.refresh import Refresher
from fxwidget.settings import Settings
from fxwidget.store import Store, open_store


def fetch(
    currencies: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
    *,
    max_age: timedelta | None = None,
    settings: Settings | None = None,
) -> Snapshot:
    """A round now. Sources that can have nothing new are not asked again: their last answer counts.

    Args:
        currencies: ISO 4217 codes, or CNH; the BRICS+ set by default.
        sources: provider names in order of preference; all that are on by default.
        max_age: a snapshot of these currencies checked no longer ago than this is returned without a request.
        settings: those of ``fxwidget.toml`` and the environment by default; their store is not touched.

    Returns:
        Rates in units per 1 USD, each with its sources, its day and its freshness.

    Raises:
        ProviderUnavailable: no source answered, and none had answered before.
        UnknownCurrency, ConfigurationError: an argument is wrong.
        StoreError: the cache folder can't be used.
    """
    changes: dict[str, Any] = {"currencies": tuple(currencies)} if currencies is not None else {}
    if sources is not None:
        changes["sources"] = tuple(sources)
    given = _changed(settings, changes) if settings is not None else configuration.load(**changes)
    store = open_store(_cache_of(given))
    with store.own(wait=True):
        now = datetime.now(UTC)
        kept = _kept(store, given, max_age, now)
        if kept is not None:
            return kept
        refresher = Refresher(given, store)
        try:
            done = refresher.round(now)
        finally:
            refresher.close()
    failures = [f"{outcome.source}: {outcome.reason}" for outcome in done.outcomes if outcome.reason]
    if failures and len(failures) == len(done.outcomes) and len(failures) == len(given.names):
        raise ProviderUnavailable("no source answered: " + "; ".join(failures))
    return done.snapshot


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


def _changed(settings: Settings, changes: dict[str, Any]) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **changes})


def _cache_of(settings: Settings) -> str:
    """A folder of the user's own for each choice of sources: their memories must not mix."""
    import hashlib

    from platformdirs import user_cache_path

    urls = sorted((name, own.url) for name, own in settings.provider.items())
    choice = hashlib.sha256(repr((settings.names, settings.currencies, urls)).encode()).hexdigest()[:12]
    return f"disk://{user_cache_path('fxwidget') / choice}"


def _kept(store: Store, settings: Settings, max_age: timedelta | None, now: datetime) -> Snapshot | None:
    snapshot = store.load() if max_age is not None else None
    if snapshot is None or snapshot.checked_at is None or max_age is None:
        return None
    return snapshot.at(now) if now - snapshot.checked_at <= max_age else None
