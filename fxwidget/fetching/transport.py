"""httpx's transport with deadlines that hold: one instant bounds every read of an answer, however small its pieces."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Iterable
from time import monotonic

import httpcore
import httpx

from fxwidget.errors import ConfigurationError


class Transport(httpx.HTTPTransport):
    """httpx's transport over a pool whose streams keep absolute deadlines.

    The timeouts of its requests, but for ``pool``, are instants of the monotonic clock: the pool hands them on as
    they are, so one instant holds for every read of an answer, however small its pieces.
    """

    def __init__(self, proxy: str | None) -> None:
        tls = httpx.create_ssl_context(trust_env=False)
        backend = _Backend()
        # No cap on connections: httpcore never frees the place of one that failed in a proxy's tunnel.
        if proxy is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=tls, network_backend=backend, max_connections=None, keepalive_expiry=5.0
            )
            return
        try:
            parsed = httpx.Proxy(proxy)
        except (httpx.InvalidURL, ValueError):
            raise ConfigurationError("the proxy is not a URL") from None
        if parsed.url.scheme != "http" or not parsed.url.host:
            raise ConfigurationError("the proxy must be an http:// URL with a host")
        self._pool = httpcore.HTTPProxy(
            proxy_url=str(parsed.url.copy_with(path="/", query=None, fragment=None)),
            proxy_auth=parsed.raw_auth,
            ssl_context=tls,
            network_backend=backend,
            max_connections=None,
            keepalive_expiry=5.0,
        )


class _Backend(httpcore.NetworkBackend):
    """Connects; its timeouts are instants of the monotonic clock."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses(host, port, timeout)
        while True:
            share = _left(timeout, httpcore.ConnectTimeout) / len(addresses)
            try:
                address = addresses.pop(0)
                return _Stream(self._sockets.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not addresses:
                    raise


class _Stream(httpcore.NetworkStream):
    """One connection; its timeouts are instants of the monotonic clock.

    Ending before the first byte of an answer counts as a failure to connect: nothing was answered.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._answered = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = _left(timeout, httpcore.ReadTimeout)
        try:
            data = self._stream.read(max_bytes, left)
        except httpcore.ReadError as error:
            if self._answered:
                raise
            raise httpcore.ConnectError(str(error)) from error
        if not data and not self._answered:
            raise httpcore.ConnectError("closed without an answer")
        self._answered = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._answered = False
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            left = _left(timeout, httpcore.ConnectTimeout)
        except httpcore.ConnectTimeout:
            self.close()
            raise
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(at: float | None, late: type[httpcore.TimeoutException]) -> float:
    """The seconds until a deadline on the monotonic clock; raises ``late`` where it has passed, or none is set."""
    left = 0.0 if at is None else at - monotonic()
    if left <= 0:
        raise late("the deadline has passed")
    return left


def _addresses(host: str, port: int, at: float | None) -> list[str]:
    """The addresses of a host. The resolver knows no deadline, so its thread may outlive the request."""
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
        except OSError as error:
            answer.put(error)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    try:
        found = answer.get(timeout=_left(at, httpcore.ConnectTimeout))
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from None
    if isinstance(found, OSError):
        raise httpcore.ConnectError(str(found)) from found
    return found
