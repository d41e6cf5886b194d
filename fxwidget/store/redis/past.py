"""The past in Redis: two streams of what was stored, in its order, and a copy on each machine that every question is put to.

A copy goes on answering while Redis is away. One that is emptied is filled again by the next writer from its own copy.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from fxwidget.config.store_urls import local_folder
from fxwidget.domain.close import POINTS_KEPT, DailyClose, Point
from fxwidget.errors import StoreError
from fxwidget.store.history_rows import Writer, put_points
from fxwidget.store.redis.batches import closes_in, pack_closes, pack_points, points_in
from fxwidget.store.redis.layout import CLOSES, LAYOUT, LAYOUT_KEY, PAST, POINTS
from fxwidget.store.redis.replica import NOWHERE, Position, Replica
from fxwidget.store.redis.scripts import APPEND

if TYPE_CHECKING:
    from fxwidget.store.redis.connection import Connection

__all__ = ["RedisHistory"]

log = logging.getLogger("fxwidget.store.redis")

LOOKS = 1.0
"""Seconds between two looks of ``version``, which a thread calls again and again."""

READS = 5.0
"""Seconds after a look within which a question is put to the copy at once: requests never wait where such a thread looks."""

MOST_ATTEMPTS = 20
ENTRIES = 50
"""Entries that are read at a time: the closes of as many days, or all of a backfill in one."""


class RedisHistory:
    """A past in the Redis of a URL, by way of the copy in this machine's folder."""

    def __init__(self, url: str, *, writable: bool = False) -> None:
        self._url = url
        self._copy = Replica(local_folder(url), writable=True)
        self._writable = writable
        self._looks = _LOOKS.setdefault(url, _Looks())
        self._fault = ""

    # Reading

    def version(self) -> Hashable | None:
        self._freshen(LOOKS)
        return self._copy.version()

    def codes(self) -> Mapping[str, tuple[date, date]]:
        return self._fresh().codes()

    def closes(self, code: str, first: date, last: date, *, series: str | None = None) -> list[DailyClose]:
        return self._fresh().closes(code, first, last, series=series)

    def newest(
        self, codes: Sequence[str], count: int, *, until: date | None = None
    ) -> dict[str, list[DailyClose]]:
        return self._fresh().newest(codes, count, until=until)

    def close_on(self, code: str, day: date, *, series: str | None = None) -> DailyClose | None:
        return self._fresh().close_on(code, day, series=series)

    def first_day(self, code: str) -> date | None:
        return self._fresh().first_day(code)

    def revisions(self, code: str, day: date, *, series: str | None = None) -> list[DailyClose]:
        return self._fresh().revisions(code, day, series=series)

    def every(self, since: date) -> list[DailyClose]:
        return self._fresh().every(since)

    def points(self, codes: Sequence[str], since: datetime) -> dict[str, list[Point]]:
        return self._fresh().points(codes, since)

    def check(self) -> None:
        self._fresh().check()
        if self._writable and self._copy.codes() and not self._there().series:
            self._write(lambda there, _db: there)

    def close(self) -> None:
        self._copy.close()
        if "_connection" in self.__dict__:
            self._connection.close()

    @cached_property
    def _connection(self) -> Connection:
        """The way to Redis; its client is loaded with it, which a process that draws from the copy only need not."""
        from fxwidget.store.redis.connection import Connection

        return Connection(self._url)

    def _fresh(self) -> Replica:
        self._freshen(READS)
        return self._copy

    def _freshen(self, seconds: float) -> None:
        """Read what is new, unless somebody in this process has looked so recently; a copy without Redis is better than nothing."""
        if not self._looks.due(seconds):
            return
        try:
            self._follow()
            self._fault = ""
        except StoreError as error:
            if self._copy.version() is None:
                raise
            if self._fault != str(error):
                log.warning("the past is as this machine has it: %s", error)
            self._fault = str(error)
        finally:
            self._looks.done()

    # Following

    def _follow(self) -> Position:
        """Read what is new into the copy, and return the position in Redis; its series is empty where there is no past."""
        while True:
            there, here = self._there(), self._copy.position()
            if not there.series or there == here:
                return there
            self._read_on(here, there)

    def _read_on(self, here: Position, there: Position) -> None:
        """Read some entries: of the closes first, and of the points once all closes are there."""
        begin = here if here.series == there.series else NOWHERE._replace(series=there.series)
        closes, points = self._entries(CLOSES, begin.closes), list[_Entry]()
        if closes:
            after = begin._replace(closes=closes[-1].number)
        elif points := self._entries(POINTS, begin.points):
            after = begin._replace(points=points[-1].number)
        else:
            after = there

        def read(db: sqlite3.Connection) -> Position:
            writer = Writer(db)
            for close in (it for entry in closes for it in closes_in(entry.content)):
                writer.add(close)
            for entry in points:
                put_points(db, *points_in(entry.content))
            return after

        self._copy.extend(here, read)

    def _there(self) -> Position:
        with self._connection.errors():
            pipe = self._connection.client.pipeline(transaction=False)  # a full Redis refuses every MULTI
            pipe.get(LAYOUT_KEY)
            pipe.hmget(PAST, ["series", "closes", "points"])
            layout, (series, closes, points) = pipe.execute()
        if layout is not None and layout != LAYOUT.encode():
            raise self._connection.other_layout(layout)
        if series is None:
            return NOWHERE
        begin = NOWHERE.closes.encode()
        return Position(*(it.decode(errors="replace") for it in (series, closes or begin, points or begin)))

    def _entries(self, stream: str, after: str) -> list[_Entry]:
        found = self._connection.call("XRANGE", stream, f"({after}", "+", "COUNT", ENTRIES)
        return [_Entry(number.decode(), fields.get(b"content", b"")) for number, fields in found]

    # Writing

    def add(self, closes: Iterable[DailyClose]) -> int:
        wanted, new = self._copy.listed(closes), list[DailyClose]()

        def change(there: Position, db: sqlite3.Connection) -> Position:
            writer = Writer(db)
            new[:] = [close for close in wanted if writer.add(close)]
            return there if not new else self._appended(there, CLOSES, pack_closes(new))

        self._write(change)
        return len(new)

    def add_points(self, points: Iterable[Point], *, forget_before: datetime) -> None:
        wanted = list(points)

        def change(there: Position, db: sqlite3.Connection) -> Position:
            put_points(db, wanted, forget_before)
            return self._appended(there, POINTS, pack_points(wanted, forget_before), forget_before)

        self._write(change)

    def set_aside(self) -> str:
        """Rename the damaged copy; the next one is read from Redis, which has all of it."""
        return self._copy.set_aside()

    def _write(self, change: Callable[[Position, sqlite3.Connection], Position]) -> None:
        """Do ``change`` to the copy and to Redis at the same position of both, or to neither."""
        if not self._writable:
            raise StoreError(f"the past in {self._connection.shown} was opened to be read only")
        for _ in range(MOST_ATTEMPTS):
            try:
                there = self._follow()
                if not there.series:
                    there = self._seeded()
                if self._copy.extend(self._copy.position(), partial(change, there)):
                    return
            except _GoneOn:
                continue
        raise StoreError(f"can't write the past in {self._connection.shown}: others write without end")

    def _seeded(self) -> Position:
        """The position in a new past in Redis with all that the copy has, where Redis has none: it is new, or was emptied."""
        there = NOWHERE._replace(series=secrets.token_hex(8))
        closes, since = self._copy.every(date.min), datetime.now(UTC) - POINTS_KEPT
        there = self._appended(there, CLOSES, pack_closes(closes))
        points = self._copy.points(list(self._copy.codes()), since)
        there = self._appended(there, POINTS, pack_points(list(chain(*points.values())), since))
        if closes:
            log.warning(
                "%s had no past: it has the %d closes of this machine's copy now",
                self._connection.shown,
                len(closes),
            )
        self._copy.extend(self._copy.position(), lambda db: there)
        return there

    def _appended(
        self, there: Position, stream: str, content: bytes, forget_before: datetime | None = None
    ) -> Position:
        """The position after an entry was added to a stream that had gone as far as ``there``, and not further."""
        name = "closes" if stream == CLOSES else "points"
        oldest = "" if forget_before is None else max(0, int(forget_before.timestamp() * 1000))
        arguments = [LAYOUT, there.series, name, getattr(there, name), content, oldest]
        answer: str = self._connection.run(APPEND, [LAYOUT_KEY, PAST, stream], arguments).decode()
        if answer == "layout":
            raise self._connection.other_layout(self._connection.call("GET", LAYOUT_KEY) or b"")
        if answer == "again":
            raise _GoneOn
        return there._replace(**{name: answer})


class _GoneOn(Exception):
    """Another process wrote meanwhile: what was begun is undone, and done again after it."""


class _Entry(NamedTuple):
    """An entry of a stream: its number, and what was written."""

    number: str
    content: bytes


class _Looks:
    """When a past was last looked at, by whatever object of a process."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._lock = threading.Lock()

    def due(self, seconds: float) -> bool:
        """Whether it was not looked at for so long; it counts as looked at from now on."""
        with self._lock:
            now = time.monotonic()
            if self._last is not None and now - self._last < seconds:
                return False
            self._last = now
            return True

    def done(self) -> None:
        """Count from the end of a look, which may have taken long."""
        with self._lock:
            self._last = time.monotonic()


_LOOKS: dict[str, _Looks] = {}
