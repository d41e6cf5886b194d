"""Files that are on the disk once they are written, and replaced in one step."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["replace_file", "sync_folder", "write_file"]


def write_file(file: Path, content: bytes) -> Path:
    """The file, its content on the disk; its name is so once its folder is synced."""
    with open(file, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return file


def replace_file(file: Path, content: bytes) -> None:
    """Put another file in the place of one: who reads it gets the one or the other, whole, also after a crash.

    Raises:
        OSError: it could not be written; the one before stands, and nothing else takes its room.
    """
    temporary = file.with_name(f"{file.name}.new")
    try:
        os.replace(write_file(temporary, content), file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
