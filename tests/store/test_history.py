"""The past that lies beside the snapshot: what was stored is read again to the digit, and nothing reaches where it must not."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.close import CARRIED, DailyClose, Point
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.errors import HistoryDamaged, StoreError
from fxwidget.store import open_history, open_writable_history
from fxwidget.store.history import History, WritableHistory
from fxwidget.store.sqlite_history import HISTORY
from tests.support.history import RECORDED, basis, close, weekdays
from tests.support.stores import STORES, empty_store

Opener = Callable[[], History]


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store of each kind."""
    with empty_store(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def past(url: str) -> Iterator[WritableHistory]:
    opened = open_writable_history(url)
    yield opened
    opened.close()


@pytest.fixture
def reader(url: str) -> Iterator[History]:
    with ExitStack() as stack:
        opened = open_history(url)
        stack.callback(opened.close)
        yield opened


def day(text: str) -> date:
    return date.fromisoformat(text)


def rates(closes: list[DailyClose]) -> list[str]:
    return [str(it.rate) for it in closes]


# Reading


def test_a_past_that_nobody_wrote_is_empty(reader: History) -> None:
    """Without a file every question has an answer, and reading makes none."""
    assert reader.version() is None
    assert reader.codes() == {}
    assert reader.closes("INR", date.min, date.max) == []
    assert reader.newest(["INR"], 5) == {}
    assert reader.close_on("INR", day("2026-03-02")) is None
    assert reader.first_day("INR") is None
    assert reader.revisions("INR", day("2026-03-02")) == []
    assert reader.points(["INR"], RECORDED) == {}
    assert reader.version() is None


def test_a_close_is_read_as_it_was_stored(past: WritableHistory, reader: History) -> None:
    """All members come back, to the digit and to the second, whatever the source stated."""
    instant = datetime(2026, 3, 2, 21, 59, 58, tzinfo=UTC)
    stored = [
        close("IDR", "2026-03-02", "16850.10", derived="cross EUR", spread_bps=Decimal("3.50"), named=2),
        close("RUB", "2026-03-02", "77.0", kind=Kind.OFFICIAL, stated=timedelta(days=1), backfilled=True),
        close("INR", "2026-03-02", "96.0853", agreement=Agreement.AGREED, stated=instant, undisclosed=1),
    ]
    assert past.add(stored) == 3
    found = [reader.close_on(it.code, it.day) for it in stored]
    assert found == stored
    assert [it and it.as_of for it in found] == [day("2026-03-02"), day("2026-03-03"), instant]
    assert [it and it.basis.groups for it in found] == [3, 1, 2]


def test_days_in_a_range(past: WritableHistory, reader: History) -> None:
    """Both ends belong to it, absent days are absent, and other currencies are others."""
    past.add([*weekdays("INR", "2026-02-26", "1 2 3 4 5".split()), close("INR", "2025-01-01", "9")])
    past.add([close("BRL", "2026-02-27", "7")])
    assert rates(reader.closes("INR", day("2026-02-27"), day("2026-03-03"))) == ["2", "3", "4"]
    assert reader.closes("INR", day("2026-02-28"), day("2026-03-01")) == []
    assert reader.closes("INR", day("2026-03-03"), day("2026-02-27")) == []
    assert reader.codes() == {
        "INR": (day("2025-01-01"), day("2026-03-04")),
        "BRL": (day("2026-02-27"), day("2026-02-27")),
    }
    assert reader.first_day("INR") == day("2025-01-01")


def test_the_last_closes_of_many(past: WritableHistory, reader: History) -> None:
    """Each currency has its last ones, the newest last; one without a past is absent."""
    past.add([*weekdays("INR", "2026-02-26", "1 2 3 4 5".split()), close("BRL", "2026-02-27", "7")])
    newest = reader.newest(["BRL", "ETB", "INR"], 2)
    assert {code: rates(own) for code, own in newest.items()} == {"BRL": ["7"], "INR": ["4", "5"]}
    until = reader.newest(["INR", "BRL"], 3, until=day("2026-02-26"))
    assert {code: rates(own) for code, own in until.items()} == {"INR": ["1"]}


def test_a_close_stands_for_weekends_and_feasts_and_no_longer(past: WritableHistory, reader: History) -> None:
    """A day without a close has the last one before it, said by its day, for two weeks and not a day more."""
    past.add([close("RUB", "2022-03-01", "105")])
    carried = reader.close_on("RUB", day("2022-03-01") + CARRIED)
    assert carried is not None
    assert carried.day == day("2022-03-01")
    assert reader.close_on("RUB", day("2022-03-01") + CARRIED + timedelta(days=1)) is None
    assert reader.close_on("RUB", day("2022-02-28")) is None


def test_an_ended_code_reaches_no_later_day(past: WritableHistory, reader: History) -> None:
    """BGN has a close on the last day of 2025 and none on the first of 2026, when one paid in euro."""
    past.add([close("BGN", "2025-12-31", "1.66")])
    assert reader.close_on("BGN", day("2025-12-31")) is not None
    assert reader.close_on("BGN", day("2026-01-01")) is None


def test_no_line_joins_two_units_of_money(past: WritableHistory, reader: History) -> None:
    """The rial's level of 2025 is no earlier part of that of 2026, in ranges, last closes and single days."""
    past.add([close("IRR", "2025-12-30", "42000"), close("IRR", "2025-12-31", "42001")])
    assert rates(reader.newest(["IRR"], 5)["IRR"]) == ["42000", "42001"]
    assert reader.close_on("IRR", day("2026-01-01")) is None
    past.add([close("IRR", "2026-01-12", "1064357")])
    assert rates(reader.closes("IRR", day("2025-12-01"), day("2026-02-01"))) == ["1064357"]
    assert rates(reader.newest(["IRR"], 5)["IRR"]) == ["1064357"]
    assert rates(reader.closes("IRR", day("2025-12-01"), day("2025-12-31"))) == ["42000", "42001"]
    assert reader.first_day("IRR") == day("2025-12-30")


def test_kinds_of_prices_stay_apart(past: WritableHistory, reader: History) -> None:
    """Official and free market rates of one currency are two series: each range is of one, the newest by default."""
    official = weekdays("IRR", "2026-02-02", ["1100000", "1100001"], kind=Kind.OFFICIAL)
    free = weekdays("IRR", "2026-02-03", ["1600000", "1600001"], kind=Kind.FREE_MARKET)
    past.add([*official, *free])
    first, last = day("2026-02-01"), day("2026-02-28")
    assert reader.closes("IRR", first, last) == free
    assert reader.closes("IRR", first, last, series="official") == official
    assert reader.closes("IRR", first, day("2026-02-02")) == official[:1]
    assert reader.newest(["IRR"], 9)["IRR"] == free
    assert reader.close_on("IRR", day("2026-02-04")) == free[1]
    assert reader.closes("IRR", first, last, series="market") == []


# Corrections


def test_a_correction_is_marked_and_what_was_said_stays_readable(
    past: WritableHistory, reader: History
) -> None:
    """The latest revision counts everywhere; all of them can be read, with the instants at which they were stored."""
    later = RECORDED + timedelta(days=1)
    past.add(weekdays("INR", "2026-02-26", "1 2 3".split()))
    past.add([close("INR", "2026-02-27", "2.5", recorded_at=later)])
    of_friday = reader.revisions("INR", day("2026-02-27"))
    assert [(str(it.rate), it.corrected, it.basis.recorded_at) for it in of_friday] == [
        ("2", False, RECORDED),
        ("2.5", True, later),
    ]
    assert rates(reader.closes("INR", day("2026-02-01"), day("2026-03-31"))) == ["1", "2.5", "3"]
    assert rates(reader.newest(["INR"], 2)["INR"]) == ["2.5", "3"]
    assert reader.close_on("INR", day("2026-02-28")) == of_friday[1]


def test_what_is_known_is_not_stored_again(past: WritableHistory, reader: History) -> None:
    """The same number of the same source, seen again later, is no correction; the file stays as it is."""
    past.add([close("INR", "2026-02-27", "96.10")])
    again = close("INR", "2026-02-27", "96.10", recorded_at=RECORDED + timedelta(days=1))
    assert past.add([again]) == 0
    assert len(reader.revisions("INR", day("2026-02-27"))) == 1
    assert past.add([close("INR", "2026-02-27", "96.1")]) == 1  # other digits are another print


# Points of the day


def test_points_are_thinned_and_forgotten(past: WritableHistory, reader: History) -> None:
    """A quarter of an hour has one point, its last; those before the given instant go."""
    start = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    minutes = {0: "1", 5: "2", 14: "3", 15: "4", 40: "5"}
    points = [
        Point("INR", start + timedelta(minutes=at), Decimal(rate), "ecb") for at, rate in minutes.items()
    ]
    past.add_points(points, forget_before=start - timedelta(days=7))
    found = reader.points(["INR", "BRL"], start)
    assert {code: [str(it.rate) for it in own] for code, own in found.items()} == {"INR": ["3", "4", "5"]}
    assert found["INR"][1] == points[3]
    past.add_points([], forget_before=start + timedelta(minutes=30))
    assert [it.rate for it in reader.points(["INR"], start)["INR"]] == [5]


# What the file survives


def test_reading_alone_writes_nothing(reader: History) -> None:
    """A reader's past can't be added to, even where the folder allows it."""
    with pytest.raises(StoreError, match="opened to be read only"):
        reader.add([close("INR", "2026-03-02", "1")])  # type: ignore[attr-defined]


def test_all_or_nothing(past: WritableHistory, reader: History) -> None:
    """Closes of which one can't be stored leave the past as it was."""
    past.add([close("INR", "2026-03-02", "1")])

    def some() -> Iterator[DailyClose]:
        yield close("INR", "2026-03-03", "2")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left on device; check the folder"):
        past.add(some())
    assert reader.codes() == {"INR": (day("2026-03-02"), day("2026-03-02"))}


def test_a_deleted_file_is_begun_anew(tmp_path: Path) -> None:
    """Reader and writer go on with an empty past where somebody removed the file under them."""
    url = f"disk://{tmp_path}"
    past, reader = open_writable_history(url), open_history(url)
    past.add([close("INR", "2026-03-02", "1")])
    assert reader.first_day("INR") == day("2026-03-02")
    (tmp_path / HISTORY).unlink()
    assert reader.first_day("INR") is None
    past.add([close("INR", "2026-03-03", "2")])
    assert reader.first_day("INR") == day("2026-03-03")
    past.close()
    reader.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be one" * 40, b"SQLite format 3\0"]
)
def test_a_file_that_is_none_is_damage(tmp_path: Path, content: bytes) -> None:
    """What can't be read as a past says so, and names the remedy."""
    (tmp_path / HISTORY).write_bytes(content)
    reader = open_history(f"disk://{tmp_path}")
    with pytest.raises(HistoryDamaged, match="'fxwidget doctor' says how to rebuild it"):
        reader.first_day("INR")


def test_a_torn_page_is_damage_and_no_other_number(tmp_path: Path) -> None:
    """A file with a hole raises where it is read; digits that are none are damage too."""
    url = f"disk://{tmp_path}"
    past = open_writable_history(url)
    past.add(weekdays("INR", "2000-01-03", (f"{number}.0853" for number in range(1, 3000))))
    with closing(sqlite3.connect(tmp_path / HISTORY)) as db:
        db.execute("UPDATE close SET rate = 'ninety' WHERE day = ?", (day("2000-01-04").toordinal(),))
        db.commit()
    reader = open_history(url)
    with pytest.raises(HistoryDamaged):
        reader.closes("INR", day("2000-01-04"), day("2000-01-04"))
    content = bytearray((tmp_path / HISTORY).read_bytes())
    content[-40960:] = b"\xff" * 40960
    (tmp_path / HISTORY).write_bytes(content)
    with pytest.raises(HistoryDamaged):
        reader.closes("INR", date.min, date.max)
    past.close()
    reader.close()


def test_a_newer_format_is_no_damage(tmp_path: Path) -> None:
    """A file of a later fxwidget is left alone and said."""
    url = f"disk://{tmp_path}"
    open_writable_history(url).add([close("INR", "2026-03-02", "1")])
    with closing(sqlite3.connect(tmp_path / HISTORY)) as db:
        db.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="install a newer fxwidget") as caught:
        open_history(url).first_day("INR")
    assert not isinstance(caught.value, HistoryDamaged)


KILLED = """
import os, sys
from fxwidget.store.sqlite_history import SqliteHistory
past = SqliteHistory(sys.argv[1], writable=True)
with past._writing() as db:
    db.execute("PRAGMA cache_size = 1")
    for number in range(20000):
        db.execute("INSERT INTO close VALUES (1, ?, 0, '666', 1)", (100000 + number,))
    os._exit(9)
"""


def test_a_writer_killed_while_it_writes(tmp_path: Path) -> None:
    """What it had begun is undone by the next reader that may write; the numbers of before are there."""
    url = f"disk://{tmp_path}"
    open_writable_history(url).add([close("INR", "2026-03-02", "1")])
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode == 9
    assert (tmp_path / f"{HISTORY}-journal").stat().st_size > 0
    assert open_history(url).codes() == {"INR": (day("2026-03-02"), day("2026-03-02"))}
    assert not (tmp_path / f"{HISTORY}-journal").exists()


def test_a_read_only_folder(tmp_path: Path) -> None:
    """Where nothing can be written the past can be read."""
    url = f"disk://{tmp_path}"
    open_writable_history(url).add([close("INR", "2026-03-02", "1")])
    (tmp_path / HISTORY).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert open_history(url).first_day("INR") == day("2026-03-02")
    finally:
        tmp_path.chmod(0o755)


def test_threads_and_processes_have_connections_of_their_own(tmp_path: Path) -> None:
    """One reader serves several threads, and a process that was forked from it; none uses another's connection."""
    url = f"disk://{tmp_path}"
    open_writable_history(url).add([close("INR", "2026-03-02", "1")])
    reader = open_history(url)
    found: list[date | None] = [reader.first_day("INR")]
    thread = threading.Thread(target=lambda: found.append(reader.first_day("INR")))
    thread.start()
    thread.join()
    child = os.fork()
    if not child:
        os._exit(0 if reader.first_day("INR") == day("2026-03-02") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [*found, reader.first_day("INR")] == [day("2026-03-02")] * 3


def test_reading_a_close_loads_no_models(tmp_path: Path) -> None:
    """A process that only reads the past loads neither pydantic nor HTTP nor dataclasses: it answers at once."""
    open_writable_history(f"disk://{tmp_path}").add([close("INR", "2026-03-02", "1")])
    program = (
        "import sys; from datetime import date; from fxwidget.store import open_history;"
        f"it = open_history('disk://{tmp_path}').close_on('INR', date(2026, 3, 2));"
        "print(it.rate, sorted({'pydantic', 'httpx', 'dataclasses', 'msgspec', 'inspect'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1 []"


def test_stored_bases_are_shared() -> None:
    """What many closes rest on is one value."""
    assert basis() == basis()
    assert hash(basis()) == hash(basis())
