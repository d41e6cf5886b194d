"""What one web worker counts from its start: answers by endpoint and status, those from memory, and how long drawing took."""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from fxwidget.web.edge.cache import Entry

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

__all__ = ["BOUNDS", "Counts", "Durations", "Report"]

BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Seconds up to which durations are counted together; the last ones are longer."""


class Durations(msgspec.Struct):
    """How many drawings took how long: ``counts`` by the bounds and beyond, ``total`` in seconds."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one drawing."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    @property
    def number(self) -> int:
        """The number of drawings."""
        return sum(self.counts)


class Report(msgspec.Struct):
    """The report of a web worker: what it did since its start, and the state of its cache.

    answers: how many, by endpoint and status. hits: those from memory; misses: those drawn while somebody waited.
    drawing: of the latter. preparing: of whole sets of answers, beforehand.
    seq, valid_until: of the snapshot that is served, the latter in Unix seconds; 0 without one.
    """

    pid: int
    born: float
    answers: list[tuple[str, str, int]]
    hits: int
    drawing: Durations
    preparing: Durations
    seq: int = 0
    valid_until: float = 0.0
    bytes: int = 0
    entries: int = 0


class Counts:
    """The counts of one web worker. Answers from the cache are counted in its entries, and are added from there."""

    def __init__(self) -> None:
        self.drawing, self.preparing = Durations(), Durations()
        self._born = time.monotonic()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._from_entries = self._hits = 0
        self._lock = threading.Lock()

    def counting(self, endpoint: str, start_response: StartResponse) -> StartResponse:
        """A ``start_response`` that also counts the answer by endpoint and status."""

        def start(status: str, *rest: Any) -> Any:
            with self._lock:
                self._answers[endpoint, status[:3]] += 1
            return start_response(status, *rest)

        return start

    def take_up(self, entry: Entry, endpoint: str) -> None:
        """Add the answers that a cache entry gave since it was last counted, while it goes on serving."""
        with self._lock:
            whole, confirmed = entry.whole, entry.confirmed
            self._answers[endpoint, "200"] += whole - entry.counted[0]
            self._answers[endpoint, "304"] += confirmed - entry.counted[1]
            self._from_entries += whole + confirmed - sum(entry.counted)
            entry.counted = whole, confirmed

    def report(self) -> Report:
        """The report of everything that was counted until now."""
        with self._lock:
            # A drawing is counted a little before the answer that it was made for.
            self._hits = max(self._hits, self._from_entries - self.drawing.number)
            answers = [
                (endpoint, status, number) for (endpoint, status), number in self._answers.items() if number
            ]
            return Report(os.getpid(), self._born, answers, self._hits, self.drawing, self.preparing)
