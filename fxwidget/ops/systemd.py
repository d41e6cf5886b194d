"""Tells the service manager how this process does, in the words of ``sd_notify(3)``.

Without ``NOTIFY_SOCKET`` in the environment nothing is told to anybody.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import MutableMapping

log = logging.getLogger("fxwidget.notify")

PATIENCE = 1.0
"""Seconds for which a full socket may hold up the process that tells."""


class Notifier:
    """The service manager's socket: a path, or ``@`` and an abstract name.

    One that can't be reached is told of once in the log, and stops nobody. ``watchdog`` is the seconds within which
    the manager wants a sign of life, if it does.
    """

    def __init__(self, address: str | None = None, watchdog: float | None = None) -> None:
        self._address = address
        self._reachable = True
        self._last_alive = time.monotonic()
        self.watchdog = watchdog

    @classmethod
    def take(cls, environment: MutableMapping[str, str]) -> Notifier:
        """What the environment says; the variables are removed, so that no child speaks in this process's name."""
        address = environment.pop("NOTIFY_SOCKET", None)
        seconds, pid = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        ours = address is not None and seconds.isdecimal() and pid in ("", str(os.getpid()))
        return cls(address, int(seconds) / 1e6 if ours and int(seconds) > 0 else None)

    def ready(self, status: str) -> None:
        """Started, or done with reloading."""
        self._notify("READY=1", _status(status))

    def status(self, status: str) -> None:
        """How it does, in one line for people."""
        self._notify(_status(status))

    @property
    def due(self) -> bool:
        """Whether the watchdog is to see a sign of life again: four times in its interval."""
        return self.watchdog is not None and time.monotonic() >= self._last_alive + self.watchdog / 4

    def alive(self) -> None:
        """A sign of life, where there is a watchdog."""
        if self.watchdog is not None:
            self._notify("WATCHDOG=1")
            self._last_alive = time.monotonic()

    def reloading(self) -> None:
        """Reloads its settings, until ``ready``."""
        self._notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self, status: str) -> None:
        """Is about to end."""
        self._notify("STOPPING=1", _status(status))

    def _notify(self, *assignments: str) -> None:
        if self._address is None:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
                sock.settimeout(PATIENCE)
                sock.sendto("\n".join(assignments).encode(), address)
        except OSError as error:
            if self._reachable:
                log.warning("NOTIFY_SOCKET %s can't be reached: %s; nobody is told", self._address, error)
            self._reachable = False
        else:
            self._reachable = True


def _status(text: str) -> str:
    return f"STATUS={' '.join(text.split())}"
