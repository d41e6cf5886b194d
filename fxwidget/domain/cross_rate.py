"""The rate of one currency in another, with the two rows that it was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import Agreement
from fxwidget.domain.scalars import AsOf, day_of, stamp

if TYPE_CHECKING:
    from fxwidget.domain.rate import Rate

__all__ = ["CrossRate"]


@dataclass(frozen=True)
class CrossRate:
    """Units of ``quote`` for 1 ``base``: as old as the older of its two legs, as fresh and as agreed as the worse one.

    rate: computed once from both legs, half even, to 12 significant digits or the decimals of ``quote``.
    legs: the rows of ``base`` and of ``quote`` in their snapshot, each with its own date, freshness and sources.
    """

    base: str
    quote: str
    rate: Decimal
    legs: tuple[Rate, Rate]

    @property
    def as_of(self) -> AsOf | None:
        """The day or the instant of the older leg, as its source states it; None where neither leg has one, as in USD/USD."""
        dates = [leg.as_of for leg in self.legs if leg.as_of is not None]
        return min(dates, key=_age, default=None)

    @property
    def market_day(self) -> date | None:
        """The market day of the older leg."""
        return min((leg.market_day for leg in self.legs if leg.market_day is not None), default=None)

    @property
    def freshness(self) -> Freshness:
        """That of the worse leg."""
        return max((leg.freshness for leg in self.legs), key=lambda freshness: freshness.age)

    @property
    def agreement(self) -> Agreement:
        """That of the worse leg."""
        return max((leg.agreement for leg in self.legs), key=[*Agreement].index)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources whose numbers these are, that of ``base`` first; none for the dollar, and each once."""
        shown = (leg.shown_source for leg in self.legs)
        return tuple(dict.fromkeys(source for source in shown if source is not None))

    def __repr__(self) -> str:
        dated = "" if self.as_of is None else f", as of {stamp(self.as_of)}"
        return (
            f"<CrossRate {self.base}/{self.quote}: {self.rate:f}{dated}, {self.freshness}, {self.agreement}>"
        )


def _age(as_of: AsOf) -> tuple[date, float]:
    """The order of days and instants; a day alone is as old as the beginning of it."""
    return day_of(as_of), as_of.timestamp() if isinstance(as_of, datetime) else 0.0
