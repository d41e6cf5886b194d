"""The applications that our edge is measured against: our own Flask without it, and a stock Flask view."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response


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


if __name__ == "__main__":
    _flask(Path(sys.argv[1]), int(sys.argv[2]))
