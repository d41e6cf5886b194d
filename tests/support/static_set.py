"""A set of files on a host of plain files, below a path of its own as project pages have it; the host can go away."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.web.flat.publisher import FlatPublisher

from .snapshots import NOW, snapshot


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class StaticSet:
    """The files of one snapshot at ``url``, with the tables that are named."""

    def __init__(self, folder: Path, variants: Sequence[str]) -> None:
        (folder / "host").mkdir()
        settings = Settings(store=f"disk://{folder}/store", variants=variants)
        self._publisher = FlatPublisher(settings, folder / "host/rates")
        self._seq = snapshot().seq
        handler = partial(_Quiet, directory=str(folder / "host"))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/rates"

    def publish(self, table: Snapshot, now: datetime = NOW) -> None:
        """Put the files of a newer snapshot, drawn at an instant, in the place of those that are there."""
        self._seq += 1
        self._publisher.publish(table.model_copy(update={"seq": self._seq}), now)

    def stop(self) -> None:
        """Answer nothing any more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
