"""A running service on a disk that fails: pages stay up and labelled, one line says why, and it recovers alone."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.loopback import Loopback, answer
from tests.support.processes import Clock, Running, get, running, until

pytestmark = pytest.mark.needs("root", "processes")

TABLE = (Path(__file__).parents[1] / "documents/bank_of_russia/XML_daily.xml").read_bytes()
LABEL = "not being refreshed"
MORNING = datetime(2026, 4, 27, 10, tzinfo=UTC)


@dataclass
class Service:
    """A service with a round every second, on a disk and with a clock of its own."""

    it: Running
    disk: Path
    clock: Clock
    moment: datetime = MORNING
    before: int = 0

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

    def hours_pass(self) -> None:
        """Set its clock to later on the day, or the night."""
        self.moment += timedelta(hours=5)
        self.clock.set(self.moment)

    def begin(self) -> None:
        """From here on the lines of its log count."""
        self.before = len(self.it.err)

    def lines(self, pattern: str) -> list[str]:
        """The lines of its log that match, since the last beginning."""
        return [line for line in self.it.err[self.before :] if re.search(pattern, line)]

    def logs(self, pattern: str) -> None:
        """Wait for such a line."""
        until(lambda: self.lines(pattern), pattern)


@contextmanager
def mounted(disk: Path) -> Iterator[Path]:
    """A file system of its own; this needs the right to mount."""
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def serving(home: Path, disk: Path) -> Iterator[Service]:
    """The service over a bank on the loopback address."""
    bank = answer(200, TABLE, {"Content-Type": "application/xml; charset=windows-1251"})
    clock = Clock(home / "now")
    clock.set(MORNING)
    with Loopback(bank) as upstream:
        lines = [f'store = "disk://{disk}/store"', 'sources = ["bank_of_russia"]', 'refresh = "1s"']
        lines += ['currencies = ["RUB"]', "[provider.bank_of_russia]", f'url = "{upstream.url("")}"']
        (home / "fxwidget.toml").write_text("\n".join(lines))
        with running("-v", "serve", "--port", "0", cwd=home, env=clock.environment) as it:
            yield Service(it, disk, clock)
    assert "Traceback" not in "".join(it.err)


@pytest.fixture(name="running_service", scope="module")
def _running_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all faults that pass: it recovers from each."""
    home = tmp_path_factory.mktemp("service")
    with mounted(home / "disk") as disk, serving(home, disk) as service:
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")
        yield service


@pytest.fixture(name="service")
def _service(running_service: Service) -> Service:
    """That service, in order, with a log that begins with the test."""
    running_service.goes_on()
    running_service.begin()
    return running_service


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
        service.logs(rf"ERROR can't write the store {service.store}: .*{words}")
        assert LABEL not in service.page()
        service.hours_pass()
        until(lambda: LABEL in service.page(), "the label")
        assert "75.5273" in service.page()
        service.logs("DEBUG the store still fails, in [2-9] rounds now")
        assert len(service.lines(words)) == 1
    service.logs(r"INFO the store works again, after \d+ rounds without it")
    service.goes_on()


def test_a_memory_that_is_locked(service: Service) -> None:
    """A process that keeps SQLite's lock costs the memory only: the table is published and stays fresh."""
    with closing(sqlite3.connect(service.store / "memory/cache.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        service.logs("ERROR can't write the store .*: it is locked; end the other process that holds it")
        service.goes_on()
        service.logs("DEBUG the store still fails, in [2-9] rounds now")
        assert len(service.lines("it is locked")) == 1
    service.logs("INFO the store works again")


def test_a_store_that_is_deleted(service: Service) -> None:
    """It is made anew with the next round; nothing is wrong, so nothing is said."""
    shutil.rmtree(service.store)
    assert "75.5273" in service.page()
    assert get(f"{service.it.url}/v1/rates").status == 200
    service.goes_on()
    assert (service.store / "memory/cache.db").is_file()
    assert service.lines(r" ERROR | WARNING .*store") == []


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    """Without room the refresher says so and is started again, until there is; the page names what is tried."""
    with mounted(tmp_path / "disk") as disk, serving(tmp_path, disk) as service:
        with full(service):
            page = until(lambda: get(f"{service.it.url}/widget"), "an answer")
            assert (page.status, "Bank of Russia" in page.text) == (503, True)
            service.logs("can't write the store .*No space left on device")
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")


def test_a_store_of_another_owner(tmp_path: Path) -> None:
    """Where another refresher owns the store ours says so and waits in its supervisor's hands, until it may."""
    disk = tmp_path / "disk"
    (disk / "store").mkdir(parents=True)
    with serving(tmp_path, disk) as service:
        with (service.store / "refresher.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            service.logs("another refresher already owns the store")
            assert get(f"{service.it.url}/widget").status == 503
        until(lambda: get(f"{service.it.url}/widget").status == 200, "the table")
