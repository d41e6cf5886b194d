"""The port that a service listens on."""

from __future__ import annotations

import socket

from fxwidget.errors import ConfigurationError

__all__ = ["check_port"]


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
