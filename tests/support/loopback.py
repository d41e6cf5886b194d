"""A server on the loopback address that answers real sockets by a script, one reply per request.

    with Loopback(answer(503), answer(200, b"{}")) as server:
        ...  # ask server.url("/latest"); the last reply answers every further request
    server.requests[0].headers["user-agent"]

A reply is a function of the ``Peer`` that asked; ``answer``, ``raw``, ``drip``, ``endless``, ``silence`` and ``reset``
make the usual ones. Leaving the block ends every reply, closes every connection and joins every thread.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

Reply = Callable[["Peer"], None]


@dataclass(frozen=True)
class Received:
    """One request as it came; the names of its headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Peer:
    """The connection to answer on. ``open`` stays true while the same connection may ask again."""

    sock: socket.socket
    stop: threading.Event
    open: bool = True

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def pause(self, seconds: float) -> bool:
        """Wait; false once the server stops, so that no reply outlives its test."""
        return not self.stop.wait(seconds)


def answer(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """A whole answer; the connection stays open. A Content-Length of ``headers`` replaces the true one."""
    fields = {"Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    data = f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode("latin-1") + body
    return lambda peer: peer.send(data)


def raw(data: bytes = b"") -> Reply:
    """Exactly these bytes, then the end of the connection."""

    def reply(peer: Peer) -> None:
        peer.send(data)
        peer.open = False

    return reply


def drip(head: bytes = b"", drop: bytes = b"x", pause: float = 0.02) -> Reply:
    """``head`` at once, then ``drop`` again and again with a pause between, until one side leaves."""

    def reply(peer: Peer) -> None:
        peer.send(head)
        while peer.pause(pause):
            peer.send(drop)

    return reply


def endless(head: bytes, chunk: bytes) -> Reply:
    """``head``, then ``chunk`` again and again as fast as it is read, until one side leaves."""
    return drip(head, chunk, pause=0.0)


def silence(peer: Peer) -> None:
    """Not a byte, and the connection stays open."""
    peer.stop.wait()


def reset(peer: Peer) -> None:
    """The connection is reset (RST, not FIN)."""
    peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.open = False


class Loopback:
    """The server. ``requests`` are those that came, in order; ``connections`` counts the sockets."""

    def __init__(self, *replies: Reply, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self._replies = replies
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._serve, tls)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        scheme = "https" if self._server.tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        self._stop.set()
        self._server.hang_up()
        socket.create_connection(("127.0.0.1", self.port)).close()  # so that it sees that it has ended
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self.connections += 1
        peer = Peer(sock, self._stop)
        with sock.makefile("rb") as stream:
            while peer.open and (request := _receive(stream)):
                with self._lock:
                    reply = self._replies[min(len(self.requests), len(self._replies) - 1)]
                    self.requests.append(request)
                reply(peer)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    allow_reuse_address = True
    request_queue_size = 32
    server_address: tuple[str, int]

    def __init__(
        self, address: tuple[str, int], serve: Callable[[socket.socket], None], tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(address, socketserver.BaseRequestHandler)
        self.tls = tls
        self._serve = serve
        self._open: set[socket.socket] = set()
        self._gone = False
        self._guard = threading.Lock()

    def run(self) -> None:
        """Take connections until there is one after ``hang_up``."""
        while not self._gone:
            self.handle_request()

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        with self._guard:
            if self._gone:
                return
            self._open.add(request)
        try:
            if self.tls:
                # Shutting down ``request`` from another thread must still reach the connection: a twin is wrapped.
                with self.tls.wrap_socket(request.dup(), server_side=True) as sock:
                    self._serve(sock)
            else:
                self._serve(request)
        except OSError:
            pass  # The client left, or the server stops: both end a reply.
        finally:
            with self._guard:
                self._open.discard(request)

    def shutdown_request(self, request: object) -> None:
        """Close at once; the base class would send FIN first, and a reset would no longer be one."""
        assert isinstance(request, socket.socket)
        request.close()

    def hang_up(self) -> None:
        with self._guard:
            self._gone = True
            for sock in self._open:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # It is closed already.


def _receive(stream: BinaryIO) -> Received | None:
    """The next request, or None where the connection ended."""
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while field := stream.readline().decode("latin-1").strip():
        name, _, value = field.partition(":")
        headers[name.lower()] = value.strip()
    return Received(line[0], line[1], headers, stream.read(int(headers.get("content-length", "0"))))
