"""The processes of the cluster: web nodes and refreshers as operators run them, each with an address and a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.request import ProxyHandler, build_opener

from fxwidget.ops.listening import check_port
from tests.support.processes import environment, faked

__all__ = ["Node", "Process", "RefresherProcess", "ended", "until"]

PATIENCE = 60.0
TABLE = {"sources": '["currency_api"]', "currencies": '["BRL", "IDR", "INR", "RUB"]'}


def until(what: str, look: Callable[[], object], patience: float = PATIENCE) -> float:
    """Wait until ``look()`` is true; returns the seconds that it took."""
    began, pause = monotonic(), Event()
    while not look():
        if monotonic() - began > patience:
            raise SystemExit(f"{what}: not within {patience:g} s")
        pause.wait(0.05)
    return monotonic() - began


class Process:
    """A command of fxwidget in a folder of its own, with its log there."""

    def __init__(self, folder: Path, settings: Mapping[str, str], command: list[str]) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.log = folder / "log"
        self._command = [sys.executable, "-P", "-m", "fxwidget", *command]
        self._environment: dict[str, str] = {}
        lines = [f"{name} = {value}" for name, value in settings.items()]
        (folder / "fxwidget.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=environment(**self._environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: int) -> None:
        """Send the process and its children a signal."""
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def logged(self, words: str) -> bool:
        """Whether its log has these words."""
        return words in self.log.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
        self.process.wait()
        self.process = None


class RefresherProcess(Process):
    """A refresher that stands by where another one owns the store. ``name`` is what its requests bear."""

    def __init__(self, folder: Path, store: str, source: str, every: str, name: str) -> None:
        self.name = name
        settings = {
            "store": f'"{store}"',
            "contact": f'"{name}"',
            "refresh": f'"{every}"',
            **TABLE,
            "provider.currency_api": f'{{ url = "{source}", min_interval = "1s" }}',
        }
        super().__init__(folder, settings, ["refresher", "--standby"])

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()
        self.process = None


class Node(Process):
    """A web node with one worker, whose clock can be set apart from the others'."""

    def __init__(self, folder: Path, store: str, host: str) -> None:
        self.host = host
        self.port = check_port(host, 0)
        command = ["serve", "--no-refresh", "--host", host, "--port", str(self.port)]
        super().__init__(folder, {"store": f'"{store}"', **TABLE}, command)
        self._clock = folder / "clock"
        self.set_clock(timedelta(0))
        self._environment = faked("2000-01-01 00:00:00")
        del self._environment["FAKETIME"]
        self._environment |= {"FAKETIME_TIMESTAMP_FILE": str(self._clock), "FAKETIME_NO_CACHE": "1"}

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def set_clock(self, ahead: timedelta) -> None:
        """Set its clock ahead of this process's."""
        new = self._clock.with_suffix(".new")
        new.write_text(f"+{ahead.total_seconds():.0f}", encoding="ascii")
        new.replace(self._clock)
        self.ahead, self.set_at = ahead, monotonic()

    @property
    def ready(self) -> bool:
        """Whether it has rates."""
        try:
            return bool(self.get("/readyz"))
        except OSError:
            return False

    def get(self, path: str) -> bytes:
        """The body of an answer of 200."""
        with build_opener(ProxyHandler({})).open(self.address + path, timeout=5) as answer:
            body: bytes = answer.read()
            return body


@contextmanager
def ended(processes: Sequence[Process]) -> Iterator[None]:
    """End the processes that run when the block ends, whatever became of it."""
    try:
        yield
    finally:
        for process in processes:
            process.end()
