"""Records the past: closes of market days that are over, corrections, and points within the day.

No round depends on it: what can't be written is logged once, remembered, and written once it can be.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from fxwidget.config.settings import Settings
from fxwidget.deciding.closing import Known, corrections, new_closes, shown_points
from fxwidget.domain.close import POINTS_KEPT, DailyClose, Point
from fxwidget.domain.kinds import series_of
from fxwidget.domain.retired import unit_began
from fxwidget.domain.snapshot import Rate, Snapshot
from fxwidget.domain.state import MAX_CLOSES, Memory
from fxwidget.errors import HistoryDamaged, StoreError
from fxwidget.store import open_writable_history
from fxwidget.store.history import WritableHistory

__all__ = ["Recorder", "recorder_of"]

log = logging.getLogger("fxwidget.refresh")

RECENT = timedelta(days=30)
"""How far back the closes go that a snapshot takes along."""

MOST_WAITING = 5000
"""The most closes that wait for a disk that can't be written: a table of a dozen for more than a year."""


class Recorder:
    """Records what rounds show, in one process at a time."""

    def __init__(self, history: WritableHistory) -> None:
        self._history = history
        self._waiting: dict[tuple[str, str, date], DailyClose] = {}
        self._fault: str | None = None
        self._lost: date | None = None
        self._points: dict[str, Point] | None = None
        self._checked = False

    def close(self) -> None:
        """Close the past's file."""
        self._history.close()

    def record(self, before: Snapshot | None, after: Snapshot, memory: Memory, now: datetime) -> None:
        """Record what the snapshots before and after a round say of days that are over; never raises for the store's sake.

        The one before has the close of a day that ended while no refresher ran.
        """
        try:
            self._record([it for it in (before, after) if it is not None], memory, now)
        except HistoryDamaged as error:
            self._set_aside(error)
        except StoreError as error:
            if str(error) != self._fault:
                log.error("the past is not recorded, and is tried again in each round: %s", error)
            self._fault = str(error)
        else:
            if self._fault is not None:
                self._log_recorded_again()
            self._fault = None

    def _log_recorded_again(self) -> None:
        if self._lost is None:
            log.info("the past is recorded again; nothing is missing")
        else:
            log.warning(
                "the past is recorded again; closes from %s on are missing, as more than %d waited: "
                "'fxwidget backfill --from %s' fills them from archives",
                *(self._lost, MOST_WAITING, self._lost),
            )
        self._lost = None

    def recent(self, snapshot: Snapshot, now: datetime) -> Snapshot:
        """The snapshot with the closes of the last ``RECENT`` days; without any where the past can't be read."""
        try:
            codes = [row.code for row in snapshot.rows]
            newest = self._history.newest(codes, RECENT.days + 1, until=now.date())
            found = {row.code: self._line(row, newest.get(row.code, ()), now) for row in snapshot.rows}
        except StoreError:
            return snapshot  # recording, which follows, logs it
        recent = {
            code: tuple((close.day, close.rate) for close in closes)
            for code, closes in found.items()
            if closes
        }
        return snapshot.model_copy(update={"recent": recent})

    def _line(self, row: Rate, newest: Sequence[DailyClose], now: datetime) -> Sequence[DailyClose]:
        """The closes of the last ``RECENT`` days that a row's number goes on: of its series, and in its unit of money."""
        first, last = now.date() - RECENT, now.date()
        if row.kind is not None and newest and newest[-1].series != series_of(row.kind):
            newest = self._history.closes(row.code, first, last, series=series_of(row.kind))
        began = unit_began(row.code, row.market_day or last)
        return [close for close in newest if close.day >= max(first, began or first)]

    def _record(self, snapshots: Sequence[Snapshot], memory: Memory, now: datetime) -> None:
        if not self._checked:
            self._history.check()
            self._checked = True
        codes = [row.code for row in snapshots[-1].rows]
        for snapshot in snapshots:  # the second one says nothing new of a day that the first one has
            self._wait(new_closes(snapshot, self._known(codes), now))
        self._wait(corrections(memory, self._known(codes), now))
        if self._waiting:
            self._history.add(self._waiting.values())
            self._waiting = {}
        self._record_points(snapshots[-1], now)

    def _known(self, codes: Sequence[str]) -> Known:
        """The newest closes of these currencies, those that are not stored yet among them."""
        stored = self._history.newest(codes, MAX_CLOSES)
        known = {code: {close.day: close for close in stored.get(code, ())} for code in codes}
        for close in self._waiting.values():
            known.setdefault(close.code, {})[close.day] = close
        return known

    def _wait(self, closes: Iterable[DailyClose]) -> None:
        for close in closes:
            key = (close.code, close.series, close.day)
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] = close
            else:
                self._lost = min(close.day, self._lost or close.day)

    def _record_points(self, snapshot: Snapshot, now: datetime) -> None:
        if self._points is None:
            stored = self._history.points([row.code for row in snapshot.rows], now - POINTS_KEPT)
            self._points = {code: points[-1] for code, points in stored.items()}
        points = list(shown_points(snapshot, self._points, now))
        if points:
            self._history.add_points(points, forget_before=now - POINTS_KEPT)
            self._points |= {point.code: point for point in points}

    def _set_aside(self, error: HistoryDamaged) -> None:
        """Begin a new past beside the damaged one; the closes of this round are recorded in the next."""
        self._points = None
        try:
            name = self._history.set_aside()
        except StoreError as other:
            log.error("%s; it can't be set aside either: %s", error, other)
            return
        log.error(
            "%s. It is set aside as %s and the past begins anew; 'fxwidget backfill --from' fills it from archives",
            error,
            name,
        )


def recorder_of(settings: Settings) -> Recorder:
    """The recorder of the past that lies in the settings' store."""
    return Recorder(open_writable_history(settings.store))
