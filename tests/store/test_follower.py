"""Following a store on another machine: nobody who reads waits for it, and what is known outlives it."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import StoreError
from fxwidget.store import follower as following
from fxwidget.store import open_reader, open_store
from fxwidget.store.disk import DiskStore
from fxwidget.store.follower import Follower
from tests.support.processes import PATIENCE, until
from tests.support.redis import redis_server
from tests.support.stores import FIRST, later, refused

AT = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)


class Elsewhere:
    """A store on another machine, which is well or not."""

    def __init__(self, snapshot: Snapshot | None = None, fault: str = "") -> None:
        self.snapshot = snapshot
        self.fault = fault
        self.broken = False
        self.news = threading.Semaphore(0)
        self.looks = 0

    def _use(self) -> None:
        if self.fault:
            raise StoreError(self.fault)

    def version(self) -> int | None:
        self.looks += 1
        self._use()
        return None if self.snapshot is None else self.snapshot.seq

    def published_at(self) -> datetime | None:
        return AT

    def load(self) -> Snapshot | None:
        self._use()
        return self.snapshot

    def changes(self) -> tuple[RateChange, ...]:
        return ()

    def via(self) -> tuple[str, ...]:
        return ("a",)

    def wait(self, snapshot: Snapshot | None, ended: threading.Event) -> None:
        self.news.acquire(timeout=0.01)
        if self.broken:
            raise RuntimeError("not foreseen")
        self._use()

    def close(self) -> None:
        self.fault = "it was closed"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(following, "LONGEST_PAUSE", 0.01)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere(FIRST)


@pytest.fixture
def here(elsewhere: Elsewhere, tmp_path: Path) -> Iterator[Follower]:
    with closing(Follower(lambda: elsewhere, tmp_path)) as it:
        yield it


def taken(here: Follower) -> int | None:
    """The seq of what is to be read; a failing store is none of its business."""
    with suppress(StoreError):
        here.version()
    snapshot = here.load()
    return None if snapshot is None else snapshot.seq


def test_what_is_published_elsewhere_is_here(here: Follower, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """The first look waits for it, the next ones for nothing; a copy is in the folder."""
    assert (here.version(), here.load()) == (FIRST.seq, FIRST)
    assert (here.published_at(), here.via()) == (AT, ("a",))
    elsewhere.snapshot = later(1)
    until(lambda: taken(here) == later(1).seq, "the next snapshot")
    with closing(DiskStore(tmp_path)) as copy:
        until(lambda: copy.load() == later(1), "the copy")


def test_a_store_that_fails_is_told_once_all_is_given(here: Follower, elsewhere: Elsewhere) -> None:
    """What is known can be read whatever became of the store; the reader then learns what is wrong, until it is mended."""
    assert taken(here) == FIRST.seq
    elsewhere.fault = "the cable is out"
    until(lambda: not here.look(), "the fault")
    with refused("the cable is out"):
        here.version()
    assert here.load() == FIRST
    elsewhere.fault = ""
    elsewhere.snapshot = later(1)
    until(lambda: taken(here) == later(1).seq, "the snapshot after the fault")
    assert here.version() == later(1).seq


def test_starting_without_the_store(tmp_path: Path) -> None:
    """The copy of the last snapshot is there at once, of whatever age; without one there is nothing but the reason."""
    with closing(DiskStore(tmp_path)) as copy:
        copy.publish(FIRST)
    with closing(Follower(lambda: Elsewhere(fault="nobody answers"), tmp_path)) as here:
        assert here.version() is not None
        assert here.load() == FIRST
        until(lambda: not here.look(), "the fault")
        with refused("nobody answers"):
            here.version()
    with closing(Follower(lambda: Elsewhere(fault="nobody answers"), tmp_path / "empty")) as here:
        with refused("nobody answers"):
            here.version()
        assert here.load() is None


def test_the_pauses_leave_the_programs_generator_alone(here: Follower, elsewhere: Elsewhere) -> None:
    """A program that seeded ``random`` draws the same numbers whether or not a store fails beside it."""
    assert taken(here) == FIRST.seq
    before = random.getstate()
    elsewhere.fault = "the cable is out"
    looks = elsewhere.looks
    until(lambda: elsewhere.looks > looks + 3, "some pauses")
    assert random.getstate() == before


def test_a_follower_that_nobody_has_ends(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread ends with it, even in the middle of a long pause."""
    monkeypatch.setattr(following, "FIRST_PAUSE", 10 * PATIENCE)
    elsewhere.fault = "the cable is out"
    here = Follower(lambda: elsewhere, tmp_path)
    before = set(threading.enumerate())
    assert taken(here) is None
    (thread,) = set(threading.enumerate()) - before
    until(lambda: elsewhere.looks > 1, "the look before the pause")
    del here
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_following_goes_on_after_whatever_goes_wrong(
    here: Follower, elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails while it is waited for, or with an error that nobody foresaw, is asked again."""
    assert taken(here) == FIRST.seq
    elsewhere.broken = True
    until(lambda: "following the store failed; what is known stays" in caplog.text, "the log's line")
    elsewhere.broken = False
    elsewhere.snapshot = later(1)
    until(lambda: taken(here) == later(1).seq, "the snapshot")


def test_a_copy_that_can_not_be_read_is_fetched_anew(
    elsewhere: Elsewhere, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log says so, and the store itself is asked."""

    def unreadable(self: DiskStore) -> Snapshot | None:
        raise StoreError("can't read the store: Input/output error")

    monkeypatch.setattr(DiskStore, "load", unreadable)
    with closing(Follower(lambda: elsewhere, tmp_path)) as here:
        assert here.version() == FIRST.seq
    assert "the copy of the last snapshot can't be read: can't read the store" in caplog.text


def test_an_emptied_store_takes_nothing_away(here: Follower, elsewhere: Elsewhere) -> None:
    """A store without a snapshot is no newer word on the rates than the last one."""
    assert taken(here) == FIRST.seq
    elsewhere.snapshot, seen = None, elsewhere.looks
    until(lambda: elsewhere.looks > seen + 1, "looks at the emptied store")
    assert (here.version(), here.load()) == (FIRST.seq, FIRST)


def test_a_full_disk_costs_the_copy_only(
    here: Follower, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A node whose disk is full goes on with what comes, and says once that it would not start again."""

    def full(self: DiskStore, snapshot: Snapshot) -> bool:
        raise StoreError("can't write the store: No space left on device")

    monkeypatch.setattr(DiskStore, "publish", full)
    for by in range(3):
        elsewhere.snapshot = later(by)
        until(lambda by=by: taken(here) == later(by).seq, "the snapshot")  # type: ignore[misc]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "No space left on device; this node would not start without its store" in errors[0].getMessage()


@pytest.mark.needs("redis")
def test_a_snapshot_in_redis_is_everywhere_within_a_second(tmp_path: Path) -> None:
    """Nodes are notified, and look each second where a notification was lost; after a restart they come back by themselves.

    What keeps to the second is the quickest of four: all of them take longer where nothing comes within it.
    """
    with redis_server() as server, closing(open_store(server.url)) as store:
        nodes = [open_reader(f"{server.url}?copy={tmp_path}/{number}") for number in range(3)]
        try:
            took = []
            for by in range(5):
                began = monotonic()
                assert store.publish(later(by))
                for node in nodes:
                    until(lambda node=node, by=by: _seq(node) == later(by).seq, "the snapshot", PATIENCE)  # type: ignore[misc]
                took.append(monotonic() - began)
            assert min(took[1:]) < timedelta(seconds=1).total_seconds()
            server.stop()
            server.start()
            assert store.publish(later(9))
            for node in nodes:
                until(lambda node=node: _seq(node) == later(9).seq, "the snapshot after a restart")  # type: ignore[misc]
        finally:
            for node in nodes:
                node.close()


DRAWING = """
import sys
from fxwidget.store import open_history, open_reader
from fxwidget.store.follower import Follower
url = sys.argv[1]
print(open_reader(url).changes(), open_history(url) is not None, "redis" in sys.modules)
"""


def test_a_process_that_draws_loads_no_client(tmp_path: Path) -> None:
    """Opening a store on another machine loads what reaches it only once somebody follows it: each worker has a drawing process."""
    command = [sys.executable, "-c", DRAWING, f"redis://cache.example?copy={tmp_path}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "() True False"


def _seq(node: object) -> int | None:
    assert isinstance(node, Follower)
    return taken(node)
