"""Plays one history through all rules, the shipped ones with their memory from round to round."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from fxwidget.deciding.assemble import compose
from fxwidget.deciding.ballot import Plan
from fxwidget.deciding.intake import answered, failed
from fxwidget.deciding.level import FEW
from fxwidget.domain.codes import UNANSWERED, Exclusion
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.quote import Quote, Upstream
from fxwidget.domain.snapshot import Agreement, Rate, Role, Snapshot
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import ProviderUnavailable
from fxwidget.provider.calendar import market_day
from fxwidget.provider.source import Source

from .market import Event, History, Publication, Publisher
from .noise import PEGGED
from .rules import OURS, RIVALS, RULES
from .tally import Display, Result, Scene, Watch

__all__ = ["play"]

SHOWN = (Agreement.AGREED, Agreement.TWO_SOURCES, Agreement.SINGLE_SOURCE)
UNREACHABLE = ProviderUnavailable("no route to it")


def play(history: History, label: str) -> Result:
    """One history through all rules; ``label`` names it in the list of faults."""
    played = _Play(history, label)
    for index, now in enumerate(history.rounds):
        played.round(index, now)
    return played.end()


class _Play:
    """A history in progress: each rule's state up to the round that is played.

    given: the publication that each source gave last. published: all numbers that it gave.
    before: the middle of the honest numbers before the event.
    decided_in: the round in which as many honest groups as must have reported a devaluation.
    """

    def __init__(self, history: History, label: str) -> None:
        self.history = history
        self.plan = Plan((history.code,), timedelta(minutes=5), timedelta(days=14))
        self.sources = [publisher.source for publisher in history.publishers]
        self.memory = Memory()
        self.snapshot: Snapshot | None = None
        self.given: dict[str, Publication] = {}
        self.published: dict[str, set[Decimal]] = defaultdict(set)
        self.before = 0.0
        self.decided_in: int | None = None
        self.watches = {rule: Watch(history, label) for rule in RULES}
        self.result = Result()

    def round(self, index: int, now: datetime) -> None:
        """Ask, decide by each rule, and tally what it shows."""
        reached = self._ask(index, now)
        self.snapshot, self.memory = compose(self.plan, self.sources, self.memory, self.snapshot, now)
        row = self.snapshot[self.history.code]
        scene = self._scene(index, now, row)
        self.result.voting[scene.voting] += 1
        if self.history.groups >= 3:
            self.result.rounds[scene.event] += 1
        ours = Display(row.last_number, row.agreement in SHOWN, row.previous_close)
        self.watches[OURS].see(index, ours, scene)
        for rule, combine in RIVALS.items():
            if reached:
                watch = self.watches[rule]
                watch.see(index, watch.forgetful(combine(reached), now), scene)

    def _ask(self, index: int, now: datetime) -> list[Decimal]:
        """Ask every source that has published; the numbers of those that are reached."""
        reached = []
        for publisher in self.history.publishers:
            newest = publisher.newest(now)
            if newest is None:
                continue
            if index not in publisher.unreachable:
                reached.append(newest.rate)
            self._remember(publisher, newest, index, now)
        return reached

    def _remember(self, publisher: Publisher, newest: Publication, index: int, now: datetime) -> None:
        """Remember a failure, or what is new since the source last answered."""
        source, name = publisher.source, publisher.source.name
        known = self.memory.sources.get(name, SourceMemory())
        if index in publisher.unreachable:
            known = failed(known, source, UNREACHABLE, now)
        elif self.given.get(name) is not newest or known.outcome in UNANSWERED:
            code = self.history.code
            quote = Quote(base="USD", quote=code, mid=newest.rate, as_of=newest.as_of)
            known = answered(known, source, Fetched([quote], False, {}), (code,), now)
            self.given[name] = newest
            self.published[name].add(newest.rate)
        else:
            return
        self.memory = self.memory.model_copy(update={"sources": {**self.memory.sources, name: known}})

    def _scene(self, index: int, now: datetime, row: Rate) -> Scene:
        """The scene of a round: what the honest groups say."""
        honest = [
            self.given[publisher.source.name]
            for publisher in self.history.publishers
            if not publisher.hostile and publisher.source.name in self.given
        ]
        rates = [float(publication.rate) for publication in honest]
        spoken = rates + self._spoken_before(now)
        moved_at = self.history.moved_at
        event = self.history.event if moved_at is not None and now >= moved_at else Event.NOTHING
        if event is Event.NOTHING:
            self.before = median(rates)
        settled = sum(self.history.settled(publication) for publication in honest)
        if event is Event.DEVALUED and self.decided_in is None and self._decided(now):
            self.decided_in = index
        return Scene(
            min(spoken),
            max(spoken),
            median(rates),
            moving=event is not Event.NOTHING and settled < len(honest),
            event=event,
            voting=min(max(_voting(row), 1), 3),
            before=self.before,
            published=self.published,
        )

    def _spoken_before(self, now: datetime) -> list[float]:
        """What honest groups said of the market day of which they speak again: the first number of a closed day stays."""
        spoken = []
        for publisher in self.history.publishers:
            name, source = publisher.source.name, publisher.source
            row = self.memory.sources[name].rows.get(self.history.code) if name in self.given else None
            same = row is not None and row.market_day == _day(source, self.given[name], now)
            if row is not None and same and not publisher.hostile:
                spoken.append(float(row.rate))
        return spoken

    def _decided(self, now: datetime) -> bool:
        """Whether enough honest groups report the devaluation for it to show, as docs/rules.md counts them."""
        honest: list[tuple[Source, date]] = []
        others: list[tuple[Source, date]] = []
        for publisher in self.history.publishers:
            if (given := self.given.get(publisher.source.name)) is None:
                continue
            moved = not publisher.hostile and self.history.settled(given)
            (honest if moved else others).append((publisher.source, _day(publisher.source, given, now)))
        disclosed = [day for source, day in honest if source.provider.upstream is not Upstream.UNDISCLOSED]
        if len(honest) < _enough(self.history) or not disclosed:
            return False
        against = sum(day >= min(disclosed) for _, day in others)
        return len(honest) > against

    def end(self) -> Result:
        """The tallies of the whole history."""
        result, hostility = self.result, self.history.hostility
        result.events[self.history.event.value] += 1
        result.hostilities[hostility.value if hostility else "nobody"] += 1
        for rule, watch in self.watches.items():
            watch.end(self.decided_in)
            result.tallies[rule] = watch.tally
        return result


def _enough(played: History) -> int:
    """How many honest groups must report a devaluation: two, three where more than four count; of a peg three, or all."""
    return min(3, played.groups) if played.code in PEGGED or played.groups > FEW else 2


def _day(source: Source, given: Publication, now: datetime) -> date:
    provider = source.provider
    return market_day(given.as_of, provider.dated, provider.calendar, now)


def _voting(row: Rate) -> int:
    """How many groups voted, by the sources' roles in a row."""
    return sum(
        source.role is not Role.EXCLUDED or source.reason_code == Exclusion.DISAGREES
        for source in row.sources
    )
