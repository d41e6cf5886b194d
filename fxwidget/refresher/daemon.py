"""The refresher as a process of its own: rounds on a schedule, signals, and notifications of the service manager.

The main thread waits for events and never works: it takes signals, takes the ends of rounds, and ends the process
where a round hangs. Rounds run in the schedule's thread.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.config.urls import without_password
from fxwidget.domain.text import in_one_line
from fxwidget.errors import ConfigurationError, FXWidgetError, StoreBusy, StoreError
from fxwidget.ops import garbage, signals
from fxwidget.ops.clock import utc_now
from fxwidget.ops.signals import ENDINGS
from fxwidget.ops.systemd import Notifier
from fxwidget.provider.source import unlisted
from fxwidget.refresher.asking import MARGIN, patience
from fxwidget.refresher.events import named
from fxwidget.refresher.recording import recorder_of
from fxwidget.refresher.round import Refresher, Round
from fxwidget.refresher.schedule import GLANCE, Schedule, jitter
from fxwidget.store import open_store
from fxwidget.store.ownership import Ownership

if TYPE_CHECKING:
    from fxwidget.refresher.metrics import RefresherMetrics

log = logging.getLogger("fxwidget.daemon")

HUNG = 3
"""The exit code where a round hung."""

BOUND = ("store", "refresher_metrics")
"""The settings that a running refresher can't change."""

LAST_ROUND = 9.0
"""Seconds that a round in flight is given once the daemon gets a signal to end: all is over within ten."""

LAST_WORD = 10.0
"""Seconds past its limit after which a round ends the process even where Python itself can't run any more."""


@dataclass(frozen=True)
class Ended:
    """Message to the main thread: a round has ended, well or badly; ``status`` says how."""

    status: str


@dataclass(frozen=True)
class Owned:
    """Message to the main thread: this process owns the store after a wait, or ``error`` says why it can't."""

    error: StoreError | None = None


Event = signal.Signals | Ended | Owned


def run(load: Callable[[], Settings], *, standby: bool = False) -> None:
    """Refresh until SIGTERM or SIGINT.

    Args:
        load: reads the settings, at the start and again on SIGHUP.
        standby: where another refresher owns the store, wait and take over once it has ended.

    Raises:
        StoreBusy: another refresher owns the store.
        StoreError: the store can't be used.
        ConfigurationError: the settings are wrong, or an enabled source lacks what it needs.
    """
    inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
    signals.pass_to(inbox.put, (*ENDINGS, signal.SIGHUP))
    with ExitStack() as held:
        daemon = Daemon(load, inbox, Notifier.take(os.environ), held)
        garbage.loaded()
        daemon.run(standby)


def limit(settings: Settings) -> float:
    """The seconds that a round may take: twice those that its slowest source may, for the rest is done at once."""
    return 2 * (patience(settings) + MARGIN)


class Daemon:
    """The refresher's main thread: starts rounds and reacts to signals. ``held`` is given the store's lock, and keeps it until the process has ended."""

    def __init__(
        self,
        load: Callable[[], Settings],
        inbox: queue.SimpleQueue[Event],
        notifier: Notifier,
        held: ExitStack,
    ) -> None:
        self._load = load
        self._inbox = inbox
        self._notifier = notifier
        self._held = held
        self._settings = load()
        self._wanted: Settings | None = None
        self._metrics: RefresherMetrics | None = None
        self._idle: str | None = None
        self._store = open_store(self._settings.store)

    def run(self, standby: bool) -> None:
        """Own the store and refresh until a signal ends the process."""
        try:
            self._held.enter_context(self._store.own())
        except StoreBusy:
            if not standby:
                raise
            where = without_password(self._settings.store)
            log.info("another refresher owns the store %s: standing by until it ends", where)
            if not self._stand_by():
                return
            log.info("the other refresher has ended; taking over")
        self._refresh()

    def _next(self) -> Event | None:
        return signals.next_of(self._inbox, min(GLANCE, (self._notifier.watchdog or GLANCE) / 4))

    # Standing by

    def _stand_by(self) -> bool:
        """Wait for the store's lock; false where a signal to end came first."""
        threading.Thread(target=self._wait_for_store, daemon=True, name="standby").start()
        status = "standing by: another refresher owns the store"
        self._notifier.ready(status)
        while True:
            event = self._next()
            if event in ENDINGS:
                self._notifier.stopping("told to end while standing by")
                return False
            if isinstance(event, Owned):
                if event.error is not None:
                    raise event.error
                return True
            if event is signal.SIGHUP:
                self._notifier.reloading()
                self._settings = self._reloaded() or self._settings
                self._notifier.ready(status)
            if self._notifier.due:
                self._notifier.alive()

    def _wait_for_store(self) -> None:
        try:
            self._held.enter_context(self._store.own(wait=True))
        except StoreError as error:
            self._inbox.put(Owned(error))
        else:
            self._inbox.put(Owned())

    # Refreshing

    def _refresh(self) -> None:
        if self._settings.refresher_metrics is not None:
            self._metrics = _exposed(self._settings.refresher_metrics)
        with self._bounded():
            recorder = recorder_of(self._settings)
            self._refresher = Refresher(self._settings, self._store, recorder=recorder)
        self._follow()
        self._check_watchdog()
        names = ", ".join(source.name for source in self._refresher.sources)
        log.info("refreshing every %g s from %s", self._settings.refresh.total_seconds(), names)
        self._warn_of_unlisted()
        schedule = Schedule(self._round, self._settings.refresh)
        ready = False
        while (event := self._next()) not in ENDINGS:
            if isinstance(event, Ended):
                notify = self._notifier.status if ready else self._notifier.ready
                notify(event.status)
                self._notifier.alive()
                ready = True
            elif event is signal.SIGHUP:
                self._notifier.reloading()
                self._wanted = self._reloaded() or self._wanted
                if self._wanted is None:
                    self._notifier.ready("the new settings were refused, those of before stand; see the log")
            if self._wanted is not None:
                self._take_over(schedule)
            self._watch(schedule)
        self._end(schedule)

    def _follow(self) -> None:
        """Report the present refresher's sources and rates in the metrics, where they are served."""
        if self._metrics is not None:
            self._metrics.follow(self._refresher)

    def _warn_of_unlisted(self) -> None:
        for code in unlisted(self._refresher.sources, self._settings.currencies):
            log.warning("no enabled source lists %s: it will have no number", code)

    def _round(self) -> None:
        started = time.monotonic()
        done: Round | None = None
        with self._bounded():
            try:
                if (why := self._why_not()) is not None:
                    self._inbox.put(Ended(why))
                    return
                done = self._refresher.round(utc_now())
            except Exception as error:  # the next round is the remedy, and the log has the trace
                log.exception("the round failed; the last good rates stay")
                status = (
                    f"the round failed with {type(error).__name__}, see the log; the last good rates stay"
                )
            else:
                status = in_words(done)
        if self._metrics is not None:
            self._metrics.ended(done, time.monotonic() - started)
        self._inbox.put(Ended(status))

    def _why_not(self) -> str | None:
        """Why no source is asked now: another refresher owns the store by now, or nobody knows; None where it is ours.

        Whoever owns it again after another one goes on from what that one remembered.
        """
        try:
            whose = self._store.ownership()
        except StoreError as error:
            why = "no source is asked: the store can't say whose it is"
            if self._idle != str(error):
                log.error("%s; no source is asked until it says whose it is", error)
            self._idle = str(error)
            return why
        if whose is Ownership.OTHERS:
            why = "standing by: another refresher owns the store"
            if self._idle != why:
                log.warning("another refresher took over the store: standing by until it ends")
            self._idle = why
            return why
        if self._idle is not None:
            log.info("this refresher owns the store again")
        self._idle = None
        if whose is Ownership.TAKEN:
            self._begin_anew()
        return None

    def _begin_anew(self) -> None:
        """Go on from what the store has: another refresher was at work meanwhile."""
        old = self._refresher
        self._refresher = Refresher(self._settings, self._store, recorder=recorder_of(self._settings))
        old.asker.client.close()
        if old.recorder is not None:
            old.recorder.close()
        self._follow()

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """End the process from outside Python where the block takes longer than any round: it may hold the lock
        without which no other thread runs."""
        faulthandler.dump_traceback_later(limit(self._settings) + LAST_WORD, exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _watch(self, schedule: Schedule) -> None:
        """End the process where it hangs; notify the watchdog between rounds that it lives."""
        busy, seconds = schedule.look()
        most = limit(self._settings)
        if busy and seconds > most:
            self._hang(f"the round did not end within {most:g} s")
        every = schedule.every.total_seconds()
        if not busy and seconds > every + jitter(every) + most:
            self._hang(f"no round began for {seconds:.0f} s")
        if not busy and self._notifier.due:
            self._notifier.alive()

    def _hang(self, what: str) -> NoReturn:
        log.critical("%s: the process ends with %d, for its supervisor to start it again", what, HUNG)
        self._notifier.stopping(what)
        faulthandler.dump_traceback(all_threads=True)
        sys.stderr.flush()
        os._exit(HUNG)

    def _end(self, schedule: Schedule) -> None:
        self._notifier.stopping("told to end")
        if not schedule.end(LAST_ROUND):
            log.warning("the round in flight did not end within %g s and is abandoned", LAST_ROUND)
            sys.stderr.flush()
            os._exit(0)  # its thread would keep the process alive
        self._refresher.close()

    # Settings

    def _reloaded(self) -> Settings | None:
        """The settings read anew; None where they can't be taken over."""
        try:
            settings = self._load()
            for name in BOUND:
                if getattr(settings, name) != getattr(self._settings, name):
                    raise ConfigurationError(f"{name} can't be changed while running; restart instead")
            sources(settings)
        except ConfigurationError as error:
            log.error("the settings of before stand: %s", in_one_line(str(error)))
            return None
        return settings

    def _take_over(self, schedule: Schedule) -> None:
        """Refresh by the wanted settings from now on, unless a round is in flight: then after it."""
        with schedule.between() as idle:
            if not idle or self._wanted is None:
                return
            before, wanted, self._wanted = self._settings, self._wanted, None
            try:
                with self._bounded():
                    new = Refresher(wanted, self._store, recorder=self._refresher.recorder)
            except FXWidgetError as error:
                log.error("the settings of before stand: %s", in_one_line(str(error)))
                self._notifier.ready("the new settings could not be taken over; see the log")
                return
            old, self._refresher, self._settings = self._refresher, new, wanted
            # What the old one knows may be newer than what a failing store was able to keep.
            new.memory, new.previous, new.journal = old.memory, old.previous, old.journal
            old.asker.client.close()  # store and past are the new one's
            self._follow()
        changed = [name for name in Settings.model_fields if getattr(before, name) != getattr(wanted, name)]
        log.info("settings reloaded; changed: %s", ", ".join(changed) or "nothing")
        self._warn_of_unlisted()
        self._check_watchdog()
        schedule.change(wanted.refresh)
        self._notifier.ready("settings reloaded")

    def _check_watchdog(self) -> None:
        """Warn where the watchdog's interval is shorter than a round can take, as no round notifies it."""
        interval, needed = self._notifier.watchdog, limit(self._settings) * 4 / 3
        if interval is not None and interval < needed:
            log.warning(
                "the watchdog's %g s are less than a long round takes: make WatchdogSec %.0f or more",
                interval,
                needed,
            )


def _exposed(address: str) -> RefresherMetrics:
    """Metrics that are served from now on; what they need is loaded for them only, as most refreshers serve none."""
    from fxwidget.ops.prometheus import expose
    from fxwidget.refresher.metrics import RefresherMetrics

    metrics = RefresherMetrics(utc_now)
    expose(metrics.registry, "refresher_metrics", address)
    return metrics


def in_words(done: Round) -> str:
    """A round's result in one line for people."""
    failed = [outcome for outcome in done.outcomes if outcome.reason is not None]
    asked = len(done.outcomes)
    text = f"{asked - len(failed)} of {asked} sources answered" if asked else "no source was due"
    if failed:
        text += f" ({named(failed)})"
    return text if done.published else f"{text}; not published, see the log"
