"""Changes: what counts as one, and how they outlive a restart."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.domain.change_log import MAX_CHANGES, RateChange, following, since
from fxwidget.domain.snapshot import Direction, Rate, Replay, Snapshot
from fxwidget.errors import SnapshotInvalid, StoreError
from fxwidget.store.disk import CHANGES, DiskStore
from fxwidget.store.snapshot_file import seal_changes, unseal_changes
from tests.support.house import House, utc
from tests.support.snapshots import CHANGED, rate, shown_by, snapshot, without_number

LATER = CHANGED + timedelta(hours=2)


def after(number: str = "85.5", **changes: Any) -> Rate:
    """The rupee two hours later."""
    return rate("INR", number, changed_at=LATER, as_of=LATER, **changes)


def only(*rows: Rate, **changes: Any) -> Snapshot:
    """A table of the rupee alone."""
    return snapshot(*rows, codes=("INR",), valid_until=LATER + timedelta(hours=1), **changes)


def test_a_change() -> None:
    """It has both numbers, the direction, the day and whose number it is."""
    (change,) = since(only(), only(after()))
    assert (change.base, change.code, change.rate, change.previous) == (
        "USD",
        "INR",
        Decimal("85.5"),
        Decimal("85.3395"),
    )
    assert (change.direction, change.change_pct) == (Direction.UP, Decimal("0.19"))
    assert (change.changed_at, change.as_of) == (LATER, LATER)
    assert (change.source, change.source_name) == ("currencyrate", "CurrencyRate")
    assert change.attribution == "Source: CurrencyRate.today"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (rate("INR"), rate("INR")),
        (rate("INR"), after("85.3395")),  # told anew, the same
        (rate("INR", "85.33951"), after("85.33952")),  # nobody can see it
        (rate("INR"), rate("INR", "85.5")),  # another source's, or restated: no change of a rate
        (rate("INR"), without_number("INR", changed_at=LATER)),
        (without_number("INR"), after()),  # a first number comes in place of none
        (rate("INR"), rate("INR", "85.5", changed_at=None)),
    ],
)
def test_what_is_no_change(before: Rate, now: Rate) -> None:
    """Only another shown number of a later instant is one."""
    assert list(since(only(before), only(now))) == []


def test_the_first_snapshot_changes_nothing() -> None:
    """Nor does one against another base, nor a currency that was not in the table."""
    assert list(since(None, only(after()))) == []
    assert list(since(only().model_copy(update={"base": "EUR"}), only(after()))) == []
    assert list(since(snapshot(codes=("RUB",)), only(after()))) == []


def test_a_number_comes_back() -> None:
    """What was withdrawn or held is compared with the last number that was shown."""
    gone = without_number("INR", last_rate=Decimal("85.3395"), sources=shown_by("currencyrate", None))
    (change,) = since(only(gone), only(after()))
    assert change.previous == Decimal("85.3395")


def test_another_sources_number_is_no_measure() -> None:
    """A change that comes with a switch of sources has no previous number and no direction."""
    (change,) = since(only(), only(after(sources=shown_by("ecb", None))))
    assert (change.previous, change.direction, change.change_pct) == (None, None, None)


def test_following() -> None:
    """The newest first, one for each currency and instant, the newest hundred."""
    known = following((), only(), only(after()))
    (again,) = following(known, only(), only(after("85.6")))
    assert again.rate == Decimal("85.6")
    long = tuple(
        known[0].model_copy(update={"changed_at": CHANGED - timedelta(hours=hours)})
        for hours in range(MAX_CHANGES + 5)
    )
    changes = following(long, only(), only(after()))
    assert len(changes) == MAX_CHANGES
    assert changes[0].changed_at == LATER
    assert list(changes) == sorted(changes, key=lambda change: change.changed_at, reverse=True)


def test_a_replay_that_begins_anew_has_its_own_history() -> None:
    """What was listed of the recorded days the last time lies ahead of them, and is forgotten."""
    known = following((), only(), only(after()))
    replay = Replay(day=CHANGED.date(), offset_seconds=0, step_seconds=300)
    assert following(known, only(), snapshot(replay=replay)) == ()


def test_a_clock_that_was_set_back() -> None:
    """What lies ahead of the snapshot was seen with it, of each currency the last; a number that differs is a change."""
    known = following((), only(), only(after()))
    newer, change = following(known, only(after()), only())
    assert (newer.rate, newer.changed_at) == (Decimal("85.5"), only().checked_at)
    assert (change.rate, change.previous, change.changed_at) == (Decimal("85.3395"), Decimal("85.5"), CHANGED)


def test_rounds() -> None:
    """Of a day's rounds the one that brought another number is a change, at the instant that its row states."""
    house = House("currencyrate")
    tables = []
    for hour, number in ((8, "85.3"), (9, "85.3"), (10, "85.41")):
        now = utc(f"2025-05-14 {hour:02}:05")
        house.says("currencyrate", now, now - timedelta(minutes=5), INR=number)
        tables.append(house.evaluate(now))
    first, second, third = tables
    assert list(since(first, second)) == []
    (change,) = since(second, third)
    assert (change.previous, change.rate) == (Decimal("85.3"), Decimal("85.41"))
    assert change.changed_at == third["INR"].changed_at == utc("2025-05-14 10:00")


Told = tuple[tuple[str, str], ...]
ROUNDS: tuple[tuple[str, tuple[tuple[str, str, str], ...], Told], ...] = (
    (
        "corrected",
        (("08:05", "08:00", "96.5"), ("08:15", "08:00", "97.4"), ("08:25", "08:00", "97.4")),
        (("97.4", "08:15"),),
    ),
    (
        "corrected twice, and back",
        (("08:05", "08:00", "96.5"), ("08:15", "08:00", "97.4"), ("08:25", "08:00", "96.5")),
        (("97.4", "08:15"), ("96.5", "08:25")),
    ),
    (
        "a later instant that was over when the correction was seen",
        (("08:05", "08:00", "96.5"), ("08:35", "08:00", "97.4"), ("08:45", "08:30", "96.9")),
        (("97.4", "08:35"), ("96.9", "08:45")),
    ),
    (
        "a later instant, later than the correction",
        (("08:05", "08:00", "96.5"), ("08:15", "08:00", "97.4"), ("09:05", "09:00", "96.9")),
        (("97.4", "08:15"), ("96.9", "09:00")),
    ),
)
"""Rounds at an hour of the day, each with the instant and number that a source then states; and the changes that follow."""


@pytest.mark.parametrize(
    ("rounds", "changes"),
    [(rounds, changes) for _, rounds, changes in ROUNDS],
    ids=[name for name, _, _ in ROUNDS],
)
def test_a_number_corrected_under_one_instant_is_a_change(
    rounds: tuple[tuple[str, str, str], ...], changes: Told
) -> None:
    """Another number under the same instant changed when it was seen; the latest change moves with it, and never back."""
    house = House("currencyrate")
    told: tuple[RateChange, ...] = ()
    tables: list[Snapshot] = []
    for at, stated, number in rounds:
        now = utc(f"2025-05-14 {at}")
        house.says("currencyrate", now, utc(f"2025-05-14 {stated}"), INR=number)
        before = tables[-1] if tables else None
        tables.append(house.evaluate(now))
        told = following(told, before, tables[-1])
    got = [(format(change.rate, "f"), f"{change.changed_at:%H:%M}") for change in reversed(told)]
    assert tuple(got) == changes
    assert tables[-1].changed_at == told[0].changed_at
    assert tables[-1]["INR"].rate == told[0].rate
    moves = [table.changed_at for table in tables if table.changed_at is not None]
    assert moves == sorted(moves)


# In the store


def publish(store: DiskStore, *tables: Snapshot) -> None:
    for place, table in enumerate(tables):
        assert store.publish(table.model_copy(update={"seq": place + 1}))


def test_the_store_keeps_them(tmp_path: Path) -> None:
    """They are found with the publication that brought them, to the digit, also by another process's store."""
    with closing(DiskStore(tmp_path)) as store:
        assert store.changes() == ()
        publish(store, only(rate("INR", "85.3000")), only(after("85.500")))
        assert store.changes() == DiskStore(tmp_path).changes()
        (change,) = store.changes()
        assert [str(number) for number in (change.previous, change.rate)] == ["85.3000", "85.500"]


def test_what_is_not_published_changes_nothing(tmp_path: Path) -> None:
    """A refused snapshot leaves the history as it is, and so does one without a change, to the byte."""
    with closing(DiskStore(tmp_path)) as store:
        publish(store, only(), only(after()))
        file = tmp_path / CHANGES
        before = file.stat()
        assert not store.publish(only(after("90")).model_copy(update={"seq": 2}))
        assert store.publish(only(after()).model_copy(update={"seq": 3}))
        assert file.stat() == before


@pytest.mark.parametrize("content", [b"", b"{}", b"[]\n[]", b"\xff\x00", b'{"fxwidget_changes": 99}\n[]'])
def test_a_broken_file_costs_only_the_history(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is lost but the changes, it is told of in a line, and the next change begins a new file."""
    with closing(DiskStore(tmp_path)) as store:
        publish(store, only())
        (tmp_path / CHANGES).write_bytes(content)
        with caplog.at_level(logging.WARNING):
            assert store.changes() == ()
        assert "changes.json" in caplog.text
        assert store.publish(only(after()).model_copy(update={"seq": 2}))
        assert store.load() is not None
        assert [change.rate for change in store.changes()] == [Decimal("85.5")]


def test_an_unwritable_file_does_not_stop_publishing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The snapshot stands all the same, and the failure is told."""
    with closing(DiskStore(tmp_path)) as store:
        publish(store, only())
        (tmp_path / f".{CHANGES}.new").mkdir()
        assert store.publish(only(after()).model_copy(update={"seq": 2}))
        published = store.load()
        assert published is not None
        assert published["INR"].rate == Decimal("85.5")
    assert "can't write the store" in caplog.text


def test_sealed() -> None:
    """Any altered byte is found; a newer format says what to install."""
    changes = following((), only(), only(after()))
    content = seal_changes(changes)
    assert unseal_changes(content) == changes
    with pytest.raises(SnapshotInvalid, match="checksum"):
        unseal_changes(content.replace(b"85.5", b"85.6"))
    with pytest.raises(StoreError, match="install a newer fxwidget"):
        unseal_changes(content.replace(b'"fxwidget_changes": 1', b'"fxwidget_changes": 2'))
