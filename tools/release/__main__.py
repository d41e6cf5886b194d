"""Walks through a release, step by step, and stops at the first that fails.

    python -m tools.release 0.2.0 --prepare 2026-12-31    writes version and changelog, to be read and committed
    python -m tools.release 0.2.0                         every step but the tag, on the commit to be released
    python -m tools.release 0.2.0 --tag                   and the tag
    python -m tools.release 0.2.0 --tested COMMIT         ``make test-all`` passed on that commit: it is not run again

Nothing leaves this machine but what ``pip install`` asks for: the commands that push and upload are printed, not run.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from tools.release import changelog, numbering
from tools.release.steps import STEPS, Release, claimed_pythons, closing_words, walk

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Prepare or walk a release; returns 1 where a step failed."""
    given = _parser(root).parse_args(arguments)
    if given.prepare:
        return prepare(root, given.version, given.prepare)
    release = Release(root, given.version, tuple(given.python), tested=given.tested, tag=given.tag)
    if not walk(STEPS, release):
        return 1
    print(closing_words(release))
    return 0


def prepare(root: Path, version: str, day: date) -> int:
    """Write the version into all files that name it, and into the changelog; returns 1 where there is nothing to release."""
    file = root / "CHANGELOG.md"
    try:
        text = changelog.released(file.read_text("utf-8"), version, day)
    except ValueError as error:
        print(f"CHANGELOG.md: {error}", file=sys.stderr)
        return 1
    file.write_text(text, "utf-8")
    for path in ("CHANGELOG.md", *numbering.renumber(root, version)):
        print(f"written: {path}")
    print(
        f"Read them, run python -m tools.answers --write tests/answers.json, commit, and walk: python -m tools.release {version}"
    )
    return 0


def _parser(root: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.release", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("version", type=_version, help="as in 0.2.0")
    parser.add_argument(
        "--prepare", type=date.fromisoformat, metavar="DAY", help="write version and changelog, and end"
    )
    parser.add_argument("--tested", metavar="COMMIT", help="the commit on which make test-all passed already")
    parser.add_argument(
        "--python",
        nargs="+",
        metavar="X.Y",
        default=claimed_pythons(root),
        help="versions to install on; all that are claimed",
    )
    parser.add_argument("--tag", action="store_true", help="tag the commit once every step has passed")
    return parser


def _version(text: str) -> str:
    if not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no version; write it as in 0.2.0")
    return text


if __name__ == "__main__":
    sys.exit(main())
