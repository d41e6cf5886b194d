"""Runs one task periodically in a thread, by the monotonic clock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger("fxwidget.schedule")

GLANCE, STEPPED = 1.0, 5.0
"""Seconds between two looks at the clocks, and by how much they must part for the wall clock to count as set."""


class Schedule:
    """Runs a task at once, then once per interval with a little jitter; never twice at a time."""

    def __init__(self, task: Callable[[], None], every: timedelta) -> None:
        self._task = task
        self._turn = threading.Lock()
        self._over = False
        self._phase = (0, False)
        self._seen, self._looked, self._lasting = self._phase, time.monotonic(), 0.0
        self._apart = time.time() - time.monotonic()
        self.every = every
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._job = self._scheduler.add_job(self._once, self._trigger(), next_run_time=datetime.now(UTC))
        self._scheduler.start()

    def _trigger(self) -> IntervalTrigger:
        seconds = self.every.total_seconds()
        return Rhythm(seconds=seconds, jitter=jitter(seconds), timezone=UTC)  # pyright: ignore[reportArgumentType]  # parts of seconds are no less

    def _once(self) -> None:
        with self._turn:
            if self._over:
                return
            self._phase = (self._phase[0] + 1, True)
            try:
                self._task()
            finally:
                self._phase = (self._phase[0], False)

    def look(self) -> tuple[bool, float]:
        """Whether the task runs, and for how many seconds it has been running or not.

        To be called every ``GLANCE`` seconds. Time in which nobody could look, as with a stopped process, does not
        count. Where the wall clock was set, the task is scheduled anew, from now: the scheduler would wait for an
        instant that may be a month away.
        """
        now, phase = time.monotonic(), self._phase
        if phase != self._seen:
            self._seen, self._lasting = phase, 0.0
        else:
            self._lasting += min(now - self._looked, GLANCE)
        self._looked = now
        apart = time.time() - time.monotonic()
        if abs(apart - self._apart) > STEPPED:
            log.warning("the clock was set by %+.0f s; the rounds are scheduled anew", apart - self._apart)
            self._apart = apart
            self._job.modify(next_run_time=datetime.now(UTC))
        return phase[1], self._lasting

    def change(self, every: timedelta) -> None:
        """Change the interval from now on; the task runs at once."""
        self.every = every
        self._job.modify(trigger=self._trigger(), next_run_time=datetime.now(UTC))

    @contextmanager
    def between(self) -> Iterator[bool]:
        """Context that is true while the task is idle, and then keeps it from starting until the block ends."""
        idle = self._turn.acquire(blocking=False)
        try:
            yield idle
        finally:
            if idle:
                self._turn.release()

    def end(self, patience: float) -> bool:
        """End the schedule; returns whether a task in flight ended within ``patience`` seconds."""
        self._over = True
        self._scheduler.shutdown(wait=False)
        ended = self._turn.acquire(timeout=patience)
        if ended:
            self._turn.release()  # a run that was about to begin finds that all is over, and lets its thread end
        return ended


class Rhythm(IntervalTrigger):  # type: ignore[misc]
    """An interval whose missed instants are skipped: the scheduler would count each of those in a month's jump of the clock."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """One interval after the previous instant; where that is over too, one interval after ``now``."""
        due: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        if due is None or due <= now:
            due = super().get_next_fire_time(now, now)
        assert due is not None, "an interval without an end"
        return due


def jitter(seconds: float) -> float:
    """The most seconds of jitter that a run of this interval gets."""
    return min(seconds / 20, 15.0)
