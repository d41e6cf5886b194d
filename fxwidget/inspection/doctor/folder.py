"""Whether the store's folder can be used: its file system, its room, who may write in it, SQLite."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.store.disk import ASIDE, MEMORY
from fxwidget.store.file_systems import NETWORK_FILE_SYSTEMS, file_system

LEAST_ROOM, GOOD_ROOM = 4 * 2**20, 64 * 2**20
"""Bytes. A store is some hundred KiB; while it is written there are two of everything, and SQLite's log."""

OLDEST_SQLITE = (3, 8, 0)
"""Before it there were no partial indexes, which diskcache makes."""

TRIAL = 256 * 2**10
"""Bytes that are written to see whether they can be."""


def look_at_folder(name: str) -> Iterator[Finding]:
    """Findings on the store's folder and its file system."""
    folder = Path(name).expanduser()
    there = _nearest(folder)
    yield _sqlite()
    if not there.is_dir():
        yield fail("store", f"{there} is a file", "set store to disk:// and a folder")
        return
    yield _kind(there)
    yield _room(there)
    yield _writable(folder, there)
    if there == folder.absolute():
        yield _owned(folder)
        yield _memory(folder)
        yield from _set_aside(folder)


def _nearest(folder: Path) -> Path:
    """A folder, or its nearest parent that can be seen to exist."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if os.path.exists(path))


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return fail("SQLite", f"{version} is too old", f"install a Python with SQLite {oldest} or newer")
    return ok("SQLite", version)


def _kind(folder: Path) -> Finding:
    kind = file_system(folder)
    if kind in NETWORK_FILE_SYSTEMS:
        return fail(
            "file system",
            f"{folder} lies on {kind}, where locks fail",
            "set store to a folder on a local disk",
        )
    return ok("file system", kind or "its kind is not known")


def _room(folder: Path) -> Finding:
    found = os.statvfs(folder)
    free, what = found.f_bavail * found.f_frsize, "free space"
    room = f"{free / 2**20:.1f} MiB free at {folder}"
    mend = "make room, or set store to a folder on another disk"
    if free < LEAST_ROOM:
        return fail(what, room, mend)
    if found.f_files and not found.f_favail:
        return fail(what, f"no file can be made at {folder}: all inodes are taken", mend)
    return warn(what, room, mend) if free < GOOD_ROOM else ok(what, room)


def _writable(folder: Path, there: Path) -> Finding:
    """Whether a file can be written in a folder: tried with an unnamed file that leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=there) as trial:
            trial.write(bytes(TRIAL))
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        return fail("store", f"{there} can't be written: {error.strerror}", _remedy(there))
    return ok("store", f"{folder} can be written" if there == folder.absolute() else f"{folder} will be made")


def _remedy(folder: Path) -> str:
    return f"give {folder} to the service's user, on a disk that is neither full nor read-only"


def _owned(folder: Path) -> Finding:
    """Whether all in the folder can be written: one round as root leaves files that the service can't replace."""
    closed = [path for path in sorted(folder.rglob("*")) if not (_enters(path) or _opens(path))]
    if closed:
        names = ", ".join(str(file.relative_to(folder)) for file in closed)
        return fail("permissions", f"can't be written in {folder}: {names}", _remedy(folder))
    return ok("permissions", "every file of the store can be written")


def _enters(folder: Path) -> bool:
    """Whether it is a folder in which files can be found and made."""
    every = os.R_OK | os.W_OK | os.X_OK
    return os.path.isdir(folder) and os.access(
        folder, every, effective_ids=os.access in os.supports_effective_ids
    )


def _opens(file: Path) -> bool:
    try:
        with open(file, "ab"):
            return True
    except FileNotFoundError:  # it was replaced meanwhile
        return True
    except OSError:
        return False


def _set_aside(folder: Path) -> Iterator[Finding]:
    """A warning for each memory that could not be read and was begun anew."""
    for aside in files_of(folder, ASIDE):
        when = aside.name.removeprefix(ASIDE)
        mend = f"find out what wrote it (a disk that fails, another program), then remove {aside}"
        yield warn("memory set aside", f"it could not be read at {when} and began anew", mend)


def files_of(folder: Path, prefix: str) -> list[Path]:
    """The files of a folder whose names begin so, in their order; none where it is not there or can't be looked in."""
    try:
        return sorted(folder.glob(f"{prefix}*"))
    except OSError:  # other findings say so
        return []


def _memory(folder: Path) -> Finding:
    """Whether the refresher's memory is whole, and not locked by a process that does not let go."""
    what, file = "memory", folder / MEMORY / "cache.db"
    try:
        file.stat()
        with closing(
            sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=2, isolation_level=None)
        ) as db:
            db.execute("BEGIN IMMEDIATE")
            (result,) = db.execute("PRAGMA quick_check(1)").fetchone()
            db.execute("ROLLBACK")
    except FileNotFoundError:
        return ok(what, "none yet")
    except OSError as error:
        return fail(what, f"{file}: {error.strerror}", _remedy(file.parent))
    except sqlite3.OperationalError as error:
        return fail(what, f"{file}: {error}", "end the process that holds it open, and let the user write it")
    except sqlite3.DatabaseError as error:
        return fail(what, f"{file}: {error}", "start the refresher: it sets it aside and begins anew")
    if result != "ok":
        return fail(what, f"{file}: {result}", "start the refresher: it sets it aside and begins anew")
    return ok(what, "whole")
