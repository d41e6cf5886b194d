"""A web worker's cache: the published snapshot in memory, and each endpoint's drawing while it is valid.

A thread of the worker looks for a new snapshot four times a second; a request reads nothing but memory. A store that is
gone, broken or empty changes nothing here: the last snapshot stays, and ages by its own deadlines.

Several workers change over to a new snapshot at one instant, which follows from its publication, so that a reader who is
answered by one and then by another does not see the table go back; a single one takes it once it has drawn it. A worker without any number looks for one at each
request: where another one has answered, it can.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from weakref import ref

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import FXWidgetError
from fxwidget.ops.clock import utc_now
from fxwidget.store import Reader
from fxwidget.store.history import History
from fxwidget.web.endpoint import ViewRequest

__all__ = ["CHANGE_OVER", "Board", "Front", "RenderedBody"]

log = logging.getLogger("fxwidget.web.board")

EVERY = 0.25
"""Seconds between two looks at the store."""

CHANGE_OVER = timedelta(seconds=2)
"""How long after its publication the workers of a service begin to give a snapshot, all of them at once.

Long enough for drawing what is asked for most; one that has not drawn it by then draws it while it is asked for.
"""

MOST_DRAWINGS, MOST_BYTES = 64, 8 * 2**20
"""The most drawings in memory, and the most bytes of all their bodies."""


@dataclass(frozen=True)
class RenderedBody:
    """A drawn answer: its body, and the strong ETag of its bytes."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> RenderedBody:
        """A drawing with the ETag of its bytes."""
        return cls(body, hashlib.sha256(body).hexdigest()[:32])


class _Drawn(NamedTuple):
    """A drawing in memory: of which snapshot and version of the past, and until when it is true."""

    body: RenderedBody
    snapshot: Snapshot
    until: datetime | None
    past: Hashable | None


class Front(Protocol):
    """A cache of answers in front of the board, which the board's watching thread calls on each new snapshot."""

    def prepare(self, snapshot: Snapshot) -> None:
        """Prepare answers of a snapshot that the board takes as soon as this returns."""

    def tend(self) -> None:
        """Maintain the cached answers; called after each look at the store."""


class Board:
    """A worker's current snapshot and the drawings made of it.

    past_version: differs once more of the past is stored; what was drawn from it before is drawn anew.
    change_over: how long after its publication a snapshot is taken; None where no other worker has to take it at that
    instant too, and so once the drawings of it are made.
    """

    def __init__(
        self,
        store: Reader,
        clock: Callable[[], datetime],
        *,
        past: History | None = None,
        watch: bool = True,
    ) -> None:
        self._store = store
        self._past = past
        self.past_version: Hashable | None = None
        self.clock = clock
        self.snapshot: Snapshot | None = None
        self.changes: Sequence[RateChange] = ()
        self.via: Sequence[str] = ()
        self.front: Front | None = None
        self.change_over: timedelta | None = CHANGE_OVER
        self._version: Hashable | None = None
        self._drawn: dict[tuple[str, str], _Drawn] = {}
        self._drawn_bytes = 0
        self._watches = watch
        self._watcher: int | None = None
        self.fault: str | None = None
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Look at the store now, and then periodically in a thread; only the first call in a process does anything.

        A board that does not watch looks this once.
        """
        if self._watcher == os.getpid():
            return
        with self._lock:
            if self._watcher == os.getpid():
                return
            self.look()
            if self._watches:
                threading.Thread(target=Board._watch, args=(ref(self),), daemon=True, name="board").start()
            self._watcher = os.getpid()

    @staticmethod
    def _watch(board: ref[Board]) -> None:
        """Watch the store for as long as the board exists."""
        pause = threading.Event()
        while not pause.wait(EVERY) and (watched := board()) is not None:
            try:
                watched.look(watched.front, change_over=watched.change_over)
                if watched.front is not None:
                    watched.front.tend()
            except Exception:  # the next look is the remedy, and the log has the trace
                log.exception("looking after the answers failed; serving what is in memory")
            del watched

    def look(self, front: Front | None = None, change_over: timedelta | None = None) -> None:
        """Take the published snapshot if it is another one, once ``front`` is prepared for it.

        A failing store is logged once.

        Args:
            change_over: take it so long after its publication, prepared or not, unless there is no number as yet.
        """
        self._look_at_the_past()
        try:
            version = self._store.version()
            if version is None or version == self._version:
                return
            loaded = self._store.load()
            ours = self.snapshot
            if loaded is not None and (ours is None or loaded.supersedes(ours, self.clock())):
                self._take(loaded, front, change_over)
            self._version = version
        except FXWidgetError as error:
            if str(error) != self.fault:
                log.error("%s; serving what is in memory", error)
            self.fault = str(error)
            return
        self.fault = None

    def _look_at_the_past(self) -> None:
        """Note whether more closes were stored. A past that can't be read is not in the way of the present."""
        if self._past is None:
            return
        try:
            self.past_version = self._past.version()
        except FXWidgetError as error:
            log.debug("%s", error)  # whoever asks for it gets the error, and the log has it then

    def _take(self, loaded: Snapshot, front: Front | None, change_over: timedelta | None) -> None:
        """Serve a snapshot once ``front`` is prepared, or at the instant at which every worker does."""
        published = self._store.published_at()
        if front is None or change_over is None or published is None:
            if front is not None:
                front.prepare(loaded)
            self._serve(loaded)
        elif self._is_empty:
            self._serve(loaded)  # whoever waits need not wait for drawings
        else:
            preparing = threading.Thread(target=_prepare, args=(front, loaded), daemon=True, name="preparing")
            preparing.start()
            left = min(published + change_over - utc_now(), change_over)
            threading.Event().wait(max(0.0, left.total_seconds()))
            self._serve(loaded)
            preparing.join()

    def _serve(self, loaded: Snapshot) -> None:
        self.changes, self.via = self._store.changes(), self._store.via()
        self.snapshot = loaded

    @property
    def _is_empty(self) -> bool:
        return self.snapshot is None or self.snapshot.is_empty

    @property
    def drawings(self) -> int:
        """The number of drawings in memory."""
        return len(self._drawn)

    def cached(self, request: ViewRequest) -> RenderedBody | None:
        """The drawing for a request from memory; None where there is none, or it is no longer valid."""
        entry = self._drawn.get((request.address, request.url))
        if entry is None or entry.snapshot is not self.snapshot or entry.past != self._past_of(request):
            return None
        return entry.body if entry.until is None or self.clock() < entry.until else None

    def _past_of(self, request: ViewRequest) -> Hashable | None:
        """The version of the past that a request is answered from; None where it is answered from none."""
        return self.past_version if request.reads_past else None

    def stream(self, request: ViewRequest) -> tuple[Iterable[bytes], str] | None:
        """An answer in parts, and a tag of what it is made from; None as ``draw``. The parts are made as they are taken.

        Raises:
            RateNotFound, ConfigurationError: what is asked for is not there; before anything is given.
        """
        if self._watches and self._is_empty:
            self.look()
        snapshot, now = self.snapshot, self.clock()
        if snapshot is None or snapshot.is_empty or request.endpoint.stream is None:
            return None
        view = request.view(snapshot, now)
        made_of = repr((request.url, self.past_version, view.snapshot.own_time(now).date()))
        return request.endpoint.stream(request, view), hashlib.sha256(made_of.encode()).hexdigest()[:32]

    def draw(self, request: ViewRequest) -> RenderedBody | None:
        """The drawing for a request as of now, from memory while it is valid.

        None before the first snapshot, or while it has no number at all, unless the endpoint is drawn all the same.

        Raises:
            RateNotFound: the table lacks a currency that is asked for.
        """
        endpoint = request.endpoint
        if endpoint.static_body is not None:
            return RenderedBody.of(endpoint.static_body(request))
        if self._watches and self._is_empty:
            self.look()
        snapshot, now = self.snapshot, self.clock()
        if snapshot is None:
            return None
        stored = self.cached(request)
        if stored is not None:
            return stored
        if snapshot.is_empty and not endpoint.serves_empty:
            return None
        past = self._past_of(request)
        if endpoint.render is not None:
            drawing = RenderedBody.of(endpoint.render(request, request.view(snapshot, now)))
        elif endpoint.render_changes is not None:
            drawing = RenderedBody.of(
                endpoint.render_changes(request, request.view(snapshot, now), self.changes)
            )
        else:
            return None
        if len(self._drawn) >= MOST_DRAWINGS or self._drawn_bytes + len(drawing.body) > MOST_BYTES:
            self._drawn.clear()
            self._drawn_bytes = 0
        until = snapshot.next_change_at(now)
        replaced = self._drawn.get((request.address, request.url))
        self._drawn_bytes += len(drawing.body) - (len(replaced.body.body) if replaced else 0)
        self._drawn[request.address, request.url] = _Drawn(drawing, snapshot, until, past)
        return drawing


def _prepare(front: Front, snapshot: Snapshot) -> None:
    try:
        front.prepare(snapshot)
    except Exception:  # it is drawn while it is asked for, and the log has the trace
        log.exception("drawing beforehand failed; answers are drawn when they are asked for")
