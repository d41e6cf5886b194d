"""A past in the user's cache folder, filled from the sources' archives as far as it is asked for."""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from platformdirs import user_cache_path

from fxwidget.backfill.report import Progress, Report
from fxwidget.backfill.run import Backfill, archive_sources
from fxwidget.config.settings import Settings, load
from fxwidget.domain.archived import Span
from fxwidget.errors import ProviderUnavailable
from fxwidget.fetching.client import client_for
from fxwidget.store.archives import Archives
from fxwidget.store.sqlite_history import SqliteHistory

__all__ = ["backfilled"]


def backfilled(codes: Sequence[str], first: date, last: date, settings: Settings | None) -> str:
    """The folder of a past that has been filled for these currencies and days; what it had is not asked for again.

    Raises:
        ProviderUnavailable: no archive answered, and the folder has nothing of an earlier time.
        ConfigurationError: no enabled source has an archive.
    """
    given = settings or load()
    folder = _folder(given, codes)
    now = datetime.now(UTC).replace(microsecond=0)
    over = min(last, now.date() - timedelta(days=1))
    if first <= over:
        with _alone(folder):
            report = _fill(given, folder, codes, Span(first, over), now)
        if report.faults and not any(own.closes for own in report.currencies.values()):
            faults = "\n".join(f"  {name}: {fault}" for name, fault in report.faults.items())
            raise ProviderUnavailable(f"no archive answered: look at this machine's network\n{faults}")
    return str(folder)


def _fill(settings: Settings, folder: Path, codes: Sequence[str], span: Span, now: datetime) -> Report:
    with ExitStack() as held:
        return Backfill(
            sources=archive_sources(settings, (), codes),
            codes=tuple(codes),
            span=span,
            archives=held.enter_context(closing(Archives(str(folder)))),
            history=held.enter_context(closing(SqliteHistory(folder, writable=True))),
            client=held.enter_context(closing(client_for(settings))),
            now=now,
            pause=lambda pause: time.sleep(pause.total_seconds()),
            progress=Progress(),
        ).run()


def _folder(settings: Settings, codes: Sequence[str]) -> Path:
    """One for each choice of sources and currencies: what they decide must not mix."""
    urls = sorted((name, own.url) for name, own in settings.provider.items())
    choice = hashlib.sha256(repr((settings.names, urls, sorted(codes))).encode()).hexdigest()[:12]
    folder = user_cache_path("fxwidget") / "past" / choice
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only backfill of a folder, once the one before has ended."""
    with open(folder / "backfill.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
