"""A service manager on a real notify socket, which records the messages that it receives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from .processes import PATIENCE, until

Message = dict[str, str]


class Manager:
    """Receives messages of ``sd_notify``: ``messages`` are those that came, in order, each as its assignments."""

    def __init__(self, folder: Path, watchdog: float | None = None) -> None:
        self.messages: list[Message] = []
        self._watchdog = watchdog
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.address = str(folder / "notify")
        self._socket.bind(self.address)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which the manager starts a service."""
        watchdog = {} if self._watchdog is None else {"WATCHDOG_USEC": str(int(self._watchdog * 1e6))}
        return {"NOTIFY_SOCKET": self.address, **watchdog}

    def wait_for(self, fits: Callable[[Message], object], after: int = 0, patience: float = PATIENCE) -> int:
        """Wait for the first message that fits, from index ``after`` on; returns its index."""
        indices = range(after, 1 << 30)
        found = until(
            lambda: [i for i, message in zip(indices, self.messages[after:], strict=False) if fits(message)],
            "a message",
            patience,
        )
        return found[0]

    def count(self, fits: Callable[[Message], object]) -> int:
        return sum(1 for message in self.messages if fits(message))

    def _listen(self) -> None:
        while content := self._socket.recv(65536):
            pairs = (line.partition("=") for line in content.decode().splitlines())
            self.messages.append({name: value for name, _, value in pairs})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.address)
        self._thread.join()
        self._socket.close()


def ready(message: Message) -> bool:
    return message.get("READY") == "1"


def alive(message: Message) -> bool:
    return message.get("WATCHDOG") == "1"


def reloading(message: Message) -> bool:
    return message.get("RELOADING") == "1"


def stopping(message: Message) -> bool:
    return message.get("STOPPING") == "1"
