"""Who votes on a currency: of each group the source that speaks for it, and whose row is set aside. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from fxwidget.deciding.screening import of_other_scale, peg_band, suspicious, within
from fxwidget.domain.codes import Exclusion, Reason, because
from fxwidget.domain.currency import (
    LONE_NEARNESS,
    LONE_SIBLING_BAND,
    OLDER_SIBLING_BAND,
    SIBLING_BAND,
    Limits,
)
from fxwidget.domain.quote import Upstream
from fxwidget.domain.state import LevelState, Row


@dataclass(frozen=True)
class Entry:
    """One source's entry in the vote on a currency. Entries stand in the configured order.

    upstream: whether its publisher makes the number, says whose it is, or does not say.
    seldom: whether it is of a weekly table, which is old on most days although nothing is late.
    excluded: why its row has no vote whatever it says, or None.
    counts: whether its group counts: it lists the currency, and its newest row is not stale.
    published: when its newest row, refused or not, came out.
    market_day: the newest day that a row of it, refused or not, speaks of; None: not known.
    earlier_aside: its number of an earlier market day that was set aside too, if that is its last one.
    """

    source: str
    group: str
    position: int
    row: Row | None
    upstream: Upstream = field(kw_only=True)
    seldom: bool = False
    excluded: Reason | None = None
    counts: bool = True
    published: datetime | None = None
    market_day: date | None = None
    earlier_aside: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        assert self.row is not None
        return self.row.rate

    @property
    def disclosed(self) -> bool:
        """Whether it is known whose number this is."""
        return self.upstream is not Upstream.UNDISCLOSED


@dataclass
class Poll:
    """One currency's vote in progress: the groups, each with the source that speaks for it.

    votes: the entry that votes for a group. members: the suspicious entry that may stand for a new level.
    counting: the groups that list the currency and whose newest row is not stale.
    disclosed: those of them of which it is known whose numbers they give.
    older: the entry of a weekly table that is older than the others' day: it votes only to decide between halves.
    abstaining: those that have not seen the present or the new level, and those weekly tables.
    reasons, suspicions: by source, why it has no vote, and what is suspicious of its row.
    screened: the sources whose rows were looked at.
    beside_sibling: whether the same currency's number under its other name was there to compare with.
    """

    groups: dict[str, list[Entry]]
    votes: dict[str, Entry] = field(default_factory=dict)
    members: dict[str, Entry] = field(default_factory=dict)
    older: dict[str, Entry] = field(default_factory=dict)
    counting: set[str] = field(default_factory=set)
    disclosed: set[str] = field(default_factory=set)
    abstaining: set[str] = field(default_factory=set)
    reasons: dict[str, Reason] = field(default_factory=dict)
    suspicions: dict[str, Exclusion] = field(default_factory=dict)
    screened: list[str] = field(default_factory=list)
    beside_sibling: bool = False


class _Usual(NamedTuple):
    """What an entry's number is compared with: the currency's limits, the last number, how it stood, and its sibling's."""

    limits: Limits
    last: Decimal | None
    standing: LevelState
    sibling: Entry | None


def take_poll(
    entries: Sequence[Entry],
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
    sibling: Entry | None = None,
) -> Poll:
    """Take the votes on a currency, and set suspicious rows aside: one vote for each group, the incumbent's before the others'."""
    ranked = sorted(entries, key=lambda e: (e.group, e.source != incumbent, e.position))
    poll = Poll({}, beside_sibling=sibling is not None)
    for entry in ranked:
        poll.groups.setdefault(entry.group, []).append(entry)
        if entry.counts:
            poll.counting.add(entry.group)
            if entry.disclosed:
                poll.disclosed.add(entry.group)
    usual = _Usual(limits, last, standing, sibling)
    for entry in ranked:
        if (reason := _left_out(entry, poll, usual)) is not None:
            poll.reasons[entry.source] = reason
            continue
        suspicion = _suspicion(entry, poll, usual)
        if entry.seldom and _overtaken(entry, poll):
            _abstain(entry, poll, suspicion)
        else:
            _screen(entry, poll, suspicion)
    for group in poll.votes:
        poll.members.pop(group, None)
        poll.older.pop(group, None)
        poll.abstaining.discard(group)
    _excuse_a_lone_jump(poll, limits)
    return poll


def newest_day(entries: Sequence[Entry]) -> date | None:
    """The newest market day that a group's rows speak of, refused ones too; None: not known."""
    return max((e.market_day for e in entries if e.market_day is not None), default=None)


def walked(entry: Entry, limits: Limits) -> bool:
    """Whether a number that was set aside is within the jump limit of the one that its source gave the market day before."""
    earlier = entry.earlier_aside
    return earlier is not None and abs(entry.rate / earlier - 1) <= limits.jump


def largest_cluster(
    votes: Mapping[str, Entry], tolerance: Decimal, incumbent: str | None
) -> dict[str, Entry]:
    """The largest set of votes within tolerance; of equal ones that with the incumbent, with a disclosed one, the tighter."""
    ranked = sorted(votes.items(), key=lambda item: item[1].rate)
    rates = [entry.rate for _, entry in ranked]
    if not rates or rates[-1] <= rates[0] * (1 + tolerance):
        return dict(ranked)
    best: list[tuple[str, Entry]] = []
    best_key: tuple[int, bool, bool, Decimal] | None = None
    stop = 0
    for start, lowest in enumerate(rates):
        highest = lowest * (1 + tolerance)
        while stop < len(rates) and rates[stop] <= highest:
            stop += 1
        members = ranked[start:stop]
        stays = any(entry.source == incumbent for _, entry in members)
        disclosed = any(entry.disclosed for _, entry in members)
        key = (len(members), stays, disclosed, -rates[stop - 1] / lowest)
        if best_key is None or key > best_key:
            best, best_key = members, key
    return dict(best)


def _left_out(entry: Entry, poll: Poll, usual: _Usual) -> Reason | None:
    """The reason why an entry has no vote, whatever the others' numbers are, or None."""
    if entry.excluded is not None:
        return entry.excluded
    if entry.row is None:
        return because(Exclusion.NO_NUMBER)
    if _unaware(poll.groups[entry.group], usual.standing) and not _at_level(entry, usual):
        poll.abstaining.add(entry.group)
        return because(Exclusion.LEVEL_UNSEEN)
    return None


def _unaware(group: Sequence[Entry], standing: LevelState) -> bool:
    """Whether a group has not seen the level that was let through: all its rows are of earlier market days.

    A level that an operator accepted is of a moment, so who published nothing since has not seen it either.
    """
    day, since = standing.level_since_day, standing.level_since
    if day is not None and (newest := newest_day(group)) is not None and newest < day:
        return True
    return since is not None and all(e.published is None or e.published < since for e in group)


def _at_level(entry: Entry, usual: _Usual) -> bool:
    return usual.last is not None and within([usual.last, entry.rate], usual.limits.tolerance)


def _overtaken(entry: Entry, poll: Poll) -> bool:
    """Whether most of the other groups that count speak of a later market day than an entry's row."""
    assert entry.row is not None
    others = poll.counting - {entry.group}
    days = [newest_day(poll.groups[group]) for group in others]
    later = [day for day in days if day is not None and day > entry.row.market_day]
    return 2 * len(later) > len(others)


def _suspicion(entry: Entry, poll: Poll, usual: _Usual) -> Exclusion | None:
    """The reason to set an entry's row aside, or None. The level that was left may be given again, but in the same units."""
    found = _found(entry, poll, usual)
    if found is None or of_other_scale(found):
        return found
    return None if at_left_level(entry, usual.standing, usual.limits) else found


def _found(entry: Entry, poll: Poll, usual: _Usual) -> Exclusion | None:
    """What is suspicious of an entry's row, or None."""
    limits, last, standing, sibling = usual
    peg, band = standing.peg or limits.peg, peg_band(entry.upstream)
    if sibling is None:
        return suspicious(entry.rate, last, limits, peg, band=band)
    alone = poll.counting <= {entry.group}
    allowed = _sibling_band(entry, sibling, alone=alone)
    siblings = _siblings(sibling, standing.sibling_gap)
    found = suspicious(entry.rate, last, limits, peg, band=band, siblings=siblings, sibling_band=allowed)
    return Exclusion.JUMP if found is None and alone and _strays(entry, sibling, last) else found


def at_left_level(entry: Entry, standing: LevelState, limits: Limits) -> bool:
    """Whether an entry still gives the level that was left when a new one was let through."""
    left = standing.previous_level
    return left is not None and within([left, entry.rate], limits.tolerance)


def _sibling_band(entry: Entry, sibling: Entry, *, alone: bool) -> Decimal:
    """How far an entry may lie from the sibling currency's number: less where nobody else would contradict it, or that is as new."""
    if alone:
        return LONE_SIBLING_BAND
    return SIBLING_BAND if _as_new(sibling, entry) else OLDER_SIBLING_BAND


def _as_new(one: Entry, other: Entry) -> bool:
    """Whether an entry speaks of a market day no older than another's."""
    assert one.row is not None
    assert other.row is not None
    return one.row.market_day >= other.row.market_day


def _siblings(sibling: Entry, gap: Decimal | None) -> tuple[Decimal, ...]:
    """The numbers that a currency's may lie at by its sibling's: that itself, and that with the gap that was let through."""
    return (sibling.rate,) if gap is None else (sibling.rate, sibling.rate * gap)


def _strays(entry: Entry, sibling: Entry, last: Decimal | None) -> bool:
    """Whether a lone source leaves its last number although the sibling currency, of a day no older, did not go there."""
    near = [entry.rate / number for number in (last, sibling.rate) if number is not None]
    strays = last is not None and all(abs(ratio - 1) > LONE_NEARNESS for ratio in near)
    return strays and _as_new(sibling, entry)


def _abstain(entry: Entry, poll: Poll, suspicion: Exclusion | None) -> None:
    """Leave a weekly table that is older than the others' day out of the vote, at hand for a tie if nothing is suspicious."""
    poll.abstaining.add(entry.group)
    poll.reasons[entry.source] = because(Exclusion.OLDER_DAY)
    if suspicion is None:
        poll.older[entry.group] = entry


def _screen(entry: Entry, poll: Poll, suspicion: Exclusion | None) -> None:
    """Set an entry's row aside, or give it the vote of its group where that is still free."""
    poll.screened.append(entry.source)
    if suspicion is not None:
        poll.suspicions[entry.source] = suspicion
        poll.reasons[entry.source] = because(suspicion)
        poll.members.setdefault(entry.group, entry)
    elif entry.group in poll.votes:
        poll.reasons[entry.source] = because(Exclusion.SAME_GROUP, source=poll.votes[entry.group].source)
    else:
        poll.votes[entry.group] = entry


def _excuse_a_lone_jump(poll: Poll, limits: Limits) -> None:
    """Where only one group counts, its next market day is what can confirm a jump."""
    if len(poll.counting) != 1 or poll.votes or not poll.members:
        return
    ((group, entry),) = poll.members.items()
    if poll.suspicions[entry.source] is Exclusion.JUMP and walked(entry, limits):
        poll.votes[group] = poll.members.pop(group)
