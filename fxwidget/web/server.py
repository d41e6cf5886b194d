"""Runs the application under granian, on one port that nobody else has."""

from __future__ import annotations

import socket
from functools import partial
from typing import Any

from fxwidget.errors import ConfigurationError
from fxwidget.settings import Settings


def check_port(host: str, port: int) -> int:
    """The port to serve on: ``port`` itself, or a free one for 0.

    granian shares a port with another granian and says nothing, so this is asked of a plain socket first.

    Raises:
        ConfigurationError: the address is in use, or is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = error.strerror or str(error)
            raise ConfigurationError(
                f"can't serve on {host} port {port}: {why}; choose another with --port"
            ) from error
        return int(probe.getsockname()[1])


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; a request in flight is finished first."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    check_port(host, port)
    server: Any = Granian(
        "fxwidget.web:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_load, settings))


def _load(settings: Settings, _target: str) -> Any:
    from fxwidget.web import create_app

    app = create_app(settings)
    app.extensions["fxwidget"].watch()
    return app
