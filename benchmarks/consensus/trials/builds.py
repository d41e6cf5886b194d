"""The builds whose rules are tried: this one in its own process, an earlier one in a child process of its own.

The earlier build is not part of the project: its code is taken from the repository's history when it is needed.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, cast

from .history import Display, History

ROOT = Path(__file__).parents[3]

BEFORE = "ac322525210bd3cf4b7b36d005da7717507ad465"
"""The last commit with the former rules."""

PARTS = ("fxwidget", "providers", "pyproject.toml")
PLAYER = "benchmarks.consensus.trials.child"


class BuildMissing(SystemExit):
    """The earlier build can't be had; the message says what would help."""


@contextmanager
def checkout(before: str) -> Iterator[Path]:
    """A folder with the earlier build's ``fxwidget`` and ``providers``.

    Args:
        before: a folder that has them, or a commit of this repository.

    Raises:
        BuildMissing: there is no such folder, and git does not give that commit.
    """
    given = Path(before)
    if given.is_dir():
        missing = [part for part in PARTS if not (given / part).exists()]
        if missing:
            raise BuildMissing(
                f"{given} is no checkout of this project: it has no {' and no '.join(missing)}"
            )
        yield given.resolve()
        return
    with TemporaryDirectory(prefix="fxwidget-before-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archive(before))) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _archive(commit: str) -> bytes:
    """The code of a commit, and what says where its providers are, as a tar file."""
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", commit, *PARTS]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        raise BuildMissing(
            "git is not installed: name a checkout of the earlier build with --before"
        ) from None
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip()
        raise BuildMissing(
            f"git does not give {commit[:12]} ({why}): fetch the whole history, or name another commit or a checkout"
            " with --before"
        ) from None
    return done.stdout


class Child:
    """A process that plays histories by the rules of another checkout."""

    def __init__(self, folder: Path) -> None:
        path = os.pathsep.join(map(str, (folder, folder / "providers", ROOT)))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", PLAYER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def ask(self, name: str, argument: Any) -> Any:
        """The result of one of the player's answers.

        Raises:
            BuildMissing: the process ended; it printed why.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump((name, argument), self._process.stdin)
            self._process.stdin.flush()
            return pickle.load(self._process.stdout)
        except (BrokenPipeError, EOFError):
            code = self._process.wait()
            raise BuildMissing(
                f"the earlier build's process ended with {code}; what it printed says why"
            ) from None

    def display(self, history: History) -> Display:
        """What the other checkout shows over a history."""
        return cast(Display, self.ask("display", history))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
