"""Locks between processes, as files that are gone once nobody holds them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["exclusive"]


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold a lock file within the block; it is removed at the end. What a killed process left behind is no lock.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it can't be made.
    """
    while True:
        with open(file, "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not _is(file, lock.fileno()):
                continue  # its holder has removed it since it was opened
            try:
                yield
            finally:
                file.unlink(missing_ok=True)
            return


def _is(file: Path, handle: int) -> bool:
    """Whether an open file is the one that has this name now."""
    try:
        return os.path.samestat(file.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
