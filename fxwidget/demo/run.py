"""The whole service on the loopback address, its providers replaying five recorded days over real HTTP.

Screening and vote run as in production; only the clock stands at the recorded day. Works without internet.
"""

from __future__ import annotations

import os
import queue
import signal
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from fxwidget.config import settings as configuration
from fxwidget.config.environment import PREFIX
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.past import closes
from fxwidget.demo.replay import ReplayRefresher
from fxwidget.demo.upstreams import Upstreams
from fxwidget.domain.snapshot import Replay
from fxwidget.ops import signals, supervise
from fxwidget.ops.clock import utc_now
from fxwidget.ops.listening import check_port
from fxwidget.refresher.recording import Recorder
from fxwidget.store import open_store, open_writable_history

STEP = 4
"""Seconds for which a recorded day is shown."""

HOST = "127.0.0.1"


def run(port: int, announce: Callable[[str, Path], None]) -> int:
    """Run the demo until SIGTERM or SIGINT; returns the exit code.

    Args:
        announce: is called with the page's URL once it can be opened, and with the settings file of the demo.

    Raises:
        ConfigurationError: the port is in use.
    """
    port = check_port(HOST, port)
    for variable in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        del os.environ[variable]  # an operator's own settings, store and keys are not the demo's
    caught = signals.catch(signals.ENDINGS)
    with tempfile.TemporaryDirectory(prefix="fxwidget-demo-") as folder, Upstreams() as upstreams:
        config = Path(folder, "fxwidget.toml")
        config.write_text(_toml(folder, upstreams, port), encoding="utf-8")
        settings = configuration.load(config)
        history = open_writable_history(settings.store)
        history.add(closes())
        refresher = ReplayRefresher(settings, open_store(settings.store), recorder=Recorder(history))
        web = supervise.start(supervise.command("web", "--port", str(port), config=str(config)))
        try:
            _step(refresher, upstreams, 0)  # while the web starts
            page = f"http://{HOST}:{port}/widget"
            return _play(refresher, upstreams, caught, web.poll, lambda: announce(page, config), port)
        finally:
            supervise.stop([web])
            refresher.close()


def _play(
    refresher: ReplayRefresher,
    upstreams: Upstreams,
    caught: queue.SimpleQueue[signal.Signals],
    web_ended: Callable[[], int | None],
    announce: Callable[[], None],
    port: int,
) -> int:
    """Replay day after day, each for ``STEP`` seconds once the page answers, until a signal comes or the web has ended."""
    step, ticks, announced = 0, 0, False
    while signals.next_of(caught, supervise.TICK) is None:
        if (code := web_ended()) is not None:
            return code or 1
        if not announced:
            if supervise.answers(HOST, port):
                announce()
                announced = True
            continue
        ticks += 1
        if ticks * supervise.TICK >= STEP:
            step, ticks = step + 1, 0
            _step(refresher, upstreams, step)
    return 0


def _step(refresher: ReplayRefresher, upstreams: Upstreams, step: int) -> None:
    """Serve one recorded day as today, and run the rounds of its afternoon."""
    day = DAYS[step % len(DAYS)]
    if day == DAYS[0]:
        refresher.begin_anew()
    upstreams.day = day
    now = at(day)
    offset = utc_now() - now
    replay = Replay(day=day, offset_seconds=int(offset / timedelta(seconds=1)), step_seconds=STEP)
    refresher.replay(now, replay)


def _toml(folder: str, upstreams: Upstreams, port: int) -> str:
    order = ("currencyrate", "bank_of_russia", "currency_api")
    lines = [
        f'store = "disk://{folder}/store"',
        f"sources = {list(order)!r}",
        f'url = "http://{HOST}:{port}"',
    ]
    for name in order:
        lines += [f"[provider.{name}]", f'url = "{upstreams.urls[name]}"']
    return "\n".join(lines) + "\n"
