"""The refresher's life as its service manager sees it: real processes, real signals, a real notify socket."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import Settings
from fxwidget.refresher.daemon import in_words, limit
from fxwidget.refresher.events import FetchReport
from fxwidget.refresher.round import Round
from tests.support.loopback import Loopback, Peer, Reply, answer, silence
from tests.support.manager import Manager, alive, ready, reloading, stopping
from tests.support.prefork import fxwidget
from tests.support.processes import (
    PATIENCE,
    Clock,
    Running,
    environment,
    faked,
    get,
    running,
    until,
)
from tests.support.processes import alive as lives
from tests.support.snapshots import snapshot

pytestmark = pytest.mark.needs("processes")

BODY = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()
SET_OF_25_APRIL = "2026-04-25 09:00:00"
TABLE = answer(200, BODY, {"Content-Type": "application/xml; charset=windows-1251"})


def configure(home: Path, *upstreams: Loopback, **more: Any) -> Path:
    """Write ``fxwidget.toml``: the Bank of Russia at the first upstream, the ECB at a second."""
    urls = dict(zip(("bank_of_russia", "ecb"), (upstream.url("") for upstream in upstreams), strict=False))
    values = {"store": f"disk://{home}/store", "sources": list(urls), "currencies": ["RUB"], **more}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    for name, url in urls.items():
        lines += [f"[provider.{name}]", f'url = "{url}"']
    file = home / "fxwidget.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def refresher(
    home: Path, manager: Manager, clock: Mapping[str, str] | None = None
) -> AbstractContextManager[Running]:
    """A refresher that the manager has started."""
    return running("refresher", cwd=home, env={**manager.environment, **(clock or faked(SET_OF_25_APRIL))})


class Gate:
    """A reply that is held back until the gate opens."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.open = threading.Event()
        self.asked = threading.Event()

    def __call__(self, peer: Peer) -> None:
        self.asked.set()
        while not self.open.wait(0.02):
            if peer.stop.is_set():
                return
        self._reply(peer)


@pytest.fixture
def bank() -> Iterator[Loopback]:
    """The Bank of Russia's set of 25 April 2026."""
    with Loopback(TABLE) as server:
        yield server


# Readiness and the watchdog


def test_ready_after_the_first_round(tmp_path: Path) -> None:
    """The daemon is ready, alive and says how it does once the first round has ended, not before."""
    gate = Gate(TABLE)
    with Loopback(gate) as upstream, Manager(tmp_path, watchdog=600) as manager:
        configure(tmp_path, upstream)
        with refresher(tmp_path, manager) as it:
            assert gate.asked.wait(30)
            assert manager.messages == []
            gate.open.set()
            manager.wait_for(alive)
            assert it.end() == 0
    assert manager.messages == [
        {"READY": "1", "STATUS": "1 of 1 sources answered"},
        {"WATCHDOG": "1"},
        {"STOPPING": "1", "STATUS": "told to end"},
    ]


def test_a_failed_source_is_ready_all_the_same(tmp_path: Path) -> None:
    """A round whose sources failed has ended too: the daemon is ready and alive, and names them."""
    with Loopback(answer(503)) as upstream, Manager(tmp_path, watchdog=600) as manager:
        configure(tmp_path, upstream)
        with running("refresher", cwd=tmp_path, env=manager.environment):
            manager.wait_for(alive)
    assert manager.messages[0] == {
        "READY": "1",
        "STATUS": "0 of 1 sources answered (bank_of_russia unavailable)",
    }


def test_signs_of_life_while_idle(tmp_path: Path, bank: Loopback) -> None:
    """Between rounds that are further apart than the watchdog's interval the daemon goes on to tell that it is alive."""
    configure(tmp_path, bank, refresh="1h")
    with Manager(tmp_path, watchdog=0.4) as manager:
        with refresher(tmp_path, manager) as it:
            until(lambda: manager.count(alive) >= 5, "signs of life")
            assert it.end() == 0
        assert len(bank.requests) == 1
        it.wait_for(r"the watchdog's 0.4 s are less than a long round takes: make WatchdogSec 173 or more")


def test_no_sign_of_life_in_a_round(tmp_path: Path) -> None:
    """While a round is in flight nothing is told to the watchdog, however often the daemon looks."""
    gate = Gate(TABLE)
    with Loopback(gate) as upstream, Manager(tmp_path, watchdog=0.04) as manager:
        file = configure(tmp_path, upstream)
        with refresher(tmp_path, manager) as it:
            assert gate.asked.wait(30)
            file.write_text("broken", encoding="utf-8")  # so that each SIGHUP is answered at once
            signs = []
            for _ in range(4):
                before = len(manager.messages)
                it.process.send_signal(signal.SIGHUP)
                manager.wait_for(ready, after=before)
                signs.append(manager.count(alive))
            assert signs == [signs[0]] * 4  # those of before the round
            gate.open.set()
            until(lambda: manager.count(alive) > 2, "signs of life")


# Ending


def test_a_round_in_flight_is_finished(tmp_path: Path) -> None:
    """Told to end, the daemon says so at once, finishes the round in flight, publishes it, and exits with 0."""
    gate = Gate(TABLE)
    with Loopback(gate) as upstream, Manager(tmp_path) as manager:
        configure(tmp_path, upstream)
        with refresher(tmp_path, manager) as it:
            assert gate.asked.wait(30)
            it.process.send_signal(signal.SIGTERM)
            manager.wait_for(stopping)
            assert it.process.poll() is None
            gate.open.set()
            assert it.process.wait(timeout=PATIENCE) == 0
        assert not any("abandoned" in line for line in it.err)
    assert "75.5273" in fxwidget("show", cwd=tmp_path, env=faked(SET_OF_25_APRIL)).stdout


def test_a_round_in_flight_is_abandoned(tmp_path: Path) -> None:
    """A round that does not end is abandoned: the daemon exits with 0 within ten seconds of SIGTERM."""
    gate = Gate(silence)
    with Loopback(gate) as upstream:
        configure(tmp_path, upstream)
        with running("refresher", cwd=tmp_path) as it:
            assert gate.asked.wait(30)
            it.process.send_signal(signal.SIGTERM)
            assert it.process.wait(timeout=PATIENCE) == 0
        it.wait_for("did not end within 9 s and is abandoned")


# Reloading


def test_good_settings_are_taken_over(tmp_path: Path, bank: Loopback) -> None:
    """SIGHUP reads the settings anew; sources, currencies and interval are those of the next round, which follows."""
    configure(tmp_path, bank, refresh="1h", currencies=["INR"])
    with Loopback(answer(503)) as other, Manager(tmp_path) as manager, refresher(tmp_path, manager) as it:
        manager.wait_for(ready)
        configure(tmp_path, bank, other, refresh="2s", currencies=["INR", "RUB"])
        it.process.send_signal(signal.SIGHUP)
        it.wait_for("settings reloaded; changed: currencies, sources, refresh, provider")
        start = manager.wait_for(reloading)
        again = manager.wait_for(ready, after=start)
        until(lambda: other.requests, "a question to the new source")
        round_ended = manager.wait_for(lambda message: "ecb" in message.get("STATUS", ""), after=again)
        manager.wait_for(lambda message: "STATUS" in message, after=round_ended + 1)  # two seconds later
        assert it.end() == 0
    assert manager.messages[start]["MONOTONIC_USEC"].isdecimal()
    assert manager.messages[again]["STATUS"] == "settings reloaded"
    assert " RUB " in fxwidget("show", cwd=tmp_path, env=faked(SET_OF_25_APRIL)).stdout


def test_bad_settings_are_refused(tmp_path: Path, bank: Loopback) -> None:
    """What is wrong in the new settings is said in one line, those of before stand, and a mended file is taken."""
    file = configure(tmp_path, bank, refresh="1h")
    good = file.read_text(encoding="utf-8")
    wrong = {
        "refresh = soon": "fxwidget.toml is not TOML",
        good.replace('"1h"', '"soon"'): "refresh: 'soon' is not a duration",
        good.replace("refresh =", "refersh ="): "unknown setting 'refersh'",
        good.replace("/store", "/elsewhere"): "store can't be changed while running; restart instead",
        good.replace('["bank_of_russia"]', '["open_exchange_rates"]'): "open_exchange_rates needs a key",
    }
    with Manager(tmp_path) as manager, refresher(tmp_path, manager) as it:
        index = manager.wait_for(ready)
        for text, why in wrong.items():
            file.write_text(text, encoding="utf-8")
            it.process.send_signal(signal.SIGHUP)
            it.wait_for(f"ERROR the settings of before stand: .*{why}")
            index = manager.wait_for(ready, after=index + 1)
            assert "those of before stand" in manager.messages[index]["STATUS"]
        file.write_text(good.replace('"1h"', '"2h"'), encoding="utf-8")
        it.process.send_signal(signal.SIGHUP)
        it.wait_for("settings reloaded; changed: refresh")
        assert it.end() == 0
    assert manager.count(reloading) == len(wrong) + 1
    assert not any("Traceback" in line for line in it.err)


def test_a_round_in_flight_keeps_its_settings(tmp_path: Path) -> None:
    """New settings wait for the end of the round in flight; until then the daemon is reloading."""
    gate = Gate(TABLE)
    with Loopback(gate) as upstream, Loopback(answer(503)) as other, Manager(tmp_path) as manager:
        configure(tmp_path, upstream)
        with refresher(tmp_path, manager) as it:
            assert gate.asked.wait(30)
            configure(tmp_path, upstream, other)
            it.process.send_signal(signal.SIGHUP)
            manager.wait_for(reloading)
            assert manager.count(ready) == 0
            gate.open.set()
            it.wait_for("settings reloaded; changed: sources, provider")
            until(lambda: other.requests, "a question to the new source")
    assert [message["STATUS"] for message in manager.messages if ready(message)] == [
        "1 of 1 sources answered",
        "settings reloaded",
    ]


# Hanging


def test_a_hung_round_ends_the_process(tmp_path: Path, bank: Loopback) -> None:
    """A round that hangs ends the process with its stacks; ``serve`` starts another, and the page goes on meanwhile."""
    configure(tmp_path, bank, deadline="1s")
    (tmp_path / "store").mkdir()
    os.mkfifo(tmp_path / "store/orders.json")  # whoever reads it waits for ever, as on a dead disk
    with running("serve", "--port", "0", cwd=tmp_path, env=faked(SET_OF_25_APRIL)) as it:
        it.wait_for("CRITICAL the round did not end within 16 s: the process ends with 3")
        it.wait_for(r"^Thread 0x")
        it.wait_for(r"File .*round\.py.* in round")
        it.wait_for("the refresher ended with 3; it is started again in 1 s, the web goes on")
        assert get(f"{it.url}/widget").status == 503
        (tmp_path / "store/orders.json").unlink()
        until(lambda: get(f"{it.url}/widget").status == 200, "the page with rates")
        assert it.end() == 0


STUCK = """
import re, signal, sys
from pathlib import Path
from fxwidget.config import settings
from fxwidget.ops import log
from fxwidget.refresher import daemon, round

def stuck(self, now):
    re.match(r"(a+)+$", 64 * "a" + "b")  # never ends, and never lets another thread run

daemon.limit, daemon.LAST_WORD = lambda settings: 0.5, 0.5
round.Refresher.round = stuck
log.configure(20)
daemon.run(settings.load)
"""


def test_a_round_that_lets_no_thread_run_ends_the_process(tmp_path: Path, bank: Loopback) -> None:
    """Where a round holds the interpreter itself, the process still ends with its stacks and an error."""
    configure(tmp_path, bank)
    done = subprocess.run(
        [sys.executable, "-c", STUCK],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "Timeout (0:00:01)!" in done.stderr
    assert "in stuck" in done.stderr


def test_the_limit_of_a_round() -> None:
    """A round may take twice what its slowest source may: three deadlines and five seconds."""
    assert limit(Settings(store="disk:///nowhere")) == 130.0
    assert limit(Settings(store="disk:///nowhere", deadline=timedelta(seconds=1))) == 16.0


# A second refresher


def test_a_second_one_stands_by(tmp_path: Path, bank: Loopback) -> None:
    """A second refresher that stands by is ready and alive, and takes over when the first is killed."""
    configure(tmp_path, bank, refresh="1h")
    with (
        running("refresher", cwd=tmp_path, env=faked(SET_OF_25_APRIL)) as first,
        Manager(tmp_path, watchdog=0.4) as manager,
    ):
        first.wait_for("refreshing every")
        with running(
            "refresher", "--standby", cwd=tmp_path, env={**manager.environment, **faked(SET_OF_25_APRIL)}
        ) as second:
            second.wait_for("another refresher owns the store .*: standing by until it ends")
            assert manager.messages[manager.wait_for(ready)]["STATUS"].startswith("standing by")
            until(lambda: manager.count(alive) > 2, "signs of life")
            configure(tmp_path, bank, refresh="2h")
            start = len(manager.messages)
            second.process.send_signal(signal.SIGHUP)
            manager.wait_for(ready, after=manager.wait_for(reloading, after=start))
            first.end(signal.SIGKILL)
            second.wait_for("the other refresher has ended; taking over")
            second.wait_for("refreshing every 7200 s from bank_of_russia")
            manager.wait_for(lambda message: re.search("answered|no source", message.get("STATUS", "")))
            assert second.end() == 0


def test_standing_by_ends_at_once(tmp_path: Path, bank: Loopback) -> None:
    """Who stands by ends with 0 when told to, and the first goes on."""
    configure(tmp_path, bank)
    with (tmp_path / "lock").open("w") as lock:
        (tmp_path / "store").mkdir()
        (tmp_path / "store/refresher.lock").hardlink_to(tmp_path / "lock")
        fcntl.flock(lock, fcntl.LOCK_EX)
        with (
            Manager(tmp_path) as manager,
            running("refresher", "--standby", cwd=tmp_path, env=manager.environment) as it,
        ):
            manager.wait_for(ready)
            assert it.end() == 0
            manager.wait_for(stopping)
    assert bank.requests == []


def test_once_never_stands_by(tmp_path: Path) -> None:
    """One round now and standing by exclude each other."""
    done = fxwidget("refresher", "--once", "--standby", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "Error: --once never stands by; leave one of the two out",
    )


# Clocks


def test_a_clock_that_is_set(tmp_path: Path, bank: Loopback) -> None:
    """However the wall clock is set, the next round follows at once and asks: not when an old schedule would have it."""
    configure(tmp_path, bank, refresh="30m")
    clock = Clock(tmp_path / "now")
    clock.set(datetime(2026, 4, 25, 12, 40, tzinfo=UTC))
    with Manager(tmp_path) as manager, refresher(tmp_path, manager, clock.environment) as it:
        index = manager.wait_for(ready)
        steps = {
            "-1 hour": datetime(2026, 4, 25, 11, 40, tzinfo=UTC),
            "+1 day": datetime(2026, 4, 26, 11, 40, tzinfo=UTC),
            "-30 days": datetime(2026, 3, 27, 11, 40, tzinfo=UTC),
        }
        for asked, moment in enumerate(steps.values(), start=2):
            clock.set(moment)
            index = manager.wait_for(lambda message: "STATUS" in message, after=index + 1)
            assert len(bank.requests) == asked
        assert it.end() == 0
    lines = [line for line in it.err if re.search(r"the clock was set .*by \S+ s;", line)]
    assert [re.sub(r".* by (\S+) s;.*\n", r"\1", line)[:3] for line in lines] == ["-36", "+86", "-25"]


# Under serve


def test_serve_is_a_service_of_its_own(tmp_path: Path, bank: Loopback) -> None:
    """``serve`` is ready once the page answers, alive, and alone in telling; SIGHUP reaches the refresher."""
    configure(tmp_path, bank, refresh="1h")
    with Manager(tmp_path, watchdog=0.4) as manager:
        env = {**manager.environment, **faked(SET_OF_25_APRIL)}
        with running("serve", "--port", "0", cwd=tmp_path, env=env) as it:
            first = manager.wait_for(ready)
            assert get(f"{it.url}/widget").status in (200, 503)
            until(lambda: manager.count(alive) > 2, "signs of life")
            it.wait_for("refreshing every 3600 s")
            configure(tmp_path, bank, refresh="2h")
            it.process.send_signal(signal.SIGHUP)
            it.wait_for("settings reloaded; changed: refresh")
            manager.wait_for(ready, after=manager.wait_for(reloading))
            (refresher,) = [pid for pid, line in it.children().items() if line.endswith("refresher")]
            os.kill(refresher, signal.SIGKILL)
            manager.wait_for(lambda message: "the refresher ended with -9" in message.get("STATUS", ""))
            assert it.end() == 0
        manager.wait_for(stopping)
    assert first == 0
    assert {m["STATUS"].partition(";")[0] for m in manager.messages if "STATUS" in m} == {
        "the page answers",
        "ending",
    }


def test_a_reload_at_the_very_start_ends_nobody(tmp_path: Path, bank: Loopback) -> None:
    """SIGHUP before the refresher can hear it does no harm: it reads the settings later anyway."""
    configure(tmp_path, bank)
    with running("serve", "--port", "0", cwd=tmp_path) as it:
        until(lambda: any(line.endswith("refresher") for line in it.children().values()), "the refresher")
        it.process.send_signal(signal.SIGHUP)
        it.wait_for("refreshing every")
        assert it.end() == 0
    assert not any("the refresher ended" in line for line in it.err)


def test_a_page_without_a_refresher_has_nothing_to_reload(tmp_path: Path, bank: Loopback) -> None:
    """``serve --no-refresh`` says that SIGHUP changes nothing, and goes on."""
    configure(tmp_path, bank)
    with running("serve", "--no-refresh", "--port", "0", cwd=tmp_path) as it:
        assert get(f"{it.url}/widget").status == 503
        it.process.send_signal(signal.SIGHUP)
        it.wait_for("nothing to reload")
        assert it.end() == 0


def test_no_round_outlives_a_killed_serve(tmp_path: Path) -> None:
    """A refresher whose ``serve`` is killed in the middle of a round ends with it, as if told to."""
    gate = Gate(silence)
    with Loopback(gate) as upstream:
        configure(tmp_path, upstream, deadline="2s")
        with running("serve", "--port", "0", cwd=tmp_path) as it:
            assert gate.asked.wait(30)
            children = it.children()
            try:
                assert it.end(signal.SIGKILL) == -signal.SIGKILL
                until(lambda: not any(lives(pid) for pid in children), "the end of every child")
            finally:
                for pid in filter(lives, children):  # nobody else knows them any more
                    os.kill(pid, signal.SIGKILL)


# Words


@pytest.mark.parametrize(
    ("outcomes", "published", "words"),
    [
        ({}, True, "no source was due"),
        ({"ecb": "answered", "nbp": "unchanged"}, True, "2 of 2 sources answered"),
        (
            {"ecb": "answered", "nbp": "unavailable", "cbu": "refused"},
            True,
            "1 of 3 sources answered (nbp unavailable, cbu refused)",
        ),
        (
            {"ecb": "answered", "nbp": "refused", **{f"a{number}": "unavailable" for number in range(12)}},
            True,
            "1 of 14 sources answered (12 unavailable, nbp refused)",
        ),
        ({"ecb": "answered"}, False, "1 of 1 sources answered; not published, see the log"),
    ],
)
def test_a_round_in_words(outcomes: dict[str, str], published: bool, words: str) -> None:
    """The status line counts who was asked and names who failed, unless those are many."""
    statuses = tuple(
        FetchReport(name, outcome, "why" if outcome in ("unavailable", "refused") else None, 1)
        for name, outcome in outcomes.items()
    )
    assert in_words(Round(snapshot(), statuses, published)) == words
