"""Draws many answers in a process of its own, so that a worker that serves never stands still while it is done.

The process is given settings and then orders on its standard input, answers on its
standard output, and ends when that input does: with its worker, however that ends.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import Any
from weakref import finalize

from flask import Flask

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.store import Reader, open_reader
from fxwidget.store.history import History
from fxwidget.web.edge.capture import Capture, Drawn, Wanted, refusal
from fxwidget.web.flask_app import create_flask_app
from fxwidget.web.responses import Responses
from fxwidget.web.service import Service
from fxwidget.web.site import Site
from fxwidget.web.snapshot_cache import Board

__all__ = ["OfflineApp", "Prerenderer"]

log = logging.getLogger("fxwidget.web.drawer")

LONGEST = 30.0
"""Seconds after which a drawing process is given up."""

NICE = 10
"""How far drawing stands back behind serving."""


class OfflineApp:
    """The application without an edge, over a given snapshot and instant.

    store: where changes come from; that of the settings by default, or where it is on another machine the copy of it that a
        worker makes here.
    past: by default that of the settings' store.
    """

    def __init__(
        self,
        settings: Settings,
        store: Reader | None = None,
        site: Site | None = None,
        past: History | None = None,
    ) -> None:
        self._now = datetime.now(UTC)
        self._store = store or open_reader(settings.store)
        self._board = Board(self._store, lambda: self._now)
        self.service = Service.of(settings, site, past)
        responses = Responses(self._board, settings.frame_ancestors)
        self._app: Flask = create_flask_app(self.service, responses)
        self._capture = Capture(responses, self.service.router)

    def draw(self, snapshot: Snapshot, now: datetime, wanted: Wanted, *, twice: bool = True) -> Drawn:
        """Draw the application's answer at an instant of the wall clock; ``twice`` is with the 304s, which files have not."""
        self._board.snapshot, self._now = snapshot, now
        self._board.changes = self._store.changes()
        found: Drawn = {}
        for url, codings in wanted.items():
            answers = {coding: self._capture(url, coding, twice=twice) for coding in codings}
            found[url] = {coding: answer for coding, answer in answers.items() if answer is not None}
        return found

    def refusal(self, url: str) -> str:
        """Why there is no answer to a URL in what was drawn last."""
        return refusal(self._app, url)


class Prerenderer:
    """Draws in another process, which is started when it is first needed and ends with this object."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._end: finalize[[subprocess.Popen[bytes]], Prerenderer] | None = None

    def draw(self, snapshot: Snapshot, now: datetime, wanted: Wanted) -> Drawn:
        """Draw in the process, as ``OfflineApp.draw`` does; empty where it fails, which is logged. The next call restarts it."""
        try:
            if self._process is None:
                self._process = _started()
                self._end = finalize(self, _ended, self._process)
                self._give(self._process, self._settings)
            self._give(self._process, (snapshot.to_json(), now, dict(wanted)))
            return self._taken(self._process)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:  # cut off amid an answer
            why = str(error) or "it ended"
            log.warning("the drawing process failed (%s); answers are drawn when they are asked for", why)
            self.close()
            return {}

    @staticmethod
    def _give(process: subprocess.Popen[bytes], order: Any) -> None:
        assert process.stdin is not None
        pickle.dump(order, process.stdin)
        process.stdin.flush()

    @staticmethod
    def _taken(process: subprocess.Popen[bytes]) -> Drawn:
        assert process.stdout is not None
        limit = threading.Timer(LONGEST, process.kill)
        limit.daemon = True  # a worker that ends does not wait for it
        limit.start()
        try:
            drawn: Drawn = pickle.load(process.stdout)
            return drawn
        finally:
            limit.cancel()

    def close(self) -> None:
        """End the drawing process."""
        if self._end is not None:
            self._end()
        self._process = self._end = None


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def main() -> None:
    """The other process: settings, then one order after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker gets it too, and ends the input
    os.nice(NICE)
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that is printed gets in between
    studio = OfflineApp(pickle.load(orders))
    try:
        while True:
            content, now, wanted = pickle.load(orders)
            pickle.dump(studio.draw(Snapshot.from_json(content), now, wanted), answers)
            answers.flush()
    except (EOFError, pickle.UnpicklingError, BrokenPipeError):
        os._exit(0)  # the worker ended, perhaps amid an order or an answer
