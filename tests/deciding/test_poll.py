"""The votes on a currency before they are counted: who speaks for a group, who abstains, and what lies together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from fxwidget.deciding.poll import Entry, Poll, largest_cluster, newest_day, take_poll, walked
from fxwidget.domain.codes import Exclusion, because
from fxwidget.domain.currency import limits
from fxwidget.domain.kinds import Upstream
from fxwidget.domain.state import LevelState
from tests.support.house import utc
from tests.support.votes import TUESDAY, entry

INR, CNH = limits("INR"), limits("CNH")
HIDDEN = Upstream.UNDISCLOSED


def poll(
    votes: Sequence[Entry],
    incumbent: str | None = None,
    standing: LevelState | None = None,
    last: str | None = "100",
) -> Poll:
    return take_poll(votes, INR, Decimal(last) if last else None, incumbent, standing or LevelState())


def voters(taken: Poll) -> list[str]:
    return [it.source for it in taken.votes.values()]


def beside(
    number: str, sibling: Entry, *others: Entry, last: str | None = "100", gap: str | None = None
) -> str | None:
    """What is suspicious of a number beside that of the same currency under its other name."""
    standing = LevelState(sibling_gap=Decimal(gap) if gap else None)
    votes = [entry("a", number), *others]
    taken = take_poll(votes, CNH, Decimal(last) if last else None, None, standing, sibling)
    assert taken.beside_sibling
    found = taken.suspicions.get("a")
    return found.value if found is not None else None


# Who speaks for a group


def test_who_speaks_for_a_group() -> None:
    """The incumbent does, else the first in the configured order; the others of a group are named with it."""
    votes = [entry("c", "100", group="x"), entry("b", "100", group="x"), entry("d", "100")]
    assert not poll(votes).beside_sibling
    assert voters(poll(votes)) == ["d", "b"]
    assert voters(poll(votes, "c")) == ["d", "c"]
    assert poll(votes).reasons == {"c": because(Exclusion.SAME_GROUP, source="b")}


def test_which_groups_count() -> None:
    """Those of which one counts, and of them those of which one that counts says whose its number is."""
    votes = [
        entry("a", "100", group="x", counts=False),
        entry("b", "100", group="x", upstream=HIDDEN),
        entry("c", "100"),
        entry("d", "100", counts=False),
    ]
    taken = poll(votes)
    assert (taken.counting, taken.disclosed) == ({"x", "c"}, {"c"})


def test_who_is_left_out() -> None:
    """One that has a reason, and one without a number; neither is screened."""
    why = because(Exclusion.STALE)
    taken = poll([entry("a", "100", excluded=why), entry("b", None), entry("c", "100")])
    assert taken.reasons == {"a": why, "b": because(Exclusion.NO_NUMBER)}
    assert (taken.screened, taken.abstaining) == (["c"], set())


def test_a_group_votes_with_what_is_not_suspicious() -> None:
    """Its vote takes the place of the suspicious number, of the old one, and of its abstention."""
    votes = [
        entry("a", "120", group="x"),
        entry("b", "100", 7, group="x", seldom=True),
        entry("c", "100", group="x"),
        entry("d", "100"),
    ]
    taken = poll(votes)
    assert voters(taken) == ["d", "c"]
    assert (taken.members, taken.older, taken.abstaining) == ({}, {}, set())


def test_without_sources_nobody_votes() -> None:
    """A poll of nobody is an empty one."""
    assert poll([]) == Poll({})


# Who abstains


@pytest.mark.parametrize(
    ("others", "votes"), [((0, 0, 7), False), ((0, 7, 7), True), ((0, 7), True), ((), True)]
)
def test_an_old_weekly_table(others: Sequence[int], votes: bool) -> None:
    """It abstains where more than half of the other groups speak of a later day, and is at hand for a tie."""
    weekly = entry("a", "100", 7, seldom=True)
    taken = poll([weekly, *(entry(name, "100", days) for name, days in zip("bcd", others, strict=False))])
    assert ("a" in taken.votes) is votes
    assert ("a" in taken.older, "a" in taken.abstaining) == (not votes, not votes)
    assert (taken.reasons.get("a") == because(Exclusion.OLDER_DAY)) is not votes


def test_an_old_weekly_table_with_a_suspicious_number_decides_no_tie() -> None:
    """It abstains, and that is all."""
    taken = poll([entry("a", "120", 7, seldom=True), entry("b", "100")])
    assert (taken.older, taken.members, taken.abstaining) == ({}, {}, {"a"})


def test_no_daily_table_is_overtaken() -> None:
    """A number of an earlier day votes while it is not stale; days that are not known overtake nobody."""
    assert voters(poll([entry("a", "100", 3), entry("b", "100")])) == ["a", "b"]
    unknown = entry("b", "100", market_day=None)
    assert "a" in poll([entry("a", "100", 7, seldom=True), unknown]).votes


@pytest.mark.parametrize(("days", "number", "votes"), [(1, "95", False), (0, "95", True), (1, "98.1", True)])
def test_who_has_not_seen_the_level(days: int, number: str, votes: bool) -> None:
    """A group whose rows are all of earlier days than the level abstains, unless it gives that very level."""
    standing = LevelState(level_since_day=TUESDAY)
    taken = poll([entry("a", number, days)], standing=standing)
    assert (voters(taken) == ["a"]) is votes
    assert (taken.reasons == {"a": because(Exclusion.LEVEL_UNSEEN)}) is not votes
    assert (taken.abstaining == {"a"}) is not votes
    assert voters(poll([entry("a", "95", 1)], standing=standing, last=None)) == []


def test_who_published_nothing_since_a_level_was_accepted() -> None:
    """Of an accepted level the instants count too: a group abstains until one of its rows came out at it or later."""
    noon = utc("2026-04-28 12:00")
    standing = LevelState(level_since=noon)
    before = entry("a", "95", published=utc("2026-04-28 11:59"), group="x")
    unknown = entry("b", None, published=None, group="x")
    assert poll([before, unknown], standing=standing).abstaining == {"x"}
    assert voters(poll([before, replace(unknown, published=noon)], standing=standing)) == ["a"]


def test_the_newest_day_of_a_group() -> None:
    """Of those that are known."""
    a, b = entry("a", "1", 1), entry("b", "1", 3)
    assert newest_day([a, b, replace(a, market_day=None)]) == a.market_day
    assert newest_day([replace(a, market_day=None)]) is None


# What is suspicious


@pytest.mark.parametrize(
    ("number", "left", "found"),
    [
        ("120", None, Exclusion.JUMP),
        ("120", "118", None),  # within tolerance of the level that was left
        ("120", "117", Exclusion.JUMP),
        ("1000", "1000", Exclusion.POWER_OF_TEN),
    ],
)
def test_the_level_that_was_left(number: str, left: str | None, found: Exclusion | None) -> None:
    """It may be given again, but not in other units."""
    taken = poll([entry("a", number)], standing=LevelState(previous_level=Decimal(left) if left else None))
    assert taken.suspicions == ({"a": found} if found else {})


def test_how_far_from_a_sibling() -> None:
    """Less far where nobody else counts, or where the sibling's number is of a day no older; farther where it is older."""
    other, new, old = entry("b", "100"), entry("s", "100"), entry("s", "100", 1)
    bands = {}
    for name, sibling, others in (("alone", new, []), ("new", new, [other]), ("old", old, [other])):
        hundredths = (Decimal(n).scaleb(-2) for n in range(10_000, 11_000))
        near = [n for n in hundredths if beside(str(n), sibling, *others, last=None) is None]
        bands[name] = near[-1]
    assert bands == {"alone": Decimal("101.5"), "new": Decimal(102), "old": Decimal(103)}


def test_beside_a_gap_that_was_let_through() -> None:
    """A number may lie at the sibling's times that gap, too."""
    sibling = entry("s", "100")
    assert beside("110", sibling, last=None) == "far_from_sibling"
    assert beside("110", sibling, last=None, gap="1.1") is None


@pytest.mark.parametrize(
    ("number", "sibling_days", "last", "found"),
    [
        ("100.6", 0, "100", "jump"),
        ("100.5", 0, "100", None),
        ("100.6", 1, "100", None),
        ("100.6", 0, "100.2", None),
        ("100.6", 0, None, None),
    ],
)
def test_a_lone_source_that_strays(
    number: str, sibling_days: int, last: str | None, found: str | None
) -> None:
    """It is not followed where it leaves its last number and the sibling, of a day no older, did not go there."""
    sibling = entry("s", "100", sibling_days)
    assert beside(number, sibling, last=last) == found
    assert beside(number, sibling, entry("b", "100"), last=last) is None


# A lone jump


@pytest.mark.parametrize(
    ("earlier", "walks"), [(None, False), ("100", True), ("99.99", False), ("110.52", True), ("110.6", False)]
)
def test_what_walks(earlier: str | None, walks: bool) -> None:
    """A number within the jump limit of the one that its source gave the day before, to the very edge."""
    jumped = entry("a", "105", earlier_aside=Decimal(earlier) if earlier else None)
    assert walked(jumped, INR) is walks


@pytest.mark.parametrize(
    ("number", "others", "votes"),
    [
        ("120", [], True),
        ("1000", [], False),
        ("120", [entry("b", None)], False),
        ("120", [entry("b", "120")], False),
    ],
)
def test_a_lone_jump_is_excused(number: str, others: list[Entry], votes: bool) -> None:
    """Where only one group counts, a jump that it gave the day before votes; one in other units does not."""
    taken = poll([entry("a", number, earlier_aside=Decimal(number)), *others])
    assert (voters(taken) == ["a"], "a" not in taken.members) == (votes, votes)


# What lies together


@pytest.mark.parametrize(
    ("numbers", "incumbent", "together"),
    [
        ("", None, ""),
        ("100", None, "a"),
        ("100 102", None, "ab"),
        ("100 102.01", None, "a"),
        ("102 100 104", None, "ac"),
        ("102 100 104.04", "c", "ac"),
        ("103 100 101.9 103.5", None, "acd"),
        ("100 102 103.9 106", None, "bc"),  # of equal ones the tighter
        ("100 102 103.9 106", "a", "ab"),
        ("100 101 110 111", None, "cd"),
        ("100 101 110 111 110.5", "a", "cde"),
        ("100 101 110 111.2", None, "ab"),
    ],
)
def test_the_largest_cluster(numbers: str, incumbent: str | None, together: str) -> None:
    """The most that lie within tolerance; of as many those with the incumbent, and the tighter ones."""
    votes = {name: entry(name, number) for name, number in zip("abcde", numbers.split(), strict=False)}
    assert "".join(sorted(largest_cluster(votes, INR.tolerance, incumbent))) == together


def test_a_cluster_with_one_that_says_whose_it_is() -> None:
    """Of as many it is before a tighter one; the incumbent is before it."""
    votes = {it.source: it for it in (entry("a", "100"), entry("b", "101", upstream=HIDDEN))}
    votes |= {
        it.source: it for it in (entry("c", "110", upstream=HIDDEN), entry("d", "110", upstream=HIDDEN))
    }
    assert set(largest_cluster(votes, INR.tolerance, None)) == {"a", "b"}
    assert set(largest_cluster(votes, INR.tolerance, "d")) == {"c", "d"}
