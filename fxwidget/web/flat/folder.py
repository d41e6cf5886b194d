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
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from fxwidget.errors import PublishingFailed
from fxwidget.ops.files import replace_file, sync_folder, write_file
from fxwidget.ops.locks import exclusive

__all__ = ["MANIFEST", "Folder"]

log = logging.getLogger("fxwidget.publish")

MANIFEST = "manifest.json"
NEW, LOCK = ".fxwidget-new", ".fxwidget-lock"


class Folder:
    """A folder for a set. It is made when the first one is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Look whether a set can be written here.

        Raises:
            PublishingFailed: it can't; the message says what to do.
        """
        existing = next(each for each in (self.path, *self.path.absolute().parents) if each.exists())
        if not existing.is_dir():
            raise PublishingFailed(f"{existing} is a file: name a folder to publish into")
        if not os.access(existing, os.W_OK | os.X_OK):
            raise PublishingFailed(
                f"can't write into {existing}: give it to this user, or name another folder"
            )
        if self.path.is_dir():
            self._ours()

    def replace(self, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> int:
        """Put a set in place of the one before; returns how many other files there are, which are left alone.

        Args:
            files: by their names, relative to the folder, those last that name others.
            manifest: what is said of them; its members ``names`` and ``pending`` are this folder's own.

        Raises:
            PublishingFailed: the folder can't be written, another run writes it, or another's file has a name of the set.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with exclusive(self.path / LOCK):
                return self._replace(files, manifest)
        except BlockingIOError as error:
            raise PublishingFailed(
                f"another run publishes into {self.path}; it is left to that one"
            ) from error
        except OSError as error:
            if isinstance(error, PublishingFailed):
                raise
            raise PublishingFailed(
                f"can't publish into {self.path}: {error.strerror or error}; what was there stands"
            ) from error

    def _replace(self, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> int:
        before, own = self._ours()
        foreign = sorted(name for name in files if name not in own and (self.path / name).exists())
        if foreign:
            raise PublishingFailed(
                f"{self.path} has {_few(foreign)} that fxwidget did not write: "
                "move what is there, or name another folder"
            )
        new = self.path / NEW
        shutil.rmtree(new, ignore_errors=True)
        self._fill(new, files)
        if not set(files) <= own:
            pending = {**before, "names": sorted(own), "pending": sorted(set(files) - own)}
            replace_file(self.path / MANIFEST, _json(pending))
        for name in files:
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(new / name, self.path / name)
        replace_file(self.path / MANIFEST, _json({**manifest, "names": sorted(files)}))
        shutil.rmtree(new)
        self._remove(own - set(files))
        sync_folder(self.path)
        return self._others(files)

    def _ours(self) -> tuple[dict[str, Any], set[str]]:
        """The list of what is there, and the names of the files that are ours: of the set, and of a run that was interrupted."""
        file = self.path / MANIFEST
        try:
            found = json.loads(file.read_bytes())
            return found, {_below(name) for name in (*found["names"], *found.get("pending", ()))}
        except FileNotFoundError:
            return {}, set()
        except (ValueError, TypeError, KeyError, RecursionError) as error:
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
        """Remove files, and folders that are empty then."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)
            with suppress(OSError):  # not empty
                for parent in Path(name).parents[:-1]:
                    (self.path / parent).rmdir()

    def _others(self, files: Mapping[str, bytes]) -> int:
        own = {*files, MANIFEST, LOCK}
        return sum(
            each.is_file() and each.relative_to(self.path).as_posix() not in own
            for each in self.path.rglob("*")
            if ".git" not in each.parts
        )


def _below(name: str) -> str:
    """A name of a list, if it is of a file in the list's own folder: what is named there will be replaced, and removed.

    Raises:
        ValueError: it leads elsewhere.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError("leads out of the folder")
    return name


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"
