"""The service over HTTP with a clock to be set, and other people's sites that embed it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.store.disk import DiskStore
from fxwidget.web import create_app
from tools.serving import serving

from .servers import free_port
from .snapshots import NOW, snapshot

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class LiveService:
    """The application over HTTP with a clock to be set. It can go away, and come back at its address."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.seq = snapshot().seq
        self.asked: list[tuple[str, int]] = []
        """Path and query with the status of the answer, of all requests."""
        self.cookies: list[str] = []
        self._store = DiskStore(folder)
        self.publish(snapshot())
        self.port = free_port()
        self._app = create_app(
            Settings(store=f"disk://{folder}", url=self.url), clock=lambda: self.now, watch=False
        )
        self._up = ExitStack()
        self.start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application, and a note of what it was asked."""
        asked = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")

        def noted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self.asked.append((asked, int(status[:3])))
            self.cookies += [value for name, value in headers if name == "Set-Cookie"]
            return start_response(status, headers, *rest)

        self.cookies += [environ["HTTP_COOKIE"]] if "HTTP_COOKIE" in environ else []
        return self._app(environ, noted)

    def publish(self, table: Snapshot) -> None:
        self.seq += 1
        assert self._store.publish(table.model_copy(update={"seq": self.seq}))
        if hasattr(self, "_app"):
            self._app.extensions["fxwidget"].look()

    def start(self) -> None:
        """Start to serve at the service's address, by its own clock."""
        self._up.enter_context(serving(self, port=self.port, clock=lambda: self.now))

    def stop(self) -> None:
        """Stop serving."""
        self._up.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fetched(self) -> list[tuple[str, int]]:
        """The requests for tables."""
        return [(path, status) for path, status in self.asked if path.startswith("/widget?")]

    @property
    def pages(self) -> list[int]:
        """The statuses of the requests for the whole page."""
        return [status for path, status in self.asked if path == "/widget"]


class Site:
    """Somebody else's site: one page, with the headers that it likes."""

    def __init__(self) -> None:
        self.html = ""
        self.headers: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path == "/"
                self.send_response(200 if found else 404)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **site.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(site.html.encode() if found else b"")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
