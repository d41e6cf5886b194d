"""A real Redis for tests: it listens where its test says, and ends by its process id."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from .processes import PATIENCE, until


@dataclass
class RedisServer:
    """A server in a folder of its own, at a socket, or at ``host`` and ``port``. Its options are redis-server's.

    certificate: a file with its key and certificate, with which its port speaks TLS alone.
    """

    folder: Path
    options: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def url(self) -> str:
        """The store in its first database."""
        scheme = "redis" if self.certificate is None else "rediss"
        return f"{scheme}://{self.host}:{self.port}/0" if self.port else f"unix://{self.socket}"

    @property
    def client(self) -> redis.Redis:
        """What a test looks into it with, whatever password it wants of others."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=PATIENCE)

    def start(self, *options: str) -> None:
        """Start it, and wait until it answers; with options that are for this time only."""
        at = ["--bind", self.host, "--unixsocket", str(self.socket), *self._port()]
        command = ["redis-server", *at, "--dir", str(self.folder), "--save", "", *self.options, *options]
        with open(self.folder / "redis.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers, "Redis")

    def _port(self) -> list[str]:
        """The options by which it listens in the clear, or with its certificate by TLS alone."""
        if self.certificate is None:
            return ["--port", str(self.port)]
        own = str(self.certificate)
        files = ["--tls-cert-file", own, "--tls-key-file", own, "--tls-auth-clients", "no"]
        return ["--port", "0", "--tls-port", str(self.port), *files]

    def _answers(self) -> bool:
        try:
            with self.client as client:
                client.execute_command("ECHO", "there")
        except redis.AuthenticationError:
            return True
        except (redis.RedisError, OSError):
            return False
        return True

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it; it may be started again with the data that it had saved."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(PATIENCE)
        self.process = None
        self.socket.unlink(missing_ok=True)

    def pause(self) -> None:
        """Let it stand still with all its connections."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def redis_server(
    *options: str, host: str = "127.0.0.1", port: int = 0, certificate: Path | None = None
) -> Iterator[RedisServer]:
    """A server that runs until the block ends. A socket's path is short, so its folder is not the test's."""
    with tempfile.TemporaryDirectory(prefix="fxredis") as folder:
        server = RedisServer(Path(folder), options, host, port, certificate)
        server.start()
        try:
            yield server
        finally:
            server.stop()
