"""Web workers as processes: one that crashes takes nobody along, and each ends when it is told to, whenever that is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from http.client import HTTPException
from pathlib import Path
from time import monotonic

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import PATIENCE, Running, alive, environment, faked, get, running, until
from tests.support.servers import free_port

pytestmark = pytest.mark.needs("processes")

TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()
CRASHES = 3

NEVER_READY = """
import os, sys, threading
from pathlib import Path
from fxwidget.config.settings import Settings
from fxwidget.web.server import run

folder = Path(sys.argv[1])

def app(settings):
    (folder / f"{os.getpid()}.loading").touch()
    threading.Event().wait()

run(Settings(store=f"disk://{folder}/store"), "127.0.0.1", int(sys.argv[2]), 2, app)
"""
"""A service whose workers never come to serve."""


def seq(it: Running) -> int | None:
    """The number of the snapshot that the service shows; None while the connection went to a worker that just died."""
    try:
        got = get(f"{it.url}/v1/rates")
    except (OSError, HTTPException):
        return None
    return int(json.loads(got.body)["seq"]) if got.status == 200 else None


def another(it: Running, than: set[int]) -> int | None:
    """A worker that is none of these."""
    return next(iter(it.workers() - than), None)


def test_a_worker_that_crashes_again_and_again_takes_nobody_along(tmp_path: Path) -> None:
    """The healthy worker and the refresher stay the same processes, the page answers, and the dead one comes back."""
    with Loopback(answer(200, TABLE)) as bank:
        (tmp_path / "fxwidget.toml").write_text(
            f'store = "disk://{tmp_path}/store"\nsources = ["bank_of_russia"]\nrefresh = "1s"\n'
            'currencies = ["RUB"]\n'
            f'[provider.bank_of_russia]\nurl = "{bank.url("")}"\nmin_interval = "1s"\n'
        )
        clock = faked("2026-04-25 09:00:00")
        with running("serve", "--port", "0", "--workers", "2", cwd=tmp_path, env=clock) as it:
            first = until(lambda: seq(it), "the first rates")
            until(lambda: len(it.workers()) == 2, "two workers")
            healthy, flapping = sorted(it.workers())
            refresher = [pid for pid, line in it.children().items() if line.endswith("refresher")]
            for _ in range(CRASHES):
                os.kill(flapping, signal.SIGKILL)
                flapping = until(partial(another, it, {healthy, flapping}), "a worker in its place")
            until(lambda: len(it.workers()) == 2, "two workers again")
            until(lambda: (seq(it) or 0) > first, "another snapshot")
            assert healthy in it.workers()
            assert [pid for pid, line in it.children().items() if line.endswith("refresher")] == refresher
            deaths = [line for line in it.err if "died and is started again in" in line]
            assert [line.rpartition(" in ")[2].strip() for line in deaths] == ["0 s", "1 s", "2 s"]
            assert it.end() == 0


def test_a_worker_ends_when_it_is_told_to_before_it_serves(tmp_path: Path) -> None:
    """A signal that comes while it loads is its end; granian's wait of ten seconds, and its kill, are for others."""
    command = [sys.executable, "-c", NEVER_READY, str(tmp_path), str(free_port())]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: len(list(tmp_path.glob("*.loading"))) == 2, "two workers that load")
        workers = [int(file.stem) for file in tmp_path.glob("*.loading")]
        told = monotonic()
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert monotonic() - told < 8
    assert not any(map(alive, workers))
