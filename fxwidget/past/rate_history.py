"""A currency's past as a value: closes in the order of their days, conversions at any of them, and tables for analysis."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fxwidget.domain.close import CARRIED
from fxwidget.domain.currency import decimals
from fxwidget.domain.past import Bar, Interval, PairClose, bars
from fxwidget.domain.retired import ended, successor
from fxwidget.domain.scalars import converted, given_amount
from fxwidget.errors import ConfigurationError, RateNotFound

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from fxwidget.render.frames import Numbers

__all__ = ["RateHistory"]


class RateHistory(Sequence[PairClose]):
    """The closes of ``code`` in units per 1 ``base``, from a first to a last market day; it never changes.

    It is a sequence of its closes. Indexed by a date it gives the close of exactly that day, where ``on`` gives the last one
    before it too. A day without a close is absent.

    first, last: the days that were asked for.
    """

    __slots__ = (
        "_before",
        "_by_day",
        "_closes",
        "_days",
        "_decimals",
        "_numbers",
        "base",
        "code",
        "first",
        "last",
    )

    code: str
    base: str
    first: date
    last: date
    _before: PairClose | None
    _by_day: dict[date, PairClose]
    _closes: tuple[PairClose, ...]
    _days: list[date]
    _decimals: int
    _numbers: dict[date, tuple[Decimal, Decimal]]

    def __init__(
        self,
        code: str,
        base: str,
        first: date,
        last: date,
        closes: Sequence[PairClose],
        before: PairClose | None = None,
    ) -> None:
        """``before`` is the last close before the first day, which stands on days until the first close."""
        every = {
            "code": code,
            "base": base,
            "first": first,
            "last": last,
            "_closes": tuple(closes),
            "_before": before,
            "_days": [close.day for close in closes],
            "_by_day": {close.day: close for close in closes},
            "_decimals": decimals(code),
            "_numbers": {},
        }
        for name, value in every.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a RateHistory never changes: {name} can't be set")

    def __repr__(self) -> str:
        return f"<RateHistory {self.code} per {self.base}, {self.first} to {self.last}: {len(self)} closes>"

    def __len__(self) -> int:
        return len(self._closes)

    def __iter__(self) -> Iterator[PairClose]:
        return iter(self._closes)

    def __contains__(self, item: object) -> bool:
        """Whether there is a close of a day, or this very close."""
        return item in self._by_day if isinstance(item, date) else item in self._closes

    def __getitem__(self, at: Any) -> Any:
        """The close of a date, or those at an index or a slice.

        Raises:
            RateNotFound: that day has none.
            ConfigurationError: it is an instant.
        """
        if not isinstance(at, date):
            return self._closes[at]
        close = self._by_day.get(_day(at))
        if close is None:
            raise RateNotFound(f"{self.code} has no close on {at}; .on(day) gives the last one before it too")
        return close

    @property
    def closes(self) -> tuple[PairClose, ...]:
        """All of them."""
        return self._closes

    @property
    def latest(self) -> PairClose:
        """The last close of the range, or the one that stands over all of it.

        Raises:
            RateNotFound: there is none.
        """
        return self.on(self.last)

    def on(self, day: date) -> PairClose:
        """The close of a day of the range, or the last one before it, 14 days back at most; its ``day`` says which.

        Raises:
            RateNotFound: there is none, the day is outside of the range, or a currency had ended by it.
            ConfigurationError: it is an instant.
        """
        found = self._by_day.get(day)
        return found if found is not None and type(day) is date else self._carried(_day(day))

    def _carried(self, day: date) -> PairClose:
        if not self.first <= day <= self.last:
            raise RateNotFound(f"{day} is outside of this history, which is from {self.first} to {self.last}")
        place = bisect_right(self._days, day)
        close = self._closes[place - 1] if place else self._before
        end = ended(self.code, day) or ended(self.base, day)
        if end is not None:
            raise RateNotFound(f"{end.code} {end.end}, before {day}: use {successor(end.code)}")
        if close is None or day - close.day > CARRIED:
            near = f"; the last one before is of {close.day}" if close is not None else ""
            raise RateNotFound(f"{self.code} has no close on {day}{near}")
        return close

    def convert(self, amount: Decimal | int | str, day: date) -> Decimal:
        """An amount of ``base`` in ``code`` by the close that ``on`` gives: computed exactly, rounded once, half even.

        To 12 significant digits, and to more where the amount was given with more, or where the usual decimals of ``code``
        would get lost.

        Raises:
            RateNotFound, ConfigurationError: as ``on``.
            ConfigurationError: that is no amount, or one of more than a hundred digits.
        """
        numbers = self._numbers.get(day)
        if numbers is None:
            numbers = self._numbers[day] = self.on(day).over_and_under
        value = amount if type(amount) is Decimal and amount.is_finite() else given_amount(amount)
        try:
            return converted(value, numbers[0], numbers[1], self._decimals)
        except ArithmeticError as error:
            raise ConfigurationError(f"{amount!r} is too large or too small an amount") from error

    def bars(self, interval: Interval | str = Interval.MONTH) -> list[Bar]:
        """Weeks or months of the closes: first, highest, lowest and last of each. Those at the ends may be parts.

        Raises:
            ConfigurationError: the interval is none.
        """
        if interval not in {*Interval}:
            raise ConfigurationError(f"{interval!r} is no interval: pass 'day', 'week' or 'month'")
        return bars(self._closes, Interval(interval))

    def to_pandas(self, *, numbers: Numbers = "decimal") -> pandas.DataFrame:
        """A DataFrame indexed by day, with the columns rate, kind, agreement and sources.

        Decimals stand in a column of objects, of which ``mean`` or ``ohlc`` are no decimals any more or fail: ask for
        floats to compute.

        Raises:
            ImportError: pandas is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.past.frames import columns
        from fxwidget.render.frames import to_pandas

        table: pandas.DataFrame = to_pandas(columns(self._closes), "day", numbers)
        return table

    def to_polars(self, *, numbers: Numbers = "decimal") -> polars.DataFrame:
        """A DataFrame with the columns day, rate, kind, agreement and sources; decimals have a scale that rounds none.

        Raises:
            ImportError: polars is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.past.frames import columns
        from fxwidget.render.frames import to_polars

        table: polars.DataFrame = to_polars(columns(self._closes), numbers)
        return table

    def to_arrow(self, *, numbers: Numbers = "decimal") -> pyarrow.Table:
        """A Table with the columns day, rate, kind, agreement and sources; decimals have a scale that rounds none.

        Raises:
            ImportError: pyarrow is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.past.frames import columns
        from fxwidget.render.frames import to_arrow

        table: pyarrow.Table = to_arrow(columns(self._closes), numbers)
        return table


def _day(value: date) -> date:
    if isinstance(value, datetime):
        raise ConfigurationError(f"{value} is an instant: pass a date, as only you know in which time zone")
    return value
