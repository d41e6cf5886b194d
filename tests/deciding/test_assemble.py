"""From memory to one snapshot: whole rounds, what is shown after them, and what is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxwidget import Kind, Quote, Terms, Upstream
from fxwidget.deciding.ballot import Plan
from fxwidget.domain import currency
from fxwidget.domain.currency import Limits
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.groups import Groups
from fxwidget.domain.overrides import Override
from fxwidget.domain.snapshot import Agreement, Direction, Note, Rate, Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import FXWidgetError, ProviderUnavailable, RateLimited, RateNotFound, ResponseInvalid
from fxwidget.ops.health import judge
from fxwidget.presentation.transform import rebase
from fxwidget.provider.source import Source
from fxwidget.render.view import View
from tests.support.house import LONG_AGO, House, fixed, roles, utc, waiting

AGREED, TWO, SINGLE, PENDING, HELD, DISPUTED = Agreement
DAY = timedelta(days=1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (utc(f"2026-04-{day} 15:00") for day in (27, 28, 29, 30))
ROUND = timedelta(minutes=5)
PAGE = ResponseInvalid("a web page", provider="x")
SHAPE = ResponseInvalid("a document of another shape", provider="x", in_format=True)
DEAD = ProviderUnavailable("no route", provider="x")


def house(*names: str, codes: tuple[str, ...] = ("INR",), **facts: object) -> House:
    """Banks of one calendar, with facts of their own, in this order."""
    if codes != ("INR",):
        facts["lists"] = frozenset(codes)
    return House(*(fixed(name, **facts) for name in names), currencies=codes)


def evaluated(house: House, now: datetime, code: str = "INR", **numbers: str) -> Rate:
    """Each named source says its number of the day, then one evaluation."""
    for name, number in numbers.items():
        house.says(name, now, now.date(), **{code: number})
    return house.row(code, now)


def number(row: Rate) -> tuple[str | None, Agreement]:
    return None if row.rate is None else str(row.rate), row.agreement


# Who is shown.


def test_three_that_agree() -> None:
    """The first source's own number, confirmed by the others; how far apart they are; nothing to note."""
    row = evaluated(house("a", "b", "c"), TUESDAY, a="94.30", b="94.40", c="94.35")
    assert number(row) == ("94.30", AGREED)
    assert roles(row) == {"a": "shown", "b": "confirms", "c": "confirms"}
    assert (Decimal("10.6"), (), None, "94.3") == (row.spread_bps, row.notes, row.derived, row.display)


@pytest.mark.parametrize("numbers", [("94.30", "99.10"), ("94.30", "99.10", "104.2")])
def test_a_first_run_without_a_majority(numbers: tuple[str, ...]) -> None:
    """On a first run those that disagree show no number; the next answer that agrees is shown without delay."""
    banks = house("a", "b", "c")
    row = evaluated(banks, TUESDAY, **dict(zip("abc", numbers, strict=False)))
    assert number(row) == (None, DISPUTED)
    assert (row.last_rate, row.display, row.as_of, row.direction) == (None, None, None, None)
    row = evaluated(banks, TUESDAY + ROUND, a="94.30", b="94.20", c="94.25")
    assert (number(row), row.switched_at) == (("94.30", AGREED), None)


def test_no_number_from_anyone_yet() -> None:
    """Before any answer there is no number, and every source says why."""
    row = house("a", "b").row("INR", TUESDAY)
    assert number(row) == (None, HELD)
    assert [source.reason for source in row.sources] == ["not asked yet", "not asked yet"]


def test_a_dispute_keeps_the_last_good_rate() -> None:
    """Where no majority is found the last good rate stands, with its source, its close and its day."""
    banks = house("a", "b")
    evaluated(banks, MONDAY, a="94.10", b="94.20")
    good = evaluated(banks, TUESDAY, a="94.30", b="94.40")
    row = evaluated(banks, WEDNESDAY, a="94.30", b="97.40")
    assert number(row) == ("94.30", DISPUTED)
    unchanged = (
        "previous_close",
        "direction",
        "as_of",
        "market_day",
        "changed_at",
        "late_at",
        "stale_at",
        "kind",
    )
    assert {name: getattr(good, name) for name in unchanged} == {
        name: getattr(row, name) for name in unchanged
    }
    assert row.shown_source == "a"


def test_a_switch_is_visible_and_no_change() -> None:
    """When another source's number takes over, the switch has its instant and the rate has not changed."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.10", b="94.20", c="94.15")
    before = evaluated(banks, TUESDAY, a="94.30", b="94.40", c="94.35")
    banks.fails("a", TUESDAY + ROUND, SHAPE)
    row = banks.row("INR", TUESDAY + ROUND)
    assert (row.shown_source, row.switched_at, before.switched_at) == ("b", TUESDAY + ROUND, None)
    assert (before.changed_at, row.changed_at) == (TUESDAY, TUESDAY)
    assert (Decimal("94.20"), Direction.UP) == (row.previous_close, row.direction)  # its own close
    row = evaluated(banks, WEDNESDAY, b="94.60", c="94.70")
    assert (row.changed_at, row.switched_at) == (WEDNESDAY, TUESDAY + ROUND)


def test_a_switch_from_a_source_with_instants_and_back() -> None:
    """The instant of a source that takes over is no change of the rate where it lies before the switch."""
    banks = House("currencyrate", fixed("b"))
    banks.says("currencyrate", TUESDAY, utc("2026-04-28 14:00"), INR="94.30")
    before = evaluated(banks, TUESDAY, b="94.40")
    assert utc("2026-04-28 14:00") == before.changed_at
    banks.fails("currencyrate", TUESDAY, SHAPE)
    assert ("b", utc("2026-04-28 14:00")) == (
        (away := banks.row("INR", TUESDAY + ROUND)).shown_source,
        away.changed_at,
    )


@pytest.mark.parametrize(
    ("incumbent", "shown"), [("94.30", "a"), ("94.92", "a"), ("94.93", "b"), ("93.68", "a"), ("93.67", "b")]
)
def test_the_incumbent_stays_while_it_is_near(incumbent: str, shown: str) -> None:
    """The incumbent is left once it is further than two thirds of a per cent from the median of all votes."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.30", b="94.30", c="94.30")
    assert shown == evaluated(banks, TUESDAY, a=incumbent, b="94.30", c="94.30").shown_source


def test_a_switch_is_said_for_a_day() -> None:
    """For 24 hours a note names the source whose number was shown before; a switch back names the other one."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.30", b="94.40", c="94.35")
    assert evaluated(banks, TUESDAY, a="96.00", b="94.40", c="94.35").notes == (
        Note(code="source_switched", source="a", until=TUESDAY + DAY),
    )
    again = banks.row("INR", TUESDAY + DAY - ROUND)
    assert (again.switched_at, len(again.notes)) == (TUESDAY, 1)
    assert banks.row("INR", TUESDAY + DAY).notes == ()
    back = evaluated(banks, WEDNESDAY + ROUND, a="94.40", b="96.00", c="94.40")
    assert [(note.source, note.until) for note in back.notes] == [("b", WEDNESDAY + ROUND + DAY)]


def test_a_switch_is_said_while_the_rate_is_held() -> None:
    """The note stays though nothing is shown anew."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.30", b="94.40", c="94.35")
    evaluated(banks, TUESDAY, a="96.00", b="94.40", c="94.35")
    row = evaluated(banks, TUESDAY + ROUND, a="94.00", b="96.00", c="98.00")
    assert (row.agreement, [note.source for note in row.notes]) == (Agreement.DISPUTED, ["a"])


def test_how_many_groups_of_which_sort_stand_behind_a_row() -> None:
    """Those that agree are counted by what they say of whose their numbers are; while a number is held there are none."""
    banks = House(
        fixed("a"), fixed("b", upstream=Upstream.UNDISCLOSED), fixed("c", upstream=Upstream.NAMED), fixed("d")
    )
    row = evaluated(banks, MONDAY, a="94.30", b="94.40", c="94.35", d="99")
    assert row.groups == Groups(own=1, named=1, undisclosed=1)
    assert [part.upstream for part in row.sources] == ["own", "undisclosed", "named", "own"]
    held = evaluated(banks, TUESDAY, a="94.30", b="97.0", c="92.2", d="99")
    assert (held.agreement, held.groups) == (Agreement.DISPUTED, Groups())


# A true jump, and a false one.


def test_one_source_jumps() -> None:
    """One source's jump is set aside, with a note; the rate stays, and so it does day after day."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.30", b="94.40", c="94.35")
    for now in (TUESDAY, WEDNESDAY, THURSDAY):
        row = evaluated(banks, now, a="120.00", b="94.40", c="94.35")
        assert (number(row), roles(row)["a"]) == (("94.40", TWO), "excluded")
        assert [("unconfirmed", "a", Decimal("120.00"), now.date())] == [
            (note.code, note.source, note.rate, note.as_of) for note in waiting(row)
        ]


@pytest.mark.parametrize(
    ("digits", "groups", "through"),
    [
        ("943.0", 2, False),
        ("943.0", 3, True),
        ("9.430", 2, False),
        ("0.0106", 2, False),
        ("0.0106", 3, True),
        ("120.0", 2, True),
    ],
)
def test_grave_suspicions_need_three(digits: str, groups: int, through: bool) -> None:
    """A power of ten or an inverse needs three groups where three count, a plain jump two of three."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, a="94.30", b="94.30", c="94.30")
    published = {name: digits if place < groups else "94.30" for place, name in enumerate("abc")}
    first = evaluated(banks, TUESDAY, **published)
    assert Decimal("94.30") == first.rate
    assert (digits if through else "94.30") == str(banks.row("INR", TUESDAY + ROUND).rate)


def devalued() -> House:
    """Two of three banks have moved from 57.5 to 74.7, and it was let through; the third is silent."""
    banks = house("a", "b", "c", codes=("ETB",))
    evaluated(banks, MONDAY, "ETB", a="57.5", b="57.5", c="57.5")
    assert number(evaluated(banks, TUESDAY, "ETB", a="74.7", b="74.9")) == ("57.5", PENDING)
    row = banks.row("ETB", TUESDAY + ROUND)
    assert number(row) == ("74.7", TWO)
    assert (Decimal("57.5"), Decimal("29.91"), Direction.UP) == (
        row.previous_close,
        row.change_pct,
        row.direction,
    )
    return banks


def test_no_fall_back_after_a_devaluation() -> None:
    """The old level is not shown again when the sources of the new one fail: its last source has not seen it."""
    banks = devalued()
    for name in "ab":
        banks.fails(name, TUESDAY + 2 * ROUND, SHAPE)
    for after in range(2, 8):
        row = banks.row("ETB", TUESDAY + after * ROUND)
        assert (number(row), row.notes) == (("74.7", HELD), ())
    assert next(s.reason for s in row.sources if s.id == "c") == "published nothing since the level changed"


@pytest.mark.parametrize(("silent", "expected"), [(False, ("57.5", PENDING)), (True, ("74.7", TWO))])
def test_a_refused_row_is_a_publication(silent: bool, expected: tuple[str, Agreement]) -> None:
    """Who published a refused row does not abstain: two of four groups are no majority then."""
    banks = house("a", "b", "c", "d", codes=("ETB",))
    evaluated(banks, MONDAY, "ETB", a="57.5", b="57.5", c="57.5", d="57.5")
    refused = {} if silent else {"c": "NaN", "d": "0"}
    evaluated(banks, TUESDAY, "ETB", a="74.7", b="74.9", **refused)
    assert number(banks.row("ETB", TUESDAY + ROUND)) == expected


def test_one_survivor_after_a_devaluation() -> None:
    """One source of the new level goes on alone, near the level that two confirmed."""
    banks = devalued()
    banks.fails("a", TUESDAY + 2 * ROUND, SHAPE)
    assert number(banks.row("ETB", TUESDAY + 2 * ROUND)) == ("74.9", SINGLE)


def test_the_silent_one_arrives() -> None:
    """The third bank votes again once it publishes: at the new level it confirms, at the old one it votes against it, with a note."""
    banks = devalued()
    row = evaluated(banks, WEDNESDAY, "ETB", a="75.0", b="75.1", c="57.5")
    assert (number(row), [note.code for note in row.notes]) == (("75.0", AGREED), ["unconfirmed"])
    assert next(s.reason_code for s in row.sources if s.id == "c") == "disagrees"
    row = evaluated(banks, THURSDAY, "ETB", a="75.0", b="75.1", c="75.2")
    assert (number(row), row.notes) == (("75.0", AGREED), ())


def test_iran_with_the_bank_first() -> None:
    """Whoever is shown, the aggregators' old rate of 2026 is refused and the bank's own is never in doubt."""
    iran = House("bank_of_russia", "currency_api", "er_api", currencies=("IRR",))
    for name in ("currency_api", "er_api"):
        iran.says(name, utc("2026-01-15 06:00"), "2026-01-15", IRR="42078.1")
    iran.says("bank_of_russia", utc("2026-01-15 13:00"), "2026-01-16", IRR="1150000.5")
    row = iran.row("IRR", utc("2026-01-15 13:00"))
    assert number(row) == ("1150000.5", SINGLE)
    assert {"refused: the official rate that ended with 2025"} == {
        source.reason for source in row.sources if source.id != "bank_of_russia"
    }
    iran.says("bank_of_russia", utc("2026-01-29 13:00"), "2026-01-30", IRR="1150000.5")
    iran.says("currency_api", utc("2026-01-30 06:00"), "2026-01-30", IRR="1101587.2")
    assert number(iran.row("IRR", utc("2026-01-30 06:00"))) == ("1150000.5", TWO)


def test_iran_while_the_bank_is_late() -> None:
    """Refused rows make their groups count, so the bank's jump is not confirmed by its own next day."""
    iran = House("currency_api", "bank_of_russia", currencies=("IRR",))
    iran.says("currency_api", utc("2025-12-31 06:00"), "2025-12-31", IRR="42078.1")
    assert number(iran.row("IRR", utc("2025-12-31 06:00"))) == ("42078.1", SINGLE)
    for day in range(12, 16):
        now = utc(f"2026-01-{day} 13:00")
        iran.says("currency_api", now, now.date(), IRR="42078.1")
        iran.says("bank_of_russia", now, now.date() + timedelta(days=1), IRR="1150000.5")
        row = iran.row("IRR", now)
        assert (Decimal("42078.1"), PENDING) == (row.last_number, row.agreement)


# One source alone.


def test_a_lone_jump_waits_for_the_next_market_day() -> None:
    """A lone source's jump is shown when its next market day confirms the level: no revision and no repetition does."""
    bank = house("a")
    evaluated(bank, MONDAY, a="94.30")
    for now, published in ((TUESDAY, "120.00"), (TUESDAY + ROUND, "120.00"), (TUESDAY + 2 * ROUND, "120.50")):
        row = evaluated(bank, now, a=published)
        assert (("94.30", PENDING), Decimal(published)) == (number(row), row.notes[0].rate)
    row = evaluated(bank, WEDNESDAY, a="121.00")
    assert (("121.00", SINGLE), Decimal("94.30"), ()) == (number(row), row.previous_close, row.notes)


def test_a_lone_slip_is_forgotten() -> None:
    """A lone source's slip is never shown, is no close, and moves no change."""
    bank = house("a")
    evaluated(bank, utc("2026-04-24 15:00"), a="94.00")
    before = evaluated(bank, MONDAY, a="94.30")
    evaluated(bank, MONDAY + ROUND, a="943.0")
    back = evaluated(bank, MONDAY + 2 * ROUND, a="94.30")
    assert (MONDAY, MONDAY, Decimal("94.00")) == (before.changed_at, back.changed_at, back.previous_close)
    assert Decimal("94.30") == evaluated(bank, TUESDAY, a="94.40").previous_close


@pytest.mark.parametrize("slip", ["943.0", "9.43", "0.0106"])
def test_a_lone_grave_row_needs_an_operator(slip: str) -> None:
    """However often a lone source says it, a power of ten or an inverse is not shown until an operator accepts it."""
    bank = house("a")
    evaluated(bank, MONDAY, a="94.30")
    for now in (TUESDAY, WEDNESDAY, THURSDAY):
        row = evaluated(bank, now, a=slip)
        assert (Decimal("94.30"), PENDING) == (row.last_number, row.agreement)
    bank.orders("INR", Override(accept=True))
    assert (slip, SINGLE) == number(bank.row("INR", THURSDAY + ROUND))


# An operator's word.


def test_accept_is_said_once() -> None:
    """An accepted level is shown, and the word is used up: it lets no later level through."""
    banks = house("a", "b", "c")
    evaluated(banks, MONDAY, b="94.30", c="94.35")
    evaluated(banks, TUESDAY, a="94.30", b="120.00", c="94.35")
    banks.orders("INR", Override(accept=True))
    assert number(banks.row("INR", TUESDAY + ROUND)) == ("120.00", SINGLE)
    assert banks.memory.currencies["INR"].accepted_at == LONG_AGO
    evaluated(banks, WEDNESDAY, b="1200.00")
    assert number(banks.row("INR", WEDNESDAY + ROUND)) != ("1200.00", SINGLE)


def test_accept_without_a_candidate_lets_nothing_through_later() -> None:
    """A word about a candidate that is gone is used up as well, and does not wait for the next slip."""
    banks = house("a", "b")
    evaluated(banks, MONDAY, a="94.30", b="94.35")
    banks.orders("INR", Override(accept=True))
    evaluated(banks, MONDAY + ROUND, a="94.30", b="94.35")
    assert number(evaluated(banks, TUESDAY, a="943.0", b="94.35")) == ("94.35", SINGLE)
    assert number(banks.row("INR", TUESDAY + ROUND)) == ("94.35", SINGLE)


def test_hold_until_it_expires() -> None:
    """A held rate keeps its number and its close to the second at which the order expires."""
    banks = house("a", "b")
    evaluated(banks, MONDAY, a="94.30", b="94.35")
    until = TUESDAY + timedelta(hours=1)
    banks.orders("INR", Override(hold=True, reason="feeds are odd", until=until))
    row = evaluated(banks, TUESDAY, a="95.00", b="95.10")
    assert (("94.30", HELD), "operator_hold", until) == (number(row), row.notes[0].code, row.notes[0].until)
    assert number(banks.row("INR", until - timedelta(seconds=1))) == ("94.30", HELD)
    row = banks.row("INR", until)
    assert (number(row), row.notes) == (("95.00", TWO), ())


# Kinds, series, coarse numbers, terms.


def bank(name: str, kind: Kind = Kind.OFFICIAL, **facts: object) -> Source:
    return fixed(name, lists=frozenset({"IRR", "AED"}), kind=kind, **facts)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([Kind.OFFICIAL, Kind.OFFICIAL, Kind.OFFICIAL], "scc"),
        ([Kind.MARKET, Kind.FIXING, Kind.MARKET], "scc"),  # these confirm each other
        ([Kind.OFFICIAL, Kind.FREE_MARKET, Kind.OFFICIAL], "sec"),
        ([Kind.FREE_MARKET, Kind.OFFICIAL, Kind.OFFICIAL], "see"),  # the series is the first source's
        ([Kind.OFFICIAL, Kind.MARKET, Kind.FIXING], "see"),
        ([Kind.PEG, Kind.OFFICIAL, Kind.OFFICIAL], "esc"),  # a peg table has no series
        ([Kind.PEG, Kind.PEG, Kind.PEG], "eee"),
    ],
)
def test_kinds(kinds: list[Kind], expected: str) -> None:
    """A currency's series is that of its first configured source; a table of pegs never votes."""
    banks = House(*(bank(name, kind) for name, kind in zip("abc", kinds, strict=True)), currencies=("IRR",))
    row = evaluated(banks, TUESDAY, "IRR", a="1150000", b="1150000", c="1150000")
    assert expected == "".join(role[0] for role in roles(row).values())


def test_a_kind_of_another_series_does_not_count() -> None:
    """Who speaks of another series is no group of this one: the lone one may move within the jump limit."""
    banks = House(bank("a"), bank("b", Kind.FREE_MARKET), currencies=("IRR",))
    evaluated(banks, MONDAY, "IRR", a="1000000", b="1400000")
    row = evaluated(banks, TUESDAY, "IRR", a="1190000", b="1400000")
    assert (number(row), row.sources[1].reason) == (("1190000", SINGLE), "of another kind (free_market)")


def test_a_rows_own_kind() -> None:
    """A row's own kind goes before the facts of its source, for the series too."""
    banks = House(bank("a"), bank("b", Kind.FREE_MARKET), currencies=("IRR",))
    quote = Quote(base="USD", quote="IRR", mid=Decimal(1400000), as_of=TUESDAY.date(), kind=Kind.FREE_MARKET)
    banks.quotes("a", TUESDAY, [quote])
    row = evaluated(banks, TUESDAY, "IRR", b="1410000")
    assert (number(row), row.kind) == (("1400000", TWO), Kind.FREE_MARKET)


def test_coarse_numbers_have_no_vote() -> None:
    """A source that prints too few digits abstains for that currency, and gives it no series."""
    coarse = bank("a", Kind.FIXING, coarse=frozenset({"IRR"}))
    banks = House(coarse, bank("b"), currencies=("IRR",))
    row = evaluated(banks, TUESDAY, "IRR", a="1000000", b="1150000.5")
    assert (number(row), row.sources[0].reason) == (("1150000.5", SINGLE), "prints too few digits")


def test_one_upstream_has_one_vote() -> None:
    """Two publishers of one maker's numbers do not confirm each other, for the currencies of that maker."""
    banks = House(
        fixed("ecb"),
        fixed("b", lists=frozenset({"INR", "EGP"}), groups={"INR": "ecb"}),
        fixed("c", lists=frozenset({"EGP"})),
        currencies=("INR", "EGP"),
    )
    evaluated(banks, TUESDAY, "INR", ecb="94.30")
    banks.says("b", TUESDAY, TUESDAY.date(), INR="94.30", EGP="50.1")
    banks.says("c", TUESDAY, TUESDAY.date(), EGP="50.2")
    snapshot = banks.evaluate(TUESDAY)
    assert (snapshot["INR"].agreement, snapshot["EGP"].agreement) == (SINGLE, TWO)
    assert snapshot["INR"].sources[1].reason == "of one group with ecb"


def test_a_blend_confirms_none_of_its_banks() -> None:
    """A source that abstains has no vote and no group, gives no series, and says why."""
    blend = bank("blend", Kind.FIXING)
    type(blend.provider).blends = frozenset({"b"})
    banks = House(blend, bank("b"), currencies=("IRR",))
    evaluated(banks, MONDAY, "IRR", blend="1150000", b="1150000")
    row = evaluated(banks, TUESDAY, "IRR", blend="1150000", b="1300000")
    assert number(row) == ("1300000", SINGLE)
    assert row.sources[0].reason == "a blend of b, which have votes of their own"


def guarded() -> House:
    return House(fixed("a"), fixed("shy", terms=Terms.FORBIDDEN), fixed("c"))


@pytest.mark.parametrize("published", ["94.37", "120.37", "943.7", "94.37E+9", "97.37"])
def test_forbidden_numbers_stand_nowhere(published: str) -> None:
    """A number that may not be passed on stands in no JSON, neither beside another's nor in a note."""
    banks = guarded()
    evaluated(banks, MONDAY, a="94.30", shy="94.31", c="94.32")
    evaluated(banks, TUESDAY, a="94.30", shy=published, c="94.32")
    assert banks.snapshot is not None
    body = banks.snapshot.to_json().decode()
    assert [source.rate for source in banks.snapshot["INR"].sources if source.id == "shy"] == [None]
    assert "37" not in body.replace(banks.snapshot.disclaimer, "").split('"rates"')[1]


def test_forbidden_numbers_may_be_shown() -> None:
    """As the shown number it stands, with its close, while it is shown and while it is held; not afterwards."""
    banks = House(fixed("shy", terms=Terms.FORBIDDEN), fixed("b"))
    evaluated(banks, MONDAY, shy="94.31", b="94.30")
    row = evaluated(banks, TUESDAY, shy="94.37", b="94.40")
    assert (("94.37", TWO), Decimal("94.37"), Decimal("94.31")) == (
        number(row),
        row.sources[0].rate,
        row.previous_close,
    )
    row = evaluated(banks, WEDNESDAY, shy="98.00", b="94.40")
    assert number(row) == ("94.37", DISPUTED)
    assert [source.rate for source in row.sources] == [Decimal("94.37"), Decimal("94.40")]
    banks.fails("shy", WEDNESDAY, SHAPE)
    row = banks.row("INR", WEDNESDAY)
    assert (number(row), row.shown_source, row.sources[0].rate) == (("94.40", SINGLE), "b", None)


# Sources that fail, in every way.


def test_garbage_from_every_source() -> None:
    """When every source sends documents of another shape all rows are held, and the next good answers end it."""
    banks = house("a", "b", "c", codes=("INR", "BRL"))
    for name in "abc":
        banks.says(name, TUESDAY, TUESDAY.date(), INR="94.30", BRL="5.10")
    good = banks.evaluate(TUESDAY)
    for name in "abc":
        banks.fails(name, TUESDAY + ROUND, SHAPE)
    held = banks.evaluate(TUESDAY + ROUND)
    assert {row.code: number(row) for row in held.rows} == {"INR": ("94.30", HELD), "BRL": ("5.10", HELD)}
    assert (good.checked_at, TUESDAY + ROUND + timedelta(hours=1)) == (held.checked_at, held.valid_until)
    assert [source.reason for source in held["INR"].sources] == ["refused: a document of another shape"] * 3
    for name in "abc":
        banks.says(name, TUESDAY + 2 * ROUND, TUESDAY.date(), INR="94.30", BRL="5.10")
    after = banks.evaluate(TUESDAY + 2 * ROUND)
    assert [row.agreement for row in after.rows] == [AGREED, AGREED]
    assert good["INR"].changed_at == after["INR"].changed_at


@pytest.mark.parametrize(
    ("error", "at", "expected"),
    [
        (DEAD, "2026-04-28 15:05", ("94.30", TWO)),
        (RateLimited("429", provider="a"), "2026-04-28 15:05", ("94.30", TWO)),
        (DEAD, "2026-04-29 15:59", ("94.30", TWO)),
        (DEAD, "2026-04-29 16:00", ("94.40", SINGLE)),  # late, and it does not answer
        (PAGE, "2026-04-28 15:05", ("94.30", TWO)),
        (PAGE, "2026-04-29 16:00", ("94.40", SINGLE)),
        (SHAPE, "2026-04-28 15:05", ("94.40", SINGLE)),
    ],
)
def test_who_does_not_answer(error: FXWidgetError, at: str, expected: tuple[str, Agreement]) -> None:
    """Without a document a source votes with its last answer until it is late; one of another shape has no vote at all."""
    banks = house("a", "b")
    evaluated(banks, TUESDAY, a="94.30", b="94.40")
    banks.fails("a", utc(at), error)
    banks.says("b", utc(at), TUESDAY.date() if utc(at) < WEDNESDAY else WEDNESDAY.date(), INR="94.40")
    assert expected == number(banks.row("INR", utc(at)))


def test_who_answers_late_still_votes() -> None:
    """A source that answers with a late number has a vote until that number is stale."""
    banks = house("a")
    evaluated(banks, TUESDAY, a="94.30")
    seen = []
    for now in ("2026-04-29 16:00", "2026-04-30 15:59", "2026-04-30 16:00"):
        banks.says("a", utc(now), TUESDAY.date(), INR="94.30")
        row = banks.row("INR", utc(now))
        seen.append((row.freshness, row.agreement))
    assert seen == [(Freshness.LATE, SINGLE), (Freshness.LATE, SINGLE), (Freshness.STALE, HELD)]


@pytest.mark.parametrize(
    ("bad", "expected"), [("NaN", ("94.30", HELD)), ("1E+10", ("94.30", HELD)), (None, ("97.40", SINGLE))]
)
def test_a_refused_row_makes_its_group_count(bad: str | None, expected: tuple[str, Agreement]) -> None:
    """A group whose new row is refused counts, so the other one is held to the last confirmed rate; a stale one does not."""
    banks = house("a", "b")
    evaluated(banks, utc("2026-04-21 15:00"), a="94.30", b="94.40")
    refused = {"a": bad} if bad else {}
    assert expected == number(evaluated(banks, TUESDAY, **refused, b="97.40"))


def test_a_group_that_never_had_a_row_does_not_count() -> None:
    """A source that has never given a number of the currency leaves the other one alone."""
    banks = house("a", "b")
    banks.fails("b", MONDAY, SHAPE)
    evaluated(banks, MONDAY, a="94.30")
    banks.fails("b", TUESDAY, SHAPE)
    assert number(evaluated(banks, TUESDAY, a="98.00")) == ("98.00", SINGLE)


def test_withdrawn_and_back() -> None:
    """Long after it was stale a number is no longer shown, but can be read; a new one takes its place."""
    banks = house("a")
    evaluated(banks, TUESDAY, a="94.30")
    late = utc("2026-05-14 16:00")
    row = banks.row("INR", late)
    assert (None, Decimal("94.30"), Freshness.WITHDRAWN) == (row.rate, row.last_rate, row.freshness)
    assert (TUESDAY.date(), None, None) == (row.as_of, row.direction, row.display)
    row = evaluated(banks, late, a="94.30")
    assert (number(row), row.last_rate, row.freshness) == (("94.30", SINGLE), None, Freshness.FRESH)
    assert row.changed_at is None  # it is what it was: withdrawals are no change


def test_a_jump_after_a_withdrawal_is_still_one() -> None:
    """The last number that was shown is what a new one is compared with, though it was withdrawn."""
    banks = house("a")
    evaluated(banks, TUESDAY, a="94.30")
    banks.evaluate(utc("2026-05-14 16:00"))
    row = evaluated(banks, utc("2026-05-14 16:05"), a="943.0")
    assert ((None, PENDING), Decimal("94.30")) == (number(row), row.last_rate)


def test_lost_memory() -> None:
    """A lost memory takes its last good rates from the last snapshot: a jump is a jump, and no change is made up."""
    banks = house("a", "b")
    evaluated(banks, MONDAY, a="94.10", b="94.20")
    before = evaluated(banks, TUESDAY, a="94.30", b="94.40")
    banks.memory = Memory()
    row = evaluated(banks, TUESDAY + ROUND, a="94.30", b="94.40")
    assert (("94.30", TWO), before.changed_at, None) == (number(row), row.changed_at, row.switched_at)
    assert (row.previous_close, row.direction) == (None, None)  # its closes are lost
    banks.memory = Memory()
    row = evaluated(banks, WEDNESDAY, a="120.0", b="120.0")
    assert number(row) == ("94.30", PENDING)


def test_a_source_switched_off_while_it_is_held() -> None:
    """A held number keeps the name of its source, even once that source is no longer enabled."""
    banks = house("a", "b")
    evaluated(banks, TUESDAY, a="94.30", b="94.40")
    banks.sources = banks.sources[1:]
    banks.fails("b", TUESDAY + ROUND, SHAPE)
    snapshot = banks.evaluate(TUESDAY + ROUND)
    row = snapshot["INR"]
    assert (number(row), row.shown_source, row.sources[0].reason) == (
        ("94.30", HELD),
        "a",
        "no longer enabled",
    )
    assert [(info.id, info.shown) for info in snapshot.sources] == [("b", False), ("a", True)]


# Pegs.


def test_a_broken_peg_until_the_table_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peg let through stands in the official one's place, with a note, until the table has another."""
    banks = house("a", "b", "c", codes=("AED",))
    evaluated(banks, MONDAY, "AED", a="3.6725", b="3.6726", c="3.6724")
    assert number(evaluated(banks, TUESDAY, "AED", a="4.00", b="4.01", c="4.005")) == ("3.6725", PENDING)
    row = banks.row("AED", TUESDAY + ROUND)
    assert (number(row), [note.code for note in row.notes]) == (("4.00", AGREED), ["peg_broken"])
    row = evaluated(banks, WEDNESDAY, "AED", a="4.005", b="4.01", c="4.005")
    assert (("4.005", AGREED), Decimal("3.6725")) == (number(row), row.notes[0].peg)
    table = currency.LIMITS | {"AED": Limits(Decimal("0.005"), Decimal("0.005"), Decimal("4.00"))}
    monkeypatch.setattr(currency, "LIMITS", table)
    row = evaluated(banks, THURSDAY, "AED", a="4.005", b="4.01", c="4.005")
    assert (number(row), row.notes) == (("4.005", AGREED), ())


def test_two_of_three_break_no_peg() -> None:
    """Two sources off the peg move nothing while a third one stands on it."""
    banks = house("a", "b", "c", codes=("SAR",))
    evaluated(banks, MONDAY, "SAR", a="3.75", b="3.75", c="3.75")
    for now in (TUESDAY, WEDNESDAY, THURSDAY):
        row = evaluated(banks, now, "SAR", a="4.00", b="4.00", c="3.7505")
        assert (
            number(row),
            {source.id: source.reason for source in row.sources},
        ) == (("3.7505", SINGLE), {"a": "off_the_peg", "b": "off_the_peg", "c": None})


# The snapshot's own members.


def test_the_snapshots_times() -> None:
    """Checked: the newest answer of a shown source; the next check; how long the refresher is believed to live."""
    banks = house("a", "b", "c")
    evaluated(banks, TUESDAY, a="94.30", b="94.40")
    banks.says("b", TUESDAY + ROUND, TUESDAY.date(), INR="94.40")
    snapshot = banks.evaluate(TUESDAY + ROUND)
    assert snapshot.checked_at == TUESDAY  # b confirms, a is shown
    assert snapshot.next_check_at == TUESDAY + 2 * ROUND  # c was never asked, and a round takes its time
    assert TUESDAY + ROUND + timedelta(hours=1) == snapshot.valid_until


def test_checked_is_the_newest_answer() -> None:
    """Of several shown sources the newest answer counts."""
    banks = House(
        fixed("a", lists=frozenset({"BRL"})), fixed("b", lists=frozenset({"INR"})), currencies=("BRL", "INR")
    )
    banks.says("a", TUESDAY, TUESDAY.date(), BRL="5.10")
    banks.says("b", TUESDAY + ROUND, TUESDAY.date(), INR="94.30")
    assert banks.evaluate(TUESDAY + ROUND).checked_at == TUESDAY + ROUND


@pytest.mark.parametrize(("refresh", "valid"), [(5, 60), (20, 60), (30, 90)])
def test_valid_until(refresh: int, valid: int) -> None:
    """Three refresh intervals or an hour, whichever is longer, renewed by a round in which nothing was due."""
    banks = house("a")
    banks.plan = Plan(("INR",), timedelta(minutes=refresh), timedelta(days=14))
    evaluated(banks, TUESDAY, a="94.30")
    for now in (TUESDAY, TUESDAY + ROUND):
        assert now + timedelta(minutes=valid) == banks.evaluate(now).valid_until


def test_the_next_check_is_when_the_first_is_due() -> None:
    """The next check is when the earliest source is due, and a source may forbid to be asked sooner."""
    banks = House(fixed("a"))
    banks.says("a", TUESDAY, TUESDAY.date(), INR="94.30")
    assert TUESDAY + timedelta(hours=1) == banks.evaluate(TUESDAY).next_check_at
    banks.fails("a", TUESDAY, RateLimited("429", provider="a", retry_after=7200))
    assert TUESDAY + timedelta(hours=2) == banks.evaluate(TUESDAY).next_check_at


def test_seq_only_grows() -> None:
    """The round's start in milliseconds, or one more than the last, should the clock go back."""
    banks = house("a")
    seqs = [banks.evaluate(now).seq for now in (TUESDAY, TUESDAY, TUESDAY - ROUND, TUESDAY + ROUND)]
    start = 1777388400000
    assert [start, start + 1, start + 2, start + 300_000] == seqs


def test_the_base_stands_last() -> None:
    """The rates stand in the configured order, the base last with rate 1."""
    banks = house("a", codes=("ZAR", "INR"))
    banks.says("a", TUESDAY, TUESDAY.date(), INR="94.30", ZAR="18.30")
    snapshot = banks.evaluate(TUESDAY)
    assert [rate.code for rate in snapshot.rates] == ["ZAR", "INR", "USD"]
    assert (Decimal(1), "1", Freshness.FRESH) == (
        snapshot["USD"].rate,
        snapshot["USD"].display,
        snapshot["USD"].freshness,
    )


def test_the_base_is_not_asked_for() -> None:
    """The dollar among the configured currencies is the base's own line, once."""
    banks = house("a", codes=("USD", "INR"))
    banks.says("a", TUESDAY, TUESDAY.date(), INR="94.30")
    assert [rate.code for rate in banks.evaluate(TUESDAY).rates] == ["INR", "USD"]


def test_a_takeover_by_a_number_that_has_just_changed() -> None:
    """Where the source that takes over changed its number in that very round, that is when the rate changed."""
    banks = house("a", "b")
    evaluated(banks, MONDAY, a="94.10", b="94.20")
    banks.fails("a", TUESDAY, SHAPE)
    row = evaluated(banks, TUESDAY, b="94.30")
    assert (row.shown_source, row.switched_at, row.changed_at) == ("b", TUESDAY, TUESDAY)


def test_a_documents_close_on_a_first_run_and_after() -> None:
    """A close a power of ten away is taken on a first run only, when no number is known to compare it with."""
    bank = house("a")
    table = [
        Quote(base="USD", quote="INR", mid=Decimal(text), as_of=date(2026, 4, day))
        for day, text in ((28, "94.30"), (27, "943.0"), (24, "94.10"))
    ]
    seen = []
    for now in (TUESDAY, TUESDAY + ROUND):
        bank.quotes("a", now, table)
        seen.append(bank.row("INR", now).previous_close)
    assert seen == [Decimal("943.0"), Decimal("94.10")]


def test_the_newest_change() -> None:
    """The snapshot changed when the newest of its rates did."""
    banks = house("a", codes=("ZAR", "INR"))
    for now, inr, zar in (
        (MONDAY, "94.30", "18.30"),
        (TUESDAY, "94.40", "18.30"),
        (WEDNESDAY, "94.40", "18.40"),
    ):
        banks.says("a", now, now.date(), INR=inr, ZAR=zar)
        snapshot = banks.evaluate(now)
    assert (snapshot["INR"].changed_at, snapshot["ZAR"].changed_at, snapshot.changed_at) == (
        TUESDAY,
        WEDNESDAY,
        WEDNESDAY,
    )


def test_how_the_shown_number_was_computed() -> None:
    """A shown number that its source does not print per dollar says how it was computed."""
    banks = House(fixed("a"))
    banks.quotes("a", TUESDAY, [Quote(base="INR", quote="USD", mid=Decimal("0.0106"), as_of=TUESDAY.date())])
    row = banks.row("INR", TUESDAY)
    assert (number(row), row.derived, row.display) == (("94.3396226415", SINGLE), "inverse", "94.3396")


# Properties of whole rounds.

CENTS = st.integers(8_000, 11_000).map(lambda cents: Decimal(cents).scaleb(-2))
PUBLISHED = st.one_of(
    CENTS, st.sampled_from([DEAD, SHAPE, None, Decimal("943.1"), Decimal("0.0106"), Decimal("NaN")])
)


@settings(max_examples=150)
@given(days=st.lists(st.fixed_dictionaries(dict.fromkeys("abc", PUBLISHED)), min_size=1, max_size=8))
def test_any_days_at_all(days: list[Mapping[str, object]]) -> None:
    """Whatever sources do: every number is one that its source said, and JSON brings it all back to the digit."""
    banks = house("a", "b", "c")
    published: dict[str, set[Decimal]] = {name: set() for name in "abc"}
    previous: Snapshot | None = None
    for place, day in enumerate(days):
        now = utc("2026-04-06 15:00") + timedelta(days=place)
        for name, what in day.items():
            if isinstance(what, FXWidgetError):
                banks.fails(name, now, what)
            elif isinstance(what, Decimal):
                published[name].add(what)
                banks.says(name, now, now.date(), INR=str(what))
        snapshot = banks.evaluate(now)
        row = snapshot["INR"]
        if row.rate is not None:
            assert row.shown_source is not None
            assert row.rate in published[row.shown_source]
            assert row.previous_close is None or row.previous_close in published[row.shown_source]
            assert (row.direction is None) is (row.previous_close is None)
        assert snapshot == Snapshot.from_json(snapshot.to_json())
        assert banks.memory == Memory.model_validate_json(banks.memory.model_dump_json())
        assert previous is None or snapshot.seq > previous.seq
        assert snapshot == snapshot.aged(now)
        previous = snapshot


@given(st.decimals("0.000000001", "1000000000", places=18).filter(lambda n: len(n.as_tuple().digits) <= 28))
def test_published_digits_stay(published: Decimal) -> None:
    """A number that a source prints per dollar comes through to the JSON with its very digits."""
    banks = house("a")
    row = evaluated(banks, TUESDAY, a=str(published))
    assert banks.snapshot is not None
    back = Snapshot.from_json(banks.snapshot.to_json())["INR"].rate
    assert (published.as_tuple(), published.as_tuple()) == (
        row.rate and row.rate.as_tuple(),
        back and back.as_tuple(),
    )


def test_the_date_of_a_row_is_a_date() -> None:
    """A source that states days has days in the table, one that states instants has instants."""
    banks = House(fixed("a", lists=frozenset({"BRL"})), "currencyrate", currencies=("BRL", "INR"))
    banks.says("a", TUESDAY, date(2026, 4, 28), BRL="5.10")
    banks.says("currencyrate", TUESDAY, utc("2026-04-28 14:00"), INR="94.30")
    snapshot = banks.evaluate(TUESDAY)
    assert (date(2026, 4, 28), utc("2026-04-28 14:00")) == (snapshot["BRL"].as_of, snapshot["INR"].as_of)


def test_a_currency_that_nobody_lists_says_so() -> None:
    """Where no enabled source lists a currency its row says that, is not fresh, and no round will mend it.

    The table is as fresh as the rows that have numbers, and a conversion says the same.
    """
    one = House("ecb", currencies=("CNH", "INR"))
    for at in ("2025-05-14 14:05", "2025-05-14 15:05"):
        one.says("ecb", utc(at), "2025-05-14", INR="85.3")
        table = one.evaluate(utc(at))
        row = table["CNH"]
        assert (row.rate, row.sources, [note.code for note in row.notes]) == (None, (), ["not_listed"])
        assert (row.freshness, table.freshness, table.aged(utc(at)).freshness) == (
            "withdrawn",
            "fresh",
            "fresh",
        )
        with pytest.raises(RateNotFound, match="CNH has no number: no enabled source lists it"):
            table.convert(1, "USD", "CNH", now=utc(at))
        assert "CNH: no enabled source lists it" in judge(table, None, utc(at)).reasons
        assert remarks_of(table, "CNH", utc(at)) == ["no enabled source lists it"]
        for crossed in (rebase(table, "CNH")["INR"], rebase(table, "INR")["CNH"]):
            assert crossed.aged(utc(at)).freshness == "withdrawn"


def test_a_listed_currency_without_a_number_yet_is_not_fresh() -> None:
    """A row that waits for its first number says that it waits, and is not fresh until that comes."""
    one = House("ecb", currencies=("INR", "ZAR"))
    one.says("ecb", utc("2025-05-14 14:05"), "2025-05-14", INR="85.3")
    table = one.evaluate(utc("2025-05-14 14:05"))
    assert (table["ZAR"].freshness, table["ZAR"].notes, table.freshness) == ("withdrawn", (), "fresh")
    assert remarks_of(table, "ZAR", utc("2025-05-14 14:05")) == ["no good rate yet"]
    one.says("ecb", utc("2025-05-14 14:15"), "2025-05-14", INR="85.3", ZAR="18.4")
    assert one.evaluate(utc("2025-05-14 14:15"))["ZAR"].freshness == "fresh"


def remarks_of(table: Snapshot, code: str, now: datetime) -> list[str]:
    """What the page says beside a row."""
    reading = View(table, now).reading
    return [remark.text for remark in (*reading.common, *reading.remarks(table[code]))]
