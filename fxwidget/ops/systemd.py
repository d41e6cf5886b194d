"""Notifies the service manager of this process's state by ``sd_notify(3)``.

Without ``NOTIFY_SOCKET`` in the environment nothing is sent.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import MutableMapping

log = logging.getLogger("fxwidget.notify")

PATIENCE = 1.0
"""Seconds for which a full socket may hold up the process that notifies."""


class Notifier:
    """Sends ``sd_notify`` messages to the service manager's socket: a path, or ``@`` and an abstract name.

    One that can't be reached is logged once, and stops nobody. ``watchdog`` is the seconds within which
        the manager wants a sign of life, if it does.
    """

    def __init__(self, address: str | None = None, watchdog: float | None = None) -> None:
        self._address = address
        self._reachable = True
        self._last_alive = time.monotonic()
        self.watchdog = watchdog

    @classmethod
    def take(cls, environment: MutableMapping[str, str]) -> Notifier:
        """Make a notifier from the environment's variables, and remove them so that no child uses them."""
        address = environment.pop("NOTIFY_SOCKET", None)
        seconds, pid = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        ours = address is not None and seconds.isdecimal() and pid in ("", str(os.getpid()))
        return cls(address, int(seconds) / 1e6 if ours and int(seconds) > 0 else None)

    def ready(self, status: str) -> None:
        """Notify that the process has started, or has reloaded."""
        self._notify("READY=1", _status(status))

    def status(self, status: str) -> None:
        """Notify of a status line for people."""
        self._notify(_status(status))

    @property
    def due(self) -> bool:
        """Whether the next watchdog notification is due: four fall into the watchdog's interval."""
        return self.watchdog is not None and time.monotonic() >= self._last_alive + self.watchdog / 4

    def alive(self) -> None:
        """Notify the watchdog that the process lives, where there is a watchdog."""
        if self.watchdog is not None:
            self._notify("WATCHDOG=1")
            self._last_alive = time.monotonic()

    def reloading(self) -> None:
        """Notify that the process reloads its settings, which lasts until ``ready``."""
        self._notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self, status: str) -> None:
        """Notify that the process is about to end."""
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
