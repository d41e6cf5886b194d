"""One round, start to finish: ask every due source, remember its answer, decide every rate, publish one snapshot.

A round always ends, whatever an adapter raises or a server does, and tells what each source did and what was decided.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.deciding.assemble import compose
from fxwidget.deciding.ballot import Plan
from fxwidget.deciding.cross_rates import USD
from fxwidget.deciding.intake import answered, failed
from fxwidget.domain.codes import Gate, Reason
from fxwidget.domain.currency import with_siblings
from fxwidget.domain.faults import in_words
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.overrides import Journal
from fxwidget.domain.own_clock import set_back
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory, SourceMemory, never_asked
from fxwidget.errors import FXWidgetError, ResponseInvalid, SnapshotInvalid, StoreError
from fxwidget.fetching.client import Client, client_for
from fxwidget.ops.clock import milliseconds_since
from fxwidget.provider import quota
from fxwidget.provider.source import PUNCTUAL, Source, in_force
from fxwidget.refresher.asking import Asked, Asker, patience
from fxwidget.refresher.events import FetchReport
from fxwidget.refresher.recording import Recorder
from fxwidget.refresher.round_log import RoundLog
from fxwidget.store import Store

__all__ = ["Refresher", "Round"]

log = logging.getLogger("fxwidget.refresh")


@dataclass(frozen=True)
class Round:
    """What a round came to. ``published`` is false where the store could not take it, or had a newer one."""

    snapshot: Snapshot
    outcomes: tuple[FetchReport, ...]
    published: bool

    def failures(self) -> str:
        """Why each source that failed did, on a line of its own."""
        return "\n".join(f"  {o.source}: {o.reason or o.outcome}" for o in self.outcomes) or "  none was due"


class Refresher:
    """Runs rounds, one at a time. Its memory lives here; the store keeps it beyond a crash.

    A store that fails stops no round: what it failed in is logged once, and tried again in the next.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        client: Client | None = None,
        *,
        valid_for: timedelta | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Load the memory that the store has.

        Args:
            valid_for: how long a snapshot counts as renewed, where rounds are not those of a process that goes on.
            recorder: records the past; None where nobody wants it.

        Raises:
            StoreError: the store can't be read.
            ConfigurationError: an enabled source lacks what it needs.
        """
        self.sources = sources(settings)
        self.plan = Plan(_table(settings), settings.refresh, settings.withdrawal, valid_for)
        self.store = store
        self.memory = store.load_memory()
        self.previous = _last_published(store)
        self.journal = Journal()
        self.asker = Asker(client or client_for(settings), patience(settings))
        self.recorder = recorder
        self._log = RoundLog()
        self._faults: list[StoreError] = []

    def close(self) -> None:
        """Let go of connections and files."""
        self.asker.client.close()
        self.store.close()
        if self.recorder is not None:
            self.recorder.close()

    def round(self, now: datetime, *, everyone: bool = False) -> Round:
        """One round that starts at ``now``; with ``everyone``, of each source that may be asked, due or not."""
        now = now.replace(microsecond=0)
        started = time.monotonic()
        self._faults = []
        ahead = self._set_back(now)
        self._read_journal(now)
        before, previous = self.memory, self.previous
        due = self._due(now, everyone, ahead)
        self._count_ahead(due, now)
        asked: dict[str, Asked] = {}
        for one in self.asker.ask(due, self.memory, now):
            asked[one.source.name] = one
            self._take_in(one, now)
        snapshot = self.decide(now)
        if self.recorder is not None:
            snapshot = self.recorder.recent(snapshot, now)
        outcomes = tuple(_outcome(asked[source.name], self.memory, snapshot) for source in due)
        for source, outcome in zip(due, outcomes, strict=True):
            self._log.source(source, outcome, before, self.memory, now)
        self._log.decisions(snapshot, previous, before, self.memory)
        published = self._publish(snapshot)
        if self.recorder is not None and self.previous is snapshot:  # else another refresher records
            self.recorder.record(previous, snapshot, self.memory, now)
        self._log.ended(snapshot, previous, outcomes, self._faults, milliseconds_since(started))
        return Round(snapshot, outcomes, published)

    def decide(self, now: datetime) -> Snapshot:
        """Every rate by what is remembered now of the enabled sources; what that changes is remembered too."""
        enabled = {source.name for source in self.sources}
        known = {
            name: record if name in enabled else _manners(record, now)
            for name, record in self.memory.sources.items()
        }
        wanted = {name: it for name, it in known.items() if name in enabled or it != never_asked()}
        memory = self.memory.model_copy(update={"sources": wanted})
        snapshot, self.memory = compose(self.plan, self.sources, memory, self.previous, now, self.journal)
        return snapshot

    # Before sources are asked

    def _set_back(self, now: datetime) -> Container[str]:
        """Let nothing that our clock gave lie ahead of now; which sources were asked by a clock that was."""
        ahead = {
            name
            for name, record in self.memory.sources.items()
            if record.asked_at is not None and record.asked_at > now + PUNCTUAL
        }
        self.memory, found = set_back(self.memory, now)
        if self.previous is not None:
            self.previous, more = set_back(self.previous, now)
            found = [*found, *more]
        self._log.set_back(found, now)
        return ahead

    def _read_journal(self, now: datetime) -> None:
        """Follow the operators' orders; where the store fails or was removed under us, those of before, written there again."""

        def amended(journal: Journal) -> Journal:
            return set_back(journal.preceded_by(*self.journal.commands), now)[0]

        with self._whatever_the_store_does():
            journal = self.store.journal()
            if amended(journal) != journal:
                self.store.amend(amended)
            self.journal = amended(journal)
        self._log.orders(self.journal.in_force(now))

    def _due(self, now: datetime, everyone: bool, ahead: Container[str]) -> tuple[Source, ...]:
        """The sources to ask in this round, those apart that an operator has disabled.

        ``ahead``: those that were last asked by a clock that was set back since.
        """
        return tuple(
            source
            for source in in_force(self.sources, self.journal.disabled(now))
            if (
                source.allows(self._known(source), now)
                if everyone or source.name in ahead
                else source.due(self._known(source), now, self.plan.refresh)
            )
        )

    def _count_ahead(self, due: Sequence[Source], now: datetime) -> None:
        """Count one request of every source with a quota before it is sent, beyond a crash while it is."""
        limited = [source for source in due if source.quota is not None]
        for source in limited:
            self._count(source, self._known(source), 1, now)
        if limited:
            self._save_memory()

    # Once a source has answered

    def _take_in(self, asked: Asked, now: datetime) -> None:
        """Remember what a source did; that it asked to be left alone at once, beyond a crash while others are asked."""
        source, counted = asked.source, asked.source.quota is not None
        after = self._remembered(source, asked.result, now)
        self._count(source, after, max(0, asked.tally.requests - counted), now)
        if after.not_before is not None:
            self._save_memory()

    def _remembered(self, source: Source, result: Fetched | FXWidgetError, now: datetime) -> SourceMemory:
        """What is known of a source after this."""
        before = self._known(source)
        if isinstance(result, FXWidgetError):
            return failed(before, source, result, now)
        try:
            return answered(before, source, result, with_siblings(self.plan.currencies), now)
        except (ArithmeticError, ValueError) as error:  # a date or a number beyond what can be computed with
            reason = f"{source.name} sent something unexpected: {in_words(error)}"
            invalid = ResponseInvalid(reason, provider=source.name, in_format=True)
            return failed(before, source, invalid, now)

    def _known(self, source: Source) -> SourceMemory:
        return self.memory.sources.get(source.name, never_asked())

    def _count(self, source: Source, known: SourceMemory, requests: int, now: datetime) -> None:
        """Remember what is known of a source, and so many requests more."""
        counted = known.model_copy(update={"spent": quota.after(known.spent, requests, now)})
        self.memory = self.memory.model_copy(
            update={"sources": {**self.memory.sources, source.name: counted}}
        )

    # The store

    @contextmanager
    def _whatever_the_store_does(self) -> Iterator[None]:
        """Go on where the store fails in the block; the round tells of it at its end."""
        try:
            yield
        except StoreError as error:
            self._faults.append(error)

    def _save_memory(self) -> None:
        with self._whatever_the_store_does():
            self.store.save_memory(self.memory)

    def _publish(self, snapshot: Snapshot) -> bool:
        """Publish, then keep the memory; whether the store took the snapshot."""
        self.previous = snapshot
        published = False
        with self._whatever_the_store_does():
            published = self.store.publish(snapshot)
            if not published:
                log.error("the store has a newer snapshot than this round's: another refresher is at work")
                self.previous = _last_published(self.store) or snapshot
        self._save_memory()
        return published


def _table(settings: Settings) -> tuple[str, ...]:
    """The configured currencies, and the base where it is another: its views need it."""
    codes = settings.currencies
    return codes if settings.base in (*codes, USD) else (*codes, settings.base)


def _manners(record: SourceMemory, now: datetime) -> SourceMemory:
    """What is remembered of a source that is no longer enabled: what it allows, in case it comes back."""
    waits = record.not_before is not None and record.not_before > now
    not_before = record.not_before if waits else None
    return SourceMemory(not_before=not_before, spent=quota.after(record.spent, 0, now))


def _last_published(store: Store) -> Snapshot | None:
    try:
        return store.load()
    except SnapshotInvalid as error:
        log.error("the last snapshot can't be read, this round counts as the first: %s", error)
        return None


def _outcome(asked: Asked, memory: Memory, snapshot: Snapshot) -> FetchReport:
    """What a source did, once it is decided which of its rows are set aside."""
    name, result = asked.source.name, asked.result
    known = memory.sources[name]
    has_rows = isinstance(result, Fetched)
    return FetchReport(
        name,
        str(known.outcome),
        known.reason,
        asked.milliseconds,
        status=asked.tally.status,
        bytes=asked.tally.bytes,
        requests=asked.tally.requests,
        as_of=_newest_stated(known),
        rows=len(result.quotes) if isinstance(result, Fetched) else 0,
        refused={code: refusal.why for code, refusal in known.refusals.items()} if has_rows else {},
        aside=_set_aside(name, snapshot) if has_rows else {},
        skipped=known.skipped if has_rows else {},
    )


def _newest_stated(known: SourceMemory) -> date | datetime | None:
    newest = max(known.rows.values(), key=lambda row: (row.market_day, row.published), default=None)
    return newest.as_of if newest is not None else None


def _set_aside(name: str, snapshot: Snapshot) -> Mapping[str, Reason]:
    """Why rows of a source are set aside, by currency."""
    return {
        rate.code: part.why
        for rate in snapshot.rows
        for part in rate.sources
        if part.id == name and part.why is not None and part.why.code.gate is Gate.SET_ASIDE
    }
