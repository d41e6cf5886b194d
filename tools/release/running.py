"""Programs that the steps of a release run, and how a step ends that fails."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

LAST_LINES = 15
"""Lines of a failed program's output that are shown."""


class StepFailed(Exception):
    """A step found what forbids the release; the text is the reason."""


def environment(**more: str) -> dict[str, str]:
    """This environment without fxwidget's settings, and without modules that are found beside the installed ones."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not re.match(r"(?i)fxwidget_|pythonpath$|pythonhome$|virtual_env$", name)
    }
    return {**inherited, **more}


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, given: str = "") -> str:
    """Run a program to its end and return what it printed, errors included.

    Args:
        given: its standard input.

    Raises:
        StepFailed: it is not installed, or ended with another code than 0.
    """
    texts = [str(part) for part in command]
    try:
        done = subprocess.run(
            texts,
            cwd=cwd,
            env=environment() if env is None else env,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise StepFailed(f"{texts[0]} is not installed: pip install -e '.[release]'") from error
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
        raise StepFailed(f"{' '.join(texts)} ended with {done.returncode}:\n{last}")
    return done.stdout
