"""The number of the version: the module that has it, and the examples that install it."""

from __future__ import annotations

import re
from pathlib import Path

MODULE = "fxwidget/_version.py"
EXAMPLES = "examples/static-host"
"""Jobs on file hosts, and their pages: they install one version."""

_PLACE = re.compile(r'(?P<before>__version__ = "|fxwidget==)(?P<version>\d+(?:\.\d+)+)')


def places(root: Path) -> dict[str, set[str]]:
    """The versions that each file names, by its path below ``root``; files that name none are left out."""
    files = [root / MODULE, *sorted(path for path in (root / EXAMPLES).rglob("*") if path.is_file())]
    named = {
        path.relative_to(root).as_posix(): {
            found["version"] for found in _PLACE.finditer(path.read_text("utf-8"))
        }
        for path in files
    }
    return {path: versions for path, versions in named.items() if versions}


def renumber(root: Path, version: str) -> list[str]:
    """Write a version into every file that names one; returns the paths of those that changed."""
    changed = [path for path, versions in places(root).items() if versions != {version}]
    for path in changed:
        text = (root / path).read_text("utf-8")
        (root / path).write_text(_PLACE.sub(rf"\g<before>{version}", text), "utf-8")
    return changed
