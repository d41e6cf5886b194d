"""Files that are on the disk once they are written, and replaced in one step."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["replace_file", "sync_folder", "write_file"]


def write_file(file: Path, content: bytes) -> Path:
    """Write a file and sync its content to the disk; its name is durable once its folder is synced."""
    with open(file, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return file


def replace_file(file: Path, content: bytes) -> None:
    """Replace a file atomically: a reader gets the old or the new content, whole, also after a crash.

    Raises:
        OSError: it could not be written; the one before stands, and nothing else takes its room.
    """
    temporary = file.with_name(f".{file.name}.new")
    try:
        os.replace(write_file(temporary, content), file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Sync a folder, so that the names in it survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
