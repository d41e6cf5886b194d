"""The edge's cache for one snapshot: answers by URL and coding, and the spellings of requests that lead to them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from fxwidget.domain.snapshot import Snapshot
from fxwidget.web.edge.capture import Answer

__all__ = ["EdgeCache", "Entry", "Stats"]

MOST_BYTES = 16 * 2**20
"""Bytes of all stored bodies, at most."""

MOST_SPELLINGS, LONGEST_SPELLING = 4096, 512
"""How many spellings of requests are stored, and the characters of the longest."""


@dataclass(slots=True)
class Entry:
    """The cache entry of one URL: its answers by coding.

    whole, confirmed: how often one of them was given, and was confirmed by a 304; counted: those already counted.
    idle: for how many tables nobody asked for it.
    reads_past: whether its answers are drawn from past rates.
    """

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    whole: int = 0
    confirmed: int = 0
    counted: tuple[int, int] = (0, 0)
    idle: int = 0
    reads_past: bool = False

    @property
    def requests(self) -> int:
        """How often the entry's URL was requested."""
        return self.whole + self.confirmed

    @property
    def asked_again(self) -> bool:
        """Whether somebody asked for it beside the one whom it was drawn for."""
        return self.requests > 1

    @property
    def size(self) -> int:
        """Bytes of the entry's bodies."""
        return sum({id(answer): len(answer.body) for answer in self.answers.values()}.values())


@dataclass(frozen=True)
class Stats:
    """The contents of a cache at one moment, for metrics.

    urls: those that it has answers of, the oldest first; size: bytes of all their bodies.
    spellings: the ways of asking that it knows by heart.
    due: how many URLs are still to be drawn beforehand.
    uncounted: how many entries had to make room and are still to be counted.
    """

    urls: tuple[str, ...]
    size: int
    spellings: tuple[str, ...]
    due: int
    uncounted: int


class EdgeCache:
    """The answers from one snapshot, which hold until an instant of the wall clock.

    Threads look up answers while another one stores or drops some; changes are made one after the other.

    gone: entries that had to make room and may not have been counted yet.
    due: what is still to be drawn beforehand: by URL the codings, and for how many tables nobody asked for it.
    past: the version of the past that answers of past rates are drawn from.
    """

    def __init__(self, snapshot: Snapshot | None, until: datetime, past: Hashable | None = None) -> None:
        self.snapshot = snapshot
        self.until = until
        self.past = past
        self.entries: dict[str, Entry] = {}
        self.gone: list[Entry] = []
        self.spelled: dict[str, Entry] = {}
        self.due: dict[str, tuple[Sequence[str], int]] = {}
        self.size = 0
        self._changing = Lock()

    def stats(self) -> Stats:
        """The cache's contents now."""
        return Stats(tuple(self.entries), self.size, tuple(self.spelled), len(self.due), len(self.gone))

    def spell(self, spelling: str, entry: Entry) -> None:
        """Store a spelling of a request for an entry, unless it is longer than ``LONGEST_SPELLING``.

        Once there are too many, those of what nobody asked for again are forgotten; if most are left, all are.
        """
        if len(spelling) > LONGEST_SPELLING:
            return
        with self._changing:
            if len(self.spelled) >= MOST_SPELLINGS:
                again = {known: entry for known, entry in self.spelled.items() if entry.asked_again}
                self.spelled = again if len(again) <= MOST_SPELLINGS // 2 else {}
            self.spelled[spelling] = entry

    def turn_past(self, version: Hashable | None) -> None:
        """Drop what was drawn from another version of the past."""
        with self._changing:
            if self.past == version:
                return
            outdated = [entry for entry in self.entries.values() if entry.reads_past]
            self.spelled = {
                spelling: entry for spelling, entry in self.spelled.items() if not entry.reads_past
            }
            for entry in outdated:
                self._drop(entry)
            self.past = version

    def put(self, entry: Entry, coding: str, answer: Answer, past: Hashable | None) -> None:
        """Store an answer; once there are too many bytes, entries are evicted.

        An answer that is the same in several codings, as a picture is, is stored once. One of past rates is not stored where
        the cache is no longer of the version of the ``past`` that was there when its drawing began.
        """
        with self._changing:
            if entry.reads_past and past != self.past:
                return
            same = next((stored for stored in entry.answers.values() if stored == answer), None)
            entry.answers[coding] = same or answer
            self.entries[entry.url] = entry
            if same is None:
                self.size += len(answer.body)
            if self.size > MOST_BYTES:
                self._make_room()

    def take_gone(self) -> list[Entry]:
        """The entries that had to make room since this was last called."""
        with self._changing:
            gone, self.gone = self.gone, []
        return gone

    def _make_room(self) -> None:
        """Evict entries until half of the bytes are left: first what nobody asked for again, then the rest; the oldest first.

        So the views of a flood make room for one another, and not the page that everybody reads.
        """
        for entry in sorted(self.entries.values(), key=lambda entry: entry.asked_again):
            if self.size <= MOST_BYTES // 2:
                break
            self._drop(entry)
        self.spelled = {known: entry for known, entry in self.spelled.items() if entry.answers}

    def _drop(self, entry: Entry) -> None:
        del self.entries[entry.url]
        self.size -= entry.size
        entry.answers.clear()
        self.gone.append(entry)
