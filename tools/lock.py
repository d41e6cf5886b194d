"""Writes ``requirements.txt``: what a deployment installs, each package in one version and by the hashes of its files.

    python -m tools.lock              keeps the versions that stand there, as far as ``pyproject.toml`` allows them
    python -m tools.lock --upgrade    takes the newest ones
    python -m tools.lock --check      ends with 1 where the file is not what ``pyproject.toml`` asks for; needs no network

One file serves every Python and system that fxwidget runs on: ``uv`` resolves for all of them at once, and writes markers
where they differ. The file names no index, so that each installs from its own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "pyproject.toml"
FILE = ROOT / "requirements.txt"
EXTRA = "redis"
"""The extra that a deployment may need: with hashes pip takes nothing that the file doesn't name."""

UV = Path(sys.executable).with_name("uv")
"""As the extra ``release`` installs it, beside this interpreter."""

COMMAND = (
    *(str(UV), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--extra", EXTRA),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "python -m tools.lock"),
)
_PLACE = re.compile(r".*://|\s*-(?!-hash=)")
"""A line with an address, or with an option of pip, which may stand after blanks."""
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)")


def wanted(project: Mapping[str, Any]) -> list[Requirement]:
    """What ``pyproject.toml`` asks for: the dependencies, and those of the extra."""
    return [
        Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"][EXTRA])
    ]


def pins(text: str) -> Iterator[tuple[Requirement, int]]:
    """The requirements of a lock file, each with how many hashes it has."""
    for line in text.replace("\\\n", " ").splitlines():
        entry = line.partition("#")[0].strip()
        if entry and not entry.startswith("-"):
            yield Requirement(entry.partition("--hash")[0]), len(_HASH.findall(entry))


def faults(text: str, project: Mapping[str, Any]) -> list[str]:
    """What is wrong with a lock file, one sentence each; none where a deployment may install by it.

    Args:
        project: the table ``project`` of ``pyproject.toml``.
    """
    found = [f"it says where to install from: {line}" for line in text.splitlines() if _PLACE.match(line)]
    found += [f"{pin.name} has no hash" for pin, hashes in pins(text) if not hashes]
    found += [f"{pin.name} is not held to one version" for pin, _ in pins(text) if _version(pin) is None]
    versions: dict[str, list[str]] = {}
    for pin, _ in pins(text):
        versions.setdefault(canonicalize_name(pin.name), []).append(_version(pin) or "")
    for requirement in wanted(project):
        found += _misfits(requirement, versions.get(canonicalize_name(requirement.name), []))
    return found


def _version(pin: Requirement) -> str | None:
    """The one version that a requirement is held to."""
    held = re.fullmatch(r"==([^*,]+)", str(pin.specifier))
    return held[1] if held else None


def _misfits(requirement: Requirement, versions: Sequence[str]) -> Iterator[str]:
    if not versions:
        yield f"{requirement.name} is missing"
    for version in filter(None, versions):
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name} {version} is not in {requirement.specifier}"


def check() -> list[str]:
    """What is wrong with the lock file of this project."""
    if not FILE.exists():
        return [f"there is no {FILE.name}"]
    return faults(FILE.read_text("utf-8"), tomllib.loads(PROJECT.read_text("utf-8"))["project"])


def write(*, upgrade: bool) -> None:
    """Resolve, and write the file.

    Raises:
        FileNotFoundError: the extra ``release`` is not installed.
        subprocess.CalledProcessError: ``uv`` found no versions that fit; it has printed why.
    """
    lowest = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["requires-python"].removeprefix(">=")
    options = ("--python-version", lowest, *(["--upgrade"] if upgrade else []))
    subprocess.run(
        [*COMMAND, *options, "--output-file", FILE.name, PROJECT.name],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main(arguments: list[str] | None = None) -> int:
    """Write or check the file; returns 1 where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.lock", description="Locks what a deployment installs."
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument(
        "--check", action="store_true", help="only look whether it is what pyproject.toml asks for"
    )
    given = parser.parse_args(arguments)
    if not given.check:
        write(upgrade=given.upgrade)
    found = check()
    for fault in found:
        print(f"{FILE.name}: {fault}; run python -m tools.lock", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
