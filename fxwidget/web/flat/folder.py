"""A folder that holds one set of files, and whatever else somebody puts there.

Files are first written beside their places and then renamed into them, the list of them last; what is no longer in the
set is removed after that. So a run that is interrupted leaves files of one set or the other, each of them whole, and
the next run knows all of them. What is in no list is somebody else's: it is left alone, and never overwritten.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from fxwidget.errors import PublishingFailed
from fxwidget.ops.files import replace_file, sync_folder, write_file
from fxwidget.ops.locks import exclusive

__all__ = ["FORMAT", "MANIFEST", "Folder", "Replaced", "few"]

log = logging.getLogger("fxwidget.publish")

MANIFEST = "manifest.json"
NEW, LOCK = ".fxwidget-new", ".fxwidget-lock"

FORMAT = 1
"""Of the list of a set's files."""


class Replaced(NamedTuple):
    """What a set met in its folder.

    others: how many files there are beside it, which are left alone.
    gone: the names of the files of the set before that this one does not have.
    """

    others: int
    gone: tuple[str, ...]


class Folder:
    """A folder for a set. It is made when the first one is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Look whether a set can be written here.

        Raises:
            PublishingFailed: it can't; the message says what to do.
        """
        there = next(each for each in (self.path, *self.path.absolute().parents) if os.path.lexists(each))
        if there.is_symlink() and not os.path.exists(there):
            raise PublishingFailed(
                f"{there} is a link to {os.readlink(there)}, which can't be reached: "
                "make that folder, or name another"
            )
        if not os.path.isdir(there):
            raise PublishingFailed(f"{there} is a file: name a folder to publish into")
        _writable(there)
        if there == self.path:
            self._ours()

    def replace(self, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Replaced:
        """Put a set in place of the one before.

        Args:
            files: by their names, relative to the folder, those last that name others.
            manifest: what is said of them; its members ``names`` and ``pending`` are this folder's own.

        Raises:
            PublishingFailed: the folder can't be written, another run writes it, or something else has a name of the set.
                The message says whether what was there stands.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with exclusive(self.path / LOCK):
                return self._replace(files, manifest)
        except PublishingFailed:
            raise
        except BlockingIOError as error:
            raise PublishingFailed(
                f"another run publishes into {self.path}; it is left to that one"
            ) from error
        except OSError as error:
            raise PublishingFailed(
                f"can't publish into {self.path}: {error.strerror or error}; what was there stands"
            ) from error

    def _replace(self, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Replaced:
        before, own = self._ours()
        self._check_places(files, own)
        new = self.path / NEW
        shutil.rmtree(new, ignore_errors=True)
        try:
            self._fill(new, files)
            if not set(files) <= own:
                first = {"format": FORMAT, "files": []}
                pending = {**first, **before, "names": sorted(own), "pending": sorted(set(files) - own)}
                replace_file(self.path / MANIFEST, _json(pending))
            self._turn(new, files, manifest)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        gone = sorted(own - set(files))
        self._remove(gone)
        return Replaced(self._others(files), tuple(gone))

    def _check_places(self, files: Iterable[str], own: Container[str]) -> None:
        """Look at the place of every file before the first one is touched.

        Raises:
            PublishingFailed: something else is there, or it can't be written.
        """
        for folder in sorted({parent for name in files for parent in (self.path / name).parents}):
            if folder.is_relative_to(self.path) and os.path.lexists(folder):
                if not os.path.isdir(folder):
                    raise PublishingFailed(
                        f"{folder} is a file where the set has a folder: move it away, or name another folder"
                    )
                _writable(folder)
        for name in files:
            place = self.path / name
            if place.is_dir() and not place.is_symlink():
                raise PublishingFailed(
                    f"{place} is a folder where the set has a file: move it away, or name another folder"
                )
        foreign = sorted(name for name in files if name not in own and os.path.lexists(self.path / name))
        if foreign:
            raise PublishingFailed(
                f"{self.path} has {few(foreign)} that fxwidget did not write: "
                "move what is there, or name another folder"
            )

    def _turn(self, new: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
        """Rename all files into their places, and then name them in the list.

        Raises:
            PublishingFailed: that broke off; the message says how far it came.
        """
        done, place = 0, self.path
        try:
            for name in files:
                place = self.path / name
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(new / name, place)
                done += 1
            for place in sorted({(self.path / name).parent for name in files}):
                sync_folder(place)
            place = self.path / MANIFEST
            replace_file(place, _json({**manifest, "names": sorted(files)}))
            sync_folder(self.path)
        except OSError as error:
            raise PublishingFailed(
                f"can't write {place}: {error.strerror or error}; {done} of {len(files)} files in {self.path} are new, "
                "the others are of the set before, each of them whole: mend that, and run again"
            ) from error

    def _ours(self) -> tuple[dict[str, Any], set[str]]:
        """The list of what is there, and the names of the files that are ours: of the set, and of a run that was interrupted."""
        file = self.path / MANIFEST
        try:
            found = json.loads(file.read_bytes())
            if found.get("format", FORMAT) > FORMAT:
                raise PublishingFailed(
                    f"{file} is of a newer fxwidget (format {found['format']}): use that one, or name another folder"
                )
            return found, {_below(name) for name in (*found["names"], *found.get("pending", ()))}
        except FileNotFoundError:
            return {}, set()
        except PublishingFailed:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise PublishingFailed(
                f"{file} is not the list of a set that fxwidget wrote: move what is there, or name another folder"
            ) from error
        except OSError as error:
            raise PublishingFailed(f"{file} can't be read: {error.strerror}; give it to this user") from error

    @staticmethod
    def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_file(folder / name, body)

    def _remove(self, names: Iterable[str]) -> None:
        """Remove files, and folders that are empty then. What somebody else has put in their places stays."""
        for name in names:
            place = self.path / name
            try:
                if place.is_symlink() or place.is_file():
                    place.unlink()
            except OSError as error:
                log.warning(
                    "%s is no longer in the set: remove it, as this run can't (%s)", place, error.strerror
                )
            with suppress(OSError):  # not empty
                for parent in Path(name).parents[:-1]:
                    (self.path / parent).rmdir()

    def _others(self, files: Iterable[str]) -> int:
        """How many files are not of the set, as far as folders can be read; those of a Git repository don't count."""
        own, count = {*files, MANIFEST, LOCK}, 0
        for folder, folders, found in os.walk(self.path):
            folders[:] = [each for each in folders if each != ".git"]
            below = Path(folder).relative_to(self.path)
            count += sum((below / name).as_posix() not in own for name in found)
        return count


def _writable(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PublishingFailed(f"can't write into {folder}: give it to this user, or name another folder")


def _below(name: str) -> str:
    """A name of a list, if it is of a file in the list's own folder: what is named there will be replaced, and removed.

    Raises:
        ValueError: it leads elsewhere.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError("leads out of the folder")
    return name


def few(names: list[str]) -> str:
    """The first three of some names, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"
