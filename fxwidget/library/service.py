"""A running service in a program: its snapshot, asked for once a minute at most, with a copy for when it can't be asked."""

from __future__ import annotations

import logging
import os
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from platformdirs import user_cache_path

from fxwidget.config import settings as configuration
from fxwidget.config.urls import without_password
from fxwidget.errors import ConfigurationError, ProviderUnavailable, SnapshotInvalid
from fxwidget.fetching.message import Validators
from fxwidget.fetching.service import ask_service
from fxwidget.library.loading import checked_deadline, read_answer
from fxwidget.library.service_copy import ServiceCopy, StoredCopy
from fxwidget.library.snapshot import Snapshot

__all__ = ["Service", "connect"]

log = logging.getLogger("fxwidget.library.service")

RATES_PATH = "/v1/rates"

SHORTEST, LONGEST = 60.0, 3600.0
"""Seconds between two requests to a service: at least these, and no more than those whatever it states."""


def connect(url: str, *, max_age: timedelta | None = None, deadline: timedelta | None = None) -> Service:
    """A running service, such as ``https://rates.example``; nothing is asked before its first ``snapshot``.

    Args:
        url: the service's address, or that of its rates, ``…/v1/rates``, perhaps with options, as in ``?base=EUR``.
        max_age: an answer no older than this is given at once, and a newer one is fetched aside for the next call; by
            default an answer that is due is waited for.
        deadline: how long one request may take in all; the ``deadline`` of the settings by default.

    Raises:
        ConfigurationError: the URL, the deadline or a setting is wrong.
    """
    given = configuration.load().deadline if deadline is None else deadline
    return Service(_rates_url(url), max_age=max_age, deadline=checked_deadline(given))


class Service:
    """A service whose snapshot is asked for by conditional requests, once a minute at most, or as its ``max-age`` says.

    Any number of threads, and processes forked from this one, may share it. The last answer is kept in the user's cache
    folder, where other processes find it too.
    """

    def __init__(self, url: str, *, max_age: timedelta | None, deadline: timedelta) -> None:
        self.url = url
        self.max_age = max_age
        self._deadline = deadline
        self._stored = StoredCopy(user_cache_path("fxwidget") / "services", url)
        self._copy: ServiceCopy | None = None
        self._failed_at: datetime | None = None
        self._locks: dict[int, threading.Lock] = {}

    def snapshot(self) -> Snapshot:
        """The service's snapshot with the freshness that each row has now: an old one shows its age, it is no error.

        Where the service can't be asked it is that of the last answer, and a warning in the log says why.

        Raises:
            ProviderUnavailable: the service gave no answer, and none before.
            SnapshotInvalid: what it gave is no snapshot, and there is none of before.
            ConfigurationError: its address is none that can be asked.
        """
        now = datetime.now(UTC)
        copy = self._newest(now)
        if copy is None or not self._may_stand(copy, now):
            with self._lock:
                copy = self._newest(now)  # another thread may have asked meanwhile
                if copy is None or not self._may_stand(copy, now):
                    copy = self._asked(copy, now)
        elif not self._needs_no_request(copy, now):
            self._ask_aside(copy, now)
        return copy.snapshot.aged(now)

    async def snapshot_async(self) -> Snapshot:
        """``snapshot`` for asyncio and trio: what has to be waited for is waited for in a thread."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(self.snapshot, abandon_on_cancel=True)

    def __repr__(self) -> str:
        return f"<Service {without_password(self.url)}>"

    @property
    def _lock(self) -> threading.Lock:
        """That of this process: one that was held while a process was forked would stay held in it."""
        return self._locks.setdefault(os.getpid(), threading.Lock())

    def _newest(self, now: datetime) -> ServiceCopy | None:
        """The copy in memory, or, once that is due, a newer one that another process stored."""
        if self._copy is None or not self._needs_no_request(self._copy, now):
            stored = self._stored.read()
            if stored is not None and (self._copy is None or stored.asked_at > self._copy.asked_at):
                self._copy = stored
        return self._copy

    def _needs_no_request(self, copy: ServiceCopy, now: datetime) -> bool:
        failed = self._failed_at is not None and 0 <= (now - self._failed_at).total_seconds() < SHORTEST
        return failed or copy.is_fresh(now)

    def _may_stand(self, copy: ServiceCopy, now: datetime) -> bool:
        """Whether a copy is given without waiting for another one."""
        near = self.max_age is not None and 0 <= copy.age(now) <= self.max_age.total_seconds()
        return near or self._needs_no_request(copy, now)

    def _ask_aside(self, copy: ServiceCopy, now: datetime) -> None:
        """Ask in a thread, unless another one asks already."""
        lock = self._lock
        if not lock.acquire(blocking=False):
            return

        def ask() -> None:
            try:
                self._asked(copy, now)
            finally:
                lock.release()

        threading.Thread(target=ask, name="fxwidget-service", daemon=True).start()

    def _asked(self, copy: ServiceCopy | None, now: datetime) -> ServiceCopy:
        """The service's answer, or the copy where it gives none."""
        try:
            answered = self._answer(copy, now)
        except (ProviderUnavailable, SnapshotInvalid) as error:
            if copy is None:
                raise
            log.warning("%s: the answer of %s stays: %s", self, copy.asked_at, error)
            self._failed_at = now
            return copy
        self._copy, self._failed_at = answered, None
        self._stored.write(answered)
        return answered

    def _answer(self, copy: ServiceCopy | None, now: datetime) -> ServiceCopy:
        validators = Validators() if copy is None else copy.validators
        answer = ask_service(self.url, self._deadline, frozenset({200}), validators=validators)
        fresh_for = min(max(SHORTEST, answer.max_age or 0), LONGEST)
        if answer.status == 304 and copy is not None:
            return ServiceCopy(copy.snapshot, copy.body, answer.validators, now, fresh_for)
        snapshot = read_answer(self.url, answer.body)
        return ServiceCopy(snapshot, answer.body, answer.validators, now, fresh_for)


def _rates_url(url: str) -> str:
    """The address of a service's rates.

    Raises:
        ConfigurationError: it is no ``http(s)`` URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ConfigurationError(f"this is no URL: {error}") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        raise ConfigurationError(
            f"{without_password(url)!r} is no address of a service: write it as in https://rates.example"
        )
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith(RATES_PATH) else path + RATES_PATH, fragment="").geturl()
