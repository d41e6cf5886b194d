"""A service on the loopback address that serves one snapshot, with validators as a real one has."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fxwidget.domain.snapshot import Snapshot
from fxwidget.testing import made_up

__all__ = ["FakeService", "serve"]


class FakeService:
    """What the service serves at ``/v1/rates``, and what it was asked. Assign ``snapshot`` or ``status`` to change its answers.

    snapshot: what it serves. status: of every answer; any but 200 stands for an outage.
    requests: how often it was asked. conditional: how many of these were answered by a 304.
    """

    def __init__(self, url: str, snapshot: Snapshot) -> None:
        self.url = url
        self.snapshot = snapshot
        self.status = 200
        self.requests = 0
        self.conditional = 0


@contextmanager
def serve(snapshot: Snapshot | None = None) -> Iterator[FakeService]:
    """A service with a snapshot, by default that of ``fxwidget.testing.snapshot()``, for as long as the block lasts.

    Its ``url`` is for ``fxwidget.connect``; ``url + "/v1/rates"`` is for ``fxwidget.load``.

    Raises:
        OSError: no port of the loopback address can be listened on.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    # An address that no service before it had: a program may have a copy of that one's answer.
    url = f"http://127.0.0.1:{server.server_port}/{secrets.token_hex(4)}"
    service = FakeService(url, snapshot or made_up.snapshot())
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        service: FakeService = self.server.service  # type: ignore[attr-defined]
        service.requests += 1
        body = service.snapshot.to_json()
        headers = {"ETag": f'"{sha256(body).hexdigest()[:16]}"', "Content-Type": "application/json"}
        asked = f"http://127.0.0.1:{self.server.server_port}{self.path.partition('?')[0]}"  # type: ignore[attr-defined]
        if asked != f"{service.url}/v1/rates":
            self._answer(404, b"", {})
        elif service.status != 200:
            self._answer(service.status, b"", {})
        elif self.headers.get("If-None-Match") == headers["ETag"]:
            service.conditional += 1
            self._answer(304, b"", headers)
        else:
            self._answer(200, body, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
