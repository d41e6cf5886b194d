"""The applications that our edge is measured against: our own Flask without it, a stock Flask view, and the least there can be."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def stock() -> Flask:
    """Views that return prepared bytes and headers, from the file that ``ANSWERS`` names."""
    app = Flask("stock")
    for path, (headers, body) in json.loads(Path(os.environ["ANSWERS"]).read_text("utf-8")).items():
        app.add_url_rule(path, path, _view(headers, bytes.fromhex(body)))
    return app


def _view(headers: list[list[str]], body: bytes) -> Any:
    pairs = [(name, value) for name, value in headers if name != "Content-Length"]
    return lambda: Response(body, headers=pairs)


def _flask(config: Path, port: int) -> None:
    """Our application without its edge, on the server and by the settings that it ships with."""
    from fxwidget.config import settings
    from fxwidget.web import create_app, server

    server.run(settings.load(config), "127.0.0.1", port, 1, lambda given: create_app(given, edge=False))


def prepared(file: Path) -> WSGIApplication:
    """An application that gives prepared bytes and headers, and 304 for an answer's own ETag; it knows nothing else.

    file: by path the headers of an answer, its body in hexadecimal digits, its ETag, and the headers of a 304, as JSON.
    """
    answers = {
        path: (
            [(*header,) for header in headers],
            [bytes.fromhex(body)],
            etag,
            [(*header,) for header in unchanged],
        )
        for path, (headers, body, etag, unchanged) in json.loads(file.read_text("utf-8")).items()
    }

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers, body, etag, unchanged = answers[environ["PATH_INFO"]]
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            start_response("304 NOT MODIFIED", unchanged)
            return []
        start_response("200 OK", headers)
        return body

    return answer


def _prepared(file: Path, port: int) -> None:
    """The least application, on the server that ours is on and by the same options."""
    from fxwidget.web import server

    server.serve("127.0.0.1", port, 1, lambda: prepared(file))


if __name__ == "__main__":
    {"flask": _flask, "prepared": _prepared}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
