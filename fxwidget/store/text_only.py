"""diskcache for text and nothing else: no pickle is ever written or loaded, no connection outlives a failure to open."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import diskcache


class TextOnly(diskcache.Disk):  # type: ignore[misc]
    """A diskcache Disk that holds text and nothing else: neither key nor value is ever unpickled."""

    # diskcache has no annotations: pyright takes for its types what its code happens to return.

    def put(self, key: Any) -> tuple[str, bool]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return _text(key), True

    def get(self, key: Any, raw: bool) -> str:
        return key if raw and isinstance(key, str) else _no_pickle()

    def store(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, value: Any, read: bool, key: Any = diskcache.UNKNOWN
    ) -> tuple[int, int, str | None, Any]:
        return 0, diskcache.core.MODE_RAW, None, _text(value)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> str:
        plain = mode == diskcache.core.MODE_RAW and filename is None and isinstance(value, str)
        return str(value) if plain else _no_pickle()


class TextCache(diskcache.Cache):  # type: ignore[misc]
    """A diskcache Cache of text; where it can't be opened, its connection to the database is closed again."""

    def __init__(self, folder: Path, patience: float) -> None:
        try:
            super().__init__(
                str(folder),
                disk=TextOnly,
                eviction_policy="none",
                cull_limit=0,
                disk_min_file_size=2**40,
                timeout=patience,  # pyright: ignore[reportArgumentType]  # sqlite3's, which are floats
            )
        except BaseException:
            self.close()
            raise


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the store keeps text only, not {type(value).__name__}")
    return value


class NotText(Exception):
    """Not an OSError: diskcache takes one for an entry that was just deleted, and says nothing."""


def _no_pickle() -> NoReturn:
    raise NotText("the store's memory holds an entry that is not text; remove its folder 'memory'")
