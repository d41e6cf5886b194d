"""What every store promises, whatever it is made of: readers see whole snapshots that only move forward, writers one owner."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.overrides import Command, Journal, Verb
from fxwidget.domain.state import Memory
from fxwidget.errors import StoreBusy
from fxwidget.ops.clock import utc_now
from fxwidget.store import Store, open_store
from fxwidget.store.ownership import Ownership
from tests.support.processes import PATIENCE
from tests.support.snapshots import rate, snapshot
from tests.support.stores import FIRST, SEQ, STORES, empty_store, later, memory

Opener = Callable[[], Store]


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store of each kind."""
    with empty_store(request.param, tmp_path) as url:
        yield url


@pytest.fixture(name="opened")
def _opened(url: str) -> Iterator[Opener]:
    """Opens the same store again and again, as further processes would."""
    with ExitStack() as stack:

        def opened() -> Store:
            store = open_store(url)
            stack.callback(store.close)
            return store

        yield opened


@pytest.fixture(name="store")
def _store(opened: Opener) -> Store:
    return opened()


# Snapshots


def test_nothing_published(store: Store) -> None:
    """A store nobody wrote to has no snapshot, no changes, no memory and no orders."""
    assert (store.load(), store.version(), store.changes()) == (None, None, ())
    assert (store.load_memory(), store.journal()) == (Memory(), Journal())


def test_round_trip(store: Store, opened: Opener) -> None:
    """What is read is what was published, to the digit and the instant."""
    digits = rate("INR", "85.3000", previous_close=Decimal("84.90"), change=Decimal("0.4000"))
    table = snapshot(digits, rate("IDR", "18016.3431071300"), rate("IRR", "1E+6", display="1,000,000"))
    assert store.publish(table)
    read = store.load()
    assert read is not None
    assert [str(row.rate) for row in read.rates if row.code in ("INR", "IDR", "IRR")] == [
        "85.3000",
        "1000000",  # an exponent is written out
        "18016.3431071300",
    ]
    assert read == table
    assert read.to_json() == table.to_json()
    assert opened().load() == table


def test_version(store: Store, opened: Opener) -> None:
    """It differs with every publication, and only then."""
    store.publish(FIRST)
    first = store.version()
    assert first == store.version() == opened().version() is not None
    store.publish(later(1))
    assert store.version() != first


def test_published_at(store: Store, opened: Opener) -> None:
    """It is the instant of the publication, the same for every reader; None before the first."""
    assert store.published_at() is None
    before = utc_now()
    store.publish(FIRST)
    at = opened().published_at()
    assert at is not None
    assert at == store.published_at()
    assert before - timedelta(seconds=1) <= at <= utc_now()


@pytest.mark.parametrize("by", [0, -1, -1000])
def test_only_a_higher_seq_is_published(store: Store, by: int) -> None:
    """The same or a lower ``seq`` changes nothing, even where it says something else."""
    store.publish(FIRST)
    version = store.version()
    assert store.publish(later(by, disclaimer="of an older refresher")) is False
    assert (store.version(), store.load()) == (version, FIRST)


PUBLISHER = """
import sys
from pathlib import Path
from fxwidget.domain.snapshot import Snapshot
from fxwidget.store import open_store

store, table = open_store(sys.argv[1]), Snapshot.from_json(Path(sys.argv[2]).read_bytes())
for by in range(int(sys.argv[3]), 100, 2):
    done = store.publish(table.model_copy(update={"seq": table.seq + by}))
    assert not store.publish(table), "a lower seq was published"
    print(by, done, flush=True)
store.close()
"""


def test_two_processes(url: str, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two refreshers at once: the table only ever moves forward, and is whole at every moment."""
    table = tmp_path / "table.json"
    table.write_bytes(FIRST.to_json())
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, url, table, first], stdout=subprocess.PIPE, text=True
        )
        for first in ("1", "2")
    ]
    seen = []
    while any(process.poll() is None for process in processes):
        if (read := store.load()) is not None:
            seen.append(read.seq)
    outputs = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert seen == sorted(seen)
    published = [
        int(by)
        for words in outputs
        for by, done in zip(words[::2], words[1::2], strict=True)
        if done == "True"
    ]
    last = store.load()
    assert last is not None
    assert last.seq == SEQ + max(published) == SEQ + 99
    assert caplog.records == []


def test_a_reader_in_a_loop(store: Store, opened: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """A reader never sees half a snapshot, nor an older one, whenever it looks."""
    store.publish(FIRST)
    done, reader, seen = threading.Event(), opened(), []

    def publish() -> None:
        try:
            for by in range(1, 201):
                assert store.publish(later(by))
        finally:
            done.set()

    thread = threading.Thread(target=publish)
    thread.start()
    while not done.is_set():
        read = reader.load()
        assert read is not None
        seen.append(read.seq)
    thread.join()
    assert seen == sorted(seen)
    assert len(set(seen)) > 1
    assert caplog.records == []
    assert reader.load() == later(200)


# Changes


def test_changes(store: Store, opened: Opener) -> None:
    """The changes of published numbers are there for everybody, to the digit, and what is refused brings none."""
    at = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)
    before = snapshot(rate("INR", "85.3000"), seq=1)
    after = snapshot(rate("INR", "85.500", changed_at=at), seq=2)
    store.publish(before)
    assert store.changes() == ()
    store.publish(after)
    (change,) = opened().changes()
    assert [str(number) for number in (change.previous, change.rate)] == ["85.3000", "85.500"]
    assert not store.publish(snapshot(rate("INR", "90", changed_at=at), seq=2))
    assert store.changes() == (change,)


# The refresher's memory


def test_memory_round_trip(store: Store, opened: Opener) -> None:
    """Another process recalls all of it, to the digit."""
    store.save_memory(memory())
    recalled = opened().load_memory()
    assert recalled == memory()
    assert str(recalled.sources["currencyrate"].rows["SAR"].rate) == "3.750"
    assert str(recalled.sources["currencyrate"].closes["INR"][0].rate) == "84.90120"


def test_memory_is_replaced(store: Store, opened: Opener) -> None:
    """What is no longer remembered is gone, and what changed is as it is now."""
    store.save_memory(memory())
    less = memory("85.3396").model_copy(update={"currencies": {}})
    store.save_memory(less)
    assert opened().load_memory() == less


# Orders


def test_orders_add_up(store: Store, opened: Opener) -> None:
    """Commands that different processes give stand in one journal, in their order."""
    at = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)
    hold = Command(at=at, verb=Verb.HOLD, target="INR", reason="a reform")
    disable = Command(at=at, verb=Verb.DISABLE, target="ecb")
    store.order(hold)
    opened().order(disable)
    assert store.journal() == opened().journal() == Journal(commands=(hold, disable))


# Owners


def test_second_owner(store: Store, opened: Opener) -> None:
    """One refresher a store; the next one is told, and may begin when the first one ends."""
    other = opened()
    with store.own():
        with (
            pytest.raises(StoreBusy, match="another refresher already owns the store") as caught,
            other.own(),
        ):
            pass
        assert "\n" not in str(caught.value)
        assert other.publish(FIRST)  # owning saves quota; it is ``seq`` that protects
    with other.own(), pytest.raises(StoreBusy), store.own():
        pass


def test_waiting_to_own(store: Store, opened: Opener) -> None:
    """Who waits becomes the owner when the one before has ended, and not earlier."""
    order: list[str] = []

    def wait() -> None:
        with opened().own(wait=True):
            order.append("second")

    with store.own():
        thread = threading.Thread(target=wait)
        thread.start()
        order.append("first")
    thread.join(PATIENCE)
    assert order == ["first", "second"]


OWNER = """
import sys
from fxwidget.store import open_store

with open_store(sys.argv[1]).own():
    print("owned", flush=True)
    sys.stdin.read()
"""


def test_an_owner_that_was_killed(url: str, store: Store) -> None:
    """Owning ends with the process, whatever became of it."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        with pytest.raises(StoreBusy), store.own():
            pass
        owner.kill()
    with store.own(wait=True):
        assert store.ownership() is Ownership.MINE


def test_an_error_of_the_owner_is_its_own(store: Store) -> None:
    """What goes wrong while the store is owned is not taken for an owned store."""
    with pytest.raises(BlockingIOError), store.own():
        raise BlockingIOError(errno.EAGAIN, "of something else")
    with store.own():
        pass
