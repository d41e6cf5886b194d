"""Who votes, who agrees, whose number is shown, and what it takes to let a new level through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxwidget.deciding.choice import pick
from fxwidget.deciding.consensus import Verdict, decide
from fxwidget.deciding.poll import Entry
from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.currency import Limits, limits
from fxwidget.domain.overrides import Override
from fxwidget.domain.quote import Kind, Upstream
from fxwidget.domain.snapshot import Agreement, Role
from fxwidget.domain.state import Candidate, LevelState, Row
from tests.support.house import utc

AGREED, TWO, SINGLE, PENDING, HELD, DISPUTED = Agreement
INR, AED = limits("INR"), limits("AED")
NOON = utc("2026-04-28 12:00")
TUESDAY = date(2026, 4, 28)


def entries(*votes: tuple[str, str | None], groups: Sequence[str] | None = None) -> list[Entry]:
    """Sources in the configured order: a name and its number; each a group of its own unless said."""
    return [
        entry(name, number, position, groups[position] if groups else name)
        for position, (name, number) in enumerate(votes)
    ]


def entry(
    name: str,
    number: str | None,
    position: int,
    group: str,
    *,
    published: str = "2026-04-28 12:00",
    **members: object,
) -> Entry:
    row = number and Row(
        rate=Decimal(number), as_of=TUESDAY, market_day=TUESDAY, published=utc(published), kind=Kind.FIXING
    )
    given = {"upstream": Upstream.OWN, "market_day": TUESDAY, **members}
    return Entry(name, group, position, row or None, published=utc(published), **given)  # type: ignore[arg-type]


def old(entry: Entry, days: int = 1) -> Entry:
    """The same entry, published and of a market day so many days earlier."""
    assert entry.row is not None
    day, published = TUESDAY - timedelta(days), NOON - timedelta(days)
    row = entry.row.model_copy(update={"published": published, "market_day": day})
    return replace(entry, row=row, published=published, market_day=day)


def inr(
    votes: Sequence[Entry],
    last: str | None = "100",
    incumbent: str | None = "a",
    standing: LevelState | None = None,
    order: Override | None = None,
    limits: Limits = INR,
) -> Verdict:
    return decide(
        votes,
        limits,
        last=Decimal(last) if last else None,
        incumbent=incumbent,
        standing=standing or LevelState(),
        order=order,
    )


def twice(
    votes: Sequence[Entry], last: str = "100", limits: Limits = INR
) -> list[tuple[Agreement, str | None]]:
    """Two evaluations in a row of the same entries."""
    first = inr(votes, last, limits=limits)
    second = inr(
        votes, str(first.shown.rate) if first.shown else last, standing=first.standing, limits=limits
    )
    return [outcome_of(first), outcome_of(second)]


def outcome_of(verdict: Verdict) -> tuple[Agreement, str | None]:
    return verdict.agreement, verdict.shown.source if verdict.shown is not None else None


def roles(verdict: Verdict) -> str:
    """Shown, confirms, excluded: their first letters, in the configured order."""
    return "".join(role.value[0] for role, _ in verdict.roles.values())


@pytest.mark.parametrize(
    ("numbers", "expected", "parts"),
    [
        ("", (HELD, None), ""),
        ("101", (SINGLE, "a"), "s"),
        ("101 102", (TWO, "a"), "sc"),
        ("101 103.02", (TWO, "a"), "sc"),  # exactly 2 % apart
        ("101 103.03", (DISPUTED, None), "ee"),
        ("101 102 101.5", (AGREED, "a"), "scc"),
        ("101 104 101.5", (AGREED, "a"), "sec"),
        ("101 104 104.5", (AGREED, "b"), "esc"),
        ("96 100 104.5", (DISPUTED, None), "eee"),
        ("101 101.1 104 104.1", (DISPUTED, None), "eeee"),  # two and two
        ("101 101.1 104", (AGREED, "a"), "sce"),
        ("101 101.1 104 97", (DISPUTED, None), "eeee"),  # two of four are no majority
        ("101 101.1 101.2 104 97", (AGREED, "a"), "sccee"),
        ("101 101.1 104 104.1 97", (DISPUTED, None), "eeeee"),
    ],
)  # fmt: skip
def test_the_vote(numbers: str, expected: tuple[Agreement, str | None], parts: str) -> None:
    """A majority is more than half of the groups voting now, within tolerance of one another."""
    votes = entries(*zip("abcde", numbers.split(), strict=False))
    verdict = inr(votes)
    assert (expected, parts) == (outcome_of(verdict), roles(verdict))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("940", (SINGLE, "a")),
        ("94 9.4", (DISPUTED, None)),
        ("94 94.5", (TWO, "a")),
        ("94 9.4 0.94", (DISPUTED, None)),
        ("94 9.4 94.1", (AGREED, "a")),
    ],
)
def test_a_first_run(numbers: str, expected: tuple[Agreement, str | None]) -> None:
    """On a first run nothing is a jump; those that disagree show no number."""
    assert expected == outcome_of(
        inr(entries(*zip("abc", numbers.split(), strict=False)), last=None, incumbent=None)
    )


@pytest.mark.parametrize(
    ("confirmed", "number", "expected"),
    [
        ("100", "102", (SINGLE, "a")),
        ("100", "102.01", (HELD, None)),
        ("98.5", "101", (HELD, None)),  # near the last shown, far from the last confirmed
        ("103", "101", (SINGLE, "a")),
        (None, "102", (SINGLE, "a")),  # none confirmed yet: the last shown
        (None, "102.01", (HELD, None)),
    ],
)
def test_one_voter_while_others_count(
    confirmed: str | None, number: str, expected: tuple[Agreement, str | None]
) -> None:
    """A lone voter is shown only near the last rate that two groups confirmed, while other groups count."""
    votes = [*entries(("a", number)), entry("b", "100", 1, "b", excluded=because(Exclusion.LATE_UNANSWERED))]
    standing = LevelState(confirmed=Decimal(confirmed) if confirmed else None)
    assert expected == outcome_of(inr(votes, standing=standing))


def test_one_voter_where_no_other_counts() -> None:
    """Where no other group counts the lone one may move within the jump limit."""
    votes = [
        *entries(("a", "104.9")),
        entry("b", "100", 1, "b", excluded=because(Exclusion.STALE), counts=False),
    ]
    verdict = inr(votes, standing=LevelState(confirmed=Decimal(100)))
    assert outcome_of(verdict) == (SINGLE, "a")
    assert verdict.standing.confirmed == Decimal("104.9")  # what others are measured by from now on


@pytest.mark.parametrize(
    ("numbers", "incumbent", "shown"),
    [
        ("100 101.5 101.6", "a", "b"),  # further than a third of the tolerance from the median
        ("100.5 101 101.2", "a", "a"),  # within
        ("100 100.67 101", "a", "a"),
        ("100 100.68 101", "a", "b"),
        ("101.673 100 101", "a", "a"),
        ("101.674 100 101", "a", "c"),  # 101 and two thirds of a per cent are 101.6733
        ("100 101 102", "c", "b"),  # the incumbent is too far, the first in order too: the median is b's
        ("101.9 101.9 100 100 100 100 100", "a", "c"),  # an accomplice widens nobody's room
        ("100.6 101 101.2", None, "a"),  # nobody before: the first in order that is near the median
        ("100 101 101.2", None, "b"),
        ("99.34 100 100", None, "a"),
        ("99.33 100 100", None, "b"),
        ("100.9 100 101.8 102", None, "a"),
        ("100 101.9", "b", "b"),  # of two voters the incumbent always stays
        ("100 101.9", "a", "a"),
        ("100 100 102 102", None, "a"),  # none near the median of 101: the nearest, the first of equal ones
        ("99.1 99.2 101 101.05", None, "b"),  # the nearest
        ("100 100 100.66", "c", "c"),  # on either side
        ("100 100 100.67", "c", "a"),
        ("100 100 99.34", "c", "c"),
        ("100 100 99.33", "c", "a"),
        ("104.5 100 100.1", "a", "c"),  # an incumbent outside the cluster: the nearest to the median of all three
        ("100 100.1 100.2", "z", "b"),  # one without a vote: the nearest takes over
        ("100 100.1 100.2 100.15 100.15", "z", "b"),  # of the first three, though the fourth is the median
        ("102 101.9 102 100 100.1 100.1 100.2", "z", "e"),  # of the first three that are near
        ("100 100.1 100.3 100.3 100.4", "z", "c"),  # the third is one of them
    ],
)  # fmt: skip
def test_whose_number(numbers: str, incumbent: str | None, shown: str) -> None:
    """The incumbent stays while it is near the median; else the nearest of the first three that are near takes over."""
    verdict = inr(entries(*zip("abcdefg", numbers.split(), strict=False)), incumbent=incumbent)
    assert shown == (verdict.shown.source if verdict.shown else None)


@pytest.mark.parametrize(
    ("numbers", "incumbent", "cluster"),
    [
        ("98.5 100 101.5", "a", "ab"),
        ("98.5 100 101.5", "c", "bc"),
        ("98.5 100 101.9", None, "ab"),  # the tighter
        ("98.1 100 101.5", None, "bc"),
        ("100 102 104.04", None, "ab"),  # equally tight: the lower, whoever asks
        ("98.5 100 101.5 101.6", "a", "bcd"),  # the larger, whatever the incumbent
    ],
)
def test_cluster_ties(numbers: str, incumbent: str | None, cluster: str) -> None:
    """Of equally large clusters the one with the incumbent counts, else the tighter."""
    verdict = inr(entries(*zip("abcd", numbers.split(), strict=False)), incumbent=incumbent)
    assert cluster == "".join(sorted(e.source for e in verdict.cluster))


@pytest.mark.parametrize(
    ("numbers", "groups", "incumbent", "expected", "parts"),
    [
        ("100 100.1", "x x", "z", (SINGLE, "a"), "se"),
        ("100 100.1", "x x", "b", (SINGLE, "b"), "es"),  # the incumbent speaks for its group
        ("120 100.1", "x x", "a", (SINGLE, "b"), "es"),  # the first that is eligible
        ("100 104.5 104.6", "x y y", "a", (DISPUTED, None), "eee"),
        ("104.5 100 104.6 104.7", "x y x x", "b", (DISPUTED, None), "eeee"),
    ],
)
def test_one_vote_for_a_group(
    numbers: str, groups: str, incumbent: str, expected: tuple[Agreement, str | None], parts: str
) -> None:
    """Sources of one group have one vote: the incumbent's, else that of the first that is eligible."""
    votes = entries(*zip("abcd", numbers.split(), strict=False), groups=groups.split())
    verdict = inr(votes, incumbent=incumbent)
    assert (expected, parts) == (outcome_of(verdict), roles(verdict))


def test_one_of_a_group_is_reason_enough() -> None:
    """A source says why its number has no vote."""
    votes = entries(("a", "100"), ("b", "100.1"), ("c", "120"), groups=["x", "x", "y"])
    reasons = {name: reason and reason.text for name, (_, reason) in inr(votes).roles.items()}
    assert reasons == {"a": None, "b": "of one group with a", "c": "jump"}


def test_a_group_with_a_vote_is_in_no_candidate() -> None:
    """Where one source of a group has a vote, another one's jump is no candidate."""
    votes = entries(("a", "100"), ("b", "120"), ("c", "120"), groups=["x", "x", "y"])
    verdict = inr(votes)
    assert (verdict.standing.candidate.groups if verdict.standing.candidate else None) == ("y",)


@pytest.mark.parametrize(
    ("numbers", "outcomes"),
    [
        # Two of two, two of three.
        ("120 121", [(PENDING, None), (TWO, "a")]),
        ("120 121 100", [(PENDING, None), (AGREED, "a")]),
        # One of two, two of four, and two apart from one another never.
        ("120 100", [(SINGLE, "b"), (SINGLE, "b")]),
        ("120 121 100 100.1", [(PENDING, None), (PENDING, None)]),
        ("120 130", [(PENDING, None), (PENDING, None)]),
        ("120 121 130 131", [(PENDING, None), (PENDING, None)]),
        # Three of four.
        ("120 121 120.5 100", [(PENDING, None), (AGREED, "a")]),
        # A power of ten, an inverse: three groups, or all that count where fewer do.
        ("1000 1001 100", [(SINGLE, "c"), (SINGLE, "c")]),
        ("1000 1001 999", [(PENDING, None), (AGREED, "a")]),
        ("1000 1001", [(PENDING, None), (TWO, "a")]),
        ("1000", [(PENDING, None), (PENDING, None)]),
        ("0.01 0.01001 100", [(SINGLE, "c"), (SINGLE, "c")]),
        ("0.01 0.01001 0.01", [(PENDING, None), (AGREED, "a")]),
        ("1000 1001 999 100", [(PENDING, None), (AGREED, "a")]),
        ("1000 1001 999 100 100.1", [(PENDING, None), (AGREED, "a")]),
        ("1000 1001 999 100 100.1 100.2", [(PENDING, None), (PENDING, None)]),
    ],
)  # fmt: skip
def test_a_jump_is_let_through(numbers: str, outcomes: list[tuple[Agreement, str | None]]) -> None:
    """A new level stands in the second evaluation in a row, once its groups are a majority; grave ones need three."""
    assert outcomes == twice(entries(*zip("abcdef", numbers.split(), strict=False)))


def test_who_published_nothing_since_abstains() -> None:
    """While two groups stand for a new level, those that published nothing since its oldest row have no vote."""
    a, b, c, d = entries(("a", "120"), ("b", "121"), ("c", "100"), ("d", "100.1"))
    votes = [a, b, old(c), old(d)]
    first = inr(votes)
    assert (outcome_of(first), roles(first)) == ((PENDING, None), "eeee")
    assert first.roles["c"][1] == because(Exclusion.MOVE_UNSEEN)
    second = inr(votes, standing=first.standing)
    assert outcome_of(second) == (TWO, "a")
    assert second.standing.level_since_day == TUESDAY
    third = inr(votes, "120", standing=second.standing)  # the old level is no candidate against the new one
    assert (outcome_of(third), third.standing.candidate) == ((TWO, "a"), None)
    assert third.roles["d"][1] == because(Exclusion.LEVEL_UNSEEN)


@pytest.mark.parametrize(("days", "votes"), [(0, True), (1, True), (2, False)])
def test_since_the_oldest_market_day_of_the_new_level(days: int, votes: bool) -> None:
    """Who gives a number of the oldest market day of the new level's rows, or of a later one, has seen it, and votes on."""
    a, b, c = entries(("a", "120"), ("b", "121"), ("c", "100"))
    rows = [old(a), b, old(c, days)]
    first = inr(rows)
    assert outcome_of(first) == (PENDING, None)
    assert (first.roles["c"][1] == because(Exclusion.MOVE_UNSEEN)) is not votes
    assert inr(rows, standing=first.standing).standing.level_since_day == TUESDAY - timedelta(days=1)


def test_instants_silence_nobody() -> None:
    """Two that publish at night, of a day that the others have fixed, leave them their votes."""
    a, b, c, d = entries(("a", "120"), ("b", "121"), ("c", "100"), ("d", "100.1"))
    night = utc("2026-04-28 23:30")
    late = [replace(it, published=night) for it in (a, b)]
    first = inr([*late, c, d])
    second = inr([*late, c, d], standing=first.standing)
    assert [outcome_of(it) for it in (first, second)] == [(PENDING, None)] * 2
    assert {because(Exclusion.MOVE_UNSEEN)}.isdisjoint(why for _, why in second.roles.values())


def test_a_group_has_published_when_any_of_it_has() -> None:
    """A group whose second source has a new row has published, though its vote is of an older one."""
    a, b, c, d = entries(
        ("a", "120"), ("b", "121"), ("c", "100"), ("d", "100.1"), groups=["x", "y", "z", "z"]
    )
    assert because(Exclusion.MOVE_UNSEEN) not in [why for _, why in inr([a, b, old(c), d]).roles.values()]


def test_one_group_silences_nobody() -> None:
    """A candidate of one group is only a note: the others vote on, however old their rows."""
    a, b, c = entries(("a", "120"), ("b", "100"), ("c", "100.1"))
    verdict = inr([a, old(b), old(c)])
    assert outcome_of(verdict) == (TWO, "b")
    assert [("newer_unconfirmed", "a", Decimal(120))] == [(n.code, n.source, n.rate) for n in verdict.notes]


def test_no_way_back_to_the_old_level() -> None:
    """After a level was let through, who has not published since can't bring the old one back."""
    a, b, c, d = entries(("a", None), ("b", None), ("c", "100"), ("d", "100.1"))
    standing = LevelState(since=NOON)
    for _ in range(5):
        verdict = inr([a, b, old(c), old(d)], "120", standing=standing)
        standing = verdict.standing
        assert (outcome_of(verdict), standing.candidate) == ((HELD, None), None)


def test_who_publishes_again_may_speak_again() -> None:
    """A group that published after the new level's oldest row is heard again, at whatever level it stands."""
    votes = entries(("a", "120"), ("b", "121"), ("c", "119.5"))
    verdict = inr(votes, "120", standing=LevelState(since=NOON))
    assert (outcome_of(verdict), roles(verdict)) == ((AGREED, "a"), "scc")


@pytest.mark.parametrize(
    ("before", "after", "let_through"),
    [
        ("120 121", "120 121", True),
        ("120 121", "121 122", True),
        ("120 121", "125 126", False),  # another level: it begins anew
        ("120 140", "120 121", False),  # one group is no majority
        ("100 121", "120 121", False),
        ("120 122", "119 120", False),  # all of both evaluations must agree
        ("120 122", "122.5 123", False),
    ],
)
def test_in_two_evaluations_in_a_row(before: str, after: str, let_through: bool) -> None:
    """Both evaluations must see a majority at the same level."""
    first = inr(entries(*zip("ab", before.split(), strict=True)))
    second = inr(entries(*zip("ab", after.split(), strict=True)), standing=first.standing)
    assert let_through is second.jumped


def test_a_level_that_went_away_begins_anew() -> None:
    """A candidate that was gone for one evaluation needs two more."""
    new, level = entries(("a", "120"), ("b", "121")), entries(("a", "100"), ("b", "100.1"))
    standing, outcomes = LevelState(), []
    for votes in (new, level, new, new):
        verdict = inr(votes, standing=standing)
        standing = verdict.standing
        outcomes.append(outcome_of(verdict))
    assert outcomes == [(PENDING, None), (TWO, "a"), (PENDING, None), (TWO, "a")]


def test_the_incumbent_has_no_claim_to_a_new_level() -> None:
    """At a new level the first in the configured order is shown, whoever was before."""
    votes = entries(("a", "120"), ("b", "121"), ("c", "121"))
    first = inr(votes, incumbent="c")
    assert outcome_of(inr(votes, incumbent="c", standing=first.standing)) == (AGREED, "b")


@pytest.mark.parametrize(
    ("numbers", "outcomes"),
    [
        ("4.00 4.01 3.6725", [(SINGLE, "c"), (SINGLE, "c")]),
        ("4.00 4.01 4.005", [(PENDING, None), (AGREED, "a")]),
        ("4.00 4.01", [(PENDING, None), (TWO, "a")]),
        ("4.00", [(PENDING, None), (PENDING, None)]),
    ],
)
def test_a_broken_peg(numbers: str, outcomes: list[tuple[Agreement, str | None]]) -> None:
    """A peg is broken by three groups, or by all that count where two do; never by one."""
    votes = entries(*zip("abc", numbers.split(), strict=False))
    assert outcomes == twice(votes, "3.6725", AED)


def test_a_peg_let_through_replaces_the_official_one() -> None:
    """The number let through is the peg from then on, with a note, until the table has another."""
    votes = entries(("a", "4.00"), ("b", "4.01"), ("c", "4.005"))
    first = inr(votes, "3.6725", limits=AED)
    second = inr(votes, "3.6725", standing=first.standing, limits=AED)
    assert Decimal("4.00") == second.standing.peg
    assert [("peg_broken", Decimal("3.6725"))] == [(note.code, note.peg) for note in second.notes]
    third = inr(votes, "4.00", standing=second.standing, limits=AED)
    assert (outcome_of(third), third.notes[0].code) == ((AGREED, "a"), "peg_broken")
    moved = Limits(AED.tolerance, AED.jump, Decimal("4.00"))
    fourth = inr(votes, "4.00", standing=third.standing, limits=moved)
    assert (outcome_of(fourth), fourth.standing.peg, fourth.notes) == ((AGREED, "a"), None, ())


def test_a_jump_within_the_band_breaks_no_peg() -> None:
    """A jump that ends near the official peg leaves that in force."""
    votes = entries(("a", "3.6560"), ("b", "3.6560"))
    first = inr(votes, "3.69", limits=AED)
    second = inr(votes, "3.69", standing=first.standing, limits=AED)
    assert (outcome_of(second), second.standing.peg, second.notes) == ((TWO, "a"), None, ())


def test_a_peg_looked_at_on_a_first_run() -> None:
    """Even on a first run a number off the peg is set aside."""
    verdict = inr(entries(("a", "4.00")), last=None, incumbent=None, limits=AED)
    assert (outcome_of(verdict), verdict.aside) == ((PENDING, None), {"a": True})


ACCEPT, HOLD = Override(accept=True), Override(hold=True, reason="the feeds are odd", until=NOON)


def test_accept_lets_the_standing_candidate_through() -> None:
    """An operator's word lets a candidate through that stands, even of one group, even a grave one."""
    votes = entries(("a", "1000"), ("b", "100"), ("c", "100.1"))
    first = inr(votes, incumbent="b")
    second = inr(votes, incumbent="b", standing=first.standing, order=ACCEPT)
    assert (outcome_of(second), second.jumped) == ((SINGLE, "a"), True)


@pytest.mark.parametrize("before", [None, "80"])
def test_accept_is_of_the_candidate_that_stood(before: str | None) -> None:
    """An operator's word lets nothing through that nobody had seen when it was said."""
    level = before and Candidate(groups=("a",), low=Decimal(before), high=Decimal(before), ready=False)
    votes = entries(("a", "120"), ("b", "100"), ("c", "100.1"))
    verdict = inr(votes, incumbent="b", standing=LevelState(candidate=level or None), order=ACCEPT)
    assert outcome_of(verdict) == (TWO, "b")


def test_hold_keeps_the_last_good_rate() -> None:
    """While an operator holds a rate nothing is shown anew, and the note says why and until when."""
    verdict = inr(entries(("a", "101"), ("b", "101.1")), order=HOLD)
    assert (outcome_of(verdict), roles(verdict)) == ((HELD, None), "ee")
    assert [(n.code, n.reason, n.until) for n in verdict.notes] == [
        ("operator_hold", "the feeds are odd", NOON)
    ]


def test_hold_loses_no_candidate() -> None:
    """A new level waits while the rate is held, and is let through in the evaluation after."""
    votes = entries(("a", "120"), ("b", "121"))
    standing = LevelState(confirmed=Decimal(100))
    for _ in range(4):
        verdict = inr(votes, standing=standing, order=HOLD)
        standing = verdict.standing
        assert (HELD, Decimal(100), False) == (verdict.agreement, standing.confirmed, verdict.jumped)
    assert outcome_of(inr(votes, standing=standing)) == (TWO, "a")


@pytest.mark.parametrize(
    ("number", "earlier", "expected"),
    [
        ("120", None, (PENDING, None)),
        ("120", "119", (SINGLE, "a")),
        ("120", "114.3", (SINGLE, "a")),  # it walks: within 5 %, the jump limit, of the number that waits
        ("120", "126.3", (SINGLE, "a")),
        ("120", "114.2", (PENDING, None)),
        ("120", "126.4", (PENDING, None)),
        ("1000", "1000", (PENDING, None)),  # grave
    ],
)
def test_a_lone_source_confirms_itself(
    number: str, earlier: str | None, expected: tuple[Agreement, str | None]
) -> None:
    """Where one group counts, a plain jump is shown once its next market day is within the jump limit of it."""
    votes = entry("a", number, 0, "a", earlier_aside=Decimal(earlier) if earlier else None)
    assert expected == outcome_of(inr([votes]))


def test_no_lone_source_while_another_counts() -> None:
    """Where another group counts, a jump is not confirmed by its own source."""
    votes = [
        entry("a", "120", 0, "a", earlier_aside=Decimal(120)),
        entry("b", None, 1, "b", excluded=because(Exclusion.REFUSED, detail="x")),
    ]
    assert outcome_of(inr(votes)) == (PENDING, None)


def test_who_was_screened_and_set_aside() -> None:
    """Of each row that was looked at, whether it was set aside; of a row that was not, nothing."""
    votes = [
        *entries(("a", "100"), ("b", "120")),
        entry("c", "120", 2, "c", excluded=because(Exclusion.STALE)),
    ]
    assert inr(votes).aside == {"a": False, "b": True}


def test_a_confirming_row_is_not_set_aside() -> None:
    """Neither the second of a group nor a level that was let through is set aside."""
    twins = inr(entries(("a", "100"), ("b", "100.1"), groups=["x", "x"]))
    assert twins.aside == {"a": False, "b": False}
    votes = entries(("a", "120"), ("b", "121"))
    first = inr(votes)
    second = inr(votes, standing=first.standing)
    assert (first.aside, second.aside) == ({"a": True, "b": True}, {"a": False, "b": False})


def test_the_spread_of_a_dispute() -> None:
    """A dispute says how far apart its voices are."""
    assert inr(entries(("a", "100"), ("b", "200")), last=None).spread == Decimal("10000.0")


def test_how_many_stand_behind_it() -> None:
    """The standing remembers how many groups stood behind the number last shown."""
    three = inr(entries(("a", "100"), ("b", "100.1"), ("c", "100.2"))).standing
    none = inr([], standing=three).standing
    assert (3, Decimal(100), 3) == (three.supporting_groups, three.confirmed, none.supporting_groups)


@pytest.mark.parametrize(
    ("numbers", "spread"),
    [
        ("100", None),
        ("100 101", "100.0"),
        ("100 104.9", "490.0"),
        ("100 106", None),
        ("100 101 104.9", "100.0"),
    ],
)
def test_spread(numbers: str, spread: str | None) -> None:
    """How far those that agree, or else all voters, are apart, in basis points."""
    verdict = inr(entries(*zip("abcd", numbers.split(), strict=False)))
    assert (Decimal(spread) if spread else None) == verdict.spread


def undisclosed(*votes: Entry) -> list[Entry]:
    """The same entries of publishers that don't say whose their numbers are."""
    return [replace(entry, upstream=Upstream.UNDISCLOSED) for entry in votes]


@pytest.mark.parametrize(
    ("hidden", "open_", "outcomes"),
    [
        # Beside one of which it is known they let nothing through, however many they are.
        ("120 121", "100", [(SINGLE, "c"), (SINGLE, "c")]),
        ("120 121 120.5", "100", [(SINGLE, "d"), (SINGLE, "d")]),
        # With one of them they do, as a majority.
        ("120", "121", [(PENDING, None), (TWO, "a")]),
        ("120 121", "119.5 100", [(PENDING, None), (AGREED, "a")]),
        # Where nobody else counts, three are enough.
        ("120 121 120.5", "", [(PENDING, None), (AGREED, "a")]),
        ("120 121 120.5 100", "", [(PENDING, None), (AGREED, "a")]),
        ("120 121 100", "", [(PENDING, None), (PENDING, None)]),
        ("120 121", "", [(PENDING, None), (PENDING, None)]),
        # A grave one they never give alone.
        ("1000 1001 999", "", [(PENDING, None), (PENDING, None)]),
        ("1000 1001", "999", [(PENDING, None), (AGREED, "a")]),
    ],
)
def test_who_does_not_say_whose_numbers_it_gives(
    hidden: str, open_: str, outcomes: list[tuple[Agreement, str | None]]
) -> None:
    """A new level needs one group whose upstream is known, or three where none is; a grave one is never let through without."""
    votes = entries(*zip("abcdef", f"{hidden} {open_}".split(), strict=False))
    first = len(hidden.split())
    assert outcomes == twice([*undisclosed(*votes[:first]), *votes[first:]])


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        (("119", "121"), (TWO, "a")),
        (("119", None), (PENDING, None)),
        (("119", "112"), (PENDING, None)),  # more than the jump limit away from what waits
    ],
)
def test_two_undisclosed_that_nobody_else_confirms(
    earlier: tuple[str, str | None], expected: tuple[Agreement, str | None]
) -> None:
    """Where only two count whose upstream nobody knows, both must give the level on the next market day too."""
    votes = undisclosed(*entries(("a", "120"), ("b", "121")))
    walking = [
        replace(entry, earlier_aside=Decimal(number) if number else None)
        for entry, number in zip(votes, earlier, strict=True)
    ]
    assert twice(walking) == [(PENDING, None), expected]


def test_undisclosed_ones_silence_nobody() -> None:
    """Beside a level that only they give, groups with older rows keep their votes."""
    a, b = undisclosed(*entries(("a", "120"), ("b", "121")))
    c, d = (old(entry) for entry in entries(("c", "100"), ("d", "100.1")))
    assert twice([a, b, c, d]) == [(TWO, "c"), (TWO, "c")]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("101.9 101.8 100", (AGREED, "a")),
        ("104 104.1 100", (HELD, None)),  # two of three votes, and more than 2 % from what was confirmed
        ("104 104.1 -", (HELD, None)),
        ("101.9 101.8 -", (TWO, "a")),
        ("104 104.1 103.9", (AGREED, "a")),
    ],
)
def test_undisclosed_ones_alone_move_nothing_far(
    numbers: str, expected: tuple[Agreement, str | None]
) -> None:
    """While a group counts whose upstream is known, the others alone are shown only within tolerance of what was confirmed."""
    a, b, c = entries(
        *((name, n if n != "-" else None) for name, n in zip("abc", numbers.split(), strict=True))
    )
    votes = [*undisclosed(a, b), c]
    standing = LevelState(confirmed=Decimal(100), confirmed_low=Decimal(100), confirmed_high=Decimal(100))
    verdict = inr(votes, standing=standing)
    assert expected == outcome_of(verdict)
    if expected == (HELD, None):
        assert verdict.roles["a"][1] == because(Exclusion.TOO_FEW)


@pytest.mark.parametrize(
    ("voting", "silent", "number", "expected"),
    [
        (2, 1, "104", (TWO, "a")),
        (2, 2, "104", (HELD, None)),  # half of those that count
        (2, 3, "101.9", (TWO, "a")),
        (3, 2, "104", (AGREED, "a")),
        (3, 3, "104", (HELD, None)),
    ],
)
def test_a_few_of_those_that_count(
    voting: int, silent: int, number: str, expected: tuple[Agreement, str | None]
) -> None:
    """A majority of the votes that is no more than half of the groups that count is shown only near what was confirmed."""
    votes = entries(
        *(
            (name, number if place < voting else None)
            for place, name in enumerate("abcdefg"[: voting + silent])
        )
    )
    standing = LevelState(confirmed=Decimal(100))
    assert expected == outcome_of(inr(votes, standing=standing))


@pytest.mark.parametrize(
    ("numbers", "upstreams", "low", "high"),
    [
        ("100 101.9", "own own", "100", "101.9"),
        ("100 101 101.9", "own own own", "101", "101"),
        ("101.9 101.9 100", "hidden hidden own", "100", "101.9"),
        ("101.9 101.9 100 100.5", "hidden hidden own own", "100", "101.9"),
        ("100", "own", "100", "100"),
    ],
)
def test_between_which_numbers_a_rate_was_confirmed(
    numbers: str, upstreams: str, low: str, high: str
) -> None:
    """They are the middle of those that agree, and of those among them that say whose numbers they give; of two, both."""
    votes = entries(*zip("abcd", numbers.split(), strict=False))
    kinds = [Upstream.OWN if text == "own" else Upstream.UNDISCLOSED for text in upstreams.split()]
    standing = inr([replace(e, upstream=kind) for e, kind in zip(votes, kinds, strict=True)]).standing
    assert (Decimal(low), Decimal(high)) == (standing.confirmed_low, standing.confirmed_high)


def test_no_creeping_away_from_what_was_confirmed() -> None:
    """A source that is alone for a while moves by no more than the tolerance in all, however often it publishes."""
    a, b = entries(("a", "100"), ("b", "101"))
    standing, last = inr([a, b]).standing, "100"
    for number in ("101.5", "102", "103", "104"):
        alone = [entry("a", number, 0, "a"), replace(b, row=None)]
        verdict = inr(alone, last, standing=standing)
        standing = verdict.standing
        last = str(verdict.shown.rate) if verdict.shown is not None else last
    assert last == "102"


def test_a_first_number_is_what_others_are_measured_by() -> None:
    """A lone one that was shown because nothing was known yet moves by no more than the tolerance either."""
    b, standing, last = entry("b", None, 1, "b"), LevelState(), None
    for number in ("100", "101.9", "103.8"):
        verdict = inr([entry("a", number, 0, "a"), b], last, standing=standing)
        standing = verdict.standing
        last = str(verdict.shown.rate) if verdict.shown is not None else last
    assert last == "101.9"


WEDNESDAY_BEFORE = 6


@pytest.mark.parametrize(
    ("seldom", "newer", "reason"),
    [
        (True, 3, Exclusion.OLDER_DAY),
        (True, 2, Exclusion.OLDER_DAY),
        (True, 1, None),  # one of three is no majority
        (False, 3, None),  # a daily source that is late is no weekly table
    ],
)
def test_an_old_table_has_no_vote_against_new_days(
    seldom: bool, newer: int, reason: Exclusion | None
) -> None:
    """A weekly table's row has no vote once most of the others speak of a later market day; its group still counts."""
    a, b, c, d = entries(("a", "100"), ("b", "100.1"), ("c", "100.2"), ("d", "101"))
    others = [it if place < newer else old(it, WEDNESDAY_BEFORE) for place, it in enumerate((a, b, c))]
    weekly = replace(old(d, WEDNESDAY_BEFORE), seldom=seldom)
    why = inr([*others, weekly]).roles["d"][1]
    assert (why.code if why is not None else None) is reason


def test_a_weekly_source_is_shown_only_while_no_daily_one_is() -> None:
    """However near to the median it is, and although it was the incumbent."""
    a, b, c = entries(("a", "100"), ("b", "100.1"), ("c", "99.4"))
    weekly = replace(a, seldom=True)
    assert outcome_of(inr([weekly, b, c], incumbent="a")) == (AGREED, "b")
    assert outcome_of(inr([weekly], incumbent="a")) == (SINGLE, "a")


@pytest.mark.parametrize(
    ("later", "expected"), [("", (AGREED, "a")), ("d", (AGREED, "a")), ("cd", (DISPUTED, None))]
)
def test_an_old_table_decides_where_votes_are_scattered(
    later: str, expected: tuple[Agreement, str | None]
) -> None:
    """Two of four that agree are a majority with it; not where half of the votes have seen a later market day."""
    votes = entries(("a", "100"), ("b", "100.5"), ("c", "103.5"), ("d", "97"), ("w", "100.2"))
    votes = [it if it.source in later else old(it) for it in votes]
    votes[4] = replace(old(votes[4], 6), seldom=True)
    verdict = inr(votes)
    assert outcome_of(verdict) == expected
    assert roles(verdict) == ("sceec" if verdict.shown else "eeeee")
    if verdict.shown is None:
        assert verdict.roles["w"][1] == because(Exclusion.OLDER_DAY)


def test_an_old_table_decides_nothing_beside_a_majority() -> None:
    """Where most votes agree it is not asked, whatever it says."""
    votes = entries(("a", "100"), ("b", "100.5"), ("c", "103.5"), ("w", "103"))
    verdict = inr([*votes[:3], replace(old(votes[3], 6), seldom=True)])
    assert (outcome_of(verdict), roles(verdict)) == ((AGREED, "a"), "scee")


def test_the_level_that_was_left_may_be_given_again() -> None:
    """Who goes on with it on a new day votes against the new one; it is forgotten once nobody gives it."""
    rows = entries(("a", "120"), ("b", "121"), ("c", "100"), ("d", "100.1"))
    first = inr([*rows[:2], *(old(it) for it in rows[2:])])
    second = inr([*rows[:2], *(old(it) for it in rows[2:])], standing=first.standing)
    assert (outcome_of(second), second.standing.previous_level) == ((TWO, "a"), Decimal(100))
    third = inr(rows, "120", standing=second.standing)
    assert outcome_of(third) == (DISPUTED, None)
    assert [(note.code, note.source) for note in third.notes] == [("unconfirmed", "c"), ("unconfirmed", "d")]
    back = entries(("a", "120"), ("b", "100.2"), ("c", "100"), ("d", "100.1"))
    assert outcome_of(inr(back, "120", standing=third.standing)) == (AGREED, "b")
    moved = entries(*zip("abcd", ("120", "121", "120.5", "121"), strict=True))
    fourth = inr(moved, "120", standing=third.standing)
    assert (outcome_of(fourth), fourth.standing.previous_level) == ((AGREED, "a"), None)


def test_the_level_that_was_left_in_other_units_is_set_aside() -> None:
    """After a redenomination a number in the old unit is a power of ten away as before."""
    rows = entries(("a", "1000"), ("b", "1001"), ("c", "999"), ("d", "100"))
    first = inr(rows)
    second = inr(rows, standing=first.standing)
    third = inr(rows, "1000", standing=second.standing)
    assert (outcome_of(third), third.roles["d"][1]) == ((AGREED, "a"), because(Exclusion.POWER_OF_TEN))


def test_two_of_another_scale_say_nothing_of_the_present_level() -> None:
    """Two slipped commas where three are needed silence nobody, and bring nobody's number into dispute."""
    rows = entries(("a", "1000"), ("b", "1001"), ("c", "100"), ("d", "100.1"))
    verdict = inr([*rows[:2], *(old(it) for it in rows[2:])])
    assert (outcome_of(verdict), roles(verdict)) == ((TWO, "c"), "eesc")


@pytest.mark.parametrize(("days", "shown"), [(0, False), (1, True)])
def test_how_far_a_sibling_of_an_earlier_day_lets_a_number_lie(days: int, shown: bool) -> None:
    """2.5 % from the sibling's number is too far where that is of the same market day, and may be where it is older."""
    a, b, sibling = entries(("a", "102.5"), ("b", "102.5"), ("s", "100"))
    verdict = decide(
        [a, b],
        limits("CNH"),
        last=Decimal("101.5"),
        incumbent="a",
        standing=LevelState(),
        sibling=old(sibling, days),
    )
    assert (verdict.shown is not None) is shown


def test_four_of_which_two_move_and_five_of_which_two_do() -> None:
    """Two groups give a new level where four or fewer count; where more do, a third must say it too."""
    four = entries(("a", "120"), ("b", "121"), ("c", "100"), ("d", "100.1"))
    five = [*four, entry("e", "100.2", 4, "e")]
    for votes, jumps in ((four, True), (five, False)):
        rows = [*votes[:2], *(old(it) for it in votes[2:])]
        assert jumps is (twice(rows)[1] == (TWO, "a"))
    moved = [*five[:2], entry("c", "120.2", 2, "c"), *(old(it) for it in five[3:])]
    assert twice(moved)[1] == (AGREED, "a")


def test_an_accepted_level_stays_until_the_others_publish() -> None:
    """An operator lets a level of the others' own market day through: they are silent until they publish again."""
    a, b, c = entries(("a", "120"), ("b", "100"), ("c", "100.1"))
    night = [
        replace(a, row=a.row and a.row.model_copy(update={"published": NOON + timedelta(hours=9)})),
        b,
        c,
    ]
    first = inr(night, incumbent="b")
    second = inr(night, incumbent="b", standing=first.standing, order=ACCEPT)
    third = inr(night, "120", "a", second.standing)
    assert [outcome_of(it) for it in (second, third)] == [(SINGLE, "a"), (SINGLE, "a")]
    again = [replace(it, published=NOON + timedelta(hours=10)) for it in night]
    assert outcome_of(inr(again, "120", "a", third.standing)) == (AGREED, "c")


# Properties: what holds for any numbers whatever.

NEAR = st.integers(9_910_000, 10_090_000).map(lambda n: Decimal(n).scaleb(-5))
ANY = st.one_of(
    NEAR,
    st.integers(9_400_000, 10_600_000).map(lambda n: Decimal(n).scaleb(-5)),
    st.decimals("0.000001", "99999999", places=6),
)
NAMES = "abcdefg"


def table(numbers: Sequence[Decimal], groups: Sequence[int] | None = None) -> list[Entry]:
    names = [NAMES[group] for group in groups] if groups else None
    return entries(*((name, str(n)) for name, n in zip(NAMES, numbers, strict=False)), groups=names)


@given(
    numbers=st.lists(ANY, min_size=1, max_size=7),
    groups=st.lists(st.integers(0, 6), min_size=7, max_size=7),
    incumbent=st.sampled_from(NAMES),
    rounds=st.integers(1, 3),
)
def test_one_sources_own_number(
    numbers: list[Decimal], groups: list[int], incumbent: str, rounds: int
) -> None:
    """The shown number is always one source's own, and nobody confirms it from further than the tolerance."""
    standing = LevelState()
    for _ in range(rounds):
        verdict = inr(table(numbers, groups), incumbent=incumbent, standing=standing)
        standing = verdict.standing
        if verdict.shown is None:
            continue
        assert verdict.shown.rate == numbers[verdict.shown.position]
        rates = [entry.rate for entry in verdict.cluster]
        assert max(rates) <= min(rates) * (1 + INR.tolerance)
        assert len({entry.group for entry in verdict.cluster}) == len(verdict.cluster)
        assert [verdict.shown.source] == [s for s, (role, _) in verdict.roles.items() if role is Role.SHOWN]


@settings(max_examples=400)
@given(
    honest=st.lists(NEAR, min_size=2, max_size=5),
    hostile=ANY,
    place=st.integers(0, 5),
    incumbent=st.sampled_from(NAMES),
)
def test_one_hostile_source_of_three(
    honest: list[Decimal], hostile: Decimal, place: int, incumbent: str
) -> None:
    """With two honest groups or more beside it, no one group moves the rate out of their range by more than a third of the tolerance."""
    numbers = [*honest[:place], hostile, *honest[place:]]
    verdict = inr(table(numbers), incumbent=incumbent)
    assert verdict.shown is not None
    assert min(honest) * (1 - INR.nearness) <= verdict.shown.rate <= max(honest) * (1 + INR.nearness)


@settings(max_examples=300)
@given(
    steps=st.lists(
        st.tuples(st.lists(st.integers(-90, 90), min_size=2, max_size=4), st.integers(-150, 150), ANY),
        min_size=1,
        max_size=8,
    )
)
def test_one_hostile_source_over_many_rounds(steps: list[tuple[list[int], int, Decimal]]) -> None:
    """Nor does it over many rounds, whatever it says, while the honest move within the jump limit."""
    level, last, incumbent, standing = Decimal(100), Decimal(100), "a", LevelState()
    for errors, move, hostile in steps:
        level *= 1 + Decimal(move) / 10_000
        honest = [level * (1 + Decimal(error) / 10_000) for error in errors]
        verdict = inr(table([hostile, *honest]), str(last), incumbent, standing)
        standing = verdict.standing
        assert verdict.shown is not None
        assert min(honest) * (1 - INR.nearness) <= verdict.shown.rate <= max(honest) * (1 + INR.nearness)
        last, incumbent = verdict.shown.rate, verdict.shown.source


@given(
    numbers=st.lists(ANY, min_size=2, max_size=6),
    groups=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_is_nothing(numbers: list[Decimal], groups: list[int], order: object) -> None:
    """The configured order decides, never the order in which the entries happen to stand."""
    votes = table(numbers, groups)
    shuffled = list(votes)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert inr(votes) == inr(shuffled)


@given(numbers=st.lists(ANY, min_size=1, max_size=6), rounds=st.integers(2, 4))
def test_the_same_again_is_the_same_again(numbers: list[Decimal], rounds: int) -> None:
    """Evaluating unchanged answers settles: from the third evaluation on the same number is shown."""
    last, incumbent, standing, shown = "100", "a", LevelState(), []
    for _ in range(rounds + 2):
        verdict = inr(table(numbers), last, incumbent, standing)
        standing = verdict.standing
        if verdict.shown is not None:
            last, incumbent = str(verdict.shown.rate), verdict.shown.source
        shown.append(last)
    assert len(set(shown[2:])) == 1


# At the edges


def picked(numbers: str, incumbent: str, nearness: str = "0.01", **members: object) -> str:
    """Whose number is shown of sources that all agree."""
    votes = {it.source: it for it in entries(*zip("abcdef", numbers.split(), strict=False))}
    votes["a"] = replace(votes["a"], **members)  # type: ignore[arg-type]
    return pick(votes, votes, incumbent, Decimal(nearness)).source


def test_whose_number_at_the_edge() -> None:
    """As far from the median as is allowed is near; of two that are equally far the one that says whose its number is."""
    assert picked("101 100 100", "a") == "a"
    assert picked("101.0000001 100 100", "a") == "b"
    assert picked("99 101", "z") == "a"
    assert picked("99 101", "z", upstream=Upstream.UNDISCLOSED) == "b"


def test_why_a_number_is_held() -> None:
    """A lone voter is alone; two that are not enough are too few. Neither moves the rate by itself."""
    silent = [
        entry(name, "100", place, name, excluded=because(Exclusion.LATE_UNANSWERED))
        for place, name in enumerate("wxyz", 4)
    ]
    standing = LevelState(confirmed=Decimal(100))
    alone = inr([*entries(("a", "103")), *silent], standing=standing)
    assert (alone.agreement, alone.firm, alone.roles["a"][1]) == (HELD, False, because(Exclusion.ALONE))
    two = inr([*entries(("a", "103"), ("b", "103")), *silent], standing=standing)
    assert (two.agreement, two.roles["a"][1], two.roles["b"][1]) == (HELD, *[because(Exclusion.TOO_FEW)] * 2)


def test_one_of_three_that_is_newer_has_not_moved_on() -> None:
    """Two weekly tables decide between three that part, unless half of these speak of a later day."""
    a, b, c, v, w = entries(("a", "100"), ("b", "103.5"), ("c", "97"), ("v", "100.1"), ("w", "100.2"))
    weekly = [replace(old(it, WEDNESDAY_BEFORE), seldom=True) for it in (v, w)]
    assert outcome_of(inr([old(a), old(b), c, *weekly])) == (AGREED, "a")
    assert outcome_of(inr([old(a), b, c, *weekly])) == (DISPUTED, None)


def test_two_that_wait_are_a_new_level() -> None:
    """One that left the level alone is not confirmed; two are a level that waits, each with its number and its date."""
    two = inr(entries(("a", "120"), ("b", "121")))
    assert [(note.code, note.source, note.as_of) for note in two.notes] == [
        ("new_level_pending", "a", TUESDAY),
        ("new_level_pending", "b", TUESDAY),
    ]


def test_a_left_level_is_forgotten_once_nobody_who_counts_gives_it() -> None:
    """A source whose row is stale may give it for ever, and one without a row gives nothing; a note has the row's date."""
    rows = entries(("a", "120"), ("b", "120.5"), ("c", "100"), ("d", None))
    left = LevelState(previous_level=Decimal(100), confirmed=Decimal(120))
    stale = replace(rows[2], counts=False, excluded=because(Exclusion.STALE))
    gone = inr([*rows[:2], stale, rows[3]], "120", standing=left)
    assert (outcome_of(gone), gone.standing.previous_level) == ((TWO, "a"), None)
    given = inr([*rows[:2], rows[2], rows[3]], "120", standing=left)
    assert given.standing.previous_level == Decimal(100)
    assert [(note.code, note.source, note.as_of) for note in given.notes] == [("unconfirmed", "c", TUESDAY)]


@pytest.mark.parametrize(
    ("number", "gap", "expected"),
    [
        ("101.5", "1.02", None),  # near enough, at the very edge: what was let through is over
        ("101.51", "1.02", "1.02"),
        ("98.49", "0.98", "0.98"),
        ("101.51", None, None),  # never let through
    ],
)
def test_the_gap_to_a_sibling(number: str, gap: str | None, expected: str | None) -> None:
    """What was let through far from the sibling stays so until the number comes back to it."""
    a, b, sibling = entries(("a", number), ("b", number), ("s", "100"))
    verdict = decide(
        [a, b],
        limits("CNH"),
        last=Decimal(number),
        incumbent="a",
        standing=LevelState(sibling_gap=Decimal(gap) if gap else None),
        sibling=sibling,
    )
    assert verdict.shown is not None
    assert verdict.standing.sibling_gap == (Decimal(expected) if expected else None)


def test_a_jump_away_from_the_sibling_sets_the_gap() -> None:
    """The new level's number over the sibling's, once it is let through."""
    votes = entries(("a", "110"), ("b", "110"), ("c", "110"))
    sibling = entry("s", "100", 9, "s")
    first, second = None, None
    standing = LevelState()
    for _ in range(2):
        first, second = (
            second,
            decide(
                votes, limits("CNH"), last=Decimal(100), incumbent="a", standing=standing, sibling=sibling
            ),
        )
        standing = second.standing
    assert first is not None
    assert second is not None
    assert (first.standing.sibling_gap, second.jumped) == (None, True)
    assert second.standing.sibling_gap == Decimal("1.1")
