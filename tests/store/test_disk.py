"""The disk store: what is published is whole or is not there, and what is remembered is text that nobody executes."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import pickle
import resource
import shutil
import sqlite3
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.quote import Kind
from fxwidget.domain.state import Close, LevelState, Memory, Row, SourceMemory
from fxwidget.errors import ConfigurationError, SnapshotInvalid, StoreBusy
from fxwidget.inspection.doctor.folder import look_at_folder
from fxwidget.store import disk as disk_store
from fxwidget.store import open_history, open_store, preload
from fxwidget.store.disk import ORDERS, PREVIOUS, SNAPSHOT, DiskStore
from fxwidget.store.memory_texts import memory_of
from fxwidget.store.snapshot_file import _CHANGES, FORMAT, _seal, seal_changes, unseal, unseal_changes
from tests.support.stores import FIRST, later, memory, refused


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[DiskStore]:
    with closing(DiskStore(tmp_path / "store")) as store:
        yield store


# What can't be read or written


def test_orders_that_can_not_be_read(store: DiskStore) -> None:
    """Orders that are none, or no file, are said to be so: nothing is done as if there were none."""
    store.folder.mkdir(parents=True)
    (store.folder / ORDERS).write_text("{", encoding="utf-8")
    with refused("can't be read as orders: remove it"):
        store.journal()
    (store.folder / ORDERS).unlink()
    (store.folder / ORDERS).mkdir()
    with refused("can't read the store"):
        store.journal()


def test_a_lock_that_another_process_does_not_give_back(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some seconds that is said, with the lock's name; nothing is written without it."""
    assert store.publish(FIRST)
    monkeypatch.setattr(disk_store, "PATIENCE", 0.03)
    with open(store.folder / "publish.lock", "a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with refused("another process keeps publish.lock locked; end it"):
            store.publish(later(1))
    assert store.publish(later(1))


def test_a_memory_that_can_be_neither_written_nor_read_is_empty(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, and the refresher begins anew."""
    assert disk_store._read_only(tmp_path / "nothing.db") == {}
    assert "nothing.db can't be read either" in caplog.text


def test_changes_that_are_none_are_refused() -> None:
    """A whole file whose checksum fits holds changes, or it is refused."""
    assert unseal_changes(seal_changes(())) == ()
    with pytest.raises(SnapshotInvalid, match="what it holds are no changes"):
        unseal_changes(_seal(_CHANGES, b"[1]"))


def test_a_state_of_a_later_build_costs_its_entry() -> None:
    """Texts under a name that this build does not know are left out of the memory."""
    assert memory_of([("further/ecb", "{}")], "here", disk_store.log) == Memory()


# Publishing


def test_reading_makes_nothing(store: DiskStore) -> None:
    """A store nobody wrote to makes no folder for a reader."""
    assert (store.load(), store.version(), store.load_memory()) == (None, None, Memory())
    assert not store.folder.exists()


def test_two_files(store: DiskStore) -> None:
    """However often something is published, its file and the copy of the one before are all that stands there."""
    for by in range(200):
        assert store.publish(later(by))
    assert {file.name for file in store.folder.iterdir()} == {SNAPSHOT, PREVIOUS, "publish.lock"}
    assert unseal((store.folder / PREVIOUS).read_bytes()) == later(198)


def test_one_temporary_name(store: DiskStore) -> None:
    """What a crash left is written over: it never piles up, and never counts."""
    store.publish(FIRST)
    for name in ("snapshot.json.new", "snapshot.previous.json.new"):
        (store.folder / name).write_bytes(b"half a sn")
    assert store.load() == FIRST
    assert store.publish(later(1))
    assert store.load() == later(1)
    assert {file.name for file in store.folder.iterdir()} == {SNAPSHOT, PREVIOUS, "publish.lock"}


def test_a_crash_before_the_rename(store: DiskStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine stops at the last step, the table before stands."""
    store.publish(FIRST)
    store.publish(later(1))
    steps = iter([os.replace])

    def replace(source: Path, target: Path) -> None:
        next(steps, fail)(source, target)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("os.replace", replace)
    with refused("can't write the store", "Input/output error"):
        store.publish(later(2))
    monkeypatch.undo()
    assert store.load() == later(1)
    assert store.publish(later(2))


# Torn and altered files


def test_every_altered_byte(store: DiskStore, caplog: pytest.LogCaptureFixture) -> None:
    """Whichever byte of the first line is altered, and a sample of the others: the previous copy, with a warning."""
    store.publish(FIRST)
    store.publish(later(1))
    file = store.folder / SNAPSHOT
    content = file.read_bytes()
    head = content.index(b"\n") + 1
    number = content.index(str(FORMAT).encode())
    for place in {*range(head), *range(head, len(content), 61), len(content) - 1} - {number}:
        altered = bytearray(content)
        altered[place] ^= 0x01
        file.write_bytes(altered)
        caplog.clear()
        read = store.load()
        if read == later(1):  # a space that became another character may mean the same
            assert json.loads(bytes(altered).split(b"\n", 1)[0]) == json.loads(content.split(b"\n", 1)[0])
            continue
        assert read == FIRST, place
        assert [
            (record.levelname, record.getMessage().partition(" in ")[0]) for record in caplog.records
        ] == [("WARNING", SNAPSHOT)]


def test_every_torn_length(store: DiskStore) -> None:
    """Wherever the file ends too early, the previous copy is read."""
    store.publish(FIRST)
    store.publish(later(1))
    file = store.folder / SNAPSHOT
    content = file.read_bytes()
    for length in {*range(0, len(content), 53), len(content) - 1}:
        file.write_bytes(content[:length])
        assert store.load() == FIRST, length


def test_both_torn(store: DiskStore) -> None:
    """With nothing left to read the error names both files."""
    store.publish(FIRST)
    store.publish(later(1))
    for name in (SNAPSHOT, PREVIOUS):
        (store.folder / name).write_bytes((store.folder / name).read_bytes()[:-100])
    with pytest.raises(SnapshotInvalid) as caught:
        store.load()
    assert str(caught.value).count("the checksum does not fit") == 2
    assert "\n" not in str(caught.value)


def test_a_torn_file_is_published_over(store: DiskStore) -> None:
    """A torn file neither blocks the next publication nor takes the place of the good previous copy."""
    store.publish(FIRST)
    store.publish(later(1))
    file = store.folder / SNAPSHOT
    file.write_bytes(file.read_bytes()[:200])
    assert store.publish(later(2))
    assert store.load() == later(2)
    assert unseal((store.folder / PREVIOUS).read_bytes()) == FIRST


def test_an_older_one_is_not_published_over_a_torn_file(store: DiskStore) -> None:
    """Even then nothing older than the previous copy comes back."""
    store.publish(FIRST)
    store.publish(later(1))
    (store.folder / SNAPSHOT).write_bytes(b"")
    assert store.publish(later(-1)) is False
    assert store.load() == FIRST


def test_an_altered_seq_does_not_block(store: DiskStore) -> None:
    """The ``seq`` of the first line counts only with the table that it is of."""
    store.publish(FIRST)
    file = store.folder / SNAPSHOT
    file.write_bytes(file.read_bytes().replace(b'"seq": 1', b'"seq": 9', 1))
    assert store.publish(later(1))
    assert store.load() == later(1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\0" * 500,
        b'{"fxwidget_snapshot": 1}\n',
        b'{"fxwidget_snapshot": 1, "seq": 1, "sha256": ' + b"[" * 100_000,
        b'{"fxwidget_snapshot": ' + b"[" * 100_000 + b"\n",
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=["empty", "object", "zeros", "head", "cut", "brackets", "all-brackets", "no-text"],
)
def test_what_is_no_snapshot(content: bytes) -> None:
    """Whatever stands in its place is one error."""
    with pytest.raises(SnapshotInvalid):
        unseal(content)


def test_a_newer_format(store: DiskStore) -> None:
    """A store of a newer fxwidget is neither read wrongly nor written over."""
    body = FIRST.to_json()
    head = {"fxwidget_snapshot": FORMAT + 1, "seq": 1, "sha256": hashlib.sha256(body).hexdigest()}
    store.folder.mkdir()
    content = json.dumps(head).encode() + b"\n" + body
    (store.folder / SNAPSHOT).write_bytes(content)
    words = (f"written in format {FORMAT + 1}", f"reads {FORMAT}", "install a newer fxwidget")
    with refused(*words):
        store.load()
    with refused(*words):
        store.publish(later(1))
    assert (store.folder / SNAPSHOT).read_bytes() == content


def test_the_json_alone_is_a_snapshot() -> None:
    """The JSON that everybody reads may stand in a file as it is."""
    assert unseal(FIRST.to_json()) == FIRST


# The refresher's memory


def rows(store: DiskStore) -> dict[str, float]:
    """When each entry of the memory was written."""
    with closing(sqlite3.connect(store.folder / "memory" / "cache.db")) as database:
        return dict(database.execute("SELECT key, store_time FROM Cache").fetchall())


def test_unchanged_values_are_not_rewritten(store: DiskStore) -> None:
    """A round in which one source spoke writes one entry; one that is gone is removed."""
    store.save_memory(memory())
    written = rows(store)
    assert set(written) == {
        "sources/currencyrate",
        "sources/ecb",
        "currencies/INR",
        "currencies/ETB",
    }
    store.save_memory(memory())
    assert rows(store) == written
    changed = memory("85.3396")
    changed = changed.model_copy(update={"currencies": {"INR": changed.currencies["INR"]}})
    store.save_memory(changed)
    again = rows(store)
    assert {key for key in again if again[key] != written[key]} == {"sources/currencyrate"}
    assert written.keys() - again.keys() == {"currencies/ETB"}
    with closing(DiskStore(store.folder)) as other:
        assert other.load_memory() == changed
        other.save_memory(changed)  # what was recalled counts as kept
    assert rows(store) == again


def test_folder_deleted_under_it(store: DiskStore) -> None:
    """Whoever removes the folder loses nothing that the refresher still knows."""
    store.publish(FIRST)
    store.save_memory(memory())
    shutil.rmtree(store.folder)
    assert (store.load(), store.version()) == (None, None)
    assert store.publish(later(1))
    store.save_memory(memory())
    with closing(DiskStore(store.folder)) as other:
        assert (other.load(), other.load_memory()) == (later(1), memory())


def test_database_deleted_under_it(store: DiskStore) -> None:
    """The same where only the memory's files are removed and their folder stays."""
    store.save_memory(memory())
    for file in (store.folder / "memory").iterdir():
        file.unlink()
    store.save_memory(memory())
    with closing(DiskStore(store.folder)) as other:
        assert other.load_memory() == memory()


def test_an_entry_that_cannot_be_read(store: DiskStore, caplog: pytest.LogCaptureFixture) -> None:
    """One entry of another shape starts anew, with a warning; the others stay."""
    store.save_memory(memory())
    store.close()
    plant(store, value='{"rows": 5}', mode=1, key="sources/currencyrate")
    recalled = store.load_memory()
    assert "currencyrate" not in recalled.sources
    assert recalled.currencies == memory().currencies
    assert "memory of sources/currencyrate" in caplog.text


def plant(
    store: DiskStore, *, value: Any, mode: int, key: Any = "sources/evil", raw: int = 1, filename: Any = None
) -> None:
    """Write an entry as any program with access to the file could."""
    with closing(sqlite3.connect(store.folder / "memory" / "cache.db")) as database, database:
        database.execute("DELETE FROM Cache WHERE key = ?", (key,))
        database.execute(
            "INSERT INTO Cache (key, raw, store_time, access_time, access_count, size, mode, filename, value)"
            " VALUES (?, ?, 0, 0, 0, 0, ?, ?, ?)",
            (key, raw, mode, filename, value),
        )


class Evil:
    """Unpickling it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, str]]:
        return open, (str(self.file), "w")


@pytest.mark.parametrize("where", ["value", "key", "file", "number"])
def test_a_planted_pickle_is_never_unpickled(store: DiskStore, tmp_path: Path, where: str) -> None:
    """A memory with an entry that is not plain text is set aside and begins anew, and none of its code runs."""
    proof = tmp_path / "proof"
    payload = pickle.dumps(Evil(proof))
    pickle.loads(payload).close()
    proof.unlink()  # it would have worked
    store.save_memory(memory())
    store.close()
    (store.folder / "memory" / "evil.val").write_bytes(payload)
    if where == "value":
        plant(store, value=payload, mode=4)
    elif where == "key":
        plant(store, key=payload, raw=0, value="{}", mode=1)
    elif where == "file":
        plant(store, value=None, mode=4, filename="evil.val")
    else:
        plant(store, value=5, mode=1)
    assert store.load_memory() == Memory()
    assert not proof.exists()
    assert len(list(store.folder.glob("memory.unreadable-*"))) == 1


def test_only_text_is_kept(store: DiskStore) -> None:
    """The memory's own database takes neither bytes nor objects."""
    store.save_memory(Memory())
    database = store._open()
    for value in (b"bytes", 5, None, ["list"]):
        with pytest.raises(TypeError, match="keeps text only"):
            database.set("key", value)
    with pytest.raises(TypeError, match="keeps text only"):
        database.set(5, "text")


ANOTHER_SCHEMA = (
    "DROP TABLE Cache; CREATE TABLE Cache (name TEXT)",
    "DROP TABLE Settings; CREATE TABLE Settings (name TEXT)",
)


def scribble(store: DiskStore, what: bytes | str) -> None:
    """Make the memory one that nobody can read: other bytes, or another schema."""
    store.close()
    database = store.folder / "memory" / "cache.db"
    if isinstance(what, str):
        with closing(sqlite3.connect(database)) as other:
            other.executescript(what)
        return
    for file in (store.folder / "memory").iterdir():
        file.unlink()
    database.write_bytes(what)


@pytest.mark.parametrize(
    "what",
    [b"this is no database" * 500, b"SQLite format 3\0" + b"\xff" * 5000, *ANOTHER_SCHEMA],
    ids=["bytes", "torn", "another table", "other settings"],
)
def test_a_memory_that_cannot_be_read_is_set_aside(
    store: DiskStore, what: bytes | str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is renamed by the time, said once, and begins anew; the published table is read all the same."""
    store.publish(FIRST)
    store.save_memory(memory())
    scribble(store, what)
    assert store.load_memory() == Memory()
    (aside,) = store.folder.glob("memory.unreadable-*")
    assert aside.name in caplog.text
    assert store.load() == FIRST
    store.save_memory(memory())
    with closing(DiskStore(store.folder)) as another:
        assert another.load_memory() == memory()
    (finding,) = [it for it in look_at_folder(str(store.folder)) if it.what == "memory set aside"]
    assert (finding.status, aside.name.rpartition("-")[2] in finding.found) == ("warn", True)


@pytest.mark.parametrize("what", [b"this is no database" * 500, *ANOTHER_SCHEMA])
def test_a_memory_that_cannot_be_opened_leaves_no_connection(
    store: DiskStore, what: bytes | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of the opening fails, each connection that it made to the database is closed."""
    store.save_memory(memory())
    scribble(store, what)
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made.append(connect(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    assert store.load_memory() == Memory()
    assert made
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            connection.execute("SELECT 1")


def test_a_memory_that_breaks_while_it_is_kept_is_set_aside(store: DiskStore) -> None:
    """The next round writes it whole into another one."""
    store.save_memory(memory())
    scribble(store, b"this is no database" * 500)
    store.save_memory(memory())
    assert store.load_memory() == memory()
    assert len(list(store.folder.glob("memory.unreadable-*"))) == 1


def test_a_memory_in_use_is_not_set_aside(store: DiskStore) -> None:
    """Another process that holds it is no fault of it."""
    store.save_memory(memory())
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store._refuse_busy(sqlite3.OperationalError("database is locked"))
    assert not list(store.folder.glob("memory.unreadable-*"))


def test_what_no_round_can_have_written_is_dropped_row_by_row(store: DiskStore) -> None:
    """A day of the year 9999, or a number beyond every level, costs its own row; those beside it are known."""
    good = Row(
        rate=Decimal("85.3"), as_of=date(2026, 4, 28), market_day=date(2026, 4, 28),
        published=datetime(2026, 4, 28, 14, tzinfo=UTC), kind=Kind.FIXING,
    )  # fmt: skip
    rows = {
        "INR": good,
        "BRL": good.model_copy(update={"published": datetime(9999, 12, 31, 23, tzinfo=UTC)}),
        "ZAR": good.model_copy(update={"market_day": date(1, 1, 1)}),
        "RUB": good.model_copy(update={"rate": Decimal(0)}),
    }
    closes = {
        "INR": (
            Close(market_day=date(9999, 12, 31), rate=Decimal(1)),
            Close(market_day=date(2026, 4, 27), rate=Decimal(85)),
        )
    }
    far = datetime(9999, 12, 31, tzinfo=UTC)
    store.save_memory(
        Memory(
            sources={
                "bank": SourceMemory(
                    rows=rows, closes=closes, asked_at=far, spent={date(2026, 4, 28): 3, date.max: 9}
                )
            },
            currencies={"INR": LevelState(confirmed=Decimal("85.3")), "BRL": LevelState(level_since=far)},
        )
    )
    store.close()
    found = store.load_memory()
    bank = found.sources["bank"]
    assert (dict(bank.rows), bank.closes["INR"]) == ({"INR": good}, closes["INR"][1:])
    assert (bank.asked_at, dict(bank.spent)) == (None, {date(2026, 4, 28): 3})
    assert found.currencies == {"INR": LevelState(confirmed=Decimal("85.3")), "BRL": LevelState()}


# Folders that fail


@pytest.fixture(name="disk")
def _disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of one megabyte, where this user may mount one; else a folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.chmod(0o755)


def mount(*arguments: str) -> bool:
    return os.geteuid() == 0 and subprocess.call(["mount", *arguments], stderr=subprocess.DEVNULL) == 0


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """No room for another byte; without a file system of its own, no file may grow."""
    if disk.is_mount():
        with (
            open(disk / "filler", "wb", buffering=0) as filler,
            pytest.raises(OSError, match="No space left"),
        ):
            deque(filler.write(bytes(512)) for _ in count())
        yield
        (disk / "filler").unlink()
    else:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    if disk.is_mount():
        assert mount("-o", "remount,ro", str(disk))
        yield
        assert mount("-o", "remount,rw", str(disk))
    else:
        assert os.geteuid() != 0, "root may write anywhere: this test needs the right to mount"
        (disk / "store").chmod(0o555)
        yield
        (disk / "store").chmod(0o755)


@pytest.mark.parametrize("state", [full, read_only], ids=["full", "read-only"])
def test_a_refresher_starts_on_a_disk_that_takes_no_writing(
    disk: Path, state: Callable[[Path], AbstractContextManager[None]]
) -> None:
    """It owns the store and knows what was kept; what can't be written is told when it is to be."""
    with closing(DiskStore(disk / "store")) as store:
        assert store.publish(FIRST)
        store.save_memory(memory())
        with store.own():
            pass
    with state(disk), closing(DiskStore(disk / "store")) as restarted, restarted.own():
        assert (restarted.load(), restarted.load_memory()) == (FIRST, memory())
        with refused("can't write the store"):
            restarted.publish(later(1))


def test_full_disk(disk: Path) -> None:
    """No room: what was published stays readable, each failure is one line, and with room again all is written."""
    with closing(DiskStore(disk / "store")) as store:
        assert store.publish(FIRST)
        store.save_memory(memory())
        large = memory(seen="x" * 200_000)
        with full(disk):
            for _ in range(2):
                with refused("can't write the store", "free space"):
                    store.publish(later(1))
                with refused("can't write the store", "free space"):
                    store.save_memory(large)
                assert store.load() == FIRST
        assert store.publish(later(1))
        store.save_memory(large)
        with closing(DiskStore(store.folder)) as other:
            assert (other.load(), other.load_memory()) == (later(1), large)


def test_read_only_folder(disk: Path) -> None:
    """Nobody may write: reading goes on, each attempt is one line."""
    with closing(DiskStore(disk / "store")) as store:
        store.publish(FIRST)
    with read_only(disk), closing(DiskStore(disk / "store")) as store:
        with refused("can't write the store", "its owner"):
            store.publish(later(1))
        with refused("can't write the store", "its owner"):
            store.save_memory(memory())
        with refused("can't write the store", "its owner"), store.own():
            pass
        assert (store.load(), store.load_memory()) == (FIRST, Memory())
    with closing(DiskStore(disk / "store")) as store:
        assert store.publish(later(1))


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A path that is a file is no store."""
    (tmp_path / "store").write_text("a file")
    with closing(DiskStore(tmp_path / "store")) as store:
        with refused("can't read the store"):
            store.load()
        with refused("can't read the store"):
            store.version()
        with refused("can't write the store"):
            store.publish(FIRST)
        with refused("can't write the store"):
            store.save_memory(memory())
        with refused("can't write the store"), store.own():
            pass


def test_a_folder_in_place_of_the_file(store: DiskStore) -> None:
    """Nor is a folder a snapshot."""
    (store.folder / SNAPSHOT).mkdir(parents=True)
    with refused("can't read the store", "Is a directory"):
        store.load()


def mounted_on(monkeypatch: pytest.MonkeyPatch, *mounts: tuple[Path | str, str]) -> None:
    """Let the system's mount table say this."""
    lines = [
        f"{number} 1 0:{number} / {str(point).replace(' ', chr(92) + '040')} rw,relatime shared:1 - {kind} host:/export rw"
        for number, (point, kind) in enumerate(mounts, start=20)
    ]
    original = Path.read_text

    def read_text(self: Path, *arguments: Any, **options: Any) -> str:
        return (
            "\n".join(lines) if str(self) == "/proc/self/mountinfo" else original(self, *arguments, **options)
        )

    monkeypatch.setattr(Path, "read_text", read_text)


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "ceph", "fuse.sshfs"])
def test_network_file_systems_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """SQLite can't lock there: the memory is refused before a file of it is made. Snapshots need no locks."""
    share = tmp_path / "a share"
    mounted_on(monkeypatch, ("/", "ext4"), (share, kind))
    with closing(DiskStore(share / "store")) as store:
        with refused(f"lies on {kind}", "choose a local folder"):
            store.save_memory(memory())
        assert not (store.folder / "memory").exists()
        assert store.publish(FIRST)


def test_local_file_systems_are_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest mount decides, and a name that only begins alike is another folder."""
    mounted_on(
        monkeypatch,
        ("/", "nfs4"),
        (tmp_path, "xfs"),
        (tmp_path / "sto", "nfs4"),
        (tmp_path / "store/x", "cifs"),
    )
    with closing(DiskStore(tmp_path / "store")) as store:
        store.save_memory(memory())
        assert store.load_memory() == memory()


# Owners


def test_an_owner_that_died(store: DiskStore) -> None:
    """The lock goes with its process, whatever became of it: the file may stay."""
    store.folder.mkdir()
    with open(store.folder / "refresher.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusy), store.own():
            pass
    assert (store.folder / "refresher.lock").exists()
    with store.own():
        pass


# By URL


def test_a_store_in_redis_is_opened_without_being_asked() -> None:
    """Opening it connects to nothing; what follows it is loaded before processes are forked."""
    url = "redis://127.0.0.1:1/0"
    preload(url)
    preload("disk:///nowhere")
    assert "redis" in type(open_store(url)).__module__
    assert "redis" in type(open_history(url)).__module__


def test_open_store(tmp_path: Path) -> None:
    """``disk://`` and a folder, which nothing is written to before it must be."""
    with closing(open_store(f"disk://{tmp_path}/deep/store")) as store:
        assert isinstance(store, DiskStore)
        assert store.folder == tmp_path / "deep/store"
        assert not store.folder.exists()
        assert store.publish(FIRST)
    assert isinstance(home := open_store("disk://~/fxwidget"), DiskStore)
    assert home.folder == Path.home() / "fxwidget"


@pytest.mark.parametrize(
    "url", ["", "disk", "disk:", "disk://", "/var/lib/fxwidget", "ftp://host/x", "disk:/var"]
)
def test_no_store(url: str) -> None:
    """Anything else is told what a store looks like."""
    with pytest.raises(ConfigurationError, match="disk://") as caught:
        open_store(url)
    assert "\n" not in str(caught.value)
