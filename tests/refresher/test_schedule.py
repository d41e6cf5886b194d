"""The schedule of rounds: what it does with a run that is about to begin while it ends."""

from __future__ import annotations

import threading
from datetime import timedelta

from fxwidget.refresher.schedule import Schedule
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
