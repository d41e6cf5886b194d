"""Runs the web and the refresher as two processes, starts a dead refresher again, and leaves neither behind."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

GRACE = 12.0
"""Seconds between SIGTERM and SIGKILL: a round in flight and a slow request have ten."""

TICK = 0.1
PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 1.0, 60.0, 60.0
"""Seconds before a dead refresher is started again: doubled while it dies young, from the first anew once it settled."""


def command(*arguments: str, config: str | None = None) -> list[str]:
    """The command line of a child that runs fxwidget, whatever modules lie in the working directory."""
    options = ["--config", config] if config else []
    return [sys.executable, "-P", "-m", "fxwidget", *options, *arguments]


def start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child in a process group of its own that gets SIGTERM when this process dies, however it dies."""
    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End children and all that they started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    ends = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(timeout=max(0.0, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("process %d did not end and is killed", child.pid)
    for child in children:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # the whole group is gone, as it should be
        child.wait()


def supervise(
    web: Sequence[str],
    refresher: Sequence[str] | None,
    *,
    ready: Callable[[], bool],
    announce: Callable[[], None],
) -> int:
    """Run both until SIGTERM or SIGINT, or until the web process dies; the exit code."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    web_child = start(web)
    other: subprocess.Popen[bytes] | None = None
    pause, born, again_at, announced = FIRST_PAUSE, time.monotonic(), 0.0, False
    try:
        while not told.wait(TICK):
            if (code := web_child.poll()) is not None:
                log.error("the web process ended with %d", code)
                return code or 1
            if not announced and ready():
                announce()
                announced = True
            if refresher is None:
                continue
            if other is not None and (code := other.poll()) is not None:
                pause = FIRST_PAUSE if time.monotonic() - born > SETTLED else pause
                log.error(
                    "the refresher ended with %d; it is started again in %g s, the web goes on", code, pause
                )
                other, again_at = None, time.monotonic() + pause
                pause = min(2 * pause, LONGEST_PAUSE)
            if other is None and time.monotonic() >= again_at:
                other, born = start(refresher), time.monotonic()
        return 0
    finally:
        stop([child for child in (other, web_child) if child is not None])


def listens(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
