"""The files of a release: built twice from the commit, in two places that have as little in common as can be, and compared."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.release.running import StepFailed, environment, run

DAY = 86_400
"""Seconds by which the files of the second place are older."""


def file_names(version: str) -> tuple[str, str]:
    """The names of wheel and sdist."""
    return f"fxwidget-{version}-py3-none-any.whl", f"fxwidget-{version}.tar.gz"


def build_twice(root: Path, version: str, dist: Path) -> list[str]:
    """Build wheel and sdist twice from the last commit, and leave them in ``dist`` where both times gave the same bytes.

    The first wheel is built from the sdist, the second one from the tree: so equal bytes also show that the sdist lacks
    nothing. The second place has a longer path, older files, another umask, time zone and language.

    Returns:
        One line for each file: name, bytes and SHA-256.

    Raises:
        StepFailed: a build failed, or the bytes differ.
    """
    epoch = run("git", "log", "-1", "--format=%ct", cwd=root).strip()
    with TemporaryDirectory(prefix="fxwidget-release-") as folder:
        first, second = Path(folder, "a"), Path(folder, "another place, for the second build")
        for place in (first, second):
            _unpack(root, place / "tree")
        _make_strange(second / "tree")
        _build(first, epoch)
        _build(second, epoch, "--sdist", "--wheel", LC_ALL="C", TZ="Asia/Kathmandu")
        return list(compared(first / "dist", second / "dist", version, dist))


def _unpack(root: Path, tree: Path) -> None:
    """The last commit's files: what lies beside them, tracked or not, is not built."""
    tree.mkdir(parents=True)
    archive = tree.parent / "commit.tar"
    run("git", "archive", "--output", archive, "HEAD", cwd=root)
    shutil.unpack_archive(archive, tree, filter="data")


def _make_strange(tree: Path) -> None:
    for path in tree.rglob("*"):
        if path.is_file():
            path.chmod(path.stat().st_mode & 0o700)
            os.utime(path, (path.stat().st_mtime - DAY,) * 2)


def _build(place: Path, epoch: str, *what: str, **more: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", str(place / "dist")]
    with _umask(0o077 if what else 0o022):
        run(*command, place / "tree", cwd=place, env=environment(SOURCE_DATE_EPOCH=epoch, **more))


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def compared(first: Path, second: Path, version: str, dist: Path) -> Iterator[str]:
    """Leave in ``dist`` what two folders have alike, and say what it is.

    Raises:
        StepFailed: a file differs.
    """
    for name in file_names(version):
        one, other = ((place / name).read_bytes() for place in (first, second))
        if one != other:
            raise StepFailed(
                f"{name}: {sha256(one).hexdigest()} the first time, {sha256(other).hexdigest()} the second"
            )
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    for name in file_names(version):
        shutil.copyfile(first / name, dist / name)
        content = (dist / name).read_bytes()
        yield f"{name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}"
