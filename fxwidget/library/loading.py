"""Loads a snapshot made elsewhere: from a file, or from a running service."""

from __future__ import annotations

import os
from datetime import timedelta

from fxwidget.config import settings as configuration
from fxwidget.config.store_urls import of_service
from fxwidget.config.urls import without_password
from fxwidget.errors import ConfigurationError, SnapshotInvalid, StoreError
from fxwidget.fetching.service import ask_service
from fxwidget.library.snapshot import Snapshot
from fxwidget.store.snapshot_file import unseal

__all__ = ["checked_deadline", "load", "read_answer"]


def load(source: str | os.PathLike[str], *, deadline: timedelta | None = None) -> Snapshot:
    """The snapshot of a file (a snapshot file, or the JSON alone), or of an ``http(s)`` URL that serves the JSON.

    A URL is asked anew each time, and nothing is kept: for a program that asks again and again there is ``connect``.

    Args:
        deadline: how long a URL may take in all; the ``deadline`` of the settings by default.

    Raises:
        SnapshotInvalid: the file can't be read, or what was read is no snapshot.
        ProviderUnavailable: the URL gave no answer, or none of success.
        ConfigurationError: the URL, the deadline or a setting is wrong.
    """
    if isinstance(source, str) and of_service(source):
        given = configuration.load().deadline if deadline is None else deadline
        return read_answer(source, ask_service(source, checked_deadline(given), frozenset({200})).body)
    try:
        with open(source, "rb") as file:
            return Snapshot.of(unseal(file.read()))
    except StoreError as error:
        raise SnapshotInvalid(f"{os.fspath(source)}: {error}") from error
    except OSError as error:
        raise SnapshotInvalid(f"{os.fspath(source)} can't be read: {error.strerror}") from error


def checked_deadline(deadline: timedelta) -> timedelta:
    """The deadline itself.

    Raises:
        ConfigurationError: it leaves no time.
    """
    if deadline <= timedelta(0):
        raise ConfigurationError("the deadline is no time above zero")
    return deadline


def read_answer(url: str, body: bytes) -> Snapshot:
    """The snapshot in the answer of a service.

    Raises:
        SnapshotInvalid: there is none; the message says which address would have one.
    """
    try:
        return Snapshot.from_json(body)
    except SnapshotInvalid as error:
        raise SnapshotInvalid(
            f"{without_password(url)} does not serve a snapshot ({error}): "
            "name the address of the service's JSON, which ends in /v1/rates"
        ) from error
