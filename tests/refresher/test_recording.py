"""What the refresher records of the past: the number that was shown when a market day ended, corrections, points of a day."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.domain.close import DailyClose
from fxwidget.domain.groups import Groups
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.snapshot import RateSource, Role, Snapshot
from fxwidget.domain.state import Close, Memory, SourceMemory
from fxwidget.errors import StoreError
from fxwidget.refresher import recording
from fxwidget.refresher.recording import Recorder, recorder_of
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_history, open_store
from fxwidget.store.sqlite_history import ASIDE, HISTORY, SqliteHistory
from tests.documents import document
from tests.support.history import close as stored
from tests.support.loopback import Loopback, answer
from tests.support.snapshots import rate, snapshot

FRIDAY = date(2026, 4, 24)
EVENING = datetime(2026, 4, 24, 20, 0, tzinfo=UTC)
NIGHT = datetime(2026, 4, 24, 22, 0, tzinfo=UTC)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqliteHistory]:
    opened = SqliteHistory(tmp_path, writable=True)
    yield opened
    opened.close()


@pytest.fixture
def recorder(history: SqliteHistory) -> Recorder:
    return Recorder(history)


def showing(number: str | None, day: date = FRIDAY, source: str = "ecb", **others: Any) -> Snapshot:
    """A table whose rupee is that number of a market day and a source; None: withdrawn."""
    shown = RateSource(id=source, rate=None, as_of=day, role=Role.SHOWN)
    members = {"as_of": day, "market_day": day, "kind": Kind.FIXING, "sources": (shown,), **others}
    row = rate("INR", rate=Decimal(number) if number else None, **members)
    return snapshot().model_copy(update={"rates": (row,)})


def closes(history: SqliteHistory) -> list[DailyClose]:
    return history.closes("INR", date(2026, 1, 1), date(2026, 12, 31))


def said(history: SqliteHistory) -> list[tuple[str, str]]:
    return [(str(it.day), str(it.rate)) for it in closes(history)]


def record_while_full(recorder: Recorder, history: SqliteHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three days of rounds on a disk that takes nothing."""
    with monkeypatch.context() as full:

        def add(*_: object, **__: object) -> int:
            raise StoreError("can't write the history: disk is full")

        full.setattr(history, "add", add)
        full.setattr(history, "add_points", add)
        for days, number in enumerate(("95", "96", "97"), start=20):
            day = date(2026, 4, days)
            recorder.record(None, showing(number, day), Memory(), datetime(2026, 4, days, 23, tzinfo=UTC))


def test_a_day_has_its_close_once_it_is_over(recorder: Recorder, history: SqliteHistory) -> None:
    """Nothing is stored before 22:00 UTC; then the number that is shown, with all that it rests on, once."""
    table = showing(
        "96.0853", agreement=Agreement.AGREED, groups=Groups(own=2, undisclosed=1), spread_bps=Decimal("3.5")
    )
    recorder.record(None, table, Memory(), EVENING)
    assert closes(history) == []
    recorder.record(table, table, Memory(), NIGHT)
    recorder.record(table, table, Memory(), NIGHT + timedelta(hours=20))
    (close,) = closes(history)
    assert (close.day, close.rate, close.as_of) == (FRIDAY, Decimal("96.0853"), FRIDAY)
    assert (close.source, close.kind, close.agreement) == ("ecb", Kind.FIXING, Agreement.AGREED)
    assert (close.basis.groups, close.basis.spread_bps) == (3, Decimal("3.5"))
    assert (close.basis.recorded_at, close.basis.backfilled, close.corrected) == (NIGHT, False, False)


def test_a_day_that_ended_while_nobody_watched(recorder: Recorder, history: SqliteHistory) -> None:
    """A refresher that starts on Monday stores Friday's close from the last snapshot, before Monday's number."""
    monday = datetime(2026, 4, 27, 16, 0, tzinfo=UTC)
    recorder.record(showing("96.0853"), showing("97", monday.date()), Memory(), monday)
    assert said(history) == [("2026-04-24", "96.0853")]


def test_a_withdrawn_rate_has_no_close(recorder: Recorder, history: SqliteHistory) -> None:
    """Where nothing is shown, nothing was."""
    recorder.record(None, showing(None, last_rate=Decimal(96)), Memory(), NIGHT)
    assert closes(history) == []


def test_a_switch_of_sources_is_no_correction(recorder: Recorder, history: SqliteHistory) -> None:
    """Another source's number of the same day, shown later, leaves the close what was shown when the day ended."""
    recorder.record(None, showing("96.0853"), Memory(), NIGHT)
    recorder.record(None, showing("96.1000", source="currency_api"), Memory(), NIGHT + timedelta(hours=6))
    assert said(history) == [("2026-04-24", "96.0853")]


def test_a_switch_of_sources_in_the_first_round_of_a_night(
    recorder: Recorder, history: SqliteHistory
) -> None:
    """Where nobody recorded the day yet, its close is what was shown before that round, not what the round put in its place."""
    recorder.record(showing("96.0853"), showing("96.1000", source="currency_api"), Memory(), NIGHT)
    assert said(history) == [("2026-04-24", "96.0853")]


@pytest.mark.parametrize("where", ["in its newest row", "among its closes"])
def test_a_source_corrects_its_own_number(recorder: Recorder, history: SqliteHistory, where: str) -> None:
    """It is taken, marked and dated, wherever the source says it; what was shown before stays readable."""
    recorder.record(None, showing("96.0853"), Memory(), NIGHT)
    later, monday = NIGHT + timedelta(days=3), date(2026, 4, 27)
    if where == "in its newest row":
        recorder.record(None, showing("96.5"), Memory(), later)
    else:
        own = {"INR": (Close(market_day=FRIDAY, rate=Decimal("96.5")),)}
        memory = Memory(sources={"ecb": SourceMemory(closes=own)})
        recorder.record(None, showing("97", monday), memory, later)
    of_friday = history.revisions("INR", FRIDAY)
    assert [(str(it.rate), it.corrected, it.basis.recorded_at) for it in of_friday] == [
        ("96.0853", False, NIGHT),
        ("96.5", True, later),
    ]


@pytest.mark.parametrize("again", ["96.0853", "96.08534", "0.960853"])
def test_what_is_no_correction(recorder: Recorder, history: SqliteHistory, again: str) -> None:
    """The same number, with more digits or in other units, changes nothing; nor does one that was set aside."""
    recorder.record(None, showing("96.0853"), Memory(), NIGHT)
    own = {
        "INR": (
            Close(market_day=FRIDAY, rate=Decimal(99), aside=True),
            Close(market_day=FRIDAY, rate=Decimal(again)),
        )
    }
    recorder.record(
        None, showing("97", date(2026, 4, 27)), Memory(sources={"ecb": SourceMemory(closes=own)}), NIGHT
    )
    assert len(history.revisions("INR", FRIDAY)) == 1


def test_points_within_the_day(recorder: Recorder, history: SqliteHistory) -> None:
    """A point is stored where another number is shown than in the last one; a week later it is gone."""
    for minutes, number in (0, "96"), (20, "96"), (40, "97"):
        recorder.record(None, showing(number), Memory(), EVENING + timedelta(minutes=minutes))
    points = history.points(["INR"], EVENING)["INR"]
    assert [(it.at, str(it.rate), it.source) for it in points] == [
        (EVENING, "96", "ecb"),
        (EVENING + timedelta(minutes=40), "97", "ecb"),
    ]
    Recorder(history).record(None, showing("97"), Memory(), EVENING + timedelta(minutes=60))
    assert len(history.points(["INR"], EVENING)["INR"]) == 2
    recorder.record(None, showing("98"), Memory(), EVENING + timedelta(days=8))
    assert [str(it.rate) for it in history.points(["INR"], EVENING)["INR"]] == ["98"]


def test_a_disk_that_is_full_for_days(
    recorder: Recorder,
    history: SqliteHistory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Rounds go on, the log says it once, and no day is missing once it can be written."""
    record_while_full(recorder, history, monkeypatch)
    assert [it.levelno for it in caplog.records] == [logging.ERROR]
    with caplog.at_level(logging.INFO):
        recorder.record(
            None, showing("98", date(2026, 4, 23)), Memory(), datetime(2026, 4, 23, 23, tzinfo=UTC)
        )
    assert "the past is recorded again; nothing is missing" in caplog.messages[-1]
    assert [number for _, number in said(history)] == ["95", "96", "97", "98"]


def test_a_disk_that_is_full_for_too_long(
    recorder: Recorder,
    history: SqliteHistory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What waits is bounded; where that was not enough the log says from when on closes are missing, and what fills them."""
    monkeypatch.setattr(recording, "MOST_WAITING", 2)
    record_while_full(recorder, history, monkeypatch)
    recorder.record(None, showing("97", date(2026, 4, 22)), Memory(), datetime(2026, 4, 23, 20, tzinfo=UTC))
    assert "closes from 2026-04-22 on are missing" in caplog.messages[-1]
    assert [number for _, number in said(history)] == ["95", "96"]


def test_a_damaged_past_is_set_aside(
    tmp_path: Path, recorder: Recorder, history: SqliteHistory, caplog: pytest.LogCaptureFixture
) -> None:
    """Its new name is in the log with the remedy, and recording goes on in a new file."""
    (tmp_path / HISTORY).write_bytes(b"torn" * 4096)
    for _ in range(2):
        recorder.record(None, showing("96.0853"), Memory(), NIGHT)
    (aside,) = tmp_path.glob(f"{ASIDE}*")
    (message,) = caplog.messages
    assert aside.name in message
    assert "'fxwidget backfill --from' fills it from archives" in message
    assert said(history) == [("2026-04-24", "96.0853")]


def test_kinds_are_recorded_apart(recorder: Recorder, history: SqliteHistory) -> None:
    """A free market rate of a day that has an official close is a close of another series, no correction."""
    recorder.record(None, showing("1064357", kind=Kind.OFFICIAL), Memory(), NIGHT)
    recorder.record(None, showing("1600000", kind=Kind.FREE_MARKET), Memory(), NIGHT)
    assert [it.rate for it in history.closes("INR", FRIDAY, FRIDAY, series="official")] == [1064357]
    assert [it.rate for it in history.closes("INR", FRIDAY, FRIDAY, series="free_market")] == [1600000]


def test_rounds_record(tmp_path: Path) -> None:
    """A refresher with a recorder stores the close in its first round after the market day, from a real document."""
    with Loopback(answer(200, document("ecb/eurofxref-daily.xml"))) as server:
        settings = Settings(
            sources=("ecb",),
            currencies=("INR",),
            store=f"disk://{tmp_path}",
            provider={"ecb": ProviderSettings(url=server.url(""))},
        )
        refresher = Refresher(settings, open_store(settings.store), recorder=recorder_of(settings))
        for hour in (16, 22):
            refresher.round(datetime(2026, 3, 18, hour, 5, tzinfo=UTC))
        refresher.close()
    past = open_history(settings.store)
    (close,) = past.closes("INR", date(2026, 3, 1), date(2026, 3, 31))
    assert (str(close.day), str(close.rate), close.basis.derived) == (
        "2026-03-18",
        "92.8956521739",
        "cross EUR",
    )
    assert len(past.points(["INR"], datetime(2026, 3, 18, tzinfo=UTC))["INR"]) == 1
    past.close()


def test_a_snapshot_takes_the_closes_of_thirty_days_along(recorder: Recorder, history: SqliteHistory) -> None:
    """Those that its lines are drawn from; older ones stay in the past."""
    for back in (40, 30, 1):
        day = FRIDAY - timedelta(back)
        recorder.record(None, showing("96", day), Memory(), NIGHT - timedelta(back) + timedelta(1))
    recent = recorder.recent(showing("97"), EVENING).recent
    assert recent == {"INR": ((FRIDAY - timedelta(30), Decimal(96)), (FRIDAY - timedelta(1), Decimal(96)))}


def test_a_line_goes_on_with_its_own_closes_alone(recorder: Recorder, history: SqliteHistory) -> None:
    """A row's number is joined to no closes of another kind of price, and to none in a unit of money that ended before it."""
    history.add([stored("INR", "2026-04-22", "96"), stored("INR", "2026-04-23", "42", kind=Kind.OFFICIAL)])
    assert recorder.recent(showing("97"), EVENING).recent == {"INR": ((date(2026, 4, 22), Decimal(96)),)}
    new_year = datetime(2026, 1, 2, 21, tzinfo=UTC)
    history.add([stored("SYP", "2025-12-31", "11058")])
    table = snapshot(rate("SYP", "110.6", market_day=new_year.date()), codes=())
    assert recorder.recent(table, new_year).recent == {}


def test_a_past_that_can_not_be_read_changes_no_snapshot(tmp_path: Path) -> None:
    """The table is published without lines."""
    (tmp_path / HISTORY).write_bytes(b"no database" * 100)
    recorder, table = Recorder(SqliteHistory(tmp_path, writable=True)), showing("97")
    assert recorder.recent(table, EVENING) == table
    recorder.close()
