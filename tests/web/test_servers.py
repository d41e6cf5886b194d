"""The application under other servers than granian: gunicorn and waitress."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fxwidget.store.disk import DiskStore
from tests.support.processes import get, until
from tests.support.servers import free_port, started
from tests.support.snapshots import rate, snapshot

pytestmark = pytest.mark.needs("processes")

COMMANDS = {
    "gunicorn": ["gunicorn", "--workers", "2", "--bind", "127.0.0.1:{port}", "fxwidget.web:create_app()"],
    "gunicorn, preloaded": [
        "gunicorn", "--preload", "--threads", "4", "--bind", "127.0.0.1:{port}", "fxwidget.web:create_app()",
    ],
    "waitress": ["waitress", "--listen", "127.0.0.1:{port}", "--call", "fxwidget.web:create_app"],
}  # fmt: skip


@contextmanager
def serving(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a folder with settings of its own."""
    (folder / "fxwidget.toml").write_text(f'store = "disk://{folder}/store"\ncurrencies = ["INR"]\n')
    arguments = [sys.executable, "-m", *(part.format(port=port) for part in command)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in [name for name in os.environ if name.startswith("FXWIDGET_")]:
            patch.delenv(name)
        with started(arguments, [port], folder / "out.log") as process:
            yield process


@pytest.mark.parametrize("name", COMMANDS)
def test_another_server(name: str, tmp_path: Path) -> None:
    """The application answers whole, compressed and with 304s, and takes each new snapshot by itself, drawn aside."""
    store, port = DiskStore(tmp_path / "store"), free_port()
    store.publish(snapshot())
    with serving(COMMANDS[name], tmp_path, port) as process:
        url = f"http://127.0.0.1:{port}"
        until(lambda: get(f"{url}/widget").status == 200, "the page")
        page = get(f"{url}/widget")
        packed = get(f"{url}/widget", {"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.body) == page.body
        again = get(f"{url}/widget", {"If-None-Match": page.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
        assert len([name for name in page.headers if name == "date"]) == 1
        for number in (86, 87):
            store.publish(snapshot(rate("INR", f"{number}.5"), seq=snapshot().seq + number))
            until(lambda number=number: f"last {number}.5" in get(f"{url}/widget").text, "the snapshot")  # type: ignore[misc]
        process.terminate()
        assert process.wait(20) in (0, -signal.SIGTERM)  # waitress leaves signals to the system
