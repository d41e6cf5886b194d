"""The edge: a WSGI callable in front of Flask that caches Flask's answers and serves them again.

A request costs two look-ups: what its spelling asks for, and the answer in the client's coding. What is not cached is
made once, under its canonical URL, as Flask makes it, and cached for every spelling. What is an error is Flask's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.http import parse_etags
from werkzeug.wrappers import Request

from fxwidget.config.service_urls import SNAPSHOT_PATH
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import FXWidgetError
from fxwidget.web.content_coding import CODINGS, preferred
from fxwidget.web.edge.cache import EdgeCache, Entry, Stats
from fxwidget.web.edge.capture import Answer, Drawn, Headers, Wanted
from fxwidget.web.edge.stats import Counts, Report
from fxwidget.web.endpoint import Router, ViewRequest, too_long
from fxwidget.web.snapshot_cache import Board

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Edge"]

AT_ONCE = 64
"""URLs that are drawn aside in one go: a snapshot is served once its first go is done."""

FORGOTTEN = 10
"""Tables in a row in which nobody asked for a URL that is therefore no longer drawn beforehand."""

MOST_COSTLY = 8
"""Costly drawings that are made beforehand because they were asked for: a new snapshot waits for them."""

PROBES = ("/livez", "/readyz", "/healthz")
BESIDE = (*PROBES, SNAPSHOT_PATH)
OTHER = "other"
"""Paths beside the endpoints that are counted by name, and how all others are."""

ANSWERED = ("GET", "HEAD")
STATUSES = {200: "200 OK", 304: "304 NOT MODIFIED"}

LAST = datetime.max.replace(tzinfo=UTC)

Given = tuple[int, Headers, bytes]
"""An answer as it is given to a request: its status, headers and body."""

Draw = Callable[[Snapshot, datetime, Wanted], Drawn]
MakeAnswer = Callable[[str, str], Answer | None]


class Edge:
    """A WSGI application that answers from a cache, and else from the application behind it.

    capture: makes the application's answer to a canonical URL in a coding, without a request; None where that is no answer to
        store, and the application has to be asked.
    wanted: what is drawn before anybody asks.
    tell: is given a report whenever the watching thread has tended to the table.
    draw: draws aside, without holding up this process.
    """

    def __init__(
        self,
        app: WSGIApplication,
        board: Board,
        router: Router,
        capture: MakeAnswer,
        wanted: Sequence[ViewRequest],
        draw: Draw,
    ) -> None:
        self._app = app
        self._board = board
        self._router = router
        self._capture = capture
        self._clock = board.clock
        self._wanted = tuple(request.url for request in wanted)
        self._draw = draw
        self._table = EdgeCache(None, LAST)
        self._before = self._next = self._table
        self._turning = Lock()
        self.counts = Counts()
        self.send_report: Callable[[Report], None] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.stored(environ) or self._made(environ)
        if answer is None:
            return self._passed_on(environ, start_response)
        status, headers, body = answer
        start_response(STATUSES[status], [*headers])
        return [body] if body else []

    def stored(self, environ: WSGIEnvironment) -> Given | None:
        """The answer to a request that is in memory, counted as given; None where there is none, and it has to be made."""
        if environ["REQUEST_METHOD"] not in ANSWERED:
            return None
        table = self._current()
        path, raw = environ["PATH_INFO"], environ["QUERY_STRING"]
        entry = table.spelled.get(path + "?" + raw)
        if entry is None and raw and not too_long(raw):
            entry = table.spelled.get(f"{path}?{self._router.readable(path, raw)}")
        if entry is None:
            return None
        answer = entry.answers.get(preferred(environ.get("HTTP_ACCEPT_ENCODING", "")))
        return None if answer is None else _given(entry, answer, environ)

    def _made(self, environ: WSGIEnvironment) -> Given | None:
        """The answer to a request that is not in memory as it is spelled, counted; None where Flask has to answer itself."""
        if environ["REQUEST_METHOD"] not in ANSWERED:
            return None
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        found = self._found(self._current(), environ["PATH_INFO"], environ["QUERY_STRING"], coding)
        return None if found is None else _given(*found, environ)

    def _current(self) -> EdgeCache:
        """The cache that requests are answered from now."""
        table = self._table
        if table.snapshot is not self._board.snapshot or self._clock() >= table.until:
            table = self._turned()
        if table.past != self._board.past_version:
            table.turn_past(self._board.past_version)
        return table

    def _passed_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on to Flask, and count the answer."""
        return self._app(environ, self.counts.counting(self._endpoint(environ["PATH_INFO"]), start_response))

    def _endpoint(self, path: str) -> str:
        """The endpoint of a path, as metrics count it: ``other`` for every path that is none."""
        if path in BESIDE:
            return path
        found = self._router.endpoint(path)
        return found[0].path if found is not None else OTHER

    def _found(self, table: EdgeCache, path: str, raw: str, coding: str) -> tuple[Entry, Answer] | None:
        """The cache entry and the answer for a request, drawn where there is none yet; None where Flask has to answer itself."""
        if table.snapshot is None or table.snapshot.is_empty or too_long(raw):
            return None
        past, query = table.past, self._router.readable(path, raw)
        spelling = f"{path}?{query}"
        entry = table.spelled.get(spelling)
        if entry is None:
            try:
                request = self._router.view_request(
                    path, Request({"QUERY_STRING": query}).args.items(multi=True)
                )
            except FXWidgetError:
                return None
            if request is None or request.endpoint.host_dependent or request.endpoint.stream is not None:
                return None
            entry = table.entries.get(request.url) or Entry(request.url, reads_past=request.reads_past)
        answer = entry.answers.get(coding) or self._drawn(entry.url, coding)
        if answer is None:
            return None
        if coding not in entry.answers:
            table.put(entry, coding, answer, past)
        table.spell(spelling, entry)
        return entry, answer

    def _drawn(self, url: str, coding: str) -> Answer | None:
        """Draw an answer for a waiting client."""
        self._board.watch()  # as Flask does before it answers: a process that was forked has no watching thread yet
        started = time.monotonic()
        answer = self._capture(url, coding)
        if answer is not None:
            self.counts.drawing.add(time.monotonic() - started)
        return answer

    # New snapshots, and drawings that are no longer true

    def _turned(self) -> EdgeCache:
        """The cache for the board's current snapshot: the prepared one, or else an empty one."""
        with self._turning:
            if self._is_current(self._table):  # meanwhile another thread turned to it
                return self._table
            made = self._next if self._is_current(self._next) else self._successor(self._board.snapshot)
            self._replace(made)
            return made

    def _is_current(self, table: EdgeCache) -> bool:
        return table.snapshot is self._board.snapshot and self._clock() < table.until

    def _replace(self, table: EdgeCache) -> None:
        """Switch to another cache; the one before stays while a request may still be counted there."""
        self._count(self._before)
        self._before, self._table = self._table, table

    def _successor(self, snapshot: Snapshot | None) -> EdgeCache:
        """An empty cache with what is to be drawn for it: the configured variants, then the most requested URLs."""
        turn = snapshot.next_change_at(self._clock()) if snapshot is not None else None
        table = EdgeCache(snapshot, turn or LAST, self._board.past_version)
        if snapshot is None or snapshot.is_empty:
            return table
        for url in self._wanted:
            table.due[url] = (CODINGS, 0)
        costly = 0
        for entry in sorted(self._table.entries.values(), key=lambda entry: -entry.requests):
            idle = 0 if entry.requests else entry.idle + 1
            if entry.url in table.due or idle >= FORGOTTEN:
                continue
            dear = self._costly(entry.url)
            costly += dear
            if costly <= MOST_COSTLY or not dear:
                table.due[entry.url] = (tuple(entry.answers), idle)
        return table

    def _costly(self, url: str) -> bool:
        found = self._router.endpoint(url.partition("?")[0])
        return found is not None and found[0].throttled

    def prepare(self, snapshot: Snapshot) -> None:
        """Draw the most requested answers of a snapshot that is about to be served."""
        self._next = self._successor(snapshot)
        self._draw_some(self._next)

    def tend(self) -> None:
        """Redraw outdated answers, then bit by bit what else is due, and send the report of what was counted."""
        table = self._table
        if table.snapshot is not None and self._clock() >= table.until:
            table = self._successor(table.snapshot)
            self._draw_some(table)
            with self._turning:
                self._replace(table)
        elif table.due:
            self._draw_some(table)
        if self.send_report is not None:
            self.send_report(self.report())

    def cached(self) -> Stats:
        """The contents of the current snapshot's cache."""
        return self._table.stats()

    def report(self) -> Report:
        """This worker's report: its counts, and the state of its cache."""
        for table in (self._before, self._table):
            self._count(table)
        report = self.counts.report()
        report.bytes, report.entries = self._table.size, len(self._table.entries)
        snapshot, now = self._board.snapshot, self._clock()
        if snapshot is not None:
            report.seq = snapshot.seq
            report.valid_until = (snapshot.valid_until + (now - snapshot.own_time(now))).timestamp()
        return report

    def _count(self, table: EdgeCache) -> None:
        """Add the answers that a cache's entries gave since they were last counted."""
        for entry in (*table.take_gone(), *table.entries.values()):
            if entry.requests != sum(entry.counted):
                self.counts.take_up(entry, self._endpoint(entry.url.partition("?")[0]))

    def _draw_some(self, table: EdgeCache) -> None:
        if table.snapshot is None:
            return
        now, past = self._clock(), table.past
        some = dict(islice(table.due.items(), AT_ONCE))
        started = time.monotonic()
        drawn = self._draw(table.snapshot, now, {url: codings for url, (codings, _) in some.items()})
        self.counts.preparing.add(time.monotonic() - started)
        if not drawn:
            table.due.clear()  # the drawer failed, which is logged
        for url, answers in drawn.items():
            _, idle = table.due.pop(url)
            entry = table.entries.get(url) or Entry(url, idle=idle, reads_past=self._router.reads_past(url))
            for coding, answer in answers.items():
                if now < table.until and coding not in entry.answers:
                    table.put(entry, coding, answer, past)


def _given(entry: Entry, answer: Answer, environ: WSGIEnvironment) -> Given:
    """A stored answer for a request, whole, confirmed, or its headers alone; it is counted."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None and (tags == answer.etag or _named(answer.etag, tags)):
        entry.confirmed += 1
        return 304, answer.unchanged, b""
    entry.whole += 1
    return 200, answer.headers, answer.body if environ["REQUEST_METHOD"] == "GET" else b""


def _named(etag: str, tags: str) -> bool:
    """Whether an ``If-None-Match`` names the ETag: in a list, as a weak one, or by ``*``."""
    return parse_etags(tags).contains_weak(etag.strip('"'))
