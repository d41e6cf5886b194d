"""Reads a currency's past: from a store's folder, from a service, or backfilled into the user's cache."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fxwidget.domain.past import PIVOT
from fxwidget.domain.scalars import aware
from fxwidget.errors import ConfigurationError, RateNotFound
from fxwidget.past.rate_history import RateHistory
from fxwidget.store.pairs import PairRange, Past, check_days, known_range, pair_range
from fxwidget.store.sqlite_history import SqliteHistory

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.store.history import History

__all__ = ["USUAL_DAYS", "history", "open_past"]

USUAL_DAYS = timedelta(days=90)
"""How far back a history reaches whose first day is not named."""


def history(
    code: str,
    first: date | None = None,
    last: date | None = None,
    *,
    base: str = PIVOT,
    store: str | os.PathLike[str] | None = None,
    backfill: bool = False,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> RateHistory:
    """The closes of a currency from a first to a last market day.

    Args:
        code: of a currency that is or was in use; one that ended is read to its last day.
        first: 90 days before the last one by default.
        last: today by default, the day of ``now`` in UTC, after which nothing may be asked for.
        base: what the rates are for 1 unit of.
        store: a store's folder or URL, or the address of a service, ``https://rates.example``; the store of the settings by
            default.
        backfill: ask the sources' archives for what the user's cache folder lacks, which takes from seconds to minutes, and
            read that. Given in place of ``store``.
        settings: those of ``fxwidget.toml`` and the environment by default, read where they are needed.
        now: an aware instant; the present by this machine's clock by default. A backfill always goes by that clock.

    Raises:
        RateNotFound: nothing is known of that range: before the first close, after the end of the currency, in a hole.
        UnknownCurrency, ConfigurationError: a code, a day or a setting is wrong, or ``now`` has no time zone.
        HistoryDamaged, StoreError: the store can't be read.
        ProviderUnavailable, SnapshotInvalid: the service does not answer with closes, or no archive did.
    """
    code, base = _code(code), _code(base)
    today = (datetime.now(UTC) if now is None else aware(now)).astimezone(UTC).date()
    last = _day(last) if last is not None else today
    first = _day(first) if first is not None else last - min(USUAL_DAYS, last - date.min)
    check_days(first, last, today)
    found = _read(code, base, first, last, store, backfill, settings)
    return RateHistory(code, base, first, last, found.closes, found.before)


def open_past(settings: Settings, store: str | None, codes: Collection[str]) -> Past:
    """The past of a store, or of a service, to be read more than once.

    Args:
        store: as that of ``history``. By default that of the settings: where that follows a service, the past is this
            machine's own if it has some of each of the ``codes``, else the service's.

    Raises:
        ConfigurationError: it is no store.
    """
    where = settings.store if store is None else store
    if not _served(where):
        return _stored(where)
    if store is None:
        own = _stored(where)
        if all(own.first_day(code) is not None for code in codes if code != PIVOT):
            return own
    from fxwidget.past.service import ServicePast

    return ServicePast(where, settings.deadline)


def _read(
    code: str,
    base: str,
    first: date,
    last: date,
    store: str | os.PathLike[str] | None,
    backfill: bool,
    settings: Settings | None,
) -> PairRange:
    if backfill:
        if store is not None:
            raise ConfigurationError("backfill=True fills the user's cache folder: leave store out")
        from fxwidget.past.cached import backfilled

        folder = backfilled([one for one in (code, base) if one != PIVOT], first, last, settings)
        return _of_past(SqliteHistory(folder), code, base, first, last)
    where = os.fspath(store) if store is not None else _settings(settings).store
    if _served(where):
        return _of_service(where, code, base, first, last, settings)
    return _of_past(_stored(where), code, base, first, last)


def _served(where: str) -> bool:
    """Whether a store is a service's; for a folder nothing is loaded that knows URLs."""
    if "://" not in where:
        return False
    from fxwidget.config.store_urls import of_service

    return of_service(where)


def _stored(where: str) -> History:
    """The past in a store, by its folder or URL."""
    if "://" not in where:
        return SqliteHistory(where)
    from fxwidget.store import open_history

    return open_history(where)


def _of_past(past: History, code: str, base: str, first: date, last: date) -> PairRange:
    try:
        return pair_range(past, code, base, first, last)
    finally:
        past.close()


def _of_service(
    address: str, code: str, base: str, first: date, last: date, settings: Settings | None
) -> PairRange:
    from fxwidget.past.service import ServicePast

    found = known_range(ServicePast(address, _settings(settings).deadline), code, base, first, last)
    if not found.closes and found.before is None:
        raise RateNotFound(f"the service has no close of {code} against {base} from {first} to {last}")
    return found


def _settings(settings: Settings | None) -> Settings:
    if settings is not None:
        return settings
    from fxwidget.config.settings import load

    return load()


def _code(code: str) -> str:
    return code.strip().upper()


def _day(value: date) -> date:
    """The day itself.

    Raises:
        ConfigurationError: it is an instant, or a text.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ConfigurationError(f"{value!r} is no day: pass a datetime.date, such as date(2025, 5, 14)")
    return value
