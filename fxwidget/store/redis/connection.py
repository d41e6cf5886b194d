"""Connections to Redis: for how long they wait, and what went wrong in one line that says what to do."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from fxwidget.config.redis_urls import RedisAddress, read_redis_url
from fxwidget.config.urls import without_password
from fxwidget.errors import StoreError
from fxwidget.store.redis.faults import remedy
from fxwidget.store.redis.layout import LAYOUT
from fxwidget.store.redis.scripts import Script

if TYPE_CHECKING:
    from redis.client import PubSub

__all__ = ["Connection"]

CONNECT = 1.0
"""Seconds to connect in: a server of the same site answers within a millisecond, one that is far within 300."""

ANSWER = 2.0
"""Seconds to wait for an answer: the largest one is a past of megabytes. A paused server is noticed in this time, where
the client's own defaults take a minute."""

BREATH = 1.0
"""Seconds after a time-out in which nothing is asked: of the many calls of one round only the first has to wait."""

RETRIES = Retry(NoBackoff(), 1, (redis.ConnectionError,))
"""One more attempt, at once, where the connection had been closed: a server that was restarted since the last call is no
failure. Never after a time-out, which would only double it. All that is written may be written twice, by its ``call``."""

KEEPALIVE = {
    getattr(socket, name): value
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
    if hasattr(socket, name)
}
"""The kernel asks an idle connection after 30 s and gives it up after 45: a firewall that forgot it between two rounds costs
no round a time-out, and no command a PING before it (so there is no health check of the client's)."""


class Connection:
    """A pool of connections to the Redis of a URL, for all threads of a process, and for those that are forked from it."""

    def __init__(self, url: str) -> None:
        self.shown = without_password(url)
        self._address = read_redis_url(url)
        self._client: redis.Redis | None = None
        self._scripts: dict[Script, Any] = {}
        self._deaf_until = 0.0
        self._deaf = ""

    def call(self, *command: str | bytes | int) -> Any:
        """The answer to a command, in bytes.

        Raises:
            StoreError: there was none, or an error; the message says what to do.
        """
        with self.errors():
            client: Any = self.client
            return client.execute_command(*command)

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> Any:
        """What a script returns; the server is given it where it does not know it.

        Raises:
            StoreError: as ``call``.
        """
        with self.errors():
            if script not in self._scripts:
                self._scripts[script] = self.client.register_script(script.text)
            return self._scripts[script](keys, arguments)

    def subscription(self) -> PubSub:
        """A subscription of its own connection. What its methods raise is to be put in words by ``errors``."""
        client: Any = self.client
        subscription: PubSub = client.pubsub()
        return subscription

    @property
    def client(self) -> redis.Redis:
        """The client, which connects when it is first used."""
        if self._client is None:
            self._client = _client(self._address)
        return self._client

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what Redis and its client raise as a ``StoreError``."""
        if time.monotonic() < self._deaf_until:
            raise StoreError(self._deaf)
        try:
            yield
        except redis.TimeoutError as error:
            self._deaf = self.wrong(error)
            self._deaf_until = time.monotonic() + BREATH
            raise StoreError(self._deaf) from error
        except (redis.RedisError, OSError) as error:
            raise StoreError(self.wrong(error)) from error

    def wrong(self, error: Exception) -> str:
        """What went wrong, and what to do."""
        what, todo = remedy(error, tls=self._address.tls)
        return f"can't use the store {self.shown}: {what}; {todo}"

    def other_layout(self, found: bytes) -> StoreError:
        """What to say of keys that another version wrote."""
        named = found.decode(errors="replace")[:20]
        return StoreError(
            f"the store {self.shown} is of layout {named!r} and this fxwidget reads {LAYOUT}: "
            "install the version that wrote it, or choose another database"
        )

    def close(self) -> None:
        """Close the connections; the next call opens others."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self._scripts = {}


def _client(address: RedisAddress) -> redis.Redis:
    client: Any = redis.Redis
    common: dict[str, Any] = {
        "db": address.db,
        "username": address.user,
        "password": address.password,
        "socket_timeout": ANSWER,
        "retry": RETRIES,
        "health_check_interval": 0,
        "protocol": 2,  # answers only: nothing is pushed to a connection that waits for one
        "decode_responses": False,
    }
    if address.socket is not None:
        common["unix_socket_path"] = address.socket
    else:
        common |= _network(address)
    if address.service is not None:
        sentinels: Any = Sentinel
        primary = sentinels(address.hosts, sentinel_kwargs=_network(address) | {"retry": RETRIES})
        client = partial(primary.master_for, address.service)
    elif address.hosts:
        common["host"], common["port"] = address.hosts[0]
    made: redis.Redis = client(**common)
    return made


def _network(address: RedisAddress) -> dict[str, Any]:
    """How a server on another machine is reached, and each Sentinel."""
    secure = {"ssl": True, "ssl_check_hostname": True, "ssl_ca_certs": address.ca} if address.tls else {}
    return {
        "socket_timeout": ANSWER,
        "socket_connect_timeout": CONNECT,
        "socket_keepalive": True,
        "socket_keepalive_options": KEEPALIVE,
        **secure,
    }
