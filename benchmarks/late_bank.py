"""A provider whose answers come late, and the server that gives them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as hour
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from fxwidget import Daily, Dated, Kind, Provider, Quote, Terms, Upstream, get_request, read_json

if TYPE_CHECKING:
    import httpx

PROVIDERS = 30
"""How many of them one round asks, at once."""

DAY = datetime(2026, 3, 18, 18, tzinfo=UTC)
"""The instant of the round, in UTC."""


class Bank(Provider):
    """A provider on the loopback address."""

    title = "A bank"
    site = docs = terms_url = "https://bank.example/"
    terms = Terms.ALLOWED
    attribution = "Source: a bank"
    lists = frozenset({"INR", "USD"})
    kind = Kind.FIXING
    upstream = Upstream.OWN
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="UTC", usual=hour(14), latest=hour(16))

    def request(self, day: date) -> httpx.Request:
        return get_request("https://bank.example/")

    def parse(self, body: bytes) -> Sequence[Quote]:
        return [Quote(base="USD", quote="INR", mid=read_json(body)["INR"], as_of=DAY.date())]


class Bench(ThreadingHTTPServer):
    """Answers every request after so many seconds."""

    request_queue_size = 2 * PROVIDERS

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(("127.0.0.1", 0), Late)


class Late(BaseHTTPRequestHandler):
    """One answer of a ``Bench``."""

    server: Bench

    def do_GET(self) -> None:
        time.sleep(self.server.seconds)
        body = b'{"INR": 85.3395}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log no requests."""


@contextmanager
def late(seconds: float) -> Iterator[str]:
    """The address of a bank that answers after so many seconds, until the block ends."""
    with Bench(seconds) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
