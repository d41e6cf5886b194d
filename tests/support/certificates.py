"""Certificates that sign themselves, made with openssl: whoever trusts the file trusts its server."""

from __future__ import annotations

import os
import ssl
import subprocess
from collections.abc import Mapping
from pathlib import Path

COMMAND = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"


def certificate(
    folder: Path, names: str = "DNS:localhost", environment: Mapping[str, str] | None = None
) -> Path:
    """A file with a key and its certificate of two days for these names, as openssl writes them: ``DNS:…`` and ``IP:…``."""
    made, alone = folder / "localhost.pem", folder / "localhost.crt"
    options = ["-addext", f"subjectAltName={names}", "-keyout", str(made), "-out", str(alone)]
    subprocess.run(
        [*COMMAND.split(), *options],
        check=True,
        capture_output=True,
        env={**os.environ, **(environment or {})},
    )
    made.write_bytes(made.read_bytes() + alone.read_bytes())
    return made


def of_server(made: Path) -> ssl.SSLContext:
    """The server's side of TLS with this key and certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    return context
