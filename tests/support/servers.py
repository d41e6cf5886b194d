"""Servers of Debian's packages, started on the loopback address and stopped by process id."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from .processes import PATIENCE, until

EXAMPLES = Path(__file__).parents[2] / "examples/ops"


PORTS_OF_A_PROCESS = 1_000
"""Ports that one process of the tests takes, beginning at 20,000: below those that the kernel gives out by itself."""


def _ports() -> Iterator[int]:
    """The ports of this process of the tests over and over, each process and each run beginning elsewhere."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    first, begin = 20_000 + PORTS_OF_A_PROCESS * number, os.getpid()
    return (first + (begin + step) % PORTS_OF_A_PROCESS for step in count())


_PORTS = _ports()


def free_port() -> int:
    """A port that nobody listens on now, and that nobody else will be given before it is used."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("ports have no end")


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def started(arguments: Sequence[str], ports: Sequence[int], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server from when it listens on its ports until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT)
    try:

        def up() -> bool:
            assert process.poll() is None, log.read_text()
            return all(map(listens, ports))

        until(up, arguments[0])
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
{user}
{modules}
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{http}
}}
"""


@contextmanager
def nginx(
    folder: Path, http: str, ports: Sequence[int], modules: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """nginx with one worker and what stands within its ``http`` block."""
    folder.mkdir(parents=True, exist_ok=True)
    user = "user root;" if os.getuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, http=http, user=user, modules=modules))
    with started(
        ["/usr/sbin/nginx", "-e", "stderr", "-c", str(config)], ports, folder / "out.log"
    ) as process:
        yield process


@contextmanager
def varnish(folder: Path, vcl: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Varnish with a configuration of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test.vcl").write_text(vcl)
    arguments = ["/usr/sbin/varnishd", "-F", "-n", str(folder / "v"), "-a", f"127.0.0.1:{port}"]
    arguments += ["-T", "none", "-f", str(folder / "test.vcl"), "-s", "malloc,16m", "-j", "none"]
    arguments += ["-p", "vsl_space=1m"]
    with started(arguments, [port], folder / "out.log") as process:
        yield process
