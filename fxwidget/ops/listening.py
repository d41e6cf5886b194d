"""Checks and reads the addresses that a service listens on."""

from __future__ import annotations

import re
import socket

from fxwidget.errors import ConfigurationError

__all__ = ["check_port", "read_address"]

HIGHEST = 65_535


def check_port(host: str, port: int) -> int:
    """A TCP port that can be served on: ``port`` itself, or a free one for 0.

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


def read_address(text: str) -> tuple[str, int]:
    """Split an address such as ``127.0.0.1:9108`` or ``[::1]:9108`` into host and port.

    Raises:
        ConfigurationError: it is no such address.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:\[\]/]+)):([0-9]{1,5})", text)
    if found is None or not 0 < int(found[3]) <= HIGHEST:
        raise ConfigurationError(f"{text[:80]!r} is no address; write host and port, as in 127.0.0.1:9108")
    return found[1] or found[2], int(found[3])
