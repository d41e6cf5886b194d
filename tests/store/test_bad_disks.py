"""A running service on a disk that fails: pages stay up and labelled, one line says why, and it recovers alone."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import Running, faked, get, running, until

pytestmark = pytest.mark.needs("root", "processes")

TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()
LABEL = "not being refreshed"
MORNING, EVENING = "2026-04-27 10:00:00", "2026-04-27 21:00:00"


@dataclass(frozen=True)
class Service:
    """A service with a round every second, on a disk and with a clock of its own."""

    it: Running
    disk: Path
    clock: Path

    @property
    def store(self) -> Path:
        return self.disk / "store"

    def page(self) -> str:
        got = get(f"{self.it.url}/widget")
        assert got.status == 200
        return got.text

    def seq(self) -> int:
        return int(json.loads(get(f"{self.it.url}/v1/rates").body)["seq"])

    def goes_on(self) -> None:
        """New snapshots arrive, and the page says nothing against them."""
        seq = self.seq()
        until(lambda: self.seq() > seq, "another snapshot")
        until(lambda: LABEL not in self.page(), "a page without a label")

    def lines(self, words: str) -> list[str]:
        return [line for line in self.it.err if words in line]


@pytest.fixture(name="disk")
def _disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; this needs the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture(name="upstream")
def _upstream() -> Iterator[str]:
    with Loopback(answer(200, TABLE, {"Content-Type": "application/xml; charset=windows-1251"})) as server:
        yield server.url("")


@contextmanager
def serving(home: Path, disk: Path, upstream: str) -> Iterator[Service]:
    lines = [f'store = "disk://{disk}/store"', 'sources = ["bank_of_russia"]', 'refresh = "1s"']
    lines += ['currencies = ["RUB"]', "[provider.bank_of_russia]", f'url = "{upstream}"']
    (home / "fxwidget.toml").write_text("\n".join(lines))
    clock = home / "now"
    clock.write_text(f"@{MORNING}")
    env = {name: value for name, value in faked("").items() if name != "FAKETIME"}
    env |= {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    with running("-v", "serve", "--port", "0", cwd=home, env=env) as it:
        yield Service(it, disk, clock)
    assert "Traceback" not in "".join(it.err)


@pytest.fixture(name="service")
def _service(tmp_path: Path, disk: Path, upstream: str) -> Iterator[Service]:
    with serving(tmp_path, disk, upstream) as service:
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")
        service.goes_on()
        yield service


@contextmanager
def full(service: Service) -> Iterator[None]:
    """Not a byte of room."""
    filler = service.disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            yield
    filler.unlink()


@contextmanager
def read_only(service: Service) -> Iterator[None]:
    """Nobody may write."""
    store = str(service.store)
    subprocess.run(["mount", "--bind", store, store], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", store], check=True)
    yield
    subprocess.run(["umount", "--lazy", store], check=True)


@contextmanager
def lock_held(service: Service) -> Iterator[None]:
    """Another process was stopped while it published."""
    with (service.store / "publish.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (full, "No space left on device"),
        (read_only, "Read-only file system"),
        (lock_held, "another process keeps publish.lock locked; end it"),
    ],
    ids=["full", "read-only", "locked"],
)
def test_a_store_that_cannot_be_written(
    service: Service, fault: Callable[[Service], AbstractContextManager[None]], words: str
) -> None:
    """The page goes on, says so once its time is over, the log says why once at full length, and all recovers."""
    with fault(service):
        service.it.wait_for(rf"ERROR can't write the store {service.store}: .*{words}")
        assert LABEL not in service.page()
        service.clock.write_text(f"@{EVENING}")
        until(lambda: LABEL in service.page(), "the label")
        assert "75.5273" in service.page()
        service.it.wait_for("DEBUG the store still fails, in [2-9] rounds now")
        assert len(service.lines(words)) == 1
    service.it.wait_for(r"INFO the store works again, after \d+ rounds without it")
    service.goes_on()


def test_a_memory_that_is_locked(service: Service) -> None:
    """A process that keeps SQLite's lock costs the memory only: the table is published and stays fresh."""
    with closing(sqlite3.connect(service.store / "memory/cache.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        service.it.wait_for(
            r"ERROR can't write the store .*: it is locked; end the other process that holds it"
        )
        service.goes_on()
        service.it.wait_for("DEBUG the store still fails, in [2-9] rounds now")
        assert len(service.lines("it is locked")) == 1
    service.it.wait_for("INFO the store works again")


def test_a_store_that_is_deleted(service: Service) -> None:
    """It is made anew with the next round; nothing is wrong, so nothing is said."""
    shutil.rmtree(service.store)
    assert "75.5273" in service.page()
    service.goes_on()
    assert (service.store / "memory/cache.db").is_file()
    assert [
        line for line in service.it.err if " ERROR " in line or (" WARNING " in line and "store" in line)
    ] == []


def test_a_disk_that_is_full_from_the_start(tmp_path: Path, disk: Path, upstream: str) -> None:
    """Without room the refresher says so and is started again, until there is; the page names what is tried."""
    with serving(tmp_path, disk, upstream) as service:
        with full(service):
            page = until(lambda: get(f"{service.it.url}/widget"), "an answer")
            assert (page.status, "Bank of Russia" in page.text) == (503, True)
            service.it.wait_for("can't write the store .*No space left on device")
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")


def test_a_store_of_another_owner(tmp_path: Path, disk: Path, upstream: str) -> None:
    """Where another refresher owns the store ours says so and waits in its supervisor's hands, until it may."""
    (disk / "store").mkdir()
    with serving(tmp_path, disk, upstream) as service:
        with (service.store / "refresher.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            service.it.wait_for("another refresher already owns the store")
            assert get(f"{service.it.url}/widget").status == 503
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")
