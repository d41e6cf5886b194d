"""fxwidget's own processes, started as an operator starts them and stopped by process id."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import pytest

TICK, LONGEST_TICK = 0.05, 0.3
"""Seconds between two looks: at first, and once it has taken a while, so that those who wait leave the processors to others."""
PATIENCE = 180.0
"""Seconds after which what is awaited is taken to be missing: nothing takes a tenth of that, on however busy a machine."""


T = TypeVar("T")


def until(look: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """Wait until ``look`` finds something, and return it."""
    pause, tick, ends = threading.Event(), TICK, monotonic() + patience
    while monotonic() < ends:
        found = look()
        if found:
            return found
        pause.wait(tick)
        tick = min(1.1 * tick, LONGEST_TICK)
    pytest.fail(f"{what}: not within {patience:g} s")


@dataclass(frozen=True)
class Got:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(url: str, headers: Mapping[str, str] | None = None) -> Got:
    """Send one GET request, without redirects or proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(
            urllib.request.Request(url, headers=dict(headers or {})), timeout=PATIENCE
        ) as answer:
            return Got(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Got(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def faked(moment: str) -> dict[str, str]:
    """Environment that starts a process's wall clock at ``2025-05-14 06:05:00``; its monotonic clock stays real.

    Without the second switch libfaketime moves the end of a wait by the monotonic clock into the past: Python's threads,
    which wait so for one another, then spin.
    """
    spec = importlib.util.find_spec("libfaketime")
    if spec is None or spec.origin is None:
        raise LookupError("libfaketime is missing: such a test needs('processes')")
    library = Path(spec.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"@{moment}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        "TZ": "UTC",
    }


@dataclass(frozen=True)
class Clock:
    """The wall clock of processes, in a file that they follow."""

    file: Path

    def set(self, moment: datetime) -> None:
        """Set it to a moment in UTC, from where it runs on. The file is replaced, so that no process reads half of it."""
        new = self.file.with_suffix(".new")
        new.write_text(f"@{moment:%Y-%m-%d %H:%M:%S}", encoding="utf-8")
        new.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which a process follows it."""
        variables = {name: value for name, value in faked("").items() if name != "FAKETIME"}
        return {**variables, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1"}


def environment(**more: str) -> dict[str, str]:
    """This environment without fxwidget's own variables and without proxies."""
    inherited = {k: v for k, v in os.environ.items() if not re.match(r"(?i)fxwidget_|.*_proxy$", k)}
    return {**inherited, **more}


def fxwidget(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "fxwidget", *arguments],
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Running:
    """A running process; ``out`` and ``err`` grow with its output."""

    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The page that it announced, without its path."""
        line = until(
            lambda: next((text for text in self.out if "http://" in text), None), "the page's address"
        )
        return line.strip().removesuffix("/widget")

    def wait_for(self, pattern: str) -> str:
        """Wait for the first line on standard error that matches, and return it."""
        return until(lambda: next((line for line in self.err if re.search(pattern, line)), None), pattern)

    def children(self) -> dict[int, str]:
        """Its descendants' command lines by process id."""
        parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*/stat"))))
        found, grown = {self.process.pid}, True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in found} - found
            found |= more
            grown = bool(more)
        return {pid: _command(pid) for pid in found - {self.process.pid}}

    def webs(self) -> set[int]:
        """The web's main process, and the workers of it: each has the command line of ``serve``, which it is a fork of."""
        own = _command(self.process.pid)
        return {pid for pid, line in self.children().items() if line == own}

    def workers(self) -> set[int]:
        """The web's worker processes: those that its main process has forked, and that live.

        A worker's own children are none: before it becomes another program, each has the command line of the worker.
        """
        webs = self.webs()
        parents = dict(filter(None, (_parent(Path(f"/proc/{pid}/stat")) for pid in webs)))
        mains = {pid for pid, parent in parents.items() if parent not in webs}
        return {pid for pid, parent in parents.items() if parent in mains and alive(pid)}

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send the process a signal, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def running(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Run a command of fxwidget until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fxwidget", *arguments],
        cwd=cwd,
        env=environment(PYTHONUNBUFFERED="1", **(env or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    it = Running(process)
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=it.out.extend, args=(process.stdout,), daemon=True),
        threading.Thread(target=it.err.extend, args=(process.stderr,), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        yield it
    finally:
        children = it.children()
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        finally:
            for pid in filter(alive, children):
                os.kill(pid, signal.SIGKILL)
            for reader in readers:
                reader.join(timeout=5)
            process.stdout.close()
            process.stderr.close()


def _parent(stat: Path) -> tuple[int, int] | None:
    """A process and its parent, None where it has ended meanwhile."""
    try:
        return int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
