"""Servers on the loopback address that serve a folder of files as well-known file hosts do.

Prefix, redirects to folders, the page for what is not found, media types and cache headers are those of the host; none of
them lists a folder but Python's own server, which lists those without an ``index.html``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

INDEX = "index.html"

GITHUB_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".atom": "application/atom+xml",
    ".ts": "video/mp2t",
}

GITLAB_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
"""What Go knows without the machine's own list; the rest is guessed from the content."""


@dataclass(frozen=True)
class Hosting:
    """How a host serves files.

    redirect: the status that leads from ``/widget`` to ``/widget/``.
    unknown: the media type of a file whose ending is not in ``types``, by its first bytes.
    reads_headers: whether a file ``_headers`` sets headers.
    dotfiles: whether files that begin with a dot arrive on the host at all.
    """

    prefix: str
    redirect: int
    types: Mapping[str, str]
    unknown: Callable[[bytes], str]
    headers: Mapping[str, str]
    not_found: str
    reads_headers: bool = False
    dotfiles: bool = False


GITHUB = Hosting(
    prefix="/rates",
    redirect=301,
    types=GITHUB_TYPES,
    unknown=lambda _: "application/octet-stream",
    headers={"Server": "GitHub.com", "Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*"},
    not_found="<title>Site not found · GitHub Pages</title><h1>404</h1>",
)

GITLAB = Hosting(
    prefix="/rates",
    redirect=302,
    types=GITLAB_TYPES,
    unknown=lambda body: (
        "text/xml; charset=utf-8" if body.startswith(b"<?xml") else "text/plain; charset=utf-8"
    ),
    headers={"Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*", "Vary": "Origin"},
    not_found="<title>The page you're looking for could not be found (404)</title>",
    dotfiles=True,
)

NETLIFY = Hosting(
    prefix="",
    redirect=301,
    types={**GITHUB_TYPES, ".js": "application/javascript; charset=UTF-8", ".json": "application/json"},
    unknown=lambda _: "application/octet-stream",
    headers={"Server": "Netlify", "Cache-Control": "public,max-age=0,must-revalidate"},
    not_found="<title>Page not found</title>",
    reads_headers=True,
)


@dataclass
class FileHost:
    """A running host.

    folder: what it serves now.
    now: what its clock shows, if not the time.
    asked: the paths and statuses of all requests.
    """

    url: str
    folder: Path
    now: datetime | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)

    def deploy(self, files: Path) -> None:
        """Serve a copy of these files from now on, in place of what was there."""
        new = self.folder.with_name(f"{self.folder.name}.new")
        shutil.copytree(files, new)
        shutil.rmtree(self.folder)
        new.rename(self.folder)

    def keep(self, copy: Path) -> Path:
        """A copy of what is served now."""
        return Path(shutil.copytree(self.folder, copy))

    @property
    def not_found(self) -> list[str]:
        """The paths that were asked for in vain, but for the icon that browsers ask for by themselves."""
        return [path for path, status in self.asked if status >= 400 and path != "/favicon.ico"]


@contextmanager
def hosted(hosting: Hosting, folder: Path) -> Iterator[FileHost]:
    """A host that serves a folder until the block ends; the folder is made."""
    folder.mkdir(parents=True)
    host = FileHost("", folder)
    with _running(partial(_Handler, hosting, host)) as origin:
        host.url = f"{origin}{hosting.prefix}/"
        yield host


@contextmanager
def python_server(folder: Path) -> Iterator[FileHost]:
    """``python -m http.server`` in a folder until the block ends; the folder is made."""
    folder.mkdir(parents=True)
    host = FileHost("", folder)

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            host.asked.append((self.path, int(code)))

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(_seconds(host.now) if timestamp is None else timestamp)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with _running(partial(Handler, directory=str(folder))) as origin:
        host.url = f"{origin}/"
        yield host


def _seconds(now: datetime | None) -> float:
    return time.time() if now is None else now.timestamp()


@contextmanager
def _running(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, hosting: Hosting, host: FileHost, *rest: object) -> None:
        self._hosting, self._host = hosting, host
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path, prefix = unquote(parts.path), self._hosting.prefix
        query = f"?{parts.query}" if parts.query else ""
        if path != prefix and not path.startswith(f"{prefix}/"):
            self._answer(404, self._hosting.not_found.encode(), {"Content-Type": "text/html; charset=utf-8"})
        elif not path or (self._file(path).is_dir() and not path.endswith("/")):
            self._answer(self._hosting.redirect, b"", {"Location": f"{parts.path}/{query}"})
        elif found := self._found(path):
            self._send(found)
        else:
            self._miss()

    do_HEAD = do_GET

    def _file(self, path: str) -> Path:
        return self._host.folder / path.removeprefix(self._hosting.prefix).strip("/")

    def _found(self, path: str) -> Path | None:
        """The file of a path: a folder's index, the file itself, or the page whose ending was left out."""
        file = self._file(path)
        if ".." in file.parts or (not self._hosting.dotfiles and file.name.startswith(".")):
            return None
        tried = [file / INDEX] if path.endswith("/") else [file, file.with_name(f"{file.name}.html")]
        return next((each for each in tried if each.is_file()), None)

    def _send(self, file: Path) -> None:
        body, hosting = file.read_bytes(), self._hosting
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {**hosting.headers, "Content-Type": self._type(file, body), "ETag": etag}
        if hosting.reads_headers:
            place = "/" + file.relative_to(self._host.folder).as_posix().removesuffix(INDEX)
            headers |= _headers_of(self._host.folder / "_headers", place)
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", headers)
        else:
            self._answer(200, body, headers)

    def _type(self, file: Path, body: bytes) -> str:
        return self._hosting.types.get(file.suffix) or self._hosting.unknown(body)

    def _miss(self) -> None:
        own = self._host.folder / "404.html"
        body = own.read_bytes() if own.is_file() else self._hosting.not_found.encode()
        self._answer(404, body, {"Content-Type": "text/html; charset=utf-8"})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self._host.asked.append((self.path, status))
        self.send_response_only(status)
        date = self.date_time_string(_seconds(self._host.now))
        for name, value in {**headers, "Content-Length": str(len(body)), "Date": date}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET" and status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


def _headers_of(file: Path, place: str) -> dict[str, str]:
    """What a file ``_headers`` says of a path: a path on a line of its own, then its headers, indented."""
    found: dict[str, str] = {}
    matches = False
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            matches = fnmatchcase(place, re.sub(r":\w+", "*", line.strip()))
        elif matches:
            name, _, value = line.strip().partition(": ")
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found
