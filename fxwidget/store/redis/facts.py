"""What a Redis says of itself, as far as it lets its user ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fxwidget.errors import StoreError
from fxwidget.store.redis.connection import Connection
from fxwidget.store.redis.layout import LAYOUT, LAYOUT_KEY, OWNER

__all__ = ["Facts", "facts_of"]


class Facts(NamedTuple):
    """A server as it is now.

    version: such as ``7.0.15``. replica: whether it follows another one. used, most: bytes of memory; ``most`` is 0 without
    a limit. policy: what it does at the limit. saved: whether it keeps its data beyond a restart; None where it does not say.
    save_failed: whether its last attempt to save failed. clock: its time in UTC. owned: whether a refresher has a lease.
    """

    version: str
    replica: bool
    used: int
    most: int
    policy: str
    saved: bool | None
    save_failed: bool
    clock: datetime
    owned: bool


def facts_of(url: str) -> Facts:
    """Ask the server of a store.

    Raises:
        StoreError: it can't be asked, or its keys are of another layout.
    """
    connection = Connection(url)
    try:
        layout = connection.call("GET", LAYOUT_KEY)
        if layout not in (None, LAYOUT.encode()):
            raise connection.other_layout(layout)
        seconds, micros = connection.call("TIME")
        info = _info(connection)
        return Facts(
            info.get("redis_version", ""),
            info.get("role") == "slave",
            int(info.get("used_memory", 0)),
            int(info.get("maxmemory", 0)),
            info.get("maxmemory_policy", ""),
            _saved(connection, info),
            "err" in (info.get("rdb_last_bgsave_status"), info.get("aof_last_write_status")),
            datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros)),
            bool(connection.call("EXISTS", OWNER)),
        )
    finally:
        connection.close()


def _info(connection: Connection) -> Mapping[str, str]:
    """What INFO says; nothing where the user may not ask for it."""
    try:
        found: Mapping[str, object] = connection.call("INFO")
    except StoreError:
        return {}
    return {name: str(value) for name, value in found.items()}


def _saved(connection: Connection, info: Mapping[str, str]) -> bool | None:
    if info.get("aof_enabled") == "1":
        return True
    try:
        found = connection.call("CONFIG", "GET", "save")
    except StoreError:  # those who rent one may not ask
        return None
    return len(found) == 2 and bool(found[1])
