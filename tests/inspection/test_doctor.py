"""``fxwidget doctor``: every fault that is planted is found, and says how it is mended; nothing else is."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import ssl
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from fxwidget.config.settings import Settings
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import StoreError
from fxwidget.inspection import tables
from fxwidget.inspection.doctor import clock, folder, network
from fxwidget.inspection.doctor.examination import examine
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.inspection.doctor.refreshing import missed
from fxwidget.ops.clock import synchronized
from fxwidget.provider.bank_holidays import known_until
from fxwidget.store.disk import PREVIOUS, SNAPSHOT, DiskStore
from fxwidget.store.sqlite_history import HISTORY, SqliteHistory
from tests.support import snapshots
from tests.support.certificates import certificate, of_server
from tests.support.history import close
from tests.support.loopback import Loopback, answer, raw
from tests.support.prefork import fxwidget
from tests.support.processes import faked

NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)


def settings(home: Path, **more: Any) -> Settings:
    """One provider, and a store in the folder."""
    return Settings(**{"store": f"disk://{home}/store", "sources": ("ecb",), **more})


def found(given: Settings, what: str, *, now: datetime = NOW, offline: bool = True) -> Finding:
    """The worst finding of this name."""
    order = list(Status)
    all_of_it = [finding for finding in examine(given, now, offline=offline) if finding.what == what]
    return max(all_of_it, key=lambda finding: order.index(finding.status))


def bad(finding: Finding, status: Status, *words: str) -> None:
    """It is as bad as this, says these words, and how to mend it."""
    assert finding.status is status
    assert finding.mend
    for word in words:
        assert word in f"{finding.found} | {finding.mend}"


def published(home: Path, now: datetime = NOW) -> DiskStore:
    """A store with a table that was checked now, its copy, and a memory."""
    store = DiskStore(home / "store")
    for seq in (1, 2):
        due, until = now + timedelta(minutes=5), now + timedelta(hours=1)
        store.publish(snapshots.snapshot(seq=seq, checked_at=now, next_check_at=due, valid_until=until))
    store.save_memory(Memory(sources={"ecb": SourceMemory(outcome="answered")}))
    return store


@pytest.fixture(autouse=True)
def _kept_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock is kept right, whatever the one is on which the tests run."""
    monkeypatch.setattr(clock, "synchronized", lambda: True)


def test_a_healthy_service(tmp_path: Path) -> None:
    """With a table, its refresher and a host that answers, nothing is wrong."""
    date = {"Date": format_datetime(NOW, usegmt=True)}
    with Loopback(answer(404, b"", date)) as host, closing(published(tmp_path)) as store, store.own():
        given = settings(tmp_path, currencies=("INR",), provider={"ecb": {"url": host.url("")}})
        all_of_it = list(examine(given, NOW))
        (asked,) = host.requests
    assert [finding for finding in all_of_it if finding.status is not Status.OK] == []
    assert ("one is running" in {finding.found for finding in all_of_it}) is True
    assert (asked.method, asked.target) == ("HEAD", "/")


def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    """Looking changes nothing: no folder is made, no file is left."""
    list(examine(settings(tmp_path), NOW, offline=True))
    assert list(tmp_path.iterdir()) == []
    published(tmp_path).close()
    before = sorted(path.name for path in (tmp_path / "store").rglob("*"))
    list(examine(settings(tmp_path), NOW, offline=True))
    assert sorted(path.name for path in (tmp_path / "store").rglob("*")) == before


# Keys


def test_a_key_that_is_missing(tmp_path: Path) -> None:
    """A provider that needs a key and has none."""
    given = settings(tmp_path, sources=("open_exchange_rates",))
    bad(found(given, "key of open_exchange_rates"), Status.FAIL, "there is none", "key_file")


@pytest.mark.parametrize("kind", ["key_file", "key_credential"])
def test_a_key_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A key file, or a credential, that is not there."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    name = str(tmp_path / "oxr") if kind == "key_file" else "oxr"
    given = settings(
        tmp_path, sources=("open_exchange_rates",), provider={"open_exchange_rates": {kind: name}}
    )
    bad(found(given, "key of open_exchange_rates"), Status.FAIL, "oxr can't be read: No such file")


def test_a_key_file_that_others_can_read(tmp_path: Path) -> None:
    """A key that every user of the machine can read is a warning, until it is mended as it says."""
    (tmp_path / "oxr").write_text("secret")
    (tmp_path / "oxr").chmod(0o644)
    provider = {"open_exchange_rates": {"key_file": str(tmp_path / "oxr")}}
    given = settings(tmp_path, sources=("open_exchange_rates",), provider=provider)
    finding = found(given, "key of open_exchange_rates")
    bad(finding, Status.WARN, "can be read by others")
    subprocess.run(str(finding.mend).split(), check=True)
    assert found(given, "key of open_exchange_rates").status is Status.OK


# The folder


@pytest.fixture(name="disk")
def _disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; this needs the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.needs("root")
def test_a_small_disk(disk: Path) -> None:
    """Little room is a warning, hardly any a failure."""
    bad(found(settings(disk), "free space"), Status.WARN, "16.0 MiB free", "make room")
    (disk / "filler").write_bytes(bytes(13 * 2**20))
    bad(found(settings(disk), "free space"), Status.FAIL, "3.0 MiB free")


@pytest.mark.needs("root")
def test_a_full_disk(disk: Path) -> None:
    """Where not a byte fits, writing is tried and fails."""
    with (
        (disk / "filler").open("wb", buffering=0) as filler,
        pytest.raises(OSError, match="No space left"),
    ):
        deque(filler.write(bytes(4096)) for _ in count())
    bad(found(settings(disk), "store"), Status.FAIL, "No space left on device", "full")


@pytest.mark.needs("root")
def test_a_read_only_folder(disk: Path) -> None:
    """A folder that nobody may write in."""
    published(disk).close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    bad(found(settings(disk), "store"), Status.FAIL, "Read-only file system", "read-only")
    bad(found(settings(disk), "permissions"), Status.FAIL, SNAPSHOT)


NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user whom permissions hold, which those who run the tests as root are not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a published store that anybody may enter, unlike those of pytest."""
    it = Path(tempfile.mkdtemp(prefix="fxwidget-doctor-"))
    it.chmod(0o755)
    published(it).close()
    yield it
    for place in ("store", "store/memory"):
        (it / place).chmod(0o700)
    shutil.rmtree(it)


def test_files_of_another_user(home: Path) -> None:
    """Files that a round as root left behind, which the service's own user can't replace."""
    (home / "store/memory").chmod(0o755)
    for file in home.rglob("*.*"):
        file.chmod(0o444)
    if os.geteuid() == 0:
        os.chown(home / "store", NOBODY, NOBODY)
    with as_nobody():
        finding, store = (found(settings(home), what) for what in ("permissions", "store"))
    bad(finding, Status.FAIL, SNAPSHOT, "memory/cache.db", "give")
    assert store.status is Status.OK


@pytest.mark.parametrize("mode", [0o000, 0o444], ids=["shut", "listed"])
@pytest.mark.parametrize(
    ("place", "faults"),
    [
        ("store/memory", {"permissions": "memory", "memory": "Permission denied"}),
        ("store", {"store": "can't be", "snapshot": "Permission denied", "past": "Permission denied"}),
    ],
)
def test_a_folder_that_can_not_be_entered(home: Path, place: str, faults: dict[str, str], mode: int) -> None:
    """What lies behind it is neither missing nor well: each finding on it fails, and says what to do."""
    (home / "store/memory").chmod(0o755)
    (home / place).chmod(mode)
    with as_nobody():
        for what, words in faults.items():
            bad(found(settings(home), what), Status.FAIL, words)
        with (
            closing(DiskStore(home / "store")) as store,
            pytest.raises(StoreError, match="Permission denied"),
        ):
            store.load_memory()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A path that is a file is no store."""
    (tmp_path / "store").write_text("a file")
    bad(found(settings(tmp_path), "store"), Status.FAIL, "is a file", "disk://")


def test_a_network_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system on which SQLite's locks fail."""
    monkeypatch.setattr(folder, "file_system", lambda _: "nfs4")
    bad(found(settings(tmp_path), "file system"), Status.FAIL, "nfs4", "local disk")


def test_an_old_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that lacks what the memory is made with."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 7, 17))
    bad(found(settings(tmp_path), "SQLite"), Status.FAIL, "too old", "3.8.0 or newer")


def test_a_locked_memory(tmp_path: Path) -> None:
    """A process that does not let go of the memory."""
    published(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "store/memory/cache.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        bad(found(settings(tmp_path), "memory"), Status.FAIL, "database is locked", "end the process")


def test_a_broken_memory(tmp_path: Path) -> None:
    """A database that is none."""
    published(tmp_path).close()
    (tmp_path / "store/memory/cache.db").write_bytes(b"this is no database" * 500)
    bad(found(settings(tmp_path), "memory"), Status.FAIL, "not a database", "sets it aside")


# The past


def test_the_recorded_past(tmp_path: Path) -> None:
    """How far it reaches; a damaged one with the way to fill it again, also once it was set aside."""
    assert "nothing is recorded yet" in found(settings(tmp_path), "past").found
    past = SqliteHistory(tmp_path / "store", writable=True)
    past.add([close("INR", "2026-04-24", "96.0853")])
    assert "1 currencies from 2026-04-24 to 2026-04-24" in found(settings(tmp_path), "past").found
    (tmp_path / "store" / HISTORY).write_bytes(b"torn" * 4096)
    bad(
        found(settings(tmp_path), "past"),
        Status.FAIL,
        "is damaged",
        "'fxwidget backfill --from 2015-01-01' fills it",
    )
    name = past.set_aside()
    words = f"{name} could not be read and was set aside"
    bad(
        found(settings(tmp_path), "past"),
        Status.WARN,
        words,
        "'fxwidget backfill --from 2015-01-01' fills it",
    )


# The table


def test_rows_that_an_older_day_stands_in_for(tmp_path: Path) -> None:
    """Currency and day are named, with the command that shows the answer; by a memory that is read without writing."""
    with closing(published(tmp_path)) as store:
        skipped = {"INR": date(2026, 4, 28), "BRL": date(2026, 4, 28)}
        store.save_memory(Memory(sources={"ecb": SourceMemory(skipped=skipped), "nbp": SourceMemory()}))
    words = "BRL, INR of 2026-04-28 could not be read, an older day of the same document stands in"
    bad(found(settings(tmp_path), "rows of ecb"), Status.WARN, words, "fxwidget providers check ecb")


def test_no_table(tmp_path: Path) -> None:
    """Before the first round there is none."""
    bad(found(settings(tmp_path), "snapshot"), Status.WARN, "nothing was published yet", "refresher")


def test_a_torn_table(tmp_path: Path) -> None:
    """A corrupt snapshot whose copy stands in is a warning, with its copy corrupt too a failure."""
    published(tmp_path).close()
    (tmp_path / "store" / SNAPSHOT).write_bytes(b"torn")
    bad(found(settings(tmp_path), "snapshot"), Status.WARN, "torn")
    (tmp_path / "store" / PREVIOUS).write_bytes(b"torn")
    bad(found(settings(tmp_path), "snapshot"), Status.FAIL, "nor its copy can be read", "it writes a new one")


def test_an_old_table(tmp_path: Path) -> None:
    """A table that no refresher renews."""
    published(tmp_path).close()
    late = NOW + timedelta(hours=2)
    bad(found(settings(tmp_path), "snapshot", now=late), Status.FAIL, "valid until 2026-04-28 16:00", "start")
    assert found(settings(tmp_path), "snapshot").status is Status.OK


def test_a_table_of_a_newer_version(tmp_path: Path) -> None:
    """A format that this version does not read."""
    published(tmp_path).close()
    for name in (SNAPSHOT, PREVIOUS):
        (tmp_path / "store" / name).write_bytes(b'{"fxwidget_snapshot": 99, "seq": 1, "sha256": ""}\n{}')
    bad(found(settings(tmp_path), "snapshot"), Status.FAIL, "format 99", "install a newer fxwidget")


def test_who_owns_the_store(tmp_path: Path) -> None:
    """Whether a refresher runs is told, and looking takes nothing from it."""
    store = published(tmp_path)
    assert found(settings(tmp_path), "refresher").found == "none is running on this store"
    with (tmp_path / "store/refresher.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert found(settings(tmp_path), "refresher").found == "one is running"
    with store.own():
        assert found(settings(tmp_path), "refresher").found == "one is running"
    store.close()


def test_a_refresher_that_has_stopped(tmp_path: Path) -> None:
    """Two checks after the one that was due, long before the table expires, it is a warning; not a minute sooner."""
    with closing(published(tmp_path)) as store:
        given = settings(tmp_path, refresh="5m")
        due = NOW + timedelta(minutes=5)
        on_time, late = due + timedelta(minutes=9), due + timedelta(minutes=10)
        assert found(given, "refresher", now=on_time).status is Status.OK
        words = "none is running", "a check was due at 2026-04-28 15:05 UTC", "start fxwidget refresher"
        bad(found(given, "refresher", now=late), Status.WARN, *words)
        assert found(given, "snapshot", now=late).status is Status.OK
        with store.own():
            bad(found(given, "refresher", now=late), Status.WARN, "one is running, but", "it hangs")


def test_rounds_come_also_where_no_source_is_due(tmp_path: Path) -> None:
    """A snapshot whose next source is due in an hour was published by a round as any other: the next one is one interval later."""
    hour = NOW + timedelta(hours=1)
    table = snapshots.snapshot(checked_at=NOW, next_check_at=hour, valid_until=hour)
    every = timedelta(minutes=5)
    assert missed(table, None, every, NOW + timedelta(minutes=15)) is None
    assert missed(table, NOW, every, NOW + timedelta(minutes=14)) is None
    assert missed(table, NOW, every, NOW + timedelta(minutes=15)) is not None
    job = table.model_copy(
        update={"valid_until": NOW + timedelta(hours=15)}
    )  # made by an interval of its own
    assert missed(job, NOW, every, hour + timedelta(minutes=9)) is None
    assert missed(job, NOW, every, hour + timedelta(minutes=10)) is not None
    seconds = timedelta(seconds=10)  # a round in flight may take longer than such intervals
    assert missed(table, NOW, seconds, NOW + timedelta(minutes=4)) is None


# The clock


def test_an_impossible_clock(tmp_path: Path) -> None:
    """A machine without a battery begins in 1970."""
    then = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    bad(found(settings(tmp_path), "clock", now=then), Status.FAIL, "impossible", "chrony")


def test_a_clock_behind_the_table(tmp_path: Path) -> None:
    """A table from the future tells that the clock went back."""
    published(tmp_path, NOW + timedelta(days=1)).close()
    bad(found(settings(tmp_path), "snapshot"), Status.FAIL, "ahead", "set the clock right")


def test_a_clock_that_nobody_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock without a time service is a warning; where it can't be asked, nothing is said against it."""
    monkeypatch.setattr(clock, "synchronized", lambda: False)
    bad(found(settings(tmp_path), "time service"), Status.WARN, "not synchronized", "chrony")
    monkeypatch.setattr(clock, "synchronized", lambda: None)
    assert found(settings(tmp_path), "time service").status is Status.OK


# Calendars


def test_a_calendar_whose_next_year_is_not_known(tmp_path: Path) -> None:
    """Two weeks before the days off of an enabled provider's country run out, and after, a newer package is asked for."""
    until = known_until("china")
    assert until is not None
    end = datetime.combine(until, time(12), UTC)
    given = settings(tmp_path, sources=("cfets", "ecb"))
    for days, status in ((-100, Status.OK), (-3, Status.WARN), (30, Status.WARN)):
        finding = found(given, "calendar of china", now=end + timedelta(days=days))
        assert (finding.status, str(until) in finding.found) == (status, True)
    bad(finding, Status.WARN, "pip install --upgrade holidays")


def test_calendars_that_have_no_end_or_are_not_used_are_not_named(tmp_path: Path) -> None:
    """An operator of the ECB's table alone reads of no calendar, nor where the settings are wrong."""
    for sources in (("ecb",), ("open_exchange_rates", "cfets")):
        all_of_it = examine(settings(tmp_path, sources=sources), NOW, offline=True)
        assert not [finding for finding in all_of_it if finding.what.startswith("calendar")]


def test_the_kernel_is_asked() -> None:
    """The real question is answered, and sets nothing."""
    before = datetime.now(UTC)
    monkey = clock.look_at_clock(before)
    assert {finding.what for finding in monkey} == {"clock", "time service"}
    assert synchronized() in (True, False, None)


@pytest.mark.parametrize(
    ("apart", "status"), [(10, Status.OK), (-60, Status.WARN), (3600, Status.FAIL), (-86400, Status.FAIL)]
)
def test_a_clock_apart_from_the_providers(tmp_path: Path, apart: int, status: Status) -> None:
    """The clock is compared with that of the hosts that answer."""
    date = {"Date": format_datetime(NOW - timedelta(seconds=apart), usegmt=True)}
    with Loopback(answer(200, b"", date)) as host:
        given = settings(tmp_path, provider={"ecb": {"url": host.url("")}})
        finding = found(given, "clock against providers", offline=False)
    assert finding.status is status
    assert finding.found == f"{abs(apart)} s {'ahead of' if apart > 0 else 'behind'} them"


# The network


def test_a_host_without_a_name(tmp_path: Path) -> None:
    """A host that no name server knows."""
    given = settings(tmp_path, provider={"ecb": {"url": "https://nowhere.invalid"}})
    bad(found(given, "provider ecb", offline=False), Status.FAIL, "can't be resolved", "name servers")
    bad(found(given, "clock against providers", offline=False), Status.WARN, "no provider told its time")


def test_a_host_that_refuses(tmp_path: Path) -> None:
    """A host where nobody listens."""
    with Loopback(raw()) as host:
        given = settings(tmp_path, provider={"ecb": {"url": host.url("")}})
    bad(found(given, "provider ecb", offline=False), Status.FAIL, "could not be reached", "firewall")


def test_one_of_many_hosts_that_refuses(tmp_path: Path) -> None:
    """Where most providers are reached the table goes on without one, so that it is a warning."""
    with Loopback(raw()) as gone:
        refusing = gone.url("")
    with Loopback(answer(200)) as host:
        urls = {"ecb": host.url(""), "nbp": host.url(""), "cbu": refusing}
        given = settings(
            tmp_path, sources=tuple(urls), provider={name: {"url": url} for name, url in urls.items()}
        )
        found_there = {it.what: it.status for it in examine(given, NOW)}
    hosts = {what: status for what, status in found_there.items() if what.startswith("provider ")}
    assert hosts == {"provider ecb": Status.OK, "provider nbp": Status.OK, "provider cbu": Status.WARN}


def test_many_providers_that_are_alike_are_one_line() -> None:
    """Of more than a dozen hosts those with one remedy are told together, by name; a few stand for themselves."""
    refusing = [Finding(f"provider a{number}", Status.FAIL, "no route", "mend it") for number in range(12)]
    others = [
        Finding("provider b", Status.WARN, "ends soon", "tell them"),
        Finding("clock", Status.OK, "right"),
    ]

    assert printed(*refusing, *others) == [
        "fail  12 providers: no route",
        "      a0, a1, a2, a3, a4, a5, a6, a7, a8,",
        "      a9, a10, a11",
        "      mend: mend it",
        "warn  provider b: ends soon",
        "      mend: tell them",
        "ok    clock: right",
    ]
    assert printed(*refusing[:2]).count("      mend: mend it") == 2
    differing = [replace(each, found=f"{each.what} is away") for each in refusing]
    assert printed(*differing, *others)[0] == "fail  12 providers, such as a0: provider a0 is away"


def printed(*findings: Finding, terminal: bool = False) -> list[str]:
    """What is printed of findings at 41 columns, in a pipe or in a terminal, without its colours."""
    console = Console(record=True, file=StringIO(), width=41, force_terminal=terminal)
    tables.findings(findings, console)
    return console.export_text().splitlines()


def test_a_narrow_terminal_and_a_pipe() -> None:
    """A terminal breaks lines at blanks, the rest of each farther in; a pipe has each of them whole, to be searched."""
    faults = (
        "fxwidget.toml: 2 settings are wrong\n  base: 'ZZZ' is not a currency code\n  unknown setting 'foo'"
    )
    finding = Finding("settings", Status.FAIL, faults, "correct them; nothing else was looked at")
    assert printed(finding, terminal=True) == [
        "fail  settings: fxwidget.toml: 2 settings",
        "      are wrong",
        "      base: 'ZZZ' is not a currency code",
        "      unknown setting 'foo'",
        "      mend: correct them; nothing else",
        "          was looked at",
    ]
    assert printed(finding) == [
        "fail  settings: fxwidget.toml: 2 settings are wrong",
        "      base: 'ZZZ' is not a currency code",
        "      unknown setting 'foo'",
        "      mend: correct them; nothing else was looked at",
    ]


def tls(made: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side; ours trusts it."""
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=str(made)))
    return of_server(made)


@pytest.mark.needs("certificates")
@pytest.mark.parametrize(
    ("issued", "status", "words"),
    [
        ("2020-01-01 00:00:00", Status.FAIL, ("certificate has expired", "look at the clock first")),
        ("", Status.WARN, ("its certificate ends on", "renew")),
    ],
    ids=["expired", "soon"],
)
def test_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issued: str, status: Status, words: tuple[str, ...]
) -> None:
    """A certificate that has ended is a failure, one that ends soon a warning."""
    context = tls(certificate(tmp_path, environment=faked(issued) if issued else {}), monkeypatch)
    with Loopback(answer(200), tls=context) as host:
        given = settings(tmp_path, provider={"ecb": {"url": host.url("", "localhost")}})
        finding = found(given, "provider ecb", now=datetime.now(UTC), offline=False)
    bad(finding, status, *words)


@pytest.mark.needs("certificates")
def test_a_certificate_that_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that ends later than soon is told with its day."""
    monkeypatch.setattr(network, "SOON", timedelta(hours=1))
    context = tls(certificate(tmp_path), monkeypatch)
    with Loopback(answer(200), tls=context) as host:
        given = settings(tmp_path, provider={"ecb": {"url": host.url("", "localhost")}})
        finding = found(given, "provider ecb", now=datetime.now(UTC), offline=False)
    assert finding.status is Status.OK
    assert "certificate until" in finding.found


@pytest.mark.needs("certificates")
def test_a_certificate_of_nobody(tmp_path: Path) -> None:
    """A certificate that nobody vouches for."""
    context = of_server(certificate(tmp_path))
    with Loopback(answer(200), tls=context) as host:
        given = settings(tmp_path, provider={"ecb": {"url": host.url("", "localhost")}})
        bad(found(given, "provider ecb", offline=False), Status.FAIL, "certificate verify failed")


def test_where_it_would_ask() -> None:
    """Without a setting the host is that of the provider's own first request, whatever its adapter looks like."""
    from fxwidget.config.sources import sources

    given = Settings(sources=("ecb", "currency_api", "bank_indonesia_lokal"))
    hosts = [str(network._host(source, NOW)) for source in sources(given)]
    assert hosts == ["https://www.ecb.europa.eu", "https://cdn.jsdelivr.net", "https://www.bi.go.id"]


# The command


def test_the_command(tmp_path: Path) -> None:
    """Lines for people, a list for programs, and exit code 1 on a failure only."""
    (tmp_path / "fxwidget.toml").write_text(f'store = "disk://{tmp_path}/store"\nsources = ["ecb"]\n')
    well = fxwidget("doctor", "--offline", cwd=tmp_path)
    assert well.returncode == 0
    assert f"ok    store: {tmp_path}/store will be made" in well.stdout.splitlines()
    (tmp_path / "store").write_text("a file")
    ill = fxwidget("doctor", "--offline", cwd=tmp_path)
    assert ill.returncode == 1
    lines = ill.stdout.splitlines()
    at = lines.index(f"fail  store: {tmp_path}/store is a file")
    assert lines[at + 1] == "      mend: set store to disk:// and a folder"
    as_json = fxwidget("doctor", "--offline", "--json", cwd=tmp_path)
    assert {"what", "status", "found", "mend"} == set(json.loads(as_json.stdout)[0])
    assert as_json.returncode == 1
    assert (well.stderr, ill.stderr, as_json.stderr) == ("", "", "")


def test_wrong_settings(tmp_path: Path) -> None:
    """Settings that can't be read are the one finding."""
    (tmp_path / "fxwidget.toml").write_text("refresh = 'often'")
    done = fxwidget("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("fail  settings: fxwidget.toml: refresh: 'often' is not a duration")


@pytest.mark.needs("processes")
def test_a_future_clock(tmp_path: Path) -> None:
    """A machine that lives ten days ahead is told by the hosts that answer."""
    date = {"Date": format_datetime(datetime.now(UTC), usegmt=True)}
    with Loopback(answer(200, b"", date)) as host:
        lines = f'store = "disk://{tmp_path}/store"\nsources = ["ecb"]\nprovider.ecb.url = "{host.url("")}"\n'
        (tmp_path / "fxwidget.toml").write_text(lines)
        ahead = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d %H:%M:%S}"
        done = fxwidget("doctor", cwd=tmp_path, env=faked(ahead))
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if "clock against providers" in line]
    assert line.startswith("fail")
    assert "ahead of them" in line


def test_a_currency_that_nobody_lists(tmp_path: Path) -> None:
    """A currency that no enabled provider lists is a warning of its own that names it; else each is listed."""
    bad(
        found(settings(tmp_path, currencies=("INR", "IRR")), "currencies"),
        Status.WARN,
        "no enabled source lists IRR",
        "take IRR out",
    )
    assert found(settings(tmp_path, currencies=("INR", "ZAR")), "currencies").status is Status.OK
