"""The past of one currency against another, read from wherever closes are: what was asked for, or why there is none.

A day without a close is absent. One day is answered by its close or by the last one before it, ``CARRIED`` back at most,
whose own day says so; and never across the end of a currency or of its unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from fxwidget.domain.close import CARRIED, DailyClose
from fxwidget.domain.past import PIVOT, Closes, PairClose, crossed
from fxwidget.domain.retired import Retired, ended, successor
from fxwidget.errors import ConfigurationError, RateNotFound

__all__ = [
    "PairRange",
    "Past",
    "check_days",
    "check_stored",
    "known_range",
    "pair_closes",
    "pair_on",
    "pair_range",
]


class Past(Closes, Protocol):
    """Closes that also know which days they have."""

    def first_day(self, code: str) -> date | None:
        """The market day of a currency's first close; None without any."""
        ...

    def newest(
        self, codes: Sequence[str], count: int, *, until: date | None = None
    ) -> Mapping[str, Sequence[DailyClose]]:
        """The last closes of each currency up to a day."""
        ...


class PairRange(NamedTuple):
    """A pair's closes of a range of days, in their order.

    before: the last close before the first day, within ``CARRIED``: what stands on that day if it has none of its own.
    """

    closes: list[PairClose]
    before: PairClose | None


def pair_closes(
    past: Closes, code: str, base: str, first: date, last: date, series: Mapping[str, str] | None = None
) -> list[PairClose]:
    """Units of ``code`` per 1 ``base`` on the market days from ``first`` to ``last`` on which both have a close.

    series: of the closes, by the codes; of others, and by default of all, that of their last closes.
    """
    of = series or {}
    over = past.closes(code, first, last, series=of.get(code)) if code != PIVOT else None
    under = past.closes(base, first, last, series=of.get(base)) if base != PIVOT else None
    return crossed(code, base, over, under)


def pair_range(past: Past, code: str, base: str, first: date, last: date) -> PairRange:
    """The closes of a range.

    Raises:
        UnknownCurrency: no currency ever had one of the codes.
        ConfigurationError: both are the same.
        RateNotFound: nothing is known of that range; the message says which days there are.
    """
    found = known_range(past, code, base, first, last)
    if not found.closes and found.before is None:
        raise _nothing(past, code, base, first, last)
    return found


def known_range(past: Closes, code: str, base: str, first: date, last: date) -> PairRange:
    """The closes of a range, which may be none.

    Raises:
        ConfigurationError: both currencies are the same.
        RateNotFound: one of them had ended before.
    """
    if code == base:
        raise _is_base(code)
    found = pair_closes(past, code, base, _back(first), last)
    within = [close for close in found if close.day >= first]
    before = found[-1 - len(within)] if len(found) > len(within) else None
    if (end := _end(code, base, first)) is None:
        return PairRange(within, before)
    if not within:
        raise _after(end, first)
    return PairRange(within, None)


def pair_on(past: Past, code: str, base: str, day: date) -> PairClose:
    """The close of a day, or the last one before it, as its ``day`` says.

    Raises:
        UnknownCurrency, ConfigurationError, RateNotFound: as ``pair_range``.
    """
    found = pair_range(past, code, base, day, day)
    close = found.closes[-1] if found.closes else found.before
    assert close is not None
    return close


def check_days(first: date, last: date, today: date) -> None:
    """See that a range of days is one, and not in the future.

    Raises:
        ConfigurationError: it is not; the message says what would be right.
    """
    if (latest := max(first, last)) > today:
        raise ConfigurationError(f"{latest} is in the future: the newest day is today, {today}")
    if first > last:
        raise ConfigurationError(f"the range begins on {first} and ends on {last}: the first day comes first")


def check_stored(past: Past, code: str, base: str, first: date, last: date) -> None:
    """See that both currencies have closes in a range, or shortly before it, without reading them.

    Raises:
        UnknownCurrency, ConfigurationError, RateNotFound: as ``pair_range``.
    """
    if code == base:
        raise _is_base(code)
    legs = [one for one in (code, base) if one != PIVOT]
    newest = past.newest(legs, 1, until=last)
    if (end := _end(code, base, first)) is not None:
        raise _after(end, first)
    if not all(one in newest and newest[one][-1].day >= _back(first) for one in legs):
        raise _nothing(past, code, base, first, last)


def _is_base(code: str) -> ConfigurationError:
    return ConfigurationError(f"{code} is the base itself: name another currency, or another base")


def _back(day: date) -> date:
    return day - CARRIED if day - date.min > CARRIED else date.min


def _end(code: str, base: str, day: date) -> Retired | None:
    """How one of two currencies had ended by a day; None where both were in use."""
    return ended(code, day) or ended(base, day)


def _after(end: Retired, day: date) -> RateNotFound:
    return RateNotFound(f"{end.code} {end.end}, before {day}: use {successor(end.code)}")


def _nothing(past: Past, code: str, base: str, first: date, last: date) -> Exception:
    """Why there is no close in a range, and which days there are."""
    from fxwidget.domain.currency import check_past_code  # its tables are loaded only where they are needed

    checked = [check_past_code(one) for one in (code, base) if one != PIVOT]
    for one in checked:
        begins = past.first_day(one)
        if begins is None:
            return RateNotFound(
                f"no past of {one} is stored; 'fxwidget backfill' fetches what the sources have"
            )
        if last < begins:
            return RateNotFound(f"the past of {one} begins on {begins}, and {last} is before it")
    known = past.newest(checked, 1, until=last)
    days = ", ".join(f"{one} of {closes[-1].day}" for one, closes in known.items())
    pair = code if base == PIVOT else f"{code} against {base}"
    return RateNotFound(
        f"{pair} has no close from {first} to {last}; the last ones before are {days or 'none'}"
    )
