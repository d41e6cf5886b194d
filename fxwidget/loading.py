"""Loads a snapshot made elsewhere: from a file, or from a running service."""

from __future__ import annotations

import os
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fxwidget.config import settings as configuration
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

if TYPE_CHECKING:
    from fxwidget.fetching.message import Response

__all__ = ["ask_service", "load"]


def load(source: str | os.PathLike[str], *, deadline: timedelta | None = None) -> Snapshot:
    """The snapshot of a file (a snapshot file, or the JSON alone), or of an ``http(s)`` URL that serves the JSON.

    Args:
        deadline: how long a URL may take in all; the ``deadline`` of the settings by default.

    Raises:
        SnapshotInvalid: the file can't be read, or what was read is no snapshot.
        ProviderUnavailable: the URL gave no answer, or none of success.
        ConfigurationError: the URL, the deadline or a setting is wrong.
    """
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return _of_address(source, configuration.load().deadline if deadline is None else deadline)
    try:
        with open(source, "rb") as file:
            return unseal(file.read())
    except StoreError as error:
        raise SnapshotInvalid(f"{os.fspath(source)}: {error}") from error
    except OSError as error:
        raise SnapshotInvalid(f"{os.fspath(source)} can't be read: {error.strerror}") from error


def _of_address(url: str, deadline: timedelta) -> Snapshot:
    if deadline <= timedelta(0):
        raise ConfigurationError("the deadline is no time above zero")
    body = _download(url, deadline)
    try:
        return Snapshot.from_json(body)
    except SnapshotInvalid as error:
        raise SnapshotInvalid(
            f"{_shown(url)} does not serve a snapshot ({error}): "
            "name the address of the service's JSON, which ends in /v1/rates"
        ) from error


def _shown(url: str) -> str:
    """A URL without what may hold a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _download(url: str, deadline: timedelta) -> bytes:
    return ask_service(url, deadline, frozenset({200})).body


def ask_service(url: str, deadline: timedelta, statuses: AbstractSet[int]) -> Response:
    """A service's answer of one of the ``statuses``, to a URL that the caller names.

    Raises:
        SnapshotInvalid: it has another status, or a body that can't be read.
        ProviderUnavailable: it gave no answer, or none of success.
        ConfigurationError: the URL is none.
    """
    import httpx

    from fxwidget.fetching.client import Client, user_agent
    from fxwidget.fetching.message import Ask, Limits

    try:
        request = httpx.Request("GET", url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"this is no URL: {error}") from error
    with Client(limits=Limits(deadline=deadline.total_seconds()), user_agent=user_agent()) as client:
        try:
            # Plain http is allowed: it is the caller who names the URL.
            ask = Ask(request.url.host, datetime.now(UTC), statuses=frozenset(statuses), insecure=True)
            return client.send(request, ask)
        except ResponseInvalid as error:
            raise SnapshotInvalid(str(error)) from error
        except ProviderUnavailable:
            raise
        except ProviderError as error:
            raise ProviderUnavailable(str(error), provider=error.provider, status=error.status) from error
