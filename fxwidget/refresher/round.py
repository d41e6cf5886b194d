"""One round, start to finish: ask every due source, remember its answer, decide every rate, publish one snapshot.

A round always ends, whatever an adapter raises or a server does, and tells what each source did and what was decided.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.deciding.assemble import Plan, compose
from fxwidget.deciding.cross_rates import USD
from fxwidget.deciding.intake import answered, failed
from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.overrides import Command, Journal
from fxwidget.domain.snapshot import Replay, Snapshot
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import FXWidgetError, ProviderUnavailable, ResponseInvalid, SnapshotInvalid, StoreError
from fxwidget.fetching.client import Client, client_for
from fxwidget.fetching.exchange import converse
from fxwidget.provider import calendar as calendars
from fxwidget.provider import quota
from fxwidget.provider.source import Source, in_force
from fxwidget.refresher import events
from fxwidget.refresher.events import Outcome
from fxwidget.store import Store

log = logging.getLogger("fxwidget.refresh")

MARGIN = 5.0
"""Seconds that a conversation may take beyond its own patience before the round goes on without it."""


def patience(settings: Settings) -> float:
    """The seconds that one source's conversation may take."""
    return 3 * settings.deadline.total_seconds()


@dataclass(frozen=True)
class _Asked:
    """What came of asking one source."""

    source: Source
    result: Fetched | FXWidgetError
    milliseconds: int
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Round:
    """What a round came to. ``published`` is false where the store could not take it, or had a newer one."""

    snapshot: Snapshot
    outcomes: tuple[Outcome, ...]
    published: bool

    def failures(self) -> str:
        """Why each source that failed did, in one line."""
        return "; ".join(f"{o.source}: {o.reason or o.outcome}" for o in self.outcomes) or "none was due"


class Refresher:
    """Runs rounds, one at a time. Its memory lives here; the store keeps it beyond a crash."""

    def __init__(self, settings: Settings, store: Store, client: Client | None = None) -> None:
        """Recall what the store kept.

        Raises:
            StoreError: the store can't be read.
            ConfigurationError: an enabled source lacks what it needs.
        """
        self.sources = sources(settings)
        self.plan = Plan(_table(settings), settings.refresh, settings.withdrawal)
        self.store = store
        self.memory = store.recall()
        self.previous = _last_published(store)
        self.journal = Journal()
        self._in_force: tuple[Command, ...] = ()
        self._fault: str | None = None
        self._faulty_rounds = 0
        self._asking: set[str] = set()
        self._patience = patience(settings)
        self._client = client or client_for(settings)

    def close(self) -> None:
        """Let go of connections and files."""
        self._client.close()
        self.store.close()

    def forget(self) -> None:
        """Start anew, as on a first run, but with higher ``seq`` than before: a replay begins again."""
        seq = self.previous.seq if self.previous else 0
        self.memory, self.previous, self._floor = Memory(), None, seq

    _floor = 0

    def round(self, now: datetime, *, replay: Replay | None = None, everyone: bool = False) -> Round:
        """One round that starts at ``now``.

        Args:
            replay: marks the snapshot as one of recorded days; ``now`` is then the recorded time.
            everyone: ask every source that is allowed to be asked, due or not.
        """
        now = now.replace(microsecond=0)
        started = time.monotonic()
        faults: list[StoreError] = []
        self._read_journal(now, faults)
        due = [
            source
            for source in in_force(self.sources, self.journal.disabled(now))
            if self._due(source, now, everyone)
        ]
        before = self.memory
        self._book(due, now, faults)
        asked: dict[str, _Asked] = {}
        for one in self._ask(due, now):
            asked[one.source.name] = one
            self._hear(one, now, faults)
        enabled = {source.name for source in self.sources}
        heard = {name: kept for name, kept in self.memory.sources.items() if name in enabled}
        memory = self.memory.model_copy(update={"sources": heard})
        previous = self.previous
        snapshot, memory = compose(self.plan, self.sources, memory, previous, now, self.journal)
        if replay is not None or snapshot.seq <= self._floor:
            update = {"replay": replay, "seq": max(snapshot.seq, self._floor + 1)}
            snapshot = snapshot.model_copy(update=update)
        self.memory = memory
        outcomes = tuple(_outcome(asked[source.name], memory, snapshot) for source in due)
        for outcome in outcomes:
            self._tell(asked[outcome.source].source, outcome, before, now)
        for event in events.decisions(snapshot, previous, before, memory):
            event.tell(log)
        published = self._publish(snapshot, faults)
        self._tell_of_store(faults)
        events.ended(snapshot, previous, outcomes, _since(started)).tell(log)
        return Round(snapshot, outcomes, published)

    def _read_journal(self, now: datetime, faults: list[StoreError]) -> None:
        """Heed the operators' orders; where the store fails or was removed under us, those of before, written there again."""
        try:
            journal = self.store.journal()
            merged = journal.with_(*self.journal.commands)
            self.journal = merged
            for command in merged.commands:
                if command not in journal.commands:
                    self.store.order(command)
        except StoreError as error:
            faults.append(error)
        in_force_now = self.journal.in_force(now)
        for event in events.orders(self._in_force, in_force_now):
            event.tell(log)
        self._in_force = in_force_now

    def _due(self, source: Source, now: datetime, everyone: bool) -> bool:
        kept = self.memory.sources.get(source.name, SourceMemory())
        return source.allows(kept, now) if everyone else source.due(kept, now, self.plan.refresh)

    def _book(self, due: Sequence[Source], now: datetime, faults: list[StoreError]) -> None:
        """Count one request of every source with a quota before it is sent, beyond a crash while it is."""
        limited = [source.name for source in due if source.quota is not None]
        for name in limited:
            kept = self.memory.sources.get(name, SourceMemory())
            self._put(name, kept.model_copy(update={"spent": quota.after(kept.spent, 1, now)}))
        if limited:
            self._keep(faults)

    def _hear(self, asked: _Asked, now: datetime, faults: list[StoreError]) -> None:
        """Remember what a source did; that it asked to be left alone at once, beyond a crash while others are asked."""
        source, booked = asked.source, asked.source.quota is not None
        after = self._remember(
            self.memory.sources.get(source.name, SourceMemory()), source, asked.result, now
        )
        sent = max(0, asked.tally.requests - booked)
        self._put(source.name, after.model_copy(update={"spent": quota.after(after.spent, sent, now)}))
        if after.not_before is not None:
            self._keep(faults)

    def _put(self, name: str, kept: SourceMemory) -> None:
        self.memory = self.memory.model_copy(update={"sources": {**self.memory.sources, name: kept}})

    def _ask(self, due: Sequence[Source], now: datetime) -> Iterator[_Asked]:
        """Ask all of them at once, each in a thread of its own that the round can leave behind; as they come."""
        done: queue.SimpleQueue[_Asked] = queue.SimpleQueue()
        started = time.monotonic()
        waiting: dict[str, Source] = {}
        for source in due:
            if source.name in self._asking:
                text = f"{source.name} has not ended the conversation of an earlier round"
                yield _Asked(source, ProviderUnavailable(text, provider=source.name), 0)
                continue
            self._asking.add(source.name)
            waiting[source.name] = source
            threading.Thread(
                target=self._ask_one, args=(source, now, done), daemon=True, name=source.name
            ).start()
        ends = started + self._patience + MARGIN
        while waiting:
            try:
                asked = done.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                break
            del waiting[asked.source.name]
            yield asked
        for source in waiting.values():
            text = f"{source.name} did not end within {time.monotonic() - started:.0f} s"
            error = ProviderUnavailable(text, provider=source.name)
            yield _Asked(source, error, _since(started), Tally(requests=1))

    def _ask_one(self, source: Source, now: datetime, done: queue.SimpleQueue[_Asked]) -> None:
        started = time.monotonic()
        kept = self.memory.sources.get(source.name, SourceMemory())
        tally = Tally()
        result: Fetched | FXWidgetError
        try:
            result = converse(
                source,
                calendars.today(source.provider.calendar, now),
                client=self._client,
                now=now,
                bodies=kept.bodies,
                patience=self._patience,
                tally=tally,
            )
        except FXWidgetError as error:
            result = error
        except BaseException as error:  # an adapter may even exit: the round goes on
            # Where there is a key the trace is left out: it may quote it.
            log.error("%s: the adapter failed", source.name, exc_info=not source.provider.key)
            result = ResponseInvalid(f"the adapter failed: {type(error).__name__}", provider=source.name)
        self._asking.discard(source.name)
        done.put(_Asked(source, result, _since(started), tally))

    def _remember(
        self, before: SourceMemory, source: Source, result: Fetched | FXWidgetError, now: datetime
    ) -> SourceMemory:
        if isinstance(result, FXWidgetError):
            return failed(before, source, result, now)
        try:
            return answered(before, source, result, self.plan.currencies, now)
        except (ArithmeticError, ValueError) as error:  # a date or a number beyond what can be computed with
            reason = f"{source.name} sent something unexpected: {type(error).__name__}: {error}"
            return failed(before, source, ResponseInvalid(reason, provider=source.name), now)

    def _tell(self, source: Source, outcome: Outcome, before: Memory, now: datetime) -> None:
        had = before.sources.get(source.name, SourceMemory())
        has = self.memory.sources[source.name]
        events.fetched(outcome, had, has).tell(log)
        spent = events.spent(source.name, source.quota, had, has, now) if source.quota is not None else None
        for event in (events.left_alone(outcome, has, now), spent):
            if event is not None:
                event.tell(log)

    def _tell_of_store(self, faults: Sequence[StoreError]) -> None:
        """What a round found wrong with the store, once."""
        fault = str(faults[0]) if faults else None
        self._faulty_rounds += fault is not None
        event = events.store(fault, self._fault, self._faulty_rounds)
        if event is not None:
            event.tell(log)
        self._fault = fault
        if fault is None:
            self._faulty_rounds = 0

    def _keep(self, faults: list[StoreError]) -> None:
        """Keep the memory: a store that fails is told of and tried again, nothing here is lost."""
        try:
            self.store.keep(self.memory)
        except StoreError as error:
            faults.append(error)

    def _publish(self, snapshot: Snapshot, faults: list[StoreError]) -> bool:
        """Publish, then keep the memory."""
        self.previous = snapshot
        published = False
        try:
            published = self.store.publish(snapshot)
            if not published:
                log.error("the store has a newer snapshot than this round's: another refresher is at work")
                self.previous = _last_published(self.store) or snapshot
        except StoreError as error:
            faults.append(error)
        self._keep(faults)
        return published


def _table(settings: Settings) -> tuple[str, ...]:
    """The configured currencies, and the base where it is another: its views need it."""
    codes = settings.currencies
    return codes if settings.base in (*codes, USD) else (*codes, settings.base)


def _last_published(store: Store) -> Snapshot | None:
    try:
        return store.load()
    except SnapshotInvalid as error:
        log.error("the last snapshot can't be read, this round counts as the first: %s", error)
        return None


def _since(started: float) -> int:
    return int(1000 * (time.monotonic() - started))


def _outcome(asked: _Asked, memory: Memory, snapshot: Snapshot) -> Outcome:
    """What a source did, once it is decided which of its rows are set aside."""
    name, result = asked.source.name, asked.result
    kept = memory.sources[name]
    said = isinstance(result, Fetched)
    return Outcome(
        name,
        str(kept.outcome),
        kept.reason,
        asked.milliseconds,
        status=asked.tally.status,
        bytes=asked.tally.bytes,
        requests=asked.tally.requests,
        as_of=_newest_stated(kept),
        rows=len(result.quotes) if isinstance(result, Fetched) else 0,
        refused={code: refusal.reason for code, refusal in kept.refusals.items()} if said else {},
        aside=_set_aside(name, kept, snapshot) if said else {},
    )


def _newest_stated(kept: SourceMemory) -> date | datetime | None:
    newest = max(kept.rows.values(), key=lambda row: (row.market_day, row.published), default=None)
    return newest.as_of if newest is not None else None


def _set_aside(name: str, kept: SourceMemory, snapshot: Snapshot) -> Mapping[str, str]:
    """Why rows of a source are set aside, by currency."""
    return {
        rate.code: said.reason or "set aside"
        for rate in snapshot.rows
        for said in rate.sources
        if said.id == name and rate.code in kept.rows and kept.rows[rate.code].aside
    }
