"""The servers that are measured side by side, each with one worker, no access log, and the same bodies and headers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from fxwidget.ops.listening import check_port
from fxwidget.web.edge.capture import Answer

from .memory import own, processor_seconds, resident

__all__ = ["Server", "edge", "flask", "nginx", "prepared", "publishing", "stock"]

PATIENCE = 20.0


@dataclass(frozen=True)
class Server:
    """A running server: its address and its processes."""

    name: str
    address: str
    process: subprocess.Popen[bytes]

    def resident(self) -> int:
        """Bytes resident in the worker: of all its processes the largest, as a parent only waits and a drawer only draws."""
        return max(resident(pid) for pid in self._family() if _serves(pid))

    def own(self) -> int:
        """Bytes that the worker shares with no other process."""
        return max(own(pid) for pid in self._family() if _serves(pid))

    def processor_seconds(self) -> float:
        """The seconds of a processor that its workers have used."""
        return sum(processor_seconds(pid) for pid in self._family() if _serves(pid))

    def tag(self, path: str, headers: Mapping[str, str]) -> str | None:
        """The ETag of an answer, where the server answers it with a 304."""
        status, etag = _asked(self.address + path, headers)
        if status != 200 or etag is None:
            return None
        again, _ = _asked(self.address + path, {**headers, "If-None-Match": etag})
        return etag if again == 304 else None

    def seq(self, path: str) -> int:
        """The snapshot that a JSON answer over a new connection is of."""
        with build_opener(ProxyHandler({})).open(self.address + path, timeout=10) as answer:
            return int(json.load(answer)["seq"])

    def _family(self) -> list[int]:
        listing = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True)
        rows = [tuple(map(int, line.split())) for line in listing.stdout.splitlines()[1:]]
        found, grown = {self.process.pid}, True
        while grown:
            more = {pid for pid, parent in rows if parent in found} - found
            found |= more
            grown = bool(more)
        return sorted(found)


def _serves(pid: int) -> bool:
    try:
        return b"fxwidget.web.edge.prerender" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@contextmanager
def _started(
    name: str, arguments: Sequence[str], port: int, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server from its first good answer until the block ends."""
    process = subprocess.Popen(arguments, env={**os.environ, **(env or {})}, start_new_session=True)
    server = Server(name, f"http://127.0.0.1:{port}", process)
    pause, ends = Event(), monotonic() + PATIENCE
    try:
        while _asked(f"{server.address}/widget", {})[0] != 200:
            if process.poll() is not None or monotonic() > ends:
                raise SystemExit(f"{name} does not answer")
            pause.wait(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _asked(url: str, headers: Mapping[str, str]) -> tuple[int, str | None]:
    """The status and the ETag of an answer; 0 where nobody answers."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(Request(url, headers=dict(headers)), timeout=5) as answer:
            return answer.status, answer.headers["ETag"]
    except HTTPError as error:
        with error:
            return error.code, None
    except OSError:
        return 0, None


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    return check_port("127.0.0.1", 0)


def edge(
    name: str, config: Path, workers: int = 1, environment: Mapping[str, str] | None = None
) -> AbstractContextManager[Server]:
    """Our service as operators run it."""
    port = free_port()
    arguments = [sys.executable, "-P", "-m", "fxwidget", "--config", str(config), "web"]
    return _started(name, [*arguments, "--port", str(port), "--workers", str(workers)], port, environment)


def flask(name: str, config: Path) -> AbstractContextManager[Server]:
    """Our service on the same server, without the edge."""
    port = free_port()
    arguments = [sys.executable, "-m", "benchmarks.apps", "flask", str(config), str(port)]
    return _started(name, arguments, port)


def stock(name: str, answers: Mapping[str, Answer], folder: Path) -> AbstractContextManager[Server]:
    """A Flask view that returns prepared bytes, under gunicorn as it comes: one worker."""
    port = free_port()
    folder.mkdir()
    (folder / "answers.json").write_text(
        json.dumps({path: [answer.headers, answer.body.hex()] for path, answer in answers.items()})
    )
    arguments = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    arguments += ["--log-level", "error", "benchmarks.apps:stock()"]
    return _started(name, arguments, port, {"ANSWERS": str(folder / "answers.json")})


def prepared(name: str, answers: Mapping[str, Answer], folder: Path) -> AbstractContextManager[Server]:
    """The least WSGI application that gives these answers, on the server that ours is on and by the same options."""
    port = free_port()
    folder.mkdir()
    (folder / "answers.json").write_text(
        json.dumps(
            {path: [one.headers, one.body.hex(), one.etag, one.unchanged] for path, one in answers.items()}
        )
    )
    arguments = [sys.executable, "-m", "benchmarks.apps", "prepared", str(folder / "answers.json"), str(port)]
    return _started(name, arguments, port)


NGINX = """\
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log error; worker_processes 1; {user}
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
    open_file_cache max=10000 inactive=60s; open_file_cache_valid 1s; gzip_static on; server_tokens off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=1024; root {root};
{locations}
    }}
}}
"""


def nginx(
    name: str, root: Path, files: Mapping[str, str], answers: Mapping[str, Answer], folder: Path
) -> AbstractContextManager[Server]:
    """nginx with one worker and precompressed files: each path is a file, with the headers of our own answer."""
    port = free_port()
    folder.mkdir()
    locations = "\n".join(
        f"        location = {path} {{ try_files /{file} =404; default_type {_type(answers[path])}; types {{ }}\n"
        + "".join(
            f"            add_header {name} {json.dumps(value)};\n" for name, value in _headers(answers[path])
        )
        + "        }"
        for path, file in files.items()
    )
    config = folder / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    config.write_text(
        NGINX.format(folder=folder, user=user, port=port, root=root, locations=locations),
        encoding="utf-8",
    )
    return _started(name, ["/usr/sbin/nginx", "-e", "stderr", "-c", str(config)], port)


def _type(answer: Answer) -> str:
    return json.dumps(dict(answer.headers)["Content-Type"])


def _headers(answer: Answer) -> list[tuple[str, str]]:
    own = {"Content-Type", "Content-Length", "Content-Encoding", "ETag"}
    return [(name, value) for name, value in answer.headers if name not in own]


@contextmanager
def publishing(config: Path, folder: Path) -> Iterator[None]:
    """``fxwidget publish --watch`` for as long as the block runs."""
    arguments = [
        sys.executable,
        "-P",
        "-m",
        "fxwidget",
        "--config",
        str(config),
        "publish",
        "--watch",
        str(folder),
    ]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
