"""A source of rates whose numbers change with each answer, and which knows who asked when."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from types import TracebackType
from typing import Self

__all__ = ["Source"]

USUAL = {"brl": 5.42, "idr": 16200.0, "inr": 83.6, "rub": 88.2}


class Source:
    """A server in the format of the currency-api. ``asked``: when, by the monotonic clock, and by whom."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str]] = []
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = source.answer(self.headers.get("User-Agent", ""))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.4.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.4.1:{self._server.server_address[1]}"

    def answer(self, who: str) -> bytes:
        """Today's file, with other numbers than before."""
        self.asked.append((monotonic(), who.partition("(")[2].rstrip(")")))
        step = 1 + len(self.asked) % 50 / 10_000
        rates = {code: round(rate * step, 6) for code, rate in USUAL.items()}
        return json.dumps({"date": f"{datetime.now(UTC):%Y-%m-%d}", "usd": {"usd": 1, **rates}}).encode()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
