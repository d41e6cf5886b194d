"""One round, start to finish: ask every due source, remember its answer, decide every rate, publish one snapshot.

A round always ends, whatever an adapter raises or a server does, and says what each source did.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fxwidget import __version__, calendars
from fxwidget.client import Client, Limits
from fxwidget.compose import Plan, compose
from fxwidget.conversation import Conversation, converse
from fxwidget.cross import USD
from fxwidget.errors import FXWidgetError, ProviderUnavailable, ResponseInvalid, SnapshotInvalid, StoreError
from fxwidget.memory import Memory, SourceMemory
from fxwidget.orders import Journal
from fxwidget.rate import Agreement, Rate, Replay, Snapshot
from fxwidget.remember import answered, failed
from fxwidget.settings import Settings
from fxwidget.source import Source, in_force, sources
from fxwidget.store import Store

log = logging.getLogger(__name__)

MARGIN = 5.0
"""Seconds that a conversation may take beyond its own patience before the round goes on without it."""


@dataclass(frozen=True)
class Outcome:
    """What one source did in a round."""

    source: str
    outcome: str
    reason: str | None
    milliseconds: int


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
        self._asking: set[str] = set()
        self._patience = 3 * settings.deadline.total_seconds()
        self._client = client or Client(
            limits=Limits(deadline=settings.deadline.total_seconds()),
            user_agent=user_agent(settings.contact),
            proxy=settings.proxy,
        )

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
        self.journal = self._read_journal()
        active = in_force(self.sources, self.journal.disabled(now))
        due = [source for source in active if self._due(source, now, everyone)]
        results = self._ask(due, now)
        outcomes, heard = [], dict(self.memory.sources)
        for source in due:
            result, milliseconds = results[source.name]
            before = heard.get(source.name, SourceMemory())
            after = self._remember(before, source, result, now)
            heard[source.name] = after
            outcomes.append(Outcome(source.name, str(after.outcome), after.reason, milliseconds))
            _tell(outcomes[-1], after)
        enabled = {source.name for source in self.sources}
        memory = self.memory.model_copy(update={"sources": {n: m for n, m in heard.items() if n in enabled}})
        snapshot, memory = compose(self.plan, self.sources, memory, self.previous, now, self.journal)
        if replay is not None or snapshot.seq <= self._floor:
            update = {"replay": replay, "seq": max(snapshot.seq, self._floor + 1)}
            snapshot = snapshot.model_copy(update=update)
        _tell_decisions(snapshot, self.previous, self.memory, memory)
        self.memory = memory
        published = self._publish(snapshot)
        return Round(snapshot, tuple(outcomes), published)

    def _read_journal(self) -> Journal:
        """The operators' orders; where the store fails or was removed under us, those of before, written there again."""
        try:
            journal = self.store.journal()
        except StoreError as error:
            log.error("%s; the orders of before stand", error)
            return self.journal
        merged = journal.with_(*self.journal.commands)
        try:
            for command in merged.commands:
                if command not in journal.commands:
                    self.store.order(command)
        except StoreError as error:
            log.error("%s; the orders stand all the same", error)
        return merged

    def _due(self, source: Source, now: datetime, everyone: bool) -> bool:
        kept = self.memory.sources.get(source.name, SourceMemory())
        if everyone:
            return kept.not_before is None or now >= kept.not_before
        return source.due(kept, now, self.plan.refresh)

    def _ask(
        self, due: Sequence[Source], now: datetime
    ) -> dict[str, tuple[Conversation | FXWidgetError, int]]:
        """Ask all of them at once, each in a thread of its own that the round can leave behind."""
        done: queue.SimpleQueue[tuple[str, Conversation | FXWidgetError, int]] = queue.SimpleQueue()
        results: dict[str, tuple[Conversation | FXWidgetError, int]] = {}
        started = time.monotonic()
        for source in due:
            if source.name in self._asking:
                text = f"{source.name} has not ended the conversation of an earlier round"
                results[source.name] = (ProviderUnavailable(text, provider=source.name), 0)
                continue
            self._asking.add(source.name)
            threading.Thread(
                target=self._ask_one, args=(source, now, done), daemon=True, name=source.name
            ).start()
        ends = started + self._patience + MARGIN
        while len(results) < len(due):
            try:
                name, result, milliseconds = done.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                break
            results[name] = (result, milliseconds)
        for source in due:
            if source.name not in results:
                waited = time.monotonic() - started
                error = ProviderUnavailable(
                    f"{source.name} did not end within {waited:.0f} s", provider=source.name
                )
                results[source.name] = (error, int(1000 * waited))
        return results

    def _ask_one(
        self,
        source: Source,
        now: datetime,
        done: queue.SimpleQueue[tuple[str, Conversation | FXWidgetError, int]],
    ) -> None:
        started = time.monotonic()
        kept = self.memory.sources.get(source.name, SourceMemory())
        result: Conversation | FXWidgetError
        try:
            result = converse(
                source.name,
                source.provider,
                calendars.today(source.provider.calendar, now),
                client=self._client,
                now=now,
                bodies=kept.bodies,
                url=source.url,
                patience=self._patience,
            )
        except FXWidgetError as error:
            result = error
        except BaseException as error:  # an adapter may even exit: the round goes on
            # Where there is a key the trace is left out: it may quote it.
            log.error("%s: the adapter failed", source.name, exc_info=not source.provider.key)
            result = ResponseInvalid(f"the adapter failed: {type(error).__name__}", provider=source.name)
        self._asking.discard(source.name)
        done.put((source.name, result, int(1000 * (time.monotonic() - started))))

    def _remember(
        self, before: SourceMemory, source: Source, result: Conversation | FXWidgetError, now: datetime
    ) -> SourceMemory:
        if isinstance(result, FXWidgetError):
            return failed(before, source, result, now)
        try:
            return answered(before, source, result, self.plan.currencies, now)
        except (ArithmeticError, ValueError) as error:  # a date or a number beyond what can be computed with
            reason = f"{source.name} sent something unexpected: {type(error).__name__}: {error}"
            return failed(before, source, ResponseInvalid(reason, provider=source.name), now)

    def _publish(self, snapshot: Snapshot) -> bool:
        """Publish, then keep the memory: a store that fails is told of and tried again, nothing here is lost."""
        self.previous = snapshot
        published = False
        try:
            published = self.store.publish(snapshot)
            self.store.keep(self.memory)
            if not published:
                log.error("the store has a newer snapshot than this round's: another refresher is at work")
                self.previous = _last_published(self.store) or snapshot
        except StoreError as error:
            log.error("%s", error)
        return published


def user_agent(contact: str) -> str:
    """How fxwidget presents itself to providers; ``contact`` is the operator's address, if set."""
    return f"fxwidget/{__version__}" + (f" ({contact})" if contact else "")


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


def _tell(outcome: Outcome, memory: SourceMemory) -> None:
    if outcome.reason is not None:
        log.warning(
            "%s: %s after %d ms: %s", outcome.source, outcome.outcome, outcome.milliseconds, outcome.reason
        )
        return
    refused = "; ".join(f"{code} {refusal.reason}" for code, refusal in memory.refusals.items())
    log.info(
        "%s: %s in %d ms, market day %s%s",
        outcome.source,
        outcome.outcome,
        outcome.milliseconds,
        memory.newest_day,
        f", refused: {refused}" if refused else "",
    )


def _tell_decisions(snapshot: Snapshot, previous: Snapshot | None, before: Memory, after: Memory) -> None:
    """One sentence for each decision that is not routine."""
    earlier = {rate.code: rate for rate in previous.rates} if previous else {}
    for rate in snapshot.rows:
        last = earlier.get(rate.code)
        unsettled = rate.agreement in (Agreement.HELD, Agreement.DISPUTED, Agreement.PENDING)
        if unsettled and (last is None or last.agreement is not rate.agreement):
            log.warning("%s: %s at %s; %s", rate.code, rate.agreement, rate.last_number, _voices(rate))
        had, has = (
            memory.currencies[rate.code].backing if rate.code in memory.currencies else 0
            for memory in (before, after)
        )
        if has < had:
            log.warning(
                "%s: %d independent sources stand behind the rate, %d did before", rate.code, has, had
            )


def _voices(rate: Rate) -> str:
    return ", ".join(
        f"{source.id} {source.rate if source.rate is not None else ''} {source.reason or source.role}".replace(
            "  ", " "
        )
        for source in rate.sources
    )
