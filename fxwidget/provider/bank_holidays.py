"""Days on which publishers close beside their weekends: calendars as data, each with its source.

An adapter brings its own as a value, ``Feasts(...)``; one that several publishers keep has a name in ``CALENDARS``,
and every function here takes either.

The days themselves are those of the ``holidays`` package, which names its own sources; what it does not know, or
lists although banks work, is put right here by hand.

On a doubtful day nobody can say for certain whether the publisher opens: around a feast that the moon decides, where
two calendars of one city part, on a weekend day worked in exchange by a publisher that is not known to set rates then,
and near a feast of a year whose transfers are not decided yet. Nothing that does not come on such a day is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

DAY = timedelta(days=1)
SATURDAY = 5
ESTIMATED = "estimated"
"""The word with which the package marks what the moon has yet to decide."""

TRANSFERRED = "substituted from"
"""The words with which the package marks a day off that a weekend day is worked for, or that moved from one."""

LOOKED_AT = range(2024, 2032)
"""Years in which the last decided one is looked for; no government decides further ahead."""

REACH = 5
"""Days around a feast to which its country has moved days off: China's of October 2026 reach four beyond it."""


@dataclass(frozen=True)
class Feasts:
    """One calendar of days off beside weekends, for ``Daily(feasts=...)``.

    source: who says so, such as a law by its name.
    country, subdivision: where the package ``holidays`` has it; financial: the name of a market's own calendar instead.
    categories: kinds of holidays to take beside the public ones.
    only: of those other kinds, the ones on which banks close; all where none are named.
    working: names of public holidays on which the publisher works all the same.
    beside: markets of the same city with calendars of their own; where one parts from this one, the day is doubtful.
    decided: the words by which the package names days that a government decides anew each year.
    opens_in_exchange: whether rates are known to be set on weekend days that are worked for a day off.
    """

    source: str
    country: str = ""
    subdivision: str | None = None
    financial: str = ""
    categories: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    working: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    decided: str = ""
    opens_in_exchange: bool = False

    @property
    def exchanges(self) -> bool:
        """Whether days off may be moved here, and days of the weekend worked for them."""
        return self.decided == TRANSFERRED


CALENDARS: Mapping[str, Feasts] = {
    # The euro's payment system: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December.
    "TARGET": Feasts("European Central Bank, long-term calendar of TARGET closing days", financial="ECB"),
    # The Bank of Russia set rates on Saturday, 28 December 2024, which was worked for the Monday after it.
    "russia": Feasts(
        "Labour Code of the Russian Federation, article 112, and yearly transfers",
        country="RU",
        decided=TRANSFERRED,
        opens_in_exchange=True,
    ),
    "poland": Feasts(
        "Act of 18 January 1951 on days off work, as amended (24 December since 2025)", country="PL"
    ),
    "uzbekistan": Feasts(
        "Labour Code of Uzbekistan and the President's yearly decrees", country="UZ", decided=TRANSFERRED
    ),
    "belarus": Feasts(
        "Presidential Decree 157 of 26 March 1998 and yearly transfers", country="BY", decided=TRANSFERRED
    ),
    "china": Feasts(
        "State Council notices on public holidays (Spring Festival, Golden Week)",
        country="CN",
        decided=TRANSFERRED,
    ),
    # Banks close on Carnival's Monday and Tuesday and on Corpus Christi; other optional days are offices' only.
    "brazil": Feasts(
        "Resolution CMN 4,880 of 2020 on banking days",
        country="BR",
        categories=("optional",),
        only=("Carnival", "Corpus Christi"),
    ),
    "south africa": Feasts("Public Holidays Act 36 of 1994", country="ZA"),
    "mumbai": Feasts(
        "Government of Maharashtra, holidays under the Negotiable Instruments Act",
        country="IN",
        subdivision="MH",
        beside=("XNSE", "XBOM"),
    ),
    # Joint leave is set by the government; the central bank keeps it.
    "indonesia": Feasts(
        "Joint ministerial decrees on holidays and joint leave",
        country="ID",
        categories=("government",),
        decided="Joint Holiday",
    ),
    "egypt": Feasts("Cabinet decisions on official holidays", country="EG"),
    "ethiopia": Feasts("Proclamation 16 of 1975 on public holidays and observance", country="ET"),
}


def calendar(feasts: str | Feasts) -> Feasts:
    """A calendar that is given by its name in ``CALENDARS`` or as a value.

    Raises:
        KeyError: there is none of that name.
    """
    return CALENDARS[feasts] if isinstance(feasts, str) else feasts


def label(feasts: str | Feasts) -> str:
    """A short name for a calendar: that in ``CALENDARS``, else its country or market as the package has it: ``IN-MH``."""
    if isinstance(feasts, str):
        return feasts
    names = [name for name, one in CALENDARS.items() if one == feasts]
    place = "-".join(filter(None, (feasts.country, feasts.subdivision)))
    return names[0] if names else feasts.financial or place


def unknown(feasts: Feasts) -> str:
    """What the package ``holidays`` does not know of a calendar, in its words; nothing where it knows all of it."""
    try:
        _days(feasts)
        for market in feasts.beside:
            _market(market)
    except (NotImplementedError, ValueError, TypeError) as error:
        return str(error).rstrip(".")
    return ""


def off(feasts: str | Feasts, day: date) -> bool:
    """Whether the publishers of a calendar are closed on a day, for certain."""
    return _closes(calendar(feasts), day) and not doubtful(feasts, day)


def worked(feasts: str | Feasts, day: date) -> bool:
    """Whether a day of the weekend is worked in exchange for a day off, so that publishers open, or may."""
    return day in _exchanged(calendar(feasts), day.year)


def doubtful(feasts: str | Feasts, day: date) -> bool:
    """Whether nobody can say for certain if the publishers of a calendar open on a day."""
    it = calendar(feasts)
    days = _days(it)
    return (
        any(ESTIMATED in days.get(day + shift * DAY, "") for shift in (-1, 0, 1))
        or _parted(it, day)
        or (worked(it, day) and not it.opens_in_exchange)
        or _undecided(it, day)
    )


@cache
def known_until(feasts: str | Feasts) -> date | None:
    """The last day for which the yearly decisions on a calendar are in the data; None where laws alone make it."""
    it = calendar(feasts)
    if not it.decided:
        return None
    return date(max(_years_of(it.decided, it), default=LOOKED_AT.start - 1), 12, 31)


@cache
def estimated_from(feasts: str | Feasts) -> int | None:
    """The first year in which a calendar has feasts that the moon has yet to decide; None where it has none."""
    return min(_years_of(ESTIMATED, calendar(feasts)), default=None)


def _parted(feasts: Feasts, day: date) -> bool:
    """Whether a market of the same city keeps another calendar on this day."""
    closes = _closes(feasts, day)
    return day.weekday() < SATURDAY and any((day in _market(market)) != closes for market in feasts.beside)


def _undecided(feasts: Feasts, day: date) -> bool:
    """Whether days off may yet be moved to this day: it lies near a feast, and its year is not decided."""
    until = known_until(feasts)
    if until is None or day <= until or _closes(feasts, day):
        return False
    return any(_closes(feasts, day + shift * DAY) for shift in range(-REACH, REACH + 1))


def _closes(feasts: Feasts, day: date) -> bool:
    listed = _days(feasts).get(day)
    if listed is None:
        return False
    names = listed.split("; ")
    if any(word in feasts.working for word in names):
        return False
    public = _public(feasts).get(day) if feasts.only else listed
    return public is not None or any(word in feasts.only for word in names)


@cache
def _exchanged(feasts: Feasts, year: int) -> frozenset[date]:
    """The days of weekends that are worked for days off: all those of a year, and others that are known by then."""
    days = _days(feasts)
    for one in (year, year + 1):
        days.get(date(one, 1, 1))  # a year's days are computed when one of them is asked for
    return frozenset(days.weekend_workdays)


@cache
def _days(feasts: Feasts) -> Any:
    """All days of a calendar's kinds, by date; years are computed when they are first asked for."""
    if feasts.financial:
        return _market(feasts.financial)
    return _country(feasts, ("public", *feasts.categories))


@cache
def _public(feasts: Feasts) -> Any:
    return _country(feasts, ("public",))


@cache
def _market(name: str) -> Any:
    import holidays

    return holidays.financial_holidays(name)


def _country(feasts: Feasts, kinds: tuple[str, ...], years: Iterable[int] = ()) -> Any:
    import holidays

    return holidays.country_holidays(
        feasts.country, subdiv=feasts.subdivision, categories=kinds, language="en_US", years=years
    )


def _years_of(words: str, feasts: Feasts) -> set[int]:
    """The years in which a calendar has days that the package marks with these words."""
    if feasts.financial:
        return set()
    days = _country(feasts, ("public", *feasts.categories), LOOKED_AT)
    return {day.year for day, description in days.items() if words in description}
