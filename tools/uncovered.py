"""Which lines no test runs, in the rooms where each of them must have a reason; from coverage's report.

    make coverage                            # the inner circle of tests with coverage, and then this
    python -m tools.uncovered .coverage.json # of a report that is there

Prints the share of lines and of branches that were run, by room. Ends with 1, and prints them, where a line was not run and is
not in ``tests/uncovered.toml``, or a line there stands nowhere any more; lines there that were run this time are named, for
some hang on the machine. Lines are known by their text, so the list outlives whatever is added elsewhere; ``*`` stands for a
whole file, and a name ending with ``/*`` for a folder.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests/uncovered.toml"
ROOMS = ("deciding", "domain", "fetching", "store")


@dataclass(frozen=True)
class Reason:
    """Lines of a file, or of the files of a folder, that need not be run."""

    name: str
    lines: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it is about all lines, whichever there are."""
        return self.lines == ("*",)

    def covers(self, file: str, line: str) -> bool:
        within = file.startswith(self.name[:-1]) if self.name.endswith("/*") else file == self.name
        return within and (self.whole or line in self.lines)


def reasons(listed: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """The list as its file has it."""
    return [Reason(each["file"], tuple(each["lines"])) for each in listed]


def room(file: str) -> str | None:
    """The room of a file where each line counts, None for the others."""
    parts = Path(file).parts
    return parts[1] if len(parts) > 2 and parts[0] == "fxwidget" and parts[1] in ROOMS else None


def uncovered(report: Mapping[str, Any], root: Path = ROOT) -> Iterator[tuple[str, int, str]]:
    """File, number and text of each line that was not run."""
    for file, found in sorted(report["files"].items()):
        if room(file) is not None and found["missing_lines"]:
            text = (root / file).read_text(encoding="utf-8").splitlines()
            yield from ((file, number, text[number - 1].strip()) for number in found["missing_lines"])


def faults(missed: Sequence[tuple[str, int, str]], known: Sequence[Reason], root: Path = ROOT) -> list[str]:
    """What is to be done: lines without a reason, and reasons without a line."""
    lines = [
        f"not run, and without a reason: {file}:{number}: {line}"
        for file, number, line in missed
        if not any(reason.covers(file, line) for reason in known)
    ]
    return lines + [f"has a reason, but is gone: {name}: {line}" for name, line in _gone(known, root)]


def _gone(known: Sequence[Reason], root: Path) -> Iterator[tuple[str, str]]:
    for reason in known:
        if not reason.whole:
            text = (root / reason.name).read_text(encoding="utf-8").splitlines()
            standing = {line.strip() for line in text}
            yield from ((reason.name, line) for line in reason.lines if line not in standing)


def run_all_the_same(missed: Sequence[tuple[str, int, str]], known: Sequence[Reason]) -> list[str]:
    """The lines that have a reason and were run."""
    found = {(file, line) for file, _, line in missed}
    return [
        f"has a reason, but was run: {reason.name}: {line}"
        for reason in known
        if not reason.whole
        for line in reason.lines
        if (reason.name, line) not in found
    ]


def shares(report: Mapping[str, Any]) -> Iterator[str]:
    """The share of lines and branches that were run, a row for each room."""
    yield "| room | lines | run | branches | taken |"
    yield "| --- | --- | --- | --- | --- |"
    for each in ROOMS:
        found = [it["summary"] for file, it in report["files"].items() if room(file) == each]
        lines, run, branches, taken = (
            sum(summary[name] for summary in found)
            for name in ("num_statements", "covered_lines", "num_branches", "covered_branches")
        )
        yield f"| {each} | {lines} | {run / max(1, lines):.1%} | {branches} | {taken / max(1, branches):.1%} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.uncovered", description=__doc__)
    parser.add_argument(
        "report", type=Path, nargs="?", default=ROOT / ".coverage.json", help="coverage's JSON report"
    )
    report = json.loads(parser.parse_args(arguments).report.read_text(encoding="utf-8"))
    known = reasons(tomllib.loads(LIST.read_text(encoding="utf-8"))["uncovered"])
    missed = list(uncovered(report))
    found = faults(missed, known)
    print(*shares(report), "", *run_all_the_same(missed, known), *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
