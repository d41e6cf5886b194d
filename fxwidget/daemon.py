"""Rounds on a schedule: the refresher as a process of its own, which waits for events and ends when told to."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from fxwidget.refresh import Refresher
from fxwidget.settings import Settings
from fxwidget.store import open_store

log = logging.getLogger(__name__)

GLANCE, STEPPED = 1.0, 5.0
"""Seconds between two looks at the clocks, and by how much they must part for the wall clock to count as set."""

LAST_ROUND = 10.0
"""Seconds that a round in flight is given once the daemon is told to end."""


def run(settings: Settings) -> None:
    """Refresh until SIGTERM or SIGINT.

    Raises:
        StoreBusy: another refresher owns the store.
        StoreError: the store can't be used.
        ConfigurationError: an enabled source lacks what it needs.
    """
    store = open_store(settings.store)
    with store.own():
        refresher = Refresher(settings, store)
        stop, idle = threading.Event(), threading.Lock()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())

        def once() -> None:
            with idle:
                if not stop.is_set():
                    _round(refresher)

        seconds = settings.refresh.total_seconds()
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        trigger = IntervalTrigger(seconds=seconds, jitter=min(seconds / 20, 15), timezone=UTC)
        job = scheduler.add_job(once, trigger, next_run_time=datetime.now(UTC))
        scheduler.start()
        log.info("refreshing every %g s from %s", seconds, ", ".join(s.name for s in refresher.sources))
        apart = time.time() - time.monotonic()
        while not stop.wait(GLANCE):
            if abs(time.time() - time.monotonic() - apart) > STEPPED:
                apart = time.time() - time.monotonic()
                log.warning("the clock was set; the rounds are scheduled anew")
                job.modify(next_run_time=datetime.now(UTC))
        scheduler.shutdown(wait=False)
        ended = idle.acquire(timeout=LAST_ROUND)
        if not ended:
            log.warning("the round in flight did not end within %g s and is abandoned", LAST_ROUND)
            sys.stderr.flush()
            os._exit(0)  # its thread would keep the process alive
        refresher.close()


def once(settings: Settings) -> bool:
    """One round now; whether it was published and any source answered."""
    store = open_store(settings.store)
    with store.own():
        refresher = Refresher(settings, store)
        try:
            done = refresher.round(datetime.now(UTC), everyone=True)
            return done.published and any(outcome.reason is None for outcome in done.outcomes)
        finally:
            refresher.close()


def _round(refresher: Refresher) -> None:
    try:
        done = refresher.round(datetime.now(UTC))
    except Exception:  # the next round is the remedy, and the log has the trace
        log.exception("the round failed; the last good rates stay")
        return
    asked = ", ".join(f"{o.source} {o.outcome}" for o in done.outcomes) or "nobody was due"
    log.info("round %d: %s", done.snapshot.seq, asked)
