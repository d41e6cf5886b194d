"""Web workers are started again, at once and then after growing pauses, whatever they die of and how often."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from granian import Granian

from fxwidget.web import workers
from fxwidget.web.workers import Pauses, Server


def test_pauses_grow_while_a_worker_dies_young() -> None:
    """The first death costs nothing, each further one twice as long, a minute at most; one that settled begins anew."""
    pauses, now, seen = Pauses(), 1_000.0, []
    for _ in range(9):
        pause = pauses.after_death(0, now)
        seen.append(pause)
        now += pause + 2.0
    assert seen == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert pauses.after_death(1, now) == 0  # another worker's deaths are its own
    assert pauses.after_death(0, now + 200.0) == 0


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> tuple[Server, Clock, list[tuple[float, int]]]:
    """A server that starts nothing but writes down when it would, by a clock of the test."""
    clock, starts = Clock(), []
    monkeypatch.setattr(workers, "time", clock)

    def start(self: Any, which: list[int], *_: Any, **__: Any) -> None:
        for index in which:
            self.respawned_wrks[index] = clock.now
            starts.append((round(clock.now - 1_000.0, 1), index))

    monkeypatch.setattr(Granian, "_respawn_workers", start)
    server = Server.__new__(Server)
    server._pauses = Pauses()
    server.respawned_wrks, server.interrupt_children = {}, []
    server.interrupt_signal = server.reload_signal = False
    server.main_loop_interrupt = threading.Event()
    return server, clock, starts


Started = tuple[Server, Clock, list[tuple[float, int]]]


def test_a_worker_that_dies_twice_within_seconds_is_started_again(
    started: Started, caplog: pytest.LogCaptureFixture
) -> None:
    """Granian is left with nothing by which it would end the healthy ones too; each start is told."""
    caplog.set_level(logging.WARNING)
    server, clock, starts = started
    for _ in range(3):
        server._respawn_workers([0], None, None)
        assert server.respawned_wrks == {}
        clock.now += 1.0
    assert [index for _, index in starts] == [0, 0, 0]
    assert [at for at, _ in starts] == pytest.approx([0.0, 2.0, 5.0], abs=0.3)
    assert "web worker 1 died and is started again in 2 s" in caplog.text


def test_a_healthy_worker_that_dies_meanwhile_does_not_wait(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one waits for its pause another one that dies is started at once."""
    server, clock, starts = started
    server._respawn_workers([0], None, None)
    sleep: Callable[[float], None] = clock.sleep

    def another_dies(seconds: float) -> None:
        if clock.now == 1_000.0:
            server.interrupt_children.append(1)
            server.main_loop_interrupt.set()
        sleep(seconds)

    monkeypatch.setattr(clock, "sleep", another_dies)
    server._respawn_workers([0], None, None)
    assert [index for _, index in starts] == [0, 1, 0]
    assert not server.main_loop_interrupt.is_set()


def test_told_to_end_nobody_is_started(started: Started) -> None:
    """The end does not wait for a pause, and the loop that waits for it wakes up."""
    server, _, starts = started
    server._respawn_workers([0], None, None)
    server.interrupt_signal = True
    server._respawn_workers([0], None, None)
    assert [index for _, index in starts] == [0]
