"""Fetches from all due sources at once, each in a thread that the round can abandon."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fxwidget.config.settings import Settings
from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.state import Memory, SourceMemory, never_asked
from fxwidget.errors import FXWidgetError, ProviderUnavailable, ResponseInvalid
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import converse
from fxwidget.ops.clock import milliseconds_since
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source

__all__ = ["MARGIN", "Asked", "Asker", "patience"]

log = logging.getLogger("fxwidget.refresh")

MARGIN = 5.0
"""Seconds that an exchange with a provider may take beyond its own limit before the round goes on without it."""


def patience(settings: Settings) -> float:
    """The most seconds that an exchange with one source may take."""
    return 3 * settings.deadline.total_seconds()


@dataclass(frozen=True)
class Asked:
    """The result of asking one source."""

    source: Source
    result: Fetched | FXWidgetError
    milliseconds: int
    tally: Tally = field(default_factory=Tally)


class Asker:
    """Asks sources through one HTTP client. ``patience``: the most seconds for one source."""

    def __init__(self, client: Client, patience: float) -> None:
        self.client = client
        self.patience = patience
        self._asking: set[str] = set()

    def ask(self, due: Sequence[Source], memory: Memory, now: datetime) -> Iterator[Asked]:
        """Ask all these sources; yields each result as it comes, and a failure for each that does not end in time."""
        started = time.monotonic()
        busy = [source for source in due if source.name in self._asking]
        waiting = {source.name: source for source in due if source not in busy}
        done: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        for source in waiting.values():
            self._start(source, memory.sources.get(source.name, never_asked()), now, done)
        for source in busy:
            yield _unavailable(source, "has not ended the conversation of an earlier round")
        ends = started + self.patience + MARGIN
        while waiting:
            try:
                asked = done.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                break
            del waiting[asked.source.name]
            yield asked
        for source in waiting.values():
            late = f"did not end within {time.monotonic() - started:.0f} s"
            yield _unavailable(source, late, milliseconds_since(started), Tally(requests=1))

    def _start(
        self, source: Source, known: SourceMemory, now: datetime, done: queue.SimpleQueue[Asked]
    ) -> None:
        self._asking.add(source.name)
        threading.Thread(
            target=self._ask_one, args=(source, known, now, done), daemon=True, name=source.name
        ).start()

    def _ask_one(
        self, source: Source, known: SourceMemory, now: datetime, done: queue.SimpleQueue[Asked]
    ) -> None:
        started, tally = time.monotonic(), Tally()
        result: Fetched | FXWidgetError
        try:
            result = converse(
                source,
                calendars.today(source.provider.calendar, now),
                client=self.client,
                now=now,
                bodies=known.bodies,
                patience=self.patience,
                tally=tally,
            )
        except FXWidgetError as error:
            result = error
        except BaseException as error:  # an adapter may even exit: the round goes on
            # Where there is a key the trace is left out: it may quote it.
            log.error("%s: the adapter failed", source.name, exc_info=not source.provider.key)
            failed = f"the adapter failed: {type(error).__name__}"
            result = ResponseInvalid(failed, provider=source.name, in_format=True)
        self._asking.discard(source.name)
        done.put(Asked(source, result, milliseconds_since(started), tally))


def _unavailable(source: Source, why: str, milliseconds: int = 0, tally: Tally | None = None) -> Asked:
    error = ProviderUnavailable(f"{source.name} {why}", provider=source.name)
    return Asked(source, error, milliseconds, tally or Tally())
