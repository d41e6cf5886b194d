"""Granian's workers, each started again whenever it dies: at once, then after a pause that grows while it dies young.

Granian itself ends all of them, and the process, where one dies twice within seconds. And it forks them with its own
handlers of SIGTERM and SIGINT, which swallow the signal in a worker that is told to end before it serves.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from granian import Granian

from fxwidget.ops.signals import endings_held

__all__ = ["Pauses", "Server"]

log = logging.getLogger("fxwidget.web.workers")

FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 1.0, 60.0, 60.0
"""Seconds: before the second start in a row, before any, and of a life after which a death counts as the first."""

GLANCE = 0.1


class Pauses:
    """How long to wait before each worker is started again, by the instants of the monotonic clock at which it died."""

    def __init__(self) -> None:
        self._started: dict[int, float] = {}
        self._next: dict[int, float] = {}

    def after_death(self, worker: int, now: float) -> float:
        """The seconds to wait from now on; 0 for one that had settled, or dies for the first time."""
        settled = now - self._started.get(worker, now - 2 * SETTLED) > SETTLED
        pause = 0.0 if settled else self._next.get(worker, FIRST_PAUSE)
        self._next[worker] = min(2 * pause, LONGEST_PAUSE) if pause else FIRST_PAUSE
        self._started[worker] = now + pause
        return pause


class Server(Granian):  # type: ignore[misc,valid-type]
    """Granian's server; the healthy workers and the process go on whatever one of them does."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pauses = Pauses()

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        """Start all workers; one that is told to end before it serves learns of it once it can."""
        with endings_held():
            super()._spawn_workers(spawn_target, target_loader)

    def _respawn_workers(
        self, workers: Sequence[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """Start workers again, each after its own pause, until told to end; a ``delay`` says that all are to be renewed."""
        if delay:
            self._start(workers, spawn_target, target_loader, delay)
            return
        due = self._due(workers)
        while due and not self.interrupt_signal:
            now = time.monotonic()
            for worker in [one for one, at in due.items() if at <= now]:
                del due[worker]
                self._start([worker], spawn_target, target_loader)
            due |= self._due(self._newly_dead())
            if due:
                time.sleep(GLANCE)
        self.respawned_wrks.clear()  # by these granian would know one that dies again

    def _start(self, workers: Sequence[int], spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        """Start new processes for these workers."""
        with endings_held():
            super()._respawn_workers(workers, spawn_target, target_loader, delay)

    def _due(self, workers: Sequence[int]) -> dict[int, float]:
        """When to start each again."""
        now, due = time.monotonic(), {}
        for worker in workers:
            pause = self._pauses.after_death(worker, now)
            log.warning("web worker %d died and is started again in %g s", worker + 1, pause)
            due[worker] = now + pause
        return due

    def _newly_dead(self) -> list[int]:
        """The workers that died meanwhile; the loop that waits for them need not wake up for them again."""
        dead = []
        while self.interrupt_children:
            dead.append(self.interrupt_children.pop())
        if dead:
            self.main_loop_interrupt.clear()
        if self.interrupt_signal or self.reload_signal:
            self.main_loop_interrupt.set()
        return dead
