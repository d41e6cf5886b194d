"""The store in one file: whole or set aside, never torn, and of one run at a time."""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import Kind
from fxwidget.domain.overrides import Command, Verb
from fxwidget.errors import ConfigurationError, SnapshotInvalid, StoreBusy
from fxwidget.store.ownership import Ownership
from fxwidget.store.sqlite_history import SqliteHistory
from fxwidget.store.state_content import MOST_RUNS, unpack
from fxwidget.store.state_file import StateFile
from fxwidget.store.state_past import past_lines, past_of
from tests.support.history import close, weekdays
from tests.support.snapshots import CHANGED, NOW, rate, snapshot
from tests.support.stores import FIRST, memory, refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in a folder that is made with it."""
    return tmp_path / "cache" / "state"


def filled(file: Path) -> StateFile:
    """A store with one of everything."""
    store = StateFile(file)
    assert store.publish(snapshot(rate("INR", "84.9")))
    later = rate("INR", "85.3395", changed_at=CHANGED + timedelta(minutes=1))
    assert store.publish(snapshot(later, seq=FIRST.seq + 1))
    store.save_memory(memory())
    store.order(Command(at=NOW, verb=Verb.HOLD, target="INR", until=NOW + timedelta(hours=1)))
    store.note_run(NOW, NOW + timedelta(hours=15), every=timedelta(hours=3), late=timedelta(hours=12))
    return store


def test_all_of_it_is_read_again(file: Path) -> None:
    """Snapshot, changes, memory, orders and runs are what was written, to the digit and the instant, out of one file."""
    before, again = filled(file), StateFile(file)
    assert again.load() == before.load()
    assert [str(change.rate) for change in again.changes()] == ["85.3395"]
    assert again.load_memory() == memory()
    assert again.journal() == before.journal()
    assert again.runs() == (NOW,)
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_state_says_when_it_was_published_and_how_long_it_is_good(file: Path) -> None:
    """Its version is the seq of its snapshot; before the first run there is neither, and nobody handed it on."""
    empty = StateFile(file)
    assert (empty.version(), empty.published_at(), empty.good_until(), empty.via()) == (None, None, None, ())
    store = filled(file)
    published = store.published_at()
    assert published is not None
    assert abs(published.timestamp() - file.stat().st_mtime) < 0.001
    assert (store.version(), store.good_until()) == (FIRST.seq + 1, NOW + timedelta(hours=15))
    assert store.ownership() is Ownership.MINE
    store.close()
    assert store.version() == FIRST.seq + 1


def test_a_state_with_entries_of_another_kind(file: Path) -> None:
    """A whole file whose entries are none of a state is no state: its checksum alone does not make it one."""
    filled(file)
    line, _, _ = file.read_bytes().partition(b"\n")
    body = b"changes 1"
    head = {**json.loads(line), "sha256": hashlib.sha256(body).hexdigest()}
    with pytest.raises(SnapshotInvalid, match="what it holds is no state"):
        unpack(json.dumps(head).encode() + b"\n" + body)


def test_older_snapshots_change_nothing(file: Path) -> None:
    """A snapshot with the same or a lower seq is not taken."""
    store = filled(file)
    content = file.read_bytes()
    assert not store.publish(FIRST)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no state file of fxwidget"),
        (b'{"fxwid', "it is no state file of fxwidget"),
        (b'{"fxwidget_state": 1', "it is no state file of fxwidget"),
        (b'{"fxwidget_state": 0, "sha256": ""}\n', "it is of format 0, and this fxwidget reads 1"),
        (b'{"fxwidget_state": 1, "sha256": ""}\n', "its checksum does not fit"),
    ],
)
def test_a_damaged_state_is_set_aside(
    file: Path, caplog: pytest.LogCaptureFixture, content: bytes, why: str
) -> None:
    """A torn, older or altered state is renamed, not lost, and one line says so; the run begins anew."""
    file.parent.mkdir()
    file.write_bytes(content)
    with caplog.at_level(logging.ERROR, "fxwidget.store.state"):
        assert StateFile(file).load() is None
    (record,) = caplog.records
    assert why in record.getMessage()
    (aside,) = file.parent.iterdir()
    assert aside.name in record.getMessage()
    assert aside.read_bytes() == content


@pytest.mark.parametrize("content", [b"{}", b"\x89PNG\r\n", b'base = "USD"\n', b'{"format": 1, "names": []}'])
def test_anothers_file_is_refused_and_stays(file: Path, content: bytes) -> None:
    """Settings, a page or a list that is named by mistake is neither moved nor overwritten, and nothing is put beside it."""
    file.parent.mkdir()
    file.write_bytes(content)
    for look in (lambda: StateFile(file).check(file.parent / "site"), StateFile(file).load):
        with pytest.raises(
            ConfigurationError, match="is no state of fxwidget, and stays as it is: name another"
        ):
            look()
    assert [each.read_bytes() for each in file.parent.iterdir()] == [content]


def test_a_state_that_would_be_published(file: Path) -> None:
    """A state in the folder of the set is refused, also where a link leads there."""
    link = file.parent.parent / "link"
    link.symlink_to(file.parent)
    for folder in (file.parent, file.parent.parent, link):
        with pytest.raises(
            ConfigurationError, match=r"would be published with [^:]+: name a file outside of that"
        ):
            StateFile(file).check(folder)
    StateFile(file).check(file.parent / "site")


def test_a_state_that_is_a_link(file: Path, tmp_path: Path) -> None:
    """What it leads to is written, whether that is there or not, and the link stays."""
    link = tmp_path / "link"
    link.symlink_to(file)
    for store in (filled(link), StateFile(link)):
        store.note_run(NOW, NOW)
        assert link.is_symlink()
        assert StateFile(file).runs() == (NOW,)


def test_a_state_below_a_folder_that_can_not_be_entered(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and owning it fail with a sentence of ours, whatever else can't be asked of it."""

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    for name in ("read_bytes", "mkdir", "is_dir"):
        monkeypatch.setattr(Path, name, closed)
    with refused(f"can't read the state {file}: Permission denied; check its folder, owner and free space"):
        StateFile(file).check(file.parent / "site")
    with refused(f"can't write the state {file}: Permission denied"), StateFile(file).own():
        pass


def test_a_torn_file_is_set_aside(file: Path) -> None:
    """Every beginning of a file is found to be torn, wherever it ends."""
    filled(file)
    content = file.read_bytes()
    for length in range(1, len(content) - 1, len(content) // 20):
        file.write_bytes(content[:length])
        assert StateFile(file).load() is None


def test_an_entry_that_no_run_can_have_written_costs_that_entry(file: Path) -> None:
    """A source whose memory is odd begins anew; the others, and the table, stay."""
    store = filled(file)
    lines = file.read_text("utf-8").split("\n")[1:]
    odd = ['sources/ecb {"asked_at": 7}' if line.startswith("sources/ecb ") else line for line in lines]
    rewritten(file, "\n".join(odd))
    again = StateFile(file)
    assert set(again.load_memory().sources) == {"currencyrate"}
    assert again.load() == store.load()


def test_a_state_of_before_intervals_were_stored(file: Path) -> None:
    """It is read as it is, without them."""
    filled(file)
    assert b'\nevery "PT3H"\nlate "PT12H"\n' in file.read_bytes()
    lines = file.read_text("utf-8").split("\n")[1:]
    rewritten(file, "\n".join(line for line in lines if not line.startswith(("every ", "late "))))
    state = unpack(file.read_bytes())
    assert (state.every, state.late) == (None, None)
    assert state.good_until == NOW + timedelta(hours=15)


def rewritten(file: Path, body: str) -> None:
    """Write a body with the checksum that fits it."""
    from hashlib import sha256

    head = {"fxwidget_state": 1, "sha256": sha256(body.encode()).hexdigest()}
    file.write_bytes(json.dumps(head).encode() + b"\n" + body.encode())


def test_one_run_at_a_time(file: Path) -> None:
    """A second run is refused while the first one goes on, whether it waits or not, and leaves no lock behind."""
    first, second = StateFile(file), StateFile(file)
    with first.own():
        for wait in (False, True):
            with pytest.raises(StoreBusy, match="another run uses the state"), second.own(wait=wait):
                pass
        first.save_memory(memory())
    with second.own():
        assert second.load_memory() == memory()
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_killed_run_leaves_no_lock(file: Path) -> None:
    """A lock file that nobody holds is none."""
    file.parent.mkdir()
    file.with_name(f".{file.name}.lock").touch()
    with StateFile(file).own():
        pass
    assert list(file.parent.iterdir()) == []


def test_runs_are_the_newest_and_never_ahead(file: Path) -> None:
    """So many runs are stored; those of a clock that was set back since are forgotten."""
    store = StateFile(file)
    for hours in range(MOST_RUNS + 5):
        store.note_run(NOW + timedelta(hours=hours), NOW)
    runs = StateFile(file).runs()
    assert len(runs) == MOST_RUNS
    assert runs[-1] == NOW + timedelta(hours=MOST_RUNS + 4)
    back = NOW + timedelta(hours=10, minutes=30)
    store.note_run(back, NOW)
    assert store.runs()[-2:] == (NOW + timedelta(hours=10), back)


def test_a_folder_is_no_state(tmp_path: Path) -> None:
    """A folder in place of the file is refused, with what to do."""
    with refused(str(tmp_path), "name a file, not a folder"):
        StateFile(tmp_path).load()


def test_nothing_is_lost_where_it_can_not_be_written(file: Path) -> None:
    """A write that fails leaves the file before, and nothing beside it."""
    store = filled(file)
    content = file.read_bytes()
    file.with_name(f".{file.name}.new").mkdir()
    with refused("can't write the state"):
        store.note_run(datetime(2025, 5, 14, 9, tzinfo=UTC), NOW)
    assert file.read_bytes() == content
    assert store.runs() == (NOW,)


# The past


def test_the_past_of_a_year_and_a_little(tmp_path: Path) -> None:
    """The newest 400 days stay, with each correction and each kind apart; what is older goes, so the file has its bounds."""
    closes = [
        close(
            code, it.day.isoformat(), f"{number}.{it.day.day:02}", recorded_at=NOW + timedelta(hours=number)
        )
        for number, code in enumerate(BRICS_PLUS, 10)
        for it in weekdays(code, "2023-01-02", ["1"] * 780)
    ]
    corrected = [
        close("INR", "2025-12-26", "91.5"),
        close("IRR", "2025-12-26", "1290000", kind=Kind.OFFICIAL),
    ]
    with closing(SqliteHistory(tmp_path / "before", writable=True)) as history:
        history.add([*closes, *corrected])
        every = history.every(date.min)
    store = StateFile(tmp_path / "state")
    store.note_run(NOW, NOW, past=every)
    stored = StateFile(store.file).past()
    assert min(it.day for it in stored) == date(2024, 11, 22)
    assert store.file.stat().st_size < 400_000
    with closing(SqliteHistory(tmp_path / "after", writable=True)) as history:
        history.add(stored)
        assert history.every(date.min) == [it for it in every if it.day >= date(2024, 11, 22)]
        assert [it.rate for it in history.revisions("INR", date(2025, 12, 26))][-1] == Decimal("91.5")
    store.note_run(NOW + timedelta(hours=3), NOW)
    assert set(StateFile(store.file).past()) == set(stored)


def test_a_month_that_can_not_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It costs that month alone, and the log names it."""
    store = StateFile(tmp_path / "state")
    store.note_run(NOW, NOW, past=[close("INR", "2026-01-30", "91.1"), close("INR", "2026-02-02", "91.2")])
    state = unpack(store.file.read_bytes())
    (name, _), (other, text) = past_lines(state.past)
    assert [it.day for it in past_of([(name, '{"bases": 7}'), (other, text.decode())])] == [date(2026, 2, 2)]
    assert "past/2026-01 can't be read and is missing from now on" in caplog.text
