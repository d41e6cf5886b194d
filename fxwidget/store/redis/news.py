"""Waiting for what is published in Redis: a notification, and a look each second behind it, as none reaches who is away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fxwidget.store.redis.connection import Connection
from fxwidget.store.redis.layout import NEWS

if TYPE_CHECKING:
    from redis.client import PubSub

__all__ = ["News"]

LONGEST = 1.0
"""Seconds after which a look is due without a notification. As each is a question to the server on the connection beside,
a line that is cut is noticed then, and the subscription needs no PING of its own."""


class News:
    """A subscription to what is published; it is made when it is first waited for, and anew after a failure."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._subscription: PubSub | None = None

    def wait(self) -> None:
        """Wait for a notification, or ``LONGEST``. A new subscription says at once that there may be something.

        Raises:
            StoreError: there is no connection.
        """
        with self._connection.errors():
            if self._subscription is None:
                self._subscription = self._connection.subscription()
                self._subscription.subscribe(NEWS)
                self._confirmed()
                return
            try:
                self._message()
            except BaseException:
                self.close()
                raise

    def _confirmed(self) -> None:
        """Wait until the server has subscribed us: what is published from then on is notified."""
        ends = time.monotonic() + LONGEST
        while self._next(LONGEST) is None and time.monotonic() < ends:
            continue

    def _message(self) -> None:
        ends = time.monotonic() + LONGEST
        while (left := ends - time.monotonic()) > 0:
            message = self._next(left)
            if message is not None and message["type"] == "message":
                return

    def _next(self, seconds: float) -> Any:
        assert self._subscription is not None
        return self._subscription.get_message(timeout=seconds)

    def close(self) -> None:
        """Unsubscribe; the next wait subscribes anew."""
        if self._subscription is not None:
            self._subscription.close()
        self._subscription = None
