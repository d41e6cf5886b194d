"""The snapshot file: one line of JSON about the body (format, seq, SHA-256), then the body itself."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime

from fxwidget.errors import (
    ConfigurationError,
    ProviderError,
    ProviderUnavailable,
    ResponseInvalid,
    SnapshotInvalid,
    StoreError,
)
from fxwidget.rate import Snapshot

FORMAT = 1


def seal(snapshot: Snapshot) -> bytes:
    """The file's content."""
    body = snapshot.to_json()
    head = {"fxwidget_snapshot": FORMAT, "seq": snapshot.seq, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def unseal(content: bytes) -> Snapshot:
    """The snapshot of a snapshot file, or of the JSON alone.

    Raises:
        SnapshotInvalid: torn or altered.
        StoreError: of a newer format.
    """
    if not content.startswith(b'{"fxwidget_snapshot"'):
        return Snapshot.from_json(content)
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        version = head["fxwidget_snapshot"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotInvalid("the first line is not that of a snapshot file") from error
    if version != FORMAT:
        raise StoreError(
            f"the store was written in format {version} and this fxwidget reads {FORMAT}: install a newer fxwidget"
        )
    if hashlib.sha256(body).hexdigest() != head.get("sha256"):
        raise SnapshotInvalid("the checksum does not fit: the file is torn or was altered")
    snapshot = Snapshot.from_json(body)
    if snapshot.seq != head.get("seq"):
        raise SnapshotInvalid("the first line is of another snapshot: the file was altered")
    return snapshot


def read(source: str | os.PathLike[str]) -> Snapshot:
    """The snapshot of a file, or of an ``http(s)`` URL that serves the JSON.

    Raises:
        SnapshotInvalid: the file can't be read, or what was read is no snapshot.
        ProviderUnavailable: the URL gave no answer, or none of success.
    """
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return Snapshot.from_json(_download(source))
    try:
        with open(source, "rb") as file:
            return unseal(file.read())
    except StoreError as error:
        raise SnapshotInvalid(f"{os.fspath(source)}: {error}") from error
    except OSError as error:
        raise SnapshotInvalid(f"{os.fspath(source)} can't be read: {error.strerror}") from error


def _download(url: str) -> bytes:
    import httpx

    from fxwidget import __version__
    from fxwidget.client import Client

    try:
        request = httpx.Request("GET", url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"this is no URL: {error}") from error
    with Client(user_agent=f"fxwidget/{__version__}") as client:
        try:
            # Plain http is allowed: it is the caller who names the URL.
            answer = client.send(request, provider=request.url.host, now=datetime.now(UTC), insecure=True)
        except ResponseInvalid as error:
            raise SnapshotInvalid(str(error)) from error
        except ProviderUnavailable:
            raise
        except ProviderError as error:
            raise ProviderUnavailable(str(error), provider=error.provider, status=error.status) from error
    return answer.body
