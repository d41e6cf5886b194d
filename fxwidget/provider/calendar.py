"""When a source publishes, and from that: what day a number speaks of, and when it becomes late and stale.

Nothing here asks the clock: every function takes ``now`` (an aware instant) and returns aware UTC instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from fxwidget.domain.freshness import Deadlines, Span
from fxwidget.domain.scalars import AsOf, day_of
from fxwidget.provider import bank_holidays
from fxwidget.provider.bank_holidays import Feasts

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MONDAY_TO_FRIDAY = frozenset(range(5))
SATURDAY = 5
WORKING_WEEK = 5
"""Weekdays of those who publish on every working day, so on a weekend day too that is worked in exchange."""
HORIZON = 60
"""Days ahead in which a publication is looked for: longer than any holiday, shorter than for ever."""


class Dated(StrEnum):
    """What the date in a source's answer means."""

    INSTANT = "instant"
    FIXING_DAY = "fixing_day"
    VALID_FROM = "valid_from"
    BUILD_DAY = "build_day"


@dataclass(frozen=True)
class Daily:
    """One publication on each of ``weekdays`` (Monday is 0), at the hour ``usual`` and no later than ``latest``, in ``zone``.

    ``zone`` is an IANA name, such as ``Europe/Warsaw``. ``feasts`` is the calendar by which the publisher closes beside
    its weekends, as a value or by its name in ``fxwidget.provider.bank_holidays.CALENDARS``; none by default.
    ``months`` are those (1 to 12) on whose last weekday of publication a monthly or quarterly table has come; where
    none are named it comes on all weekdays. ``lag`` is how many days before its publication the market day lies that it
    carries: 3 for a Monday's table of Friday, 1 for a table of the working day before, which on Monday is Friday too.
    """

    zone: str
    usual: time
    latest: time
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    feasts: str | Feasts = ""
    months: frozenset[int] = frozenset()
    lag: int = 0

    def publishes(self, day: date) -> bool:
        """Whether this is a publication day, as far as is known; a doubtful one is."""
        if self.months and not self._ends_month(day):
            return False
        if not self.feasts:
            return day.weekday() in self.weekdays
        return self._works(day) and not bank_holidays.off(self.feasts, day)

    def promises(self, day: date) -> bool:
        """Whether a publication on this day is certain."""
        return self.publishes(day) and not (self.feasts and bank_holidays.doubtful(self.feasts, day))

    def _ends_month(self, day: date) -> bool:
        """Whether no weekday of publication follows in the day's month, and the table comes in that month."""
        following = (day + number * DAY for number in range(1, 8))
        return day.month in self.months and not any(
            later.month == day.month and later.weekday() in self.weekdays for later in following
        )

    def _works(self, day: date) -> bool:
        """Whether a day's weekday is one of publication, or it is worked in exchange for such a day."""
        if day.weekday() in self.weekdays:
            return True
        return len(self.weekdays) >= WORKING_WEEK and bank_holidays.worked(self.feasts, day)


@dataclass(frozen=True)
class Continuous:
    """Quotes all through market hours (Sunday 22:00 to Friday 22:00 UTC), a new one every ``interval``."""

    interval: timedelta


Calendar = Daily | Continuous


def today(calendar: Calendar, now: datetime) -> date:
    """The source's own date now."""
    return now.astimezone(_zone(calendar)).date()


def _zone(calendar: Calendar) -> tzinfo:
    """The zone of a calendar's hours; continuous quotes have those of UTC."""
    return _named_zone(calendar.zone) if isinstance(calendar, Daily) else UTC


@cache
def _named_zone(name: str) -> ZoneInfo:
    """A zone, read once: ``ZoneInfo`` itself remembers the last eight, and a round asks of forty in turns."""
    return ZoneInfo(name)


def seldom(calendar: Calendar) -> bool:
    """Whether a source publishes on fewer days than a working week has: a weekly or monthly table."""
    return isinstance(calendar, Daily) and bool(calendar.months or len(calendar.weekdays) < WORKING_WEEK)


def last_weekday_before(day: date) -> date:
    """The last Monday to Friday before ``day``."""
    return _weekday(day - DAY)


def market_day(as_of: AsOf, dated: Dated, calendar: Calendar, now: datetime) -> date:
    """The day of trading that a number dated ``as_of`` speaks of; never later than the source's own today."""
    day = today(calendar, as_of) if isinstance(as_of, datetime) else as_of
    latest = today(calendar, now)
    if dated is Dated.INSTANT:
        if isinstance(as_of, datetime):
            day = _market_date(min(as_of, now))
        if isinstance(calendar, Continuous):
            latest = _market_date(now)
        day = _weekday(day)
    elif dated is Dated.VALID_FROM:
        day = _publication_day(calendar, day - DAY)
    elif dated is Dated.BUILD_DAY:
        day = last_weekday_before(day)
    return min(day, latest)


def is_over(market_day: date, now: datetime) -> bool:
    """Whether a market day has ended: at 22:00 UTC, where the next one begins; Friday's at the weekend's begin."""
    return _market_date(now) > market_day


def after_close(as_of: AsOf, dated: Dated, market_day: date) -> bool:
    """Whether a number was made when its market day was over, so that a later one is no news of that day.

    A file always is: it is built on a later day. An instant is where it lies in the weekend.
    """
    if dated is Dated.BUILD_DAY:
        return day_of(as_of) > market_day
    if dated is Dated.INSTANT:
        day = _market_date(as_of) if isinstance(as_of, datetime) else as_of
        return day.weekday() >= SATURDAY
    return False


def day_before(calendar: Calendar, market_day: date) -> date:
    """The market day before this one, by the publications that a calendar has."""
    return _publication_day(calendar, market_day - DAY)


def published(as_of: AsOf, dated: Dated, calendar: Calendar, now: datetime) -> datetime:
    """When a number dated ``as_of`` came out: the stated instant, else its publication day's usual hour; never after now."""
    if isinstance(as_of, datetime):
        return min(as_of.astimezone(UTC), now)
    day = as_of if dated is Dated.BUILD_DAY else market_day(as_of, dated, calendar, now)
    if isinstance(calendar, Continuous):
        return min(_at(calendar, day, time(0)), now)
    if calendar.lag:
        day += calendar.lag * DAY
        while day.weekday() not in calendar.weekdays:
            day += DAY
    return min(_at(calendar, day, calendar.usual), now)


def deadlines(
    published: datetime,
    market_day: date,
    dated: Dated,
    calendar: Calendar,
    *,
    refresh: timedelta,
    withdraw_after: timedelta | None,
) -> Deadlines:
    """When the number of ``market_day`` is late (one publication missed), stale (two) and withdrawn."""
    if isinstance(calendar, Continuous):
        unit = max(HOUR, 6 * refresh, 2 * calendar.interval)
        late_at = _add_market_time(published, unit)
        stale_at = _add_market_time(late_at, unit)
        closed = tuple(_weekends(published, late_at))
    else:
        expected = _publications(calendar, dated, after=market_day)
        late_at, stale_at = next(expected), next(expected)
        closed = tuple(_closed_days(calendar, dated, market_day, late_at))
    withdraw_at = None if withdraw_after is None else stale_at + withdraw_after
    return Deadlines(late_at, stale_at, withdraw_at, closed)


def missed(published: datetime, market_day: date, dated: Dated, calendar: Calendar, now: datetime) -> int:
    """How many publications a number has missed by now: its age as its source counts."""
    if isinstance(calendar, Continuous):
        unit, count, at = max(HOUR, 2 * calendar.interval), 0, published
        while (at := _add_market_time(at, unit)) <= now and count < HORIZON:
            count += 1
        return count
    expected = _publications(calendar, dated, after=market_day)
    return next(count for count, latest in enumerate(expected) if latest > now)


def window(calendar: Calendar, dated: Dated, newest: date | None, now: datetime) -> bool:
    """Whether a publication newer than the market day ``newest`` may come out just now."""
    if isinstance(calendar, Continuous):
        return _market_open(now)
    day = today(calendar, now)
    if not calendar.publishes(day):
        return False
    if newest is not None and _carried(calendar, dated, day) <= newest:
        return False
    return _at(calendar, day, calendar.usual) <= now <= _at(calendar, day, calendar.latest)


def next_window(calendar: Calendar, now: datetime) -> datetime:
    """The start of the next publication window after ``now``."""
    if isinstance(calendar, Continuous):
        return now if _market_open(now) else _market_opens(now)
    day = today(calendar, now)
    for ahead in range(HORIZON):
        start = _at(calendar, day + ahead * DAY, calendar.usual)
        if start > now and calendar.publishes(day + ahead * DAY):
            return start
    return now + HORIZON * DAY


def promises_rows(calendar: Calendar, now: datetime) -> bool:
    """Whether an empty answer is wrong: the calendar promises a table on this day."""
    if isinstance(calendar, Continuous):
        return _market_open(now)
    return calendar.promises(today(calendar, now))


def _weekday(day: date) -> date:
    """``day``, or the Friday before it."""
    return day - max(0, day.weekday() - SATURDAY + 1) * DAY


def _publication_day(calendar: Calendar, day: date) -> date:
    """``day``, or the last publication day before it."""
    if isinstance(calendar, Continuous):
        return _weekday(day)
    first = day - HORIZON * DAY
    while not calendar.publishes(day) and day > first:
        day -= DAY
    return day


def _at(calendar: Calendar, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, _zone(calendar)).astimezone(UTC)


def _carried(calendar: Daily, dated: Dated, publication: date) -> date:
    """The market day that the publication of this day carries."""
    if dated is Dated.BUILD_DAY:
        return last_weekday_before(publication)
    return _weekday(publication - calendar.lag * DAY) if calendar.lag else publication


def _publications(calendar: Daily, dated: Dated, *, after: date) -> Iterator[datetime]:
    """The latest hours of the publications that carry a market day later than ``after``."""
    day = after
    while True:
        day += DAY
        if calendar.promises(day) and _carried(calendar, dated, day) > after:
            yield _at(calendar, day, calendar.latest)


def _open_day(calendar: Daily, dated: Dated, day: date) -> bool:
    # A file that is built every day still has no market to speak of at the weekend.
    return calendar.publishes(day) and (dated is not Dated.BUILD_DAY or day.weekday() < SATURDAY)


def _closed_days(calendar: Daily, dated: Dated, first: date, until: datetime) -> Iterator[Span]:
    day, start = first, None
    while (midnight := _at(calendar, day, time(0))) < until:
        if _open_day(calendar, dated, day):
            if start is not None:
                yield start, midnight
            start = None
        elif start is None:
            start = midnight
        day += DAY
    if start is not None:
        yield start, until


def _market_date(now: datetime) -> date:
    """The market day of an instant; the week opens on Sunday evening, which belongs to Monday."""
    return (now.astimezone(UTC) + 2 * HOUR).date()


def _market_open(now: datetime) -> bool:
    return _market_opens(now) == now


def _market_opens(now: datetime) -> datetime:
    """When the market is open next: ``now`` in market hours, else the Sunday 22:00 UTC that ends the weekend."""
    shifted = now + 2 * HOUR  # the week then runs from Monday 00:00 to Friday 24:00
    if shifted.weekday() < SATURDAY:
        return now
    monday = shifted.date() + (7 - shifted.weekday()) * DAY
    return datetime.combine(monday, time(0), UTC) - 2 * HOUR


def _market_closes(now: datetime) -> datetime:
    shifted = now + 2 * HOUR
    saturday = shifted.date() + (SATURDAY - shifted.weekday()) * DAY
    return datetime.combine(saturday, time(0), UTC) - 2 * HOUR


def _add_market_time(start: datetime, span: timedelta) -> datetime:
    now = _market_opens(start)
    while now + span > (closes := _market_closes(now)):
        span -= closes - now
        now = _market_opens(closes)
    return now + span


def _weekends(start: datetime, until: datetime) -> Iterator[Span]:
    now = start
    while now < until:
        opens = _market_opens(now)
        if opens > now:
            yield now, min(opens, until)
        now = _market_closes(opens)
