"""What the doctor says of a job's state and schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fxwidget.config.settings import Settings
from fxwidget.inspection.doctor.examination import examine
from fxwidget.inspection.doctor.finding import Finding, Status
from fxwidget.inspection.doctor.runs import look_at_state
from fxwidget.store.state_file import StateFile

START = datetime(2026, 4, 28, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(file: Path, now: datetime, **more: str) -> dict[str, Finding]:
    """The findings on a state by what was looked at."""
    return {each.what: each for each in look_at_state(file, Settings(**more), now)}


def after(file: Path, apart: Sequence[float], good: timedelta = 15 * HOUR) -> datetime:
    """Runs so many hours after each other, whose pages are good for so long; returns the instant of the last."""
    store, now = StateFile(file), START
    store.note_run(now, now + good)
    for hours in apart:
        now += hours * HOUR
        store.note_run(now, now + good)
    return now


@pytest.mark.parametrize(
    ("apart", "status", "words"),
    [
        ([3, 3.7, 3, 14.9], Status.OK, ("5 runs, usually 3.7 h apart, 14.9 h at most", "good for 15.0 h")),
        (
            [3, 3, 16.5, 3],
            Status.WARN,
            (
                "16.5 h at most",
                "readers were told that they are out of date",
                'build_late = "14h" (or --late 14h)',
            ),
        ),
        (
            [6, 6, 6.2],
            Status.WARN,
            ("they are set to come every 3.0 h", 'build_every = "6h" (or --every 6h)'),
        ),
        ([], Status.OK, ("known once there are two runs",)),
    ],
)
def test_a_schedule_and_its_validity(
    tmp_path: Path, apart: list[float], status: Status, words: tuple[str, ...]
) -> None:
    """Runs that come further apart than their pages are good for are told, with what to set; so is another interval than the stated one."""
    now = after(tmp_path / "state", apart)
    finding = found(tmp_path / "state", now)["schedule"]
    assert finding.status is status
    for word in words:
        assert word in f"{finding.found} | {finding.mend}"


def test_pages(tmp_path: Path) -> None:
    """Pages are good until the end that the last run gave them; then the job is to be looked at."""
    now = after(tmp_path / "state", [3])
    assert found(tmp_path / "state", now + 15 * HOUR - HOUR / 60)["pages"].status is Status.OK
    old = found(tmp_path / "state", now + 15 * HOUR)["pages"]
    assert (old.status, old.found) == (Status.FAIL, "out of date since 2026-04-28 21:00 UTC")
    ahead = found(tmp_path / "state", now - HOUR)["pages"]
    assert (ahead.status, ahead.mend) == (Status.FAIL, "set the clock right")


def test_the_last_run_knows_its_own_interval(tmp_path: Path) -> None:
    """A job with --every is judged by that, whatever the settings of the one who looks say."""
    store = StateFile(tmp_path / "state")
    for run in (START, START + 48 * HOUR):
        store.note_run(run, run + 60 * HOUR, every=48 * HOUR, late=12 * HOUR)
    finding = found(tmp_path / "state", START + 49 * HOUR)["schedule"]
    assert (finding.status, finding.found) == (
        Status.OK,
        "2 runs, usually 48.0 h apart, 48.0 h at most; the pages of a run are good for 60.0 h",
    )


def test_pages_that_end_with_their_rows(tmp_path: Path) -> None:
    """Pages that are good for less than the job's interval and lateness say why; no other interval would mend that."""
    store = StateFile(tmp_path / "state")
    for run in (START, START + 3 * HOUR):
        store.note_run(run, run + 4 * HOUR, every=3 * HOUR, late=12 * HOUR)
    findings = found(tmp_path / "state", START + 3 * HOUR)
    assert findings["pages"].found == "good until 2026-04-28 10:00 UTC, when most of their rows turn stale"
    assert findings["schedule"].status is Status.OK


def test_a_state_that_is_not_there_or_can_not_be_read(tmp_path: Path) -> None:
    """It is told, and stays where it is."""
    file = tmp_path / "state"
    assert found(file, START)["state"].status is Status.WARN
    file.write_bytes(b"{}")
    finding = found(file, START)["state"]
    assert finding.status is Status.FAIL
    assert "it is no state file of fxwidget" in finding.found
    assert finding.mend == "name the file of fxwidget build, which refuses this one"
    assert file.read_bytes() == b"{}"
    assert found(tmp_path, START)["state"].status is Status.FAIL


def test_nothing_published_yet(tmp_path: Path) -> None:
    """A state of runs that found no source says that there are no pages."""
    from tests.support.stores import memory

    StateFile(tmp_path / "state").save_memory(memory())
    assert found(tmp_path / "state", START)["pages"].found == "no run has published yet"


def test_the_store_is_not_looked_at(tmp_path: Path) -> None:
    """A job with a state has no store; what is said is of the state."""
    now = after(tmp_path / "state", [3])
    given = Settings(store=f"disk://{tmp_path}/store", sources=("ecb",))
    names = [each.what for each in examine(given, now, offline=True, state=tmp_path / "state")]
    assert {"state", "pages", "schedule", "clock"} <= set(names)
    assert "snapshot" not in names
