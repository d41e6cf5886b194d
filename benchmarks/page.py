"""Writes figures into a page, with the machine and the commit that they are of."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

__all__ = ["PAGE", "machine", "part", "write"]

PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"


def machine() -> str:
    """The commit, the processor and the Python of a measurement."""
    return f"Commit {_commit()}, {os.cpu_count()} CPUs ({_processor()}), Python {platform.python_version()}"


def _commit() -> str:
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def write(page: Path, name: str, lines: Sequence[str]) -> None:
    """Put lines between the two markers of a name in a page."""
    head, _, tail = _parts(page, name)
    page.write_text("\n".join([head, "", *lines, "", tail]), encoding="utf-8")


def part(page: Path, name: str) -> str:
    """What stands between the two markers of a name in a page."""
    return _parts(page, name)[1]


def _parts(page: Path, name: str) -> tuple[str, str, str]:
    """A page to the first marker of a name, with it, what is between it and the second one, and the rest from that on."""
    begin, end = f"<!-- {name}: written by the command from here -->", f"<!-- {name}: to here -->"
    head, found, rest = page.read_text(encoding="utf-8").partition(begin)
    between, closed, tail = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{page} lacks the lines {begin} and {end}")
    return head + begin, between, end + tail
