"""Which thread of a worker answers what: what is in memory waits for nothing that is drawn."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from granian import Granian

from fxwidget.store.disk import DiskStore
from fxwidget.web import dispatch
from fxwidget.web.dispatch import Dispatcher
from tests.support.processes import PATIENCE, environment, get, until
from tests.support.servers import free_port
from tests.support.snapshots import snapshot

STORED = (200, [("ETag", '"1"')], b"stored")


class Memory:
    """An edge that has one answer in memory."""

    def stored(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes] | None:
        return STORED if environ["PATH_INFO"] == "/widget" else None


class Exchange:
    """A request's end, which notes the answer and by which thread it was given."""

    def __init__(self) -> None:
        self.answer: tuple[int, list[tuple[str, str]], bytes] | None = None
        self.thread = ""
        self.answered = threading.Event()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer, self.thread = (status, headers, body), threading.current_thread().name
        self.answered.set()


class Application:
    """An application whose answers wait until ``released``, but for probes; ``/broken`` and ``/ended`` raise."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def handle(self, exchange: Exchange, environ: dict[str, Any]) -> None:
        path = environ["PATH_INFO"]
        if path == "/broken":
            raise RuntimeError("canary")
        if path == "/ended":
            raise SystemExit(1)
        if path != "/livez":
            assert self.released.wait(PATIENCE)
        exchange.response_bytes(200, [], path.encode())


@pytest.fixture
def application() -> Iterator[Application]:
    made = Application()
    yield made
    made.released.set()


@pytest.fixture
def dispatcher(application: Application) -> Iterator[Dispatcher]:
    made = Dispatcher(Memory(), application.handle)  # type: ignore[arg-type]
    yield made
    application.released.set()
    made.close()


def asked(dispatcher: Dispatcher, path: str) -> Exchange:
    exchange = Exchange()
    dispatcher(exchange, {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""})
    return exchange


def test_what_is_stored_waits_for_no_drawing(application: Application, dispatcher: Dispatcher) -> None:
    """While a view is drawn and others wait for it, stored answers and probes are given by the thread that is called."""
    waiting = [asked(dispatcher, f"/widget/{number}") for number in range(3)]
    here = threading.current_thread().name
    stored, probe = asked(dispatcher, "/widget"), asked(dispatcher, "/livez")
    assert (stored.answer, stored.thread) == (STORED, here)
    assert (probe.answer, probe.thread) == ((200, [], b"/livez"), here)
    assert not any(exchange.answered.is_set() for exchange in waiting)
    application.released.set()
    for number, exchange in enumerate(waiting):
        assert exchange.answered.wait(PATIENCE)
        assert (exchange.answer, exchange.thread) == ((200, [], b"/widget/%d" % number), "drawing")


@pytest.mark.parametrize("path", ["/broken", "/ended"])
def test_a_failure_ends_one_request(
    application: Application, dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """A request whose handling raises whatever it may be is answered with 500 and logged, and the next ones are handled."""
    application.released.set()
    broken, next_one = asked(dispatcher, path), asked(dispatcher, "/next")
    assert next_one.answered.wait(PATIENCE)
    assert (broken.answer, next_one.answer) == ((500, [], b""), (200, [], b"/next"))
    (record,) = caplog.records
    assert (record.getMessage(), record.exc_info is not None) == (f"can't answer {path!r}", True)


def test_another_granian_serves_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where granian has no place for the dispatcher, a warning says what that costs, and nothing is changed."""
    before = sys.getswitchinterval()
    monkeypatch.delattr(sys.modules[Granian.__module__], dispatch.WRAPPER)
    with caplog.at_level(logging.WARNING):
        dispatch.install(None, None)  # type: ignore[arg-type]
    assert caplog.messages == ["this version of granian is not known: stored answers wait for drawings"]
    assert sys.getswitchinterval() == before


SERVICE = """
import sys, threading
from pathlib import Path
from fxwidget.config.settings import Settings
from fxwidget.web import create_app
from fxwidget.web.server import run

folder, port = Path(sys.argv[1]), int(sys.argv[2])

def app(settings):
    made = create_app(settings)
    @made.get("/slow")
    def slow():
        (folder / "begun").touch()
        while not (folder / "released").exists():
            threading.Event().wait(0.02)
        return "slow"
    return made

run(Settings(store=f"disk://{folder}/store"), "127.0.0.1", port, 1, app)
"""
"""A service with one worker and a path of its own, whose answer takes until a file is there."""


@pytest.mark.needs("processes")
def test_a_worker_that_draws_answers_what_it_knows(tmp_path: Path) -> None:
    """A real worker answers a stored table, one with a campaign's parameters and its probes while one answer takes long."""
    DiskStore(tmp_path / "store").publish(snapshot())
    url, slow = f"http://127.0.0.1:{(port := free_port())}", []
    process = subprocess.Popen([sys.executable, "-c", SERVICE, str(tmp_path), str(port)], env=environment())
    try:
        until(lambda: reached(f"{url}/widget"), "the table")
        asking = threading.Thread(target=lambda: slow.append(get(f"{url}/slow").text))
        asking.start()
        until((tmp_path / "begun").exists, "the answer that takes long")
        for path in ("/widget", "/widget?utm_source=news", "/livez", "/readyz"):
            assert get(url + path).status == 200
        assert slow == []
        (tmp_path / "released").touch()
        asking.join(PATIENCE)
        assert slow == ["slow"]
    finally:
        (tmp_path / "released").touch()
        process.terminate()
        assert process.wait(PATIENCE) == 0


def reached(url: str) -> bool:
    try:
        return get(url).status == 200
    except OSError:
        return False
