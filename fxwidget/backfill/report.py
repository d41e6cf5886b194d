"""What a backfill came to: how much was asked and stored, and what is missing, disputed or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from fxwidget.domain.archived import Span
from fxwidget.domain.close import CARRIED, DailyClose
from fxwidget.domain.kinds import Agreement

__all__ = ["CurrencyReport", "Progress", "Report", "gaps"]


class Progress:
    """Is told how far a backfill is; this one says nothing."""

    def asking(self, source: str, spans: int) -> None:
        """A source will be asked for so many spans."""

    def span(self, source: str, span: Span) -> None:
        """A span is asked for now."""

    def deciding(self, first: date, last: date) -> None:
        """All is asked: the days are decided now."""

    def decided(self, day: date) -> None:
        """The days up to this one are decided, and stored."""


@dataclass
class CurrencyReport:
    """One currency's past after a backfill.

    gaps: days without a close between the first and the last, where they are more than a feast has.
    disputed: days of which sources disagreed. pending: closes that only one source gave, far from the last one.
    """

    code: str
    closes: int = 0
    first: date | None = None
    last: date | None = None
    gaps: tuple[Span, ...] = ()
    disputed: list[date] = field(default_factory=list)
    pending: list[date] = field(default_factory=list)


@dataclass
class Report:
    """A whole backfill. ``faults``: why a source could not be asked for all, by its name.

    new: closes that the past did not have. refused: rows that are no honest answer, by source and reason.
    """

    requests: int = 0
    new: int = 0
    currencies: dict[str, CurrencyReport] = field(default_factory=dict)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def of(self, code: str) -> CurrencyReport:
        """A currency's part, which begins empty."""
        return self.currencies.setdefault(code, CurrencyReport(code))

    def summarise(self, pasts: Mapping[str, Sequence[DailyClose]]) -> None:
        """Take in all closes that the past has now, by currency, in the order of their days."""
        for code, closes in pasts.items():
            own = self.of(code)
            own.closes, own.gaps = len(closes), gaps([close.day for close in closes])
            if closes:
                own.first, own.last = closes[0].day, closes[-1].day
            own.pending = [close.day for close in closes if close.agreement is Agreement.PENDING]


def gaps(days: Sequence[date]) -> tuple[Span, ...]:
    """The days between one of some days and the next, where those are too far apart for the first to stand for them."""
    return tuple(Span(before, after) for before, after in pairwise(days) if after - before > CARRIED)
