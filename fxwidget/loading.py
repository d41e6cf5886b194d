"""Loads a snapshot made elsewhere: from a file, or from a running service."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import (
    ConfigurationError,
    ProviderError,
    ProviderUnavailable,
    ResponseInvalid,
    SnapshotInvalid,
    StoreError,
)
from fxwidget.store.snapshot_file import unseal

__all__ = ["load"]


def load(source: str | os.PathLike[str]) -> Snapshot:
    """The snapshot of a file (a snapshot file, or the JSON alone), or of an ``http(s)`` URL that serves the JSON.

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

    from fxwidget.fetching.client import Client, user_agent
    from fxwidget.fetching.message import Ask

    try:
        request = httpx.Request("GET", url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"this is no URL: {error}") from error
    with Client(user_agent=user_agent()) as client:
        try:
            # Plain http is allowed: it is the caller who names the URL.
            answer = client.send(request, Ask(request.url.host, datetime.now(UTC), insecure=True))
        except ResponseInvalid as error:
            raise SnapshotInvalid(str(error)) from error
        except ProviderUnavailable:
            raise
        except ProviderError as error:
            raise ProviderUnavailable(str(error), provider=error.provider, status=error.status) from error
    return answer.body
