"""The files of a release as a user has them: installed into an empty environment, with the demo running from it."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from os import get_exec_path
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.release.running import StepFailed, environment, run

PATIENCE = 120.0
"""Seconds within which the demo has to name its page."""

_MINOR = "import sys; print('%d.%d' % sys.version_info[:2])"
_WHERE = "import fxwidget, fxwidget_providers; print(fxwidget.__version__, fxwidget.__file__)"


def interpreter(minor: str) -> Path | None:
    """The first program on the path that is a Python of that version, such as ``3.12``.

    Each ``python3.12`` is asked for its version: a manager of versions puts one on the path that ends with an error.
    """
    for folder in get_exec_path():
        found = shutil.which(f"python{minor}", path=folder)
        if found is not None:
            with suppress(StepFailed):
                if run(found, "-c", _MINOR, cwd=Path.cwd()).strip() == minor:
                    return Path(found)
    return None


def interpreters(minors: Sequence[str]) -> dict[str, Path]:
    """The Pythons of all these versions, by version.

    Raises:
        StepFailed: one of them is not on the path.
    """
    found = {minor: interpreter(minor) for minor in minors}
    missing = [minor for minor, path in found.items() if path is None]
    if missing:
        raise StepFailed(
            f"there is no Python {' and no '.join(missing)} on the path; --python names those to try"
        )
    return {minor: path for minor, path in found.items() if path is not None}


def tried(python: Path, file: Path, lock: Path, version: str) -> str:
    """Install a wheel or an sdist into an empty environment, with what the lock file holds, and start its demo.

    Returns:
        What was seen: the interpreter, what is installed, and the page's answer.

    Raises:
        StepFailed: it can't be installed, is not that version, misses a dependency, or its demo shows no table.
    """
    with TemporaryDirectory(prefix="fxwidget-release-") as folder:
        home = Path(folder)
        run(python, "-m", "venv", home / "env", cwd=home)
        installed, command = home / "env/bin/python", home / "env/bin/fxwidget"
        pip = (installed, "-m", "pip", "--disable-pip-version-check")
        run(*pip, "install", "--quiet", "--require-hashes", "--requirement", lock, cwd=home)
        run(*pip, "install", "--quiet", "--no-deps", file, cwd=home)
        run(*pip, "check", cwd=home)
        found, _, where = run(installed, "-c", _WHERE, cwd=home).strip().partition(" ")
        if found != version or not Path(where).is_relative_to(home / "env"):
            raise StepFailed(f"{found} of {where} is imported instead of {version}")
        named = run(command, "--version", cwd=home).strip()
        return (
            f"{run(installed, '--version', cwd=home).strip()}: {named}; {demo([str(command), 'demo'], home)}"
        )


def demo(command: Sequence[str], cwd: Path, patience: float = PATIENCE) -> str:
    """Start a demo on a free port, ask for its page once it names it, and stop it.

    Raises:
        StepFailed: it ended or named no page within ``patience`` seconds, or its page is no table.
    """
    with subprocess.Popen(
        [*command, "--port", "0"],
        cwd=cwd,
        env=environment(HOME=str(cwd)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        timer = threading.Timer(patience, process.kill)
        timer.start()
        try:
            return _page(process)
        finally:
            timer.cancel()
            process.terminate()
            process.communicate()


def _page(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        if found := re.search(r"http://127\.0\.0\.1:\d+/widget", line):
            return _table(found[0])
    raise StepFailed("the demo ended without naming its page:\n" + "\n".join(lines))


def _table(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=PATIENCE) as answer:
            rows = answer.read().decode().count("<tr")
            status = answer.status
    except OSError as error:
        raise StepFailed(f"GET {url}: {error}") from error
    if status != 200 or not rows:
        raise StepFailed(f"GET {url}: {status} with {rows} rows")
    return f"GET /widget: {status}, {rows} rows"
