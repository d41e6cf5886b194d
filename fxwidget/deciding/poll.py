"""Who votes on a currency: of each group the source that speaks for it, and whose row is set aside. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby

from fxwidget.deciding.screening import suspicious, within
from fxwidget.domain.codes import Exclusion, Reason, because
from fxwidget.domain.currency import Limits
from fxwidget.domain.state import LevelState, Row

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One source's entry in the vote on a currency. Entries stand in the configured order.

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
    excluded: Reason | None = None
    counts: bool = True
    published: datetime | None = None
    market_day: date | None = None
    earlier_aside: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        assert self.row is not None
        return self.row.rate


@dataclass
class Poll:
    """One currency's vote in progress: the groups, each with the source that speaks for it.

    votes: the entry that votes for a group. members: the suspicious entry that may stand for a new level.
    counting: the groups that list the currency and whose newest row is not stale.
    abstaining: those that have not seen the present or the new level.
    reasons, suspicions: by source, why it has no vote, and what is suspicious of its row.
    screened: the sources whose rows were looked at.
    """

    groups: dict[str, list[Entry]]
    votes: dict[str, Entry] = field(default_factory=dict)
    members: dict[str, Entry] = field(default_factory=dict)
    counting: set[str] = field(default_factory=set)
    abstaining: set[str] = field(default_factory=set)
    reasons: dict[str, Reason] = field(default_factory=dict)
    suspicions: dict[str, Exclusion] = field(default_factory=dict)
    screened: list[str] = field(default_factory=list)


def take_poll(
    entries: Sequence[Entry],
    limits: Limits,
    last: Decimal | None,
    incumbent: str | None,
    standing: LevelState,
) -> Poll:
    """Take the votes on a currency, and set suspicious rows aside: one vote for each group, the incumbent's before the others'."""
    ranked = sorted(entries, key=lambda e: (e.group, e.source != incumbent, e.position))
    poll = Poll({group: list(members) for group, members in groupby(ranked, key=lambda e: e.group)})
    poll.counting = {entry.group for entry in entries if entry.counts}
    if standing.level_since is not None:
        poll.abstaining = {
            group
            for group in poll.groups
            if unaware(poll, group, standing.level_since, standing.level_since_day)
        }
    for entry in ranked:
        if (reason := _left_out(entry, poll)) is not None:
            poll.reasons[entry.source] = reason
        else:
            _screen(entry, poll, last, limits, standing.peg or limits.peg)
    for group in poll.votes:
        poll.members.pop(group, None)
    _excuse_a_lone_jump(poll, limits)
    return poll


def unaware(poll: Poll, group: str, since: datetime, day: date | None) -> bool:
    """Whether a group has published nothing since, or only of earlier market days: files of Friday built on Monday."""
    days = [e.market_day for e in poll.groups[group] if e.market_day is not None]
    return _newest(poll, group) < since or (day is not None and bool(days) and max(days) < day)


def largest_cluster(
    votes: Mapping[str, Entry], tolerance: Decimal, incumbent: str | None
) -> dict[str, Entry]:
    """The largest set of votes within tolerance; of equal ones that with the incumbent, else the tighter."""
    ranked = sorted(votes.items(), key=lambda item: item[1].rate)
    best: list[tuple[str, Entry]] = []
    best_key: tuple[int, bool, Decimal] | None = None
    for start, (_, lowest) in enumerate(ranked):
        stop = start
        while stop < len(ranked) and within([lowest.rate, ranked[stop][1].rate], tolerance):
            stop += 1
        members = ranked[start:stop]
        spread = members[-1][1].rate / lowest.rate
        key = (len(members), any(e.source == incumbent for _, e in members), -spread)
        if best_key is None or key > best_key:
            best, best_key = members, key
    return dict(best)


def _left_out(entry: Entry, poll: Poll) -> Reason | None:
    """The reason why an entry has no vote, whatever its number is, or None."""
    if entry.excluded is not None:
        return entry.excluded
    if entry.row is None:
        return because(Exclusion.NO_NUMBER)
    return because(Exclusion.LEVEL_UNSEEN) if entry.group in poll.abstaining else None


def _screen(entry: Entry, poll: Poll, last: Decimal | None, limits: Limits, peg: Decimal | None) -> None:
    """Set an entry's row aside, or give it the vote of its group where that is still free."""
    poll.screened.append(entry.source)
    if (suspicion := suspicious(entry.rate, last, limits, peg)) is not None:
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
    earlier = entry.earlier_aside
    if earlier is None or poll.suspicions[entry.source] is not Exclusion.JUMP:
        return
    if within([earlier, entry.rate], limits.tolerance):
        poll.votes[group] = poll.members.pop(group)


def _newest(poll: Poll, group: str) -> datetime:
    """The instant at which a group last published anything."""
    return max((e.published for e in poll.groups[group] if e.published is not None), default=LONG_AGO)
