"""A WSGI application over HTTP, on the loopback address, in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

POLL = 0.02
"""Seconds after which a server notices that it is to end."""


class _Quiet(WSGIRequestHandler):
    """Serves without logging requests."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing."""


def _handler(clock: Callable[[], datetime] | None, keep_alive: bool) -> type[WSGIRequestHandler]:
    class Handler(_Quiet):
        protocol_version = "HTTP/1.1" if keep_alive else "HTTP/1.0"

    class Dated(Handler):
        def send_header(self, keyword: str, value: str) -> None:
            """Send a header; the date is left to ``end_headers``, so that it is sent once."""
            if keyword != "Date":
                super().send_header(keyword, value)

        def end_headers(self) -> None:
            assert clock is not None
            super().send_header("Date", format_datetime(clock(), usegmt=True))
            super().end_headers()

    return Handler if clock is None else Dated


@contextmanager
def serving(
    app: WSGIApplication,
    *,
    port: int = 0,
    clock: Callable[[], datetime] | None = None,
    keep_alive: bool = False,
) -> Iterator[str]:
    """Serve an application until the block ends, and yield its address; port 0 is a free one.

    Answers are dated by ``clock``, an aware instant, or by the machine's clock. With ``keep_alive`` a connection may ask
    again, and may still do so a little after the end.
    """
    handler = _handler(clock, keep_alive)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=handler)
    thread = threading.Thread(target=server.serve_forever, args=(POLL,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
