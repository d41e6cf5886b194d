"""Dates of the Persian calendar, by the arithmetic of CLDR's reference implementation: eight leap years in 33.

Babel has the Gregorian calendar alone. The rule is so short, and can be tested against ICU for every day, that no package
is needed for it. It gives the days of Iran's calendar, which begins its years with the equinox, from that calendar's
beginning in 1925 until March 2124, when both part for the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["MONTHS", "PersianDate"]

MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
"""CLDR's names of the months in Persian."""

_EPOCH = date(622, 3, 21).toordinal()
"""The first day of the year 1."""

_HALF = 6 * 31
"""The days of the first six months, which have 31 each; the others have 30, the last one 29 but for leap years."""


@dataclass(frozen=True)
class PersianDate:
    """A day of the Persian calendar; months and days count from 1."""

    year: int
    month: int
    day: int

    @classmethod
    def of(cls, value: date) -> PersianDate:
        """The Persian date of a Gregorian one from 622 on."""
        days = value.toordinal() - _EPOCH
        year = (33 * days + 3) // 12_053 + 1
        rest = days - 365 * (year - 1) - (8 * year + 21) // 33
        if rest < _HALF:
            return cls(year, rest // 31 + 1, rest % 31 + 1)
        return cls(year, (rest - _HALF) // 30 + 7, (rest - _HALF) % 30 + 1)
