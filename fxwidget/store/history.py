"""The past beside the snapshot: closes of every market day and points of the last days; the contract, whatever keeps them.

Reading needs nothing but the standard library, and never a refresher that runs. What was never stored is absent: no
method makes up a day, joins two series, or carries a number beyond its end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from fxwidget.domain.close import DailyClose, Point

__all__ = ["History", "WritableHistory"]


class History(Protocol):
    """A past to read. All methods raise ``StoreError`` in one line that says what to do.

    ``series`` keeps kinds of prices apart: a currency's newest one by default, or the one that is named
    (``fxwidget.domain.kinds.series_of``). Closes are in the order of their days, one for each: its latest revision.
    """

    def version(self) -> Hashable | None:
        """A value that differs once something more is stored, cheap to read; None where nothing ever was."""
        ...

    def codes(self) -> Mapping[str, tuple[date, date]]:
        """Every currency that has closes, with the first and the last day, of all its series."""
        ...

    def closes(self, code: str, first: date, last: date, *, series: str | None = None) -> list[DailyClose]:
        """The closes of the market days from ``first`` to ``last``, both among them.

        Where a unit of money ended in between under the same code, only those of the unit of ``last``.
        """
        ...

    def newest(
        self, codes: Sequence[str], count: int, *, until: date | None = None
    ) -> dict[str, list[DailyClose]]:
        """The last ``count`` closes of each currency, up to the day ``until``, in one query; only of one unit and series.

        A currency without any is absent.
        """
        ...

    def close_on(self, code: str, day: date, *, series: str | None = None) -> DailyClose | None:
        """The close of a day, or the last one before it, as ``DailyClose.day`` says; None where that would reach too far.

        It reaches over weekends and feasts, ``CARRIED`` at most; never over the end of a code or of its unit.
        """
        ...

    def first_day(self, code: str) -> date | None:
        """The market day of a currency's first close, of all its series; None without any."""
        ...

    def revisions(self, code: str, day: date, *, series: str | None = None) -> list[DailyClose]:
        """All that was ever stored as the close of one day, the first first."""
        ...

    def every(self, since: date) -> list[DailyClose]:
        """All that is stored of the days from ``since`` on, in one order: days, codes, series, then revisions."""
        ...

    def points(self, codes: Sequence[str], since: datetime) -> dict[str, list[Point]]:
        """The points of the last days from an instant on, in their order; a currency without any is absent."""
        ...

    def check(self) -> None:
        """Read all of it, in about 50 ms for decades.

        Raises:
            HistoryDamaged: something of it can't be read.
        """

    def close(self) -> None:
        """Close the connection to it; the next method that is called opens another."""


class WritableHistory(History, Protocol):
    """A past that can be added to, by one process at a time: the refresher, or a backfill. Nothing is ever overwritten."""

    def add(self, closes: Iterable[DailyClose]) -> int:
        """Store closes durably, all or none; returns how many were new.

        One whose number, source and agreement are those of the latest revision of its day is not stored again; one that
        differs is its next revision, whatever its own ``revision`` says.
        """
        ...

    def add_points(self, points: Iterable[Point], *, forget_before: datetime) -> None:
        """Store points, all or none, the last one in each quarter of an hour; those older than ``forget_before`` go."""

    def set_aside(self) -> str:
        """Rename a damaged past, so that somebody can look at it, and return its new name; the next write begins anew."""
        ...
