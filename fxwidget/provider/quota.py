"""How many requests a provider allows, and how many of them are left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fxwidget.errors import ConfigurationError

DAY = timedelta(days=1)
PERIODS = {"day": 1, "month": 31}
"""Days of a period. A month is any 31 days in a row: on which day a provider begins its own is not known."""

Spent = Mapping[date, int]
"""Requests by the UTC day on which they were sent."""


@dataclass(frozen=True)
class Quota:
    """A limit of requests per ``day`` (of UTC) or ``month``."""

    requests: int
    period: str

    def __str__(self) -> str:
        return f"{self.requests}/{self.period}"

    @classmethod
    def read(cls, text: str) -> Quota:
        """Read a quota such as ``1000/month`` or ``100/day``.

        Raises:
            ConfigurationError: it is neither.
        """
        found = re.fullmatch(rf"([1-9][0-9]{{0,8}})\s*/\s*({'|'.join(PERIODS)})", text.strip())
        if found is None:
            raise ConfigurationError(
                f"{text[:40]!r} is not a quota; write requests and day or month, as in 1000/month"
            )
        return cls(int(found[1]), found[2])

    @property
    def pace(self) -> timedelta:
        """The time between two requests that never exhausts the quota."""
        return PERIODS[self.period] * DAY / self.requests

    def left(self, spent: Spent, now: datetime) -> int:
        """The requests left of the quota at an instant; none is lost to a clock that went back a day."""
        return max(0, self.requests - self._within(spent, now.astimezone(UTC).date()))

    def again(self, spent: Spent, now: datetime) -> datetime:
        """When the quota has a request left: now, or the start of a later day."""
        today = now.astimezone(UTC).date()
        if self._within(spent, today) < self.requests:
            return now
        ahead = (today + number * DAY for number in range(1, PERIODS[self.period] + 2))
        first = next(day for day in ahead if self._within(spent, day) < self.requests)
        return datetime.combine(first, time(0), UTC)

    def _within(self, spent: Spent, day: date) -> int:
        first = day - (PERIODS[self.period] - 1) * DAY
        return sum(number for sent, number in spent.items() if first <= sent <= day + DAY)


def after(spent: Spent, requests: int, now: datetime) -> Spent:
    """The requests spent by day after so many more were sent; days that no period reaches are dropped."""
    today = now.astimezone(UTC).date()
    recent = {day: n for day, n in spent.items() if today - max(PERIODS.values()) * DAY < day <= today + DAY}
    return {**recent, today: recent.get(today, 0) + requests} if requests else recent
