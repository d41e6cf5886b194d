"""Days on which publishers close beside their weekends: calendars by name, as data, each with its source.

The days themselves are those of the ``holidays`` package, which names its own sources; what it does not know, or
lists although banks work, is put right here by hand. A feast that the moon decides is known for certain only when
it comes: the days around an estimated one are doubtful, and nothing that does not come on them is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

DAY = timedelta(days=1)
ESTIMATED = "estimated"
"""The word with which the package marks what the moon has yet to decide."""


@dataclass(frozen=True)
class Feasts:
    """One calendar.

    country, subdivision: where the package has it; financial: the name of a market's own calendar instead.
    categories: kinds of holidays to take beside the public ones.
    only: of those other kinds, the ones on which banks close; all where none are named.
    working: names of public holidays on which the publisher works all the same.
    source: who says so.
    """

    source: str
    country: str = ""
    subdivision: str | None = None
    financial: str = ""
    categories: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    working: tuple[str, ...] = ()


CALENDARS: Mapping[str, Feasts] = {
    # The euro's payment system: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December.
    "TARGET": Feasts("European Central Bank, long-term calendar of TARGET closing days", financial="ECB"),
    "russia": Feasts(
        "Labour Code of the Russian Federation, article 112, and yearly transfers", country="RU"
    ),
    "poland": Feasts(
        "Act of 18 January 1951 on days off work, as amended (24 December since 2025)", country="PL"
    ),
    "uzbekistan": Feasts("Labour Code of Uzbekistan and the President's yearly decrees", country="UZ"),
    "belarus": Feasts("Presidential Decree 157 of 26 March 1998 and yearly transfers", country="BY"),
    "china": Feasts("State Council notices on public holidays (Spring Festival, Golden Week)", country="CN"),
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
    ),
    # Joint leave is set by the government; the central bank keeps it.
    "indonesia": Feasts(
        "Joint ministerial decrees on holidays and joint leave", country="ID", categories=("government",)
    ),
    "egypt": Feasts("Cabinet decisions on official holidays", country="EG"),
    "ethiopia": Feasts("Proclamation 16 of 1975 on public holidays and observance", country="ET"),
}


def off(name: str, day: date) -> bool:
    """Whether the publishers of a calendar are closed on a day, for certain."""
    return _closes(name, day) and not doubtful(name, day)


def doubtful(name: str, day: date) -> bool:
    """Whether a feast that the moon decides may fall on a day: an estimated one on it or beside it."""
    return any(ESTIMATED in _days(name).get(day + shift * DAY, "") for shift in (-1, 0, 1))


def _closes(name: str, day: date) -> bool:
    listed = _days(name).get(day)
    if listed is None:
        return False
    feasts = CALENDARS[name]
    names = listed.split("; ")
    if any(word in feasts.working for word in names):
        return False
    public = _public(name).get(day) if feasts.only else listed
    return public is not None or any(word in feasts.only for word in names)


@cache
def _days(name: str) -> Any:
    """All days of a calendar's kinds, by date; years are computed when they are first asked for."""
    import holidays

    feasts = CALENDARS[name]
    if feasts.financial:
        return holidays.financial_holidays(feasts.financial)
    kinds = ("public", *feasts.categories)
    return holidays.country_holidays(
        feasts.country, subdiv=feasts.subdivision, categories=kinds, language="en_US"
    )


@cache
def _public(name: str) -> Any:
    import holidays

    feasts = CALENDARS[name]
    return holidays.country_holidays(feasts.country, subdiv=feasts.subdivision, language="en_US")
