"""The schedule of rounds: what it does with runs that were missed, and with one that is about to begin while it ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from fxwidget.refresher.schedule import Rhythm, Schedule
from tests.support.processes import PATIENCE


def test_a_run_that_is_about_to_begin_is_let_go() -> None:
    """A run that waits for its turn while the schedule ends does nothing, and its thread ends: the process can."""
    ran = threading.Semaphore(0)
    schedule = Schedule(ran.release, timedelta(hours=1))
    assert ran.acquire(timeout=PATIENCE)
    with schedule.between() as idle:
        assert idle
        waiting = threading.Thread(target=schedule._once)
        waiting.start()
    assert ran.acquire(timeout=PATIENCE)
    waiting.join(10)
    late = threading.Thread(target=schedule._once)
    assert schedule.end(10)
    late.start()
    late.join(10)
    assert not late.is_alive()
    assert not ran.acquire(blocking=False)


def test_missed_instants_are_not_counted() -> None:
    """Where a machine starts in 1970 and then learns the time, the next round is found in one step; a late one keeps time."""
    rhythm, now = Rhythm(seconds=60, timezone=UTC), datetime(2026, 4, 27, 10, tzinfo=UTC)
    minute, second = timedelta(minutes=1), timedelta(seconds=1)
    assert rhythm.get_next_fire_time(datetime(1970, 1, 1, tzinfo=UTC), now) == now + minute
    assert rhythm.get_next_fire_time(now - minute, now) == now + minute
    assert rhythm.get_next_fire_time(now - second, now) == now - second + minute
