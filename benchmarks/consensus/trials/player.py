"""Plays a history through the rules of the build that is imported, its memory carried from round to round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from benchmarks.consensus.trials.history import Display, History, Shown
from fxwidget.deciding import assemble
from fxwidget.deciding.ballot import Plan
from fxwidget.deciding.intake import answered, failed
from fxwidget.domain.codes import UNANSWERED
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.quote import Quote
from fxwidget.domain.snapshot import Rate, Snapshot
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import ProviderUnavailable
from fxwidget.provider import calendar
from fxwidget.provider.registry import provider_class
from fxwidget.provider.source import Source, abstention
from fxwidget.render.plain_text import plain
from fxwidget.render.view import View

__all__ = ["Player", "display", "enabled", "remembered"]

NO_ROUTE = ProviderUnavailable("no route to it")
ARROWS = {"up", "down"}
SIBLINGS = {"CNH": "CNY"}
"""Currencies whose rows are compared with another's that the table may not show: a source's answer has both."""


def enabled(names: Sequence[str], codes: Sequence[str]) -> tuple[Source, ...]:
    """The sources of an installation that enables these providers for these currencies."""
    classes = {name: provider_class(name) for name in names}
    return tuple(
        Source(
            name,
            facts(currencies=[code for code in codes if code in facts.lists]),
            None,
            facts.min_interval,
            abstention(facts, names),
        )
        for name, facts in classes.items()
    )


ZONES: list[ZoneInfo] = []
"""The time zones of all calendars, held here: the interpreter itself remembers no more than eight, and reads others anew."""


def display(history: History) -> Display:
    """What the imported build shows over a history."""
    with remembered():
        player = Player(history)
        for index in range(len(history.rounds)):
            player.round(index)
    return {code: tuple(shown) for code, shown in player.shown.items()}


@contextmanager
def remembered() -> Iterator[None]:
    """Deadlines, which depend on nothing but their arguments, computed once: they are half of a round's time."""
    computed = calendar.deadlines
    vars(calendar)["deadlines"] = lru_cache(maxsize=100_000)(computed)
    try:
        yield
    finally:
        vars(calendar)["deadlines"] = computed


def _zones(sources: Sequence[Source]) -> set[str]:
    every = [
        it for source in sources for it in (source.provider.calendar, *source.provider.calendars.values())
    ]
    return {it.zone for it in every if isinstance(it, calendar.Daily)}


class Player:
    """A history in progress: the build's memory and table after the last round, and what was shown so far."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.plan = Plan(history.codes, timedelta(minutes=5), timedelta(days=14))
        self.taken = (*history.codes, *(SIBLINGS[code] for code in history.codes if code in SIBLINGS))
        self.sources = enabled(history.sources, history.codes)
        ZONES[:] = [ZoneInfo(zone) for zone in sorted(_zones(self.sources))]
        self.memory = Memory()
        self.snapshot: Snapshot | None = None
        self.given: dict[str, int] = {}
        self.shown: dict[str, list[Shown]] = {code: [] for code in history.judged}

    def round(self, index: int) -> None:
        """Ask every source and decide."""
        now, before = self.history.rounds[index], self.snapshot
        self.memory = self.memory.model_copy(update={"sources": self._asked(index, now)})
        self.snapshot, self.memory = assemble.compose(self.plan, self.sources, self.memory, before, now)
        rows = {row.code: row for row in self.snapshot.rates}
        for code, shown in self.shown.items():
            self._note(shown, index, rows[code])

    def _asked(self, index: int, now: datetime) -> dict[str, SourceMemory]:
        """What is remembered of each source once it was asked in a round."""
        memory = dict(self.memory.sources)
        for source in self.sources:
            if (out := self.history.newest(source.name, now)) > 0:
                known = memory.get(source.name, SourceMemory())
                memory[source.name] = self._remember(source, known, out, index)
        return memory

    def _remember(self, source: Source, known: SourceMemory, out: int, index: int) -> SourceMemory:
        now = self.history.rounds[index]
        if index in self.history.unreachable[source.name]:
            return failed(known, source, NO_ROUTE, now)
        given = self.given.get(source.name, 0)
        for answer in self.history.answers[source.name][given:out]:
            quotes = [Quote(base="USD", quote=n.code, mid=n.rate, as_of=n.as_of) for n in answer.numbers]
            known = answered(known, source, Fetched(quotes, False, {}), self.taken, now)
        self.given[source.name] = out
        if known.outcome in UNANSWERED:
            known = known.model_copy(update={"outcome": "unchanged", "reason": None})
        return known

    def _note(self, shown: list[Shown], index: int, row: Rate) -> None:
        """Note what is shown, where anything of it differs from the round before."""
        seen = _seen(row, index)
        last = shown[-1] if shown else None
        if last is not None and _facts(last) == _facts(seen):
            return
        turned = (
            last is not None and last.source != seen.source and {last.direction, seen.direction} == ARROWS
        )
        shown.append(_seen(row, index, self._worded(row) if turned else None))

    def _worded(self, row: Rate) -> bool:
        """Whether the text of a row says that its source changed."""
        assert self.snapshot is not None
        alone, now = [], self.history.rounds[-1]
        for switched_at in (row.switched_at, None):
            rates = (row.model_copy(update={"switched_at": switched_at}), self.snapshot.rates[-1])
            alone.append(
                plain(View(self.snapshot.model_copy(update={"rates": rates}), row.switched_at or now))
            )
        return alone[0] != alone[1]


def _seen(row: Rate, index: int, worded: bool | None = None) -> Shown:
    direction = row.direction.value if row.direction is not None else None
    return Shown(index, row.last_number, row.agreement.value, row.shown_source, direction, worded)


def _facts(shown: Shown) -> tuple[object, ...]:
    return shown.number, shown.agreement, shown.source, shown.direction
