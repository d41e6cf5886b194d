"""Whether a job's state can be read, and whether its runs come as often as its pages need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import CLOCKS_PART
from fxwidget.errors import SnapshotInvalid
from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.store.state_content import State, is_state, unpack

__all__ = ["look_at_state"]

SELDOM = 1.5
"""Times the stated interval: runs that are usually further apart come less often than is stated."""

HOUR = timedelta(hours=1)


def look_at_state(file: Path, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Findings on a state file and the runs that it tells of."""
    what = "state"
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        mend = f"run fxwidget build DIR --state {file}, and keep that file"
        yield warn(what, f"{file} is not there yet", mend)
        return
    except OSError as error:
        mend = "name the file of fxwidget build, readable to this user"
        yield fail(what, f"{file}: {error.strerror}", mend)
        return
    try:
        state = unpack(content)
    except (SnapshotInvalid, UnicodeDecodeError) as error:
        aside = "nothing: the next run sets it aside and begins anew, without arrows"
        mend = aside if is_state(content) else "name the file of fxwidget build, which refuses this one"
        yield fail(what, f"{file}: {error}", mend)
    else:
        yield ok(what, f"{file} is whole, and tells of {len(state.runs)} runs")
        yield from _runs(state, settings, now)


def _runs(state: State, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Findings by the interval that the last run had; by that of the settings where an older version wrote the state."""
    if state.good_until is None:
        yield warn("pages", "no run has published yet", "look at the log of fxwidget build")
        return
    yield _pages(state, state.good_until, now)
    every = settings.build_every if state.every is None else state.every
    late = settings.build_late if state.late is None else state.late
    yield _schedule(state.runs, every, every + late)


def _pages(state: State, good_until: datetime, now: datetime) -> Finding:
    run = state.runs[-1]
    what, until = "pages", f"{good_until:%Y-%m-%d %H:%M} UTC"
    if run > now + CLOCKS_PART:
        return fail(what, f"of {run:%Y-%m-%d %H:%M} UTC, which is ahead", "set the clock right")
    if now >= good_until:
        return fail(what, f"out of date since {until}", "look why the job does not run, or fails")
    if state.every is not None and state.late is not None and good_until < run + state.every + state.late:
        return ok(what, f"good until {until}, when most of their rows turn stale")
    return ok(what, f"good until {until}")


def _schedule(runs: Sequence[datetime], every: timedelta, good: timedelta) -> Finding:
    """Whether the pages of one run are good until the next one, by the runs that there were."""
    what, apart = "schedule", [later - run for run, later in pairwise(runs)]
    if not apart:
        return ok(what, "known once there are two runs")
    longest, usual = max(apart), sorted(apart)[len(apart) // 2]
    seen = f"{len(runs)} runs, usually {_hours(usual)} apart, {_hours(longest)} at most"
    if longest > good:
        late = _up(longest - every)
        return warn(
            what,
            f"{seen}; the pages of a run are good for {_hours(good)}, so readers were told that they are out of date",
            f'set build_late = "{late}h" (or --late {late}h), or have the job run more often',
        )
    if usual > SELDOM * every:
        return warn(
            what,
            f"{seen}; they are set to come every {_hours(every)}",
            f'set build_every = "{_up(usual)}h" (or --every {_up(usual)}h), or have the job run more often',
        )
    return ok(what, f"{seen}; the pages of a run are good for {_hours(good)}")


def _hours(span: timedelta) -> str:
    return f"{span / HOUR:.1f} h"


def _up(span: timedelta) -> int:
    """The whole hours that hold a span."""
    return -(-span // HOUR)
