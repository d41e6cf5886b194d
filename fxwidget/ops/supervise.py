"""Runs the web and the refresher as two processes, starts a dead refresher again, and leaves neither behind."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing.context import ForkProcess
from typing import Protocol

from fxwidget.ops import signals
from fxwidget.ops.signals import ENDINGS
from fxwidget.ops.systemd import Notifier

log = logging.getLogger("fxwidget.supervise")

GRACE = 12.0
"""Seconds between SIGTERM and SIGKILL: a round in flight and a slow request have ten."""

SERVING = "the page answers"

TICK = 0.1
PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 1.0, 60.0, 60.0
"""Seconds before a dead refresher is started again: doubled while it dies young, from the first anew once it settled."""


def command(*arguments: str, config: str | None = None) -> list[str]:
    """The command line of a child process that runs fxwidget, whatever modules lie in the working directory."""
    options = ["--config", config] if config else []
    return [sys.executable, "-P", "-m", "fxwidget", *options, *arguments]


def start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own that gets SIGTERM when this process dies, however it dies."""
    return subprocess.Popen(
        arguments,
        start_new_session=True,
        preexec_fn=partial(_prepare, os.getpid()),  # noqa: PLW1509
    )


class Child(Protocol):
    """A child process, as ``subprocess.Popen`` has it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class Forked(ForkProcess):
    """A child that does some work with what this process has loaded, and is else as one of ``start``."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(target=_aside, args=(work, os.getpid()))
        with signals.endings_held():
            self.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        started = super().pid
        assert started is not None  # as it is since ``__init__``
        return started

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; returns the exit code.

        Raises:
            subprocess.TimeoutExpired: it has not ended within so many seconds.
        """
        self.join(timeout)
        if self.exitcode is None:
            raise subprocess.TimeoutExpired(self.name, timeout or 0.0)
        return self.exitcode


def _aside(work: Callable[[], object], parent: int) -> None:
    os.setsid()
    _prepare(parent)
    signals.endings_kill()  # whatever this process has handlers for
    work()


def _prepare(parent: int) -> None:
    # A SIGHUP that comes before the child has a handler for it must not end it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before that was asked for
        os._exit(1)


def stop(children: Sequence[Child]) -> None:
    """End child processes and all that they started."""
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


class Restarted:
    """A child that is started again whenever it ends, after a pause that grows while it dies young."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self._pause, self._born, self._again_at = FIRST_PAUSE, 0.0, 0.0

    def look(self) -> str | None:
        """Start the child where that is due; returns what happened to it, if anything did."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._again_at:
                self.process, self._born = start(self._arguments), now
            return None
        code = self.process.poll()
        if code is None:
            return None
        pause = FIRST_PAUSE if now - self._born > SETTLED else self._pause
        self.process, self._again_at, self._pause = None, now + pause, min(2 * pause, LONGEST_PAUSE)
        return f"ended with {code}; it is started again in {pause:g} s"


def supervise(
    web: Callable[[], object],
    refresher: Sequence[str] | None,
    *,
    ready: Callable[[], bool],
    announce: Callable[[], None],
) -> int:
    """Run web and refresher until SIGTERM or SIGINT, or until the web process dies; returns the exit code.

    The web is work that a fork of this process does, so that it loads nothing twice; the refresher is a command, as it may be
    started again long after.
    SIGHUP is passed on to the refresher, which reloads its settings; the web keeps those that it was started with.
    """
    caught = signals.catch((*ENDINGS, signal.SIGHUP))
    pair = _Pair(web, refresher, ready, announce)
    try:
        while (number := signals.next_of(caught, TICK)) not in ENDINGS:
            if (code := pair.look()) is not None:
                return code
            if number is signal.SIGHUP:
                pair.reload()
        return 0
    finally:
        pair.end()


class _Pair:
    """The web, and the refresher where one is wanted, from their start on; notifies the service manager of their state."""

    def __init__(
        self,
        web: Callable[[], object],
        refresher: Sequence[str] | None,
        ready: Callable[[], bool],
        announce: Callable[[], None],
    ) -> None:
        self._notifier = Notifier.take(os.environ)
        self._ready = ready
        self._announce = announce
        self._announced = False
        self._web = Forked(web)
        self._refresher = Restarted(refresher) if refresher is not None else None

    def look(self) -> int | None:
        """Announce the page once it answers and restart a dead refresher; returns the exit code where the web has ended."""
        if (code := self._web.poll()) is not None:
            log.error("the web process ended with %d", code)
            return code or 1
        if not self._announced and self._ready():
            self._announce()
            self._notifier.ready(SERVING)
            self._announced = True
        if self._refresher is not None and (news := self._refresher.look()) is not None:
            log.error("the refresher %s, the web goes on", news)
            self._notifier.status(f"{SERVING}; the refresher {news}")
        if self._announced and self._notifier.due and self._ready():
            self._notifier.alive()
        return None

    def reload(self) -> None:
        """Make the refresher reload its settings; one that is about to be started reads them anyway."""
        self._notifier.reloading()
        if self._refresher is None:
            log.warning("nothing to reload: the web keeps the settings that it was started with; restart it")
        elif self._refresher.process is not None:
            self._refresher.process.send_signal(signal.SIGHUP)
        self._notifier.ready(SERVING)

    def end(self) -> None:
        """End web and refresher."""
        self._notifier.stopping("ending")
        refresher = self._refresher.process if self._refresher is not None else None
        stop([self._web] if refresher is None else [refresher, self._web])


def answers(host: str, port: int) -> bool:
    """Whether the page answers at an address, with rates or without."""
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("HEAD", "/widget")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
