"""Backfills of three banks as processes that the kernel ends: by SIGKILL at a place of their work, or by an alarm nobody handles.

    python -m tests.support.mortal FOLDER '[["request", 3], ["row", 70], ["day", 5], ["alarm", 20], ["never", 0]]'

One process imports everything, and forks for each life; each backfills the same folder. It prints how each of them ended,
as exit codes, and what each was answered.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx

import fxwidget.backfill.run
from fxwidget.store.archives import Archives
from fxwidget.store.history_rows import Writer
from tests.support.archives import Desk, backfill
from tests.support.processes import environment
from tests.support.three_banks import FIRST, LAST, TABLE, answers, banks

ROOT = Path(__file__).parents[2]

Death = tuple[str, int]
"""Where a life ends: at a ``request``, amid the transaction that adds the ``row`` or stores the ``day`` of that number, or
after so many milliseconds by an ``alarm``; or ``never``."""


class Life(NamedTuple):
    """How a process ended, minus the number of a signal where it was one; and the URLs that it was answered."""

    code: int
    asked: list[str]


def lives(folder: Path, deaths: Iterable[Death]) -> list[Life]:
    """Live one life after the other, each on what the one before left."""
    command = [sys.executable, "-m", __name__, str(folder), json.dumps([*deaths])]
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True)
    return [Life(*each) for each in json.loads(done.stdout)]


def main(folder: Path, deaths: Sequence[Sequence[Any]]) -> None:
    """Be the process that forks."""
    fxwidget.backfill.run.CLOSES_AT_ONCE = 60  # several transactions each
    ended = []
    for number, (place, at) in enumerate(deaths):
        noted = folder / f"asked-{number}"
        child = os.fork()
        if child == 0:
            live(folder, noted, place, at)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        ended.append((code, noted.read_text().split() if noted.exists() else []))
        noted.unlink(missing_ok=True)
    print(json.dumps(ended))


def live(folder: Path, noted: Path, place: str, at: int) -> None:
    """Backfill, until this process is ended."""
    left = at

    def step(wanted: str) -> None:
        nonlocal left
        left -= wanted == place
        if wanted == place and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def answer(request: httpx.Request) -> bytes:
        step("request")
        body = answers(request)
        with noted.open("a") as file:
            file.write(f"{request.url}\n")
        return body

    _stepping(Writer, "add", lambda: step("row"))
    _stepping(Archives, "_keep_day", lambda: step("day"))
    if place == "alarm":
        signal.setitimer(signal.ITIMER_REAL, at / 1000)
    backfill(folder, banks(), TABLE, FIRST, LAST, Desk(answer))
    os._exit(0)


def _stepping(owner: Any, name: str, step: Callable[[], None]) -> None:
    """Have a method take a step before it does its work."""
    does = getattr(owner, name)

    def stepping(*arguments: Any) -> Any:
        step()
        return does(*arguments)

    setattr(owner, name, stepping)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
