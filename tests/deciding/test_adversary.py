"""Clocks that are set, orders that were given by a wrong one, currencies that come back, numbers of another scale."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.model import OwnClock
from fxwidget.domain.overrides import Command, Journal, Verb
from fxwidget.domain.own_clock import own_instants, set_back
from fxwidget.domain.snapshot import Agreement, Snapshot
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import RateLimited
from tests.support.house import utc, waiting
from tests.support.lab import HONEST, Lab

AGGREGATORS = ("currency_api", "er_api")
STEPS = {
    "a month back": timedelta(days=-30),
    "an hour back": timedelta(hours=-1),
    "two hours ahead": timedelta(hours=2),
    "a day ahead": timedelta(days=1),
    "a month ahead": timedelta(days=31),
}
AHEAD = {name: step for name, step in STEPS.items() if step > timedelta(0)}
MINUTES = timedelta(minutes=10)
STORED = (Memory, Snapshot, Journal, RateChange)

NOT_OURS = {
    *("Row.as_of", "Row.market_day", "Row.published", "Row.ahead", "Close.market_day"),
    *("Refusal.as_of", "Refusal.market_day", "Refusal.published", "SourceMemory.skipped"),
    *("Rate.as_of", "Rate.market_day", "RateSource.as_of", "Note.as_of", "RateChange.as_of"),
    *("LevelState.level_since", "LevelState.level_since_day"),
    *("Snapshot.recent", "Snapshot.past_day"),
}
"""What sources state, or follows from it alone: it is seen from now, and never set."""

TO_COME = {
    *("Rate.late_at", "Rate.stale_at", "Rate.withdraw_at", "Rate.closed", "Note.until", "SourceInfo.next_at"),
    *("Snapshot.next_check_at", "Snapshot.valid_until", "Replay.day"),
}
"""Deadlines, which each round works out anew."""


@contextmanager
def lab(folder: Path, sources: tuple[str, ...], start: str, **more: Any) -> Iterator[Lab]:
    """A laboratory, closed at the end."""
    with closing(Lab(folder, sources, start, **more)) as it:
        yield it


# Every stored instant


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(annotation):
        yield from _models(part)


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _types(part)


def _members(ours: bool) -> set[str]:
    """The members of what is stored that hold a day or an instant: those of our own clock, or all others."""
    found = set()
    for model in {inner for root in STORED for inner in _models(root)}:
        for name, field in model.model_fields.items():
            types = [*field.metadata, *_types(field.annotation)]
            marked = any(isinstance(it, OwnClock) for it in types)
            if any(it in (date, datetime) for it in types) and marked is ours:
                found.add(f"{model.__name__}.{name}")
    return found


def test_every_stored_instant_says_whose_clock_gave_it() -> None:
    """A new member with a day or an instant is our own clock's, and marked so, or stands in one of the lists above."""
    assert _members(ours=False) == NOT_OURS | TO_COME


def _filled(lab: Lab) -> None:
    """Days in which every instant of our own clock gets a value."""
    lab.round()
    lab.store.order(Command(at=lab.now, verb=Verb.HOLD, target="BRL", until=lab.now + timedelta(hours=4)))
    lab.store.order(Command(at=lab.now, verb=Verb.ACCEPT, target="INR", until=lab.now + timedelta(hours=1)))
    lab.give({name: {"INR": "1.003"} for name in AGGREGATORS})
    lab.after(days=1)
    lab.fails["currency_api"] = RateLimited("busy", provider="currency_api", retry_after=600)
    lab.give({name: {"INR": "1.004"} for name in AGGREGATORS})
    lab.after(hours=25)


def _stored(lab: Lab) -> tuple[BaseModel, ...]:
    snapshot = lab.store.load()
    assert snapshot is not None
    return (lab.store.load_memory(), snapshot, lab.store.journal(), *lab.store.changes())


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_no_stored_instant_of_ours_stays_ahead(tmp_path: Path, step: timedelta) -> None:
    """After one round by a clock that was set, and one by the right clock, nothing that we gave lies ahead of now."""
    with lab(tmp_path, AGGREGATORS, "2026-11-23T07:00", currencies=("INR", "BRL"), quota="500/month") as it:
        _filled(it)
        it.round(it.now + step)
        snapshot = it.after(minutes=10)
        found = [(name, at) for part in _stored(it) for name, at in own_instants(part) if at > it.now]
        assert found == []
        assert {name for part in _stored(it) for name, _ in own_instants(part)} >= {"at", "asked_at", "since"}
        assert not snapshot.expired(it.now)
        assert snapshot["INR"].rate is not None
        known = it.refresher.memory.sources["currency_api"]
        assert known.not_before is None or known.not_before <= it.now + timedelta(minutes=10)
        assert max(known.spent) <= it.now.date() + timedelta(days=1)
        assert sum(known.spent.values()) <= 5


@pytest.mark.parametrize("step", AHEAD.values(), ids=AHEAD)
def test_each_instant_of_ours_that_lies_ahead_counts_as_now(tmp_path: Path, step: timedelta) -> None:
    """Whichever member it is, at any depth, and it is named once; one that lies behind is left alone."""
    with lab(tmp_path, AGGREGATORS, "2026-11-23T07:00", currencies=("INR", "BRL")) as it:
        _filled(it)
        behind = it.now
        for part in _stored(it):
            assert set_back(part, behind) == (part, [])
            ours = list(own_instants(part))
            early = behind - step - timedelta(days=60)
            moved, found = set_back(part, early)
            assert {at for _, at in own_instants(moved)} <= {early}
            assert [name for name, _ in found] == [name for name, at in ours if at > early]


def test_set_back_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged in the round that finds it, and not again."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it, caplog.at_level(logging.WARNING):
        it.round()
        it.round(it.now + timedelta(hours=2))
        for _ in range(3):
            it.after(minutes=10)
        said = [record.message for record in caplog.records if "set back" in record.message]
    assert len(said) == 1
    assert "up to 6600 s ahead, count as 2026-11-24 07:10:00 UTC" in said[0]


def test_who_was_asked_by_a_clock_ahead_is_asked_again_at_once(tmp_path: Path) -> None:
    """Its last answer is of a clock that was wrong: it is due in the first round of the right one."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T12:00") as it:
        it.round(it.now + timedelta(days=1))
        it.give({name: {"INR": "1.003"} for name in AGGREGATORS})
        assert it.after(minutes=1)["INR"].rate == HONEST["INR"] * Decimal("1.003")


def test_a_wait_is_counted_from_when_the_source_was_asked() -> None:
    """Twenty minutes that a source asked for by a clock two hours ahead are twenty minutes from now."""
    now = utc("2026-11-24 07:00")
    asked = now + timedelta(hours=2)
    memory = SourceMemory(asked_at=asked, not_before=asked + timedelta(minutes=20))
    assert set_back(memory, now)[0].not_before == now + timedelta(minutes=20)


# A number that was withdrawn too early


def test_a_disputed_row_that_a_clock_ahead_withdrew_comes_back(tmp_path: Path) -> None:
    """Withdrawn by a round a month ahead, it is young enough by the right clock, and has no vote: its number is back."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        before = it.round()["INR"]
        it.give({"er_api": {"INR": "1.04"}})
        it.after(days=1)
        held = it.after(minutes=65)["INR"]
        assert (held.rate, held.agreement) == (HONEST["INR"], Agreement.DISPUTED)
        assert it.round(it.now + timedelta(days=31))["INR"].rate is None
        back = it.after(hours=1)["INR"]
    assert (back.rate, back.display, back.last_rate) == (before.rate, before.display, None)
    assert (back.agreement, back.freshness) == (Agreement.DISPUTED, held.freshness)
    assert (back.direction, back.change, back.change_pct) == (held.direction, held.change, held.change_pct)


# The latest change


def test_the_latest_change_never_lies_ahead(tmp_path: Path) -> None:
    """A number that came in a round a month ahead changed now, in the table and in the feed."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        it.round()
        it.give({name: {"INR": "1.003"} for name in AGGREGATORS})
        it.now += timedelta(hours=22)
        it.round(it.now + timedelta(days=31))
        it.fails["er_api"] = RateLimited("busy", provider="er_api", retry_after=86_400)
        snapshot = it.after(hours=1)
        (change,) = it.store.changes()
    assert snapshot.changed_at == snapshot["INR"].changed_at == change.changed_at == it.now
    assert snapshot.checked_at == it.now


def test_a_change_after_a_clock_that_was_ahead_is_listed(tmp_path: Path) -> None:
    """The feed compares with a snapshot that was dated two hours late, and lists the change all the same."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        it.round()
        it.give({name: {"INR": "1.003"} for name in AGGREGATORS})
        it.round(it.now + timedelta(hours=2))
        it.give({name: {"INR": "1.006"} for name in AGGREGATORS})
        it.after(minutes=10)
        newest, *_ = it.store.changes()
    assert (newest.rate, newest.changed_at) == (HONEST["INR"] * Decimal("1.006"), it.now)


# Orders


def test_the_newest_order_counts_whatever_its_clock_showed(tmp_path: Path) -> None:
    """A release ends a hold that was given by a clock a month ahead, and so does an enable a disable."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        it.round()
        wrong = it.now + timedelta(days=31)
        for verb, target, at in (
            (Verb.HOLD, "INR", wrong),
            (Verb.DISABLE, "er_api", wrong),
            (Verb.RELEASE, "INR", it.now),
            (Verb.ENABLE, "er_api", it.now),
        ):
            it.store.order(Command(at=at, verb=verb, target=target))
        row = it.after(minutes=10)["INR"]
    assert (row.agreement, row.notes) == (Agreement.TWO_SOURCES, ())
    assert not it.refresher.journal.disabled(it.now)


def test_an_order_by_a_clock_ahead_lasts_as_long_as_it_was_meant(tmp_path: Path) -> None:
    """Four hours are four hours from the round that finds it, also after a restart."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        it.round()
        wrong = it.now + timedelta(days=31)
        it.store.order(Command(at=wrong, verb=Verb.HOLD, target="INR", until=wrong + timedelta(hours=4)))
        found = it.after(minutes=10)["INR"].notes[0].until
        assert found == it.now + timedelta(hours=4)
        it.restart()
        assert it.after(hours=3)["INR"].agreement is Agreement.HELD
        assert it.after(minutes=65)["INR"].agreement is Agreement.TWO_SOURCES


def test_orders_that_were_lost_go_before_those_given_since(tmp_path: Path) -> None:
    """A journal that was removed under the refresher is written again, and a release given meanwhile still ends the hold."""
    with lab(tmp_path, AGGREGATORS, "2026-11-24T07:00") as it:
        it.store.order(Command(at=it.now, verb=Verb.HOLD, target="INR"))
        it.round()
        (tmp_path / "store" / "orders.json").unlink()
        it.store.order(Command(at=it.now, verb=Verb.RELEASE, target="INR"))
        assert it.after(minutes=10)["INR"].agreement is Agreement.TWO_SOURCES
        assert [command.verb for command in it.store.journal().commands] == [Verb.HOLD, Verb.RELEASE]


# A number beside the rate


BANKS = ("currency_api", "bank_of_russia", "cbu")


def test_a_number_of_another_scale_is_not_published(tmp_path: Path) -> None:
    """Of a number that is a power of ten off only its existence is said: beside the row, and in the row's sources."""
    with lab(tmp_path, BANKS, "2026-11-24T07:00") as it:
        it.round()
        it.give({"currency_api": {"INR": "100"}})
        row = it.after(days=1)["INR"]
    (note,) = waiting(row)
    assert (note.code, note.source, note.rate) == ("other_scale", "currency_api", None)
    (part,) = [source for source in row.sources if source.id == "currency_api"]
    assert (part.rate, part.reason_code) == (None, "power_of_ten")
    assert str(HONEST["INR"] * 100) not in row.model_dump_json()


def test_several_numbers_of_another_scale_are_not_published(tmp_path: Path) -> None:
    """Two sources that give a number in other units are a level that waits, without its numbers."""
    with lab(tmp_path, BANKS, "2026-11-24T07:00") as it:
        it.round()
        it.give({"bank_of_russia": {"INR": "0.01"}, "cbu": {"INR": "0.01"}})
        notes = it.after(days=1)["INR"].notes
    assert [(note.code, note.rate) for note in notes] == [("new_level_pending", None)] * 2


@pytest.mark.parametrize(("hours", "code"), [(1, "unconfirmed"), (24, "newer_unconfirmed")])
def test_newer_is_what_speaks_of_a_later_market_day(tmp_path: Path, hours: int, code: str) -> None:
    """A file of Tuesday speaks of Monday: beside the set of Monday it is no newer, and Wednesday's file is."""
    with lab(tmp_path, ("bank_of_russia", "currency_api"), "2026-11-24T09:00") as it:
        it.round()
        it.fails["bank_of_russia"] = RateLimited("busy", provider="bank_of_russia", retry_after=86_400)
        it.give({"currency_api": {"INR": "1.2"}})
        row = it.after(hours=hours)["INR"]
    assert (row.rate, row.market_day) == (HONEST["INR"], date(2026, 11, 23))
    assert [(note.code, note.rate) for note in row.notes] == [(code, HONEST["INR"] * Decimal("1.2"))]


# Two that lie alike


FOUR = ("currency_api", "bank_of_russia", "floatrates", "cbu")
LIARS = ("currency_api", "floatrates")


def watched(it: Lab, end: str, hours: float) -> list[Snapshot]:
    """The snapshots of rounds so many hours apart, until an instant."""
    found = []
    while it.now < utc(end):
        found.append(it.after(hours=hours))
    return found


@pytest.mark.parametrize("factor", ["1.4", "0.01"])
def test_a_weekend_in_which_two_lie_alike(tmp_path: Path, factor: str) -> None:
    """From Friday evening to Monday, beside banks that are closed: the number stays, and notes say what waits."""
    with lab(tmp_path, FOUR, "2026-11-26T07:00") as it:
        it.round()
        watched(it, "2026-11-27T19:00", 6)
        it.give({name: {"INR": factor} for name in LIARS})
        rows = [snapshot["INR"] for snapshot in watched(it, "2026-11-30T16:00", 2)]
    assert {row.rate for row in rows} == {HONEST["INR"]}
    assert {note.code for row in rows[6:] for note in waiting(row)} == {"new_level_pending"}
    assert all(len(waiting(row)) == 2 for row in rows[6:])


def test_a_pair_within_tolerance(tmp_path: Path) -> None:
    """Two of seven that are 1.8 % off, one after the other, move nothing: the median is the banks'."""
    with lab(tmp_path, (*FOUR, "nbrb", "ecb", "sarb"), "2026-11-23T17:00") as it:
        it.round()
        it.give({"floatrates": {"INR": "1.018"}})
        watched(it, "2026-11-24T03:00", 5)
        it.give({name: {"INR": "1.018"} for name in LIARS})
        rates = {snapshot["INR"].rate for snapshot in watched(it, "2026-11-27T20:00", 6)}
    assert rates == {HONEST["INR"]}


def test_two_aggregators_within_tolerance_beside_two_banks(tmp_path: Path) -> None:
    """Where they are as many as the banks, 1.8 % off, the median lies between: a bank's number is shown for as long as it lasts."""
    with lab(tmp_path, FOUR, "2026-11-23T07:00") as it:
        it.round()
        it.give({"floatrates": {"INR": "1.018"}})
        watched(it, "2026-11-24T03:00", 5)
        it.give({name: {"INR": "1.018"} for name in LIARS})
        rates = [snapshot["INR"].rate for snapshot in watched(it, "2026-11-30T20:00", 6)]
    assert {rate for rate in rates if rate is not None and rate > Decimal("96.1")} == set()


# Half against half


BY_BANKS = ("bank_of_russia", "cbu")


def moved(it: Lab, factors: dict[str, str]) -> list[Any]:
    """The rows of two days, from two hours after sources moved by these factors on."""
    it.round()
    it.give({name: {"INR": factor} for name, factor in factors.items()})
    it.after(hours=2)
    return [snapshot["INR"] for snapshot in watched(it, "2026-11-26T19:00", 2)]


def test_half_of_those_that_count_give_a_new_level(tmp_path: Path) -> None:
    """While two aggregators repeat the old number, it stays, and the row says that a new level waits."""
    with lab(tmp_path, FOUR, "2026-11-24T19:00") as it:
        rows = moved(it, dict.fromkeys(BY_BANKS, "1.2"))
    assert {(row.last_number, row.agreement) for row in rows} == {(HONEST["INR"], Agreement.PENDING)}
    assert all(len(waiting(row)) == 2 for row in rows)


def test_two_aggregators_bring_nothing_into_doubt(tmp_path: Path) -> None:
    """Of whose numbers they have nothing is known: what two banks say is shown as theirs, with two notes."""
    with lab(tmp_path, FOUR, "2026-11-24T19:00") as it:
        rows = moved(it, dict.fromkeys(LIARS, "1.2"))
    assert {(row.last_number, row.agreement) for row in rows} == {(HONEST["INR"], Agreement.TWO_SOURCES)}
    assert all(len(waiting(row)) == 2 for row in rows)


@pytest.mark.parametrize("seen", [("cbu",), ("cbu", "floatrates")])
def test_two_that_lie_while_a_true_jump_waits(tmp_path: Path, seen: tuple[str, ...]) -> None:
    """A bank and an aggregator 4 % down, within the jump limit, are no more than half of four, whoever has seen +20 %."""
    with lab(tmp_path, FOUR, "2026-11-24T19:00") as it:
        rows = moved(it, {"bank_of_russia": "0.96", "currency_api": "0.96"} | dict.fromkeys(seen, "1.2"))
    assert {row.last_number for row in rows} == {HONEST["INR"]}
    assert {row.agreement for row in rows} <= {Agreement.PENDING, Agreement.HELD, Agreement.DISPUTED}


# Siblings


YUAN = ("currency_api", "er_api", "bank_of_russia", "cbu")


def yuan(folder: Path, *sources: str, **more: Any) -> Any:
    """A laboratory that shows CNH, and not CNY."""
    return lab(folder, sources or YUAN, "2026-11-23T17:00", currencies=("CNH",), **more)


def test_a_sibling_that_is_not_shown_is_decided_too(tmp_path: Path) -> None:
    """Its level and rows are remembered; the table has no row of it."""
    with yuan(tmp_path) as it:
        snapshot = it.round()
        assert [row.code for row in snapshot.rates] == ["CNH", "USD"]
        known = it.refresher.memory
        assert known.currencies["CNY"].shown == HONEST["CNY"]
        assert "CNY" in known.sources["bank_of_russia"].rows


@pytest.mark.parametrize("factor", ["1.04", "100", "0.01"])
def test_two_that_are_far_from_the_sibling(tmp_path: Path, factor: str) -> None:
    """CNH from both aggregators alike, beside banks that give CNY: never shown, on a first run as on any other."""
    with yuan(tmp_path) as it:
        it.give({name: {"CNH": factor} for name in YUAN[:2]})
        assert {
            snapshot["CNH"].last_number for snapshot in (it.round(), *watched(it, "2026-11-27T20:00", 9))
        } == {None}
        it.give({})
        assert it.after(days=3)["CNH"].rate == HONEST["CNH"]


@pytest.mark.parametrize("factor", ["1.029", "1.04", "1.4", "100"])
def test_all_that_give_a_currency_are_far_from_its_sibling(tmp_path: Path, factor: str) -> None:
    """A bank among the two changes nothing: the sources of CNY contradict both, day after day."""
    names = ("currency_api", "bank_indonesia_lokal", "bank_of_russia", "cbu")
    with yuan(tmp_path, *names) as it:
        it.round()
        it.give({name: {"CNH": factor} for name in names[:2]})
        rates = {snapshot["CNH"].rate for snapshot in watched(it, "2026-11-27T20:00", 9)}
    assert rates == {HONEST["CNH"]}


def test_two_walk_away_from_the_sibling(tmp_path: Path) -> None:
    """Half a per cent a day of both that give CNH ends within the band around CNY, and no farther."""
    names = ("currency_api", "bank_indonesia_lokal", "bank_of_russia", "cbu")
    with yuan(tmp_path, *names) as it:
        it.round()
        for day in range(1, 9):
            it.give({name: {"CNH": str(1 + Decimal(day) / 200)} for name in names[:2]})
            rows = [it.after(hours=8)["CNH"] for _ in range(3)]
    assert all(row.rate is not None and row.rate <= HONEST["CNY"] * Decimal("1.02") for row in rows)


def test_the_gap_to_a_sibling_that_an_operator_accepts(tmp_path: Path) -> None:
    """It stays accepted in the rounds that follow, until the number comes back to the sibling."""
    with yuan(tmp_path) as it:
        it.round()
        it.give({name: {"CNH": "1.04"} for name in YUAN[:2]})
        before = it.after(days=1)["CNH"]
        it.store.order(Command(at=it.now, verb=Verb.ACCEPT, target="CNH", until=it.now + timedelta(hours=1)))
        after = [snapshot["CNH"] for snapshot in (it.after(minutes=5), *watched(it, "2026-11-27T20:00", 9))]
        assert (before.rate, {row.rate for row in after}) == (
            HONEST["CNH"],
            {HONEST["CNH"] * Decimal("1.04")},
        )
        assert it.refresher.memory.currencies["CNH"].sibling_gap is not None
        it.give({name: {"CNH": "1.005"} for name in YUAN[:2]})
        watched(it, "2026-12-02T20:00", 9)
        assert it.refresher.memory.currencies["CNH"].sibling_gap is None


@pytest.mark.parametrize(
    ("factor", "shown"), [("1.004", True), ("1.006", False), ("1.014", False), ("1.016", False)]
)
def test_a_lone_source_beside_a_sibling(tmp_path: Path, factor: str, shown: bool) -> None:
    """Where one group alone gives CNH it leaves CNY by 0.5 % at once, by 1.5 % on its next market day, and no farther."""
    with yuan(tmp_path, "currency_api", "bank_of_russia", "cbu") as it:
        it.round()
        it.give({"currency_api": {"CNH": factor}})
        moved = HONEST["CNH"] * Decimal(factor)
        assert (it.after(hours=11)["CNH"].rate == moved) is shown
        watched(it, "2026-11-25T06:00", 5)
        assert (it.after(hours=1)["CNH"].rate == moved) is (Decimal(factor) < Decimal("1.015"))


# A document with days of its own


@pytest.mark.parametrize("name", ["floatrates", "cbu"])
def test_a_previous_close_that_nobody_else_knows(tmp_path: Path, name: str) -> None:
    """The shown source's document also states the day before, at 1.5 times what everybody gave: no close is taken from it."""
    with lab(tmp_path, (name, *(it for it in FOUR if it != name)), "2026-11-24T19:00") as it:
        it.round()
        it.states_day_before(name, "INR", "1.5")
        it.give({each: {"INR": "1.002"} for each in FOUR})
        rows = [snapshot["INR"] for snapshot in watched(it, "2026-11-27T20:00", 7)]
    assert {row.shown_source for row in rows} == {name}
    assert {row.previous_close for row in rows} <= {None, HONEST["INR"], HONEST["INR"] * Decimal("1.002")}


# A currency that comes back


def test_a_currency_that_comes_back_is_screened(tmp_path: Path) -> None:
    """Out of the table and in again by a reload, a number that jumped meanwhile waits for others, after a restart too."""
    with lab(tmp_path, ("currency_api",), "2026-11-24T07:00", currencies=("INR", "BRL")) as it:
        it.round()
        it.reload(currencies=("INR",))
        it.after(days=1)
        it.reload(currencies=("INR", "BRL"))
        it.restart()
        it.give({"currency_api": {"BRL": "100"}})
        row = it.after(days=1)["BRL"]
    assert (row.rate, row.agreement) == (None, Agreement.PENDING)
    assert [note.code for note in row.notes] == ["other_scale"]


def test_a_base_that_comes_back_is_screened(tmp_path: Path) -> None:
    """The row that a base has for its views is screened again once it is the base again."""
    with lab(tmp_path, ("currency_api",), "2026-11-24T07:00") as it:
        it.reload(base="EUR")
        assert it.round()["EUR"].rate == HONEST["EUR"]
        it.reload(base="USD")
        assert "EUR" not in it.after(days=1)
        it.reload(base="EUR")
        it.give({"currency_api": {"EUR": "1.3"}})
        assert it.after(days=1)["EUR"].rate is None


def test_a_currency_that_comes_back_honest_is_shown_at_once(tmp_path: Path) -> None:
    """Near the number that was last shown it is shown like any other, and a true jump by its next market day."""
    with lab(tmp_path, ("currency_api",), "2026-11-24T07:00", currencies=("INR", "BRL")) as it:
        it.round()
        it.reload(currencies=("INR",))
        it.after(days=1)
        it.reload(currencies=("INR", "BRL"))
        it.give({"currency_api": {"BRL": "1.01"}})
        assert it.after(days=1)["BRL"].rate == HONEST["BRL"] * Decimal("1.01")
