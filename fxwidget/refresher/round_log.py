"""Writes the events of rounds to the log: a fault of the store and an operator's order once, not in each round."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from fxwidget.domain.overrides import Command
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory, never_asked
from fxwidget.errors import StoreError
from fxwidget.ops.log import Event
from fxwidget.provider.source import Source
from fxwidget.refresher import events
from fxwidget.refresher.decision_events import decisions
from fxwidget.refresher.events import FetchReport

__all__ = ["RoundLog"]

log = logging.getLogger("fxwidget.refresh")


class RoundLog:
    """Logs the events of rounds, and remembers which orders and store faults are logged already."""

    def __init__(self) -> None:
        self._in_force: tuple[Command, ...] = ()
        self._fault: str | None = None
        self._faulty_rounds = 0

    def set_back(self, found: Sequence[tuple[str, datetime]], now: datetime) -> None:
        """What was dated by a clock that was ahead, and counts as now from this round on."""
        _emit((events.set_back(found, now),))

    def orders(self, in_force: tuple[Command, ...]) -> None:
        """Log the orders that came into force with this round, and those that no longer are."""
        _emit(events.orders(self._in_force, in_force))
        self._in_force = in_force

    def source(
        self, source: Source, outcome: FetchReport, before: Memory, after: Memory, now: datetime
    ) -> None:
        """Log one source's fetch, until when it is not asked again for that, and that its clock is ahead."""
        had, has = before.sources.get(source.name, never_asked()), after.sources[source.name]
        quota = source.quota
        _emit(
            (
                events.fetched(outcome, had, has),
                events.left_alone(outcome, has, now),
                None if quota is None else events.spent(source.name, quota, had, has, now),
                events.stamp_ahead(source.name, had, has, now),
            )
        )

    def decisions(self, snapshot: Snapshot, previous: Snapshot | None, before: Memory, after: Memory) -> None:
        """Log the decisions that are not routine."""
        _emit(decisions(snapshot, previous, before, after))

    def ended(
        self,
        snapshot: Snapshot,
        previous: Snapshot | None,
        outcomes: Sequence[FetchReport],
        faults: Sequence[StoreError],
        milliseconds: int,
    ) -> None:
        """Log the store's fault in this round, if any, and the round in one line."""
        fault = str(faults[0]) if faults else None
        self._faulty_rounds += fault is not None
        _emit(
            (
                events.store(fault, self._fault, self._faulty_rounds),
                events.ended(snapshot, previous, outcomes, milliseconds),
            )
        )
        self._fault = fault
        if fault is None:
            self._faulty_rounds = 0


def _emit(found: Iterable[Event | None]) -> None:
    for event in found:
        if event is not None:
            event.emit(log)
