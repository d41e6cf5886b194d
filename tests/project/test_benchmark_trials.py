"""The rules beside an earlier build's: both see the same, a bad rule is noticed, and what counts as wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.consensus.trials import builds, events, judge, report, targets
from benchmarks.consensus.trials.days import days, market_day
from benchmarks.consensus.trials.families import FAULTY, ONE, TWO, Job
from benchmarks.consensus.trials.history import HOUR, History, Levels, Number, Shown
from benchmarks.consensus.trials.player import display, enabled
from benchmarks.consensus.trials.run import Trials, history, jobs
from fxwidget.deciding.consensus import Verdict
from fxwidget.deciding.poll import Entry
from fxwidget.domain.currency import Limits, limits
from fxwidget.domain.snapshot import Agreement, Role
from fxwidget.domain.state import LevelState

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def short(job: Job, days: int = 7) -> History:
    """A history cut down to its first days and three of its currencies."""
    whole = history(job)
    judged = [code for code in ("INR", "BRL", "CNH") if code in whole.judged]
    return replace(whole, rounds=whole.rounds[: 24 * days], codes=tuple(judged), judged=tuple(judged))


def test_the_same_job_is_the_same_history() -> None:
    """Whoever plays it: every number, hour and outage follows from family, seed and number alone."""
    for job in (Job(ONE, 3), Job(FAULTY, 3, 1), Job(events.EVENT, 3, 1)):
        assert history(job) == history(job)
    assert history(Job(ONE, 3)) != history(Job(ONE, 4))


def test_a_faulty_fortnight_has_its_rows() -> None:
    """21,600 for each seed, all rounds and currencies counted; two of the groups that speak of a currency are at fault."""
    tables = [history(job) for job in jobs([1]) if job.family == FAULTY]
    assert sum(len(table.rounds) * len(table.judged) for table in tables) == 21_600
    for table in tables:
        for code in table.judged:
            assert len({attack.liars for attack in table.attacks[code]}) == 2


def test_two_undisclosed_groups_are_what_lies_in_that_family() -> None:
    """Both of the aggregators that are on by default, and nobody else."""
    table = history(Job(TWO, 1))
    assert table.attacks
    for attacks in table.attacks.values():
        assert {liar for attack in attacks for liar in attack.liars} == {"currency_api", "floatrates"}


def test_an_honest_source_is_near_the_truth_of_its_hour() -> None:
    """What no liar gives is within half of the tolerance of the level that it speaks of."""
    table = history(Job(ONE, 2))
    for answers in table.answers.values():
        for number in (number for answer in answers for number in answer.numbers if number.true):
            level = table.levels[number.code].at(number.taken)
            assert abs(float(number.rate) / level - 1) < float(limits(number.code).tolerance) / 2 + 0.01


@pytest.mark.needs("time")
def test_both_builds_see_the_same_and_a_copy_shows_the_same() -> None:
    """A checkout beside this one, which is this one again, shows to the digit what this one shows."""
    table = short(Job(TWO, 2))
    with builds.checkout(str(ROOT)) as folder, builds.Child(folder) as child:
        assert child.display(table) == display(table)


def credulous(entries: Sequence[Entry], limits: Limits, *, standing: LevelState, **known: Any) -> Verdict:
    """A vote that shows whoever stands first, whatever it says."""
    voters = [entry for entry in entries if entry.row is not None]
    shown = voters[0] if voters else None
    roles = {entry.source: (Role.SHOWN if entry is shown else Role.CONFIRMS, None) for entry in entries}
    return Verdict(Agreement.AGREED, shown, standing, tuple(voters), roles=roles)


@pytest.mark.needs("time")
def test_a_bad_rule_breaks_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules as they are show no lie of one group; those that show whoever stands first do."""
    table = attacked_by_the_first()
    assert judge.judge(table, display(table)).wrong == 0
    monkeypatch.setattr("fxwidget.deciding.assemble.decide", credulous)
    figures = judge.judge(table, display(table))
    assert figures.wrong > 12
    trials = Trials({(ONE, 1): judge.Figures(rows=1, days=1)}, {(ONE, 1): figures})
    assert not report.all_reached(trials)
    assert any("BROKEN: one group lies: wrong rows" in line for line in report.report(trials, "before", 1.0))


def attacked_by_the_first() -> History:
    """A history in which the first source in order lies about the rupee by more than its tolerance."""
    for seed in range(75, 275):  # with the first one it lies so
        table = short(Job(ONE, seed), 15)
        attack = table.attacks.get("INR", (None,))[0]
        if attack is not None and attack.liars == ("currency_api",) and attack.kind in ("x 100", "+40 %"):
            return replace(table, codes=("INR",), judged=("INR",))
    raise AssertionError("nobody lies so")


def test_what_is_wrong_and_what_is_off() -> None:
    """A number counts against all that was true within six days: what was true before that is wrong again."""
    levels = Levels(MONDAY, (92.0,) * 24 + (96.0,) * 24 * 9)
    table = History(
        "",
        ONE,
        ("INR",),
        ("INR",),
        tuple(MONDAY + hour * HOUR for hour in range(24 * 10)),
        (),
        {},
        {},
        {"INR": levels},
    )
    shown = (Shown(0, Decimal(92), "agreed", "a", "up"), Shown(230, Decimal(95), "held", "b", "down", False))
    figures = judge.judge(table, {"INR": shown})
    assert figures.rows == 240
    assert figures.wrong == 230 - 24 - 6 * 24 + 1 - 1
    assert figures.off == figures.wrong + 10
    assert (figures.last_good, figures.held) == (10, 10.0)
    assert [round(size, 4) for size in figures.switches] == [0.0326]
    assert (figures.turned, figures.unsaid) == (1, 1)


def test_hours_until_a_jump_shows_are_those_of_weekdays() -> None:
    """From Friday 20:00 to Monday 06:00 it is ten hours; a level that never shows takes for ever."""
    friday = datetime(2026, 6, 5, 20, tzinfo=UTC)
    assert judge.weekday_hours(friday, friday + timedelta(hours=58)) == 10
    assert judge.weekday_hours(friday + timedelta(hours=58), friday) == -10
    table = history(Job(events.EVENT, 1, 1))
    (jump,) = table.jumps["EGP"]
    first = judge.first_fixing(table, "EGP", jump)
    assert first is not None
    assert first > jump.at
    never = (Shown(0, Decimal("30.9"), "agreed", "a", None),)
    assert judge.delay(table, "EGP", jump, never) == math.inf
    at = next(index for index, now in enumerate(table.rounds) if now >= first + 2 * HOUR)
    then = (*never, Shown(at, Decimal("49.4"), "agreed", "a", "up"))
    assert 2 <= judge.delay(table, "EGP", jump, then) <= 2.25


def test_a_devaluation_that_takes_longer_than_a_market_day_breaks_its_target() -> None:
    """In any history of its family, whatever the others took."""
    name = events.DEVALUATIONS[0]
    for delays, reached in (([3.0, 24.0], True), ([3.0, 25.0], False), ([math.inf], False)):
        results = {(name, 1): judge.Figures(delays=delays)}
        (target,) = (it for it in targets.targets(results, results, {}) if it.what.startswith(name))
        assert target.reached is reached


def test_the_levels_of_true_events_are_those_of_the_record() -> None:
    """The reference rates of a currency over those of the dollar, as the bank printed them."""
    printed = {
        "BRL, October 2026": (5.0465, 5.5884, 5.3474),
        "RUB, February 2022": (85.75, 82.53, 103.12, 105.0),
    }
    for name, levels in printed.items():
        of = next(event for event in events.EVENTS if event.name == name)
        assert (of.level, *(level for _, level in of.steps)) == levels


@pytest.mark.needs("git")
@pytest.mark.parametrize("before", ["0123456789012345678901234567890123456789", "HEAD:tests"])
def test_an_earlier_build_that_is_not_there_is_named(before: str) -> None:
    """With what would help, and no traceback."""
    with pytest.raises(builds.BuildMissing, match="--before"), builds.checkout(before):
        pass


def test_a_folder_that_is_no_checkout_is_named(tmp_path: Path) -> None:
    """A checkout has the package and its providers."""
    with (
        pytest.raises(builds.BuildMissing, match="no fxwidget and no providers"),
        builds.checkout(str(tmp_path)),
    ):
        pass


def test_days_can_be_printed_without_their_outcome() -> None:
    """What a person needs to decide a day, and with the outcome also what the rules decided."""
    bare, decided = days(1, 1, outcome=False), days(1, 1, outcome=True)
    text = "\n".join(bare)
    for words in ("Sources agree within", "Shown before:", "its last number", "comes out", "of market day"):
        assert words in text
    assert "| arrow" not in text
    assert any("arrow" in line for line in decided)
    assert decided[: len(bare) - 1] == bare[:-1]


def test_a_number_that_is_dated_too_far_ahead_is_printed_as_refused() -> None:
    """A market day stands only where a number has one: a fixing of next Monday is of no day yet, whoever reads it."""
    (source,) = enabled(["nbp"], ["ZAR"])
    thursday = datetime(2026, 9, 3, 7, tzinfo=UTC)
    monday = Number("ZAR", thursday, thursday, date(2026, 9, 7), Decimal("15.8127"))
    assert market_day(monday, source) == "refused: too far ahead"
    assert market_day(replace(monday, as_of=thursday.date()), source) == "Thu 03 Sep"
