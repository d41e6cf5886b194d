"""What granian calls for each request: stored answers are given at once, and everything else is made by a thread of its own.

A worker has one thread that is called with requests. While that drew what nobody had asked for before, everybody waited whose
answer was in memory; a flood of distinct views made that a multiple of what it costs to answer.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from granian import Granian

from fxwidget.web.edge.edge import PROBES

if TYPE_CHECKING:
    from flask import Flask

    from fxwidget.web.edge.edge import Edge

__all__ = ["Dispatcher", "Exchange", "install"]

log = logging.getLogger("fxwidget.web.dispatch")

TURN = 0.0001
"""Seconds for which a thread may go on where another one waits to run Python: so long a stored answer waits for a drawing.

Python's own five milliseconds are longer than most drawings take, so that each would be waited for to its end.
"""

WRAPPER = "_wsgi_call_wrap"
"""Granian's name for the function that turns a WSGI application into what its server calls."""


class Exchange(Protocol):
    """Granian's end of one request, which any thread may answer, whenever it likes."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


Environ = dict[str, Any]
Handle = Callable[[Exchange, Environ], object]


class Dispatcher:
    """Answers requests from the edge's memory, and hands all others to a thread that has them handled one after the other.

    Probes are handled at once: an orchestrator that waits for a drawing would take the worker for a dead one.

    handle: has the application answer a request.
    """

    def __init__(self, edge: Edge, handle: Handle) -> None:
        self._stored = edge.stored
        self._handle = handle
        self._waiting: SimpleQueue[tuple[Exchange, Environ] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="drawing")
        self._thread.start()

    def __call__(self, exchange: Exchange, environ: Environ) -> None:
        answer = self._stored(environ)
        if answer is not None:
            exchange.response_bytes(*answer)
        elif environ["PATH_INFO"] in PROBES:
            self._handle(exchange, environ)
        else:
            self._waiting.put((exchange, environ))

    def close(self) -> None:
        """Wait until everything that was handed over is answered, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (request := self._waiting.get()) is not None:
            exchange, environ = request
            # Whatever is raised is this request's: no other one is to wait for a thread that has ended.
            try:
                self._handle(exchange, environ)
            except BaseException:
                log.exception("can't answer %r", environ["PATH_INFO"])
                exchange.response_bytes(500, [], b"")


def install(app: Flask, edge: Edge) -> None:
    """Have this worker's server dispatch the requests of an application. It is to be called before the server is made.

    Granian offers no public place for this. With a version that lacks the one that is used, the application is served as any
    WSGI application is: correctly, and a drawing keeps everybody waiting.
    """
    server = sys.modules[Granian.__module__]
    wrap = getattr(server, WRAPPER, None)
    if wrap is None:
        log.warning("this version of granian is not known: stored answers wait for drawings")
        return

    def wrapped(callback: object, *options: Any, **named: Any) -> Handle:
        handle: Handle = wrap(callback, *options, **named)
        return Dispatcher(edge, handle) if callback is app else handle

    setattr(server, WRAPPER, wrapped)
    sys.setswitchinterval(TURN)
