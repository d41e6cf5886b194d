"""Parameters that an endpoint for programs does not read: refused, as one that is passed over may have changed the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fxwidget.errors import ConfigurationError

__all__ = ["PAST_RATES", "check_known", "names_day"]

PAST_RATES = "rates of a day are at /v1/rates?date=2025-05-14, those of many days at /v1/history?from=…&to=…"

DAYS = frozenset({"date", "day", "on", "at", "start", "end", "start_date", "end_date", "timestamp"})
"""What other services call the day or the days of a rate."""

MEANT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("from", "source", "base"), ("base", "from")),
    **dict.fromkeys(
        ("to", "symbols", "quote", "quotes", "currency", "currencies", "target"), ("currencies", "to")
    ),
    **dict.fromkeys(("value", "q"), ("amount",)),
    **dict.fromkeys(("precision", "places", "round"), ("decimals",)),
    **dict.fromkeys(("language", "locale"), ("lang",)),
    **dict.fromkeys(("day", "on", "at"), ("date",)),
    **dict.fromkeys(("start", "start_date", "since"), ("from",)),
    **dict.fromkeys(("end", "end_date", "until"), ("to",)),
    **dict.fromkeys(("group", "period", "frequency"), ("interval",)),
}
"""What other services, and other endpoints of this one, call a parameter, and which it may be here."""

MOST_NAMED, LONGEST_NAMED = 5, 40
"""How many unknown parameters a message names, and how many characters of each."""

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def names_day(text: str) -> bool:
    """Whether a part of a path is a day, as in services that keep a history."""
    return _DAY.fullmatch(text) is not None


def check_known(given: Iterable[str], known: Sequence[str]) -> None:
    """See that every name that a request gives is one of those that are read.

    Raises:
        ConfigurationError: one is not; the message names it, what it may be called here, and what there is.
    """
    unknown = list(dict.fromkeys(name for name in given if name.lower() not in known))
    if not unknown:
        return
    more = f"; and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
    wrong = "; ".join(_wrong(name, known) for name in unknown[:MOST_NAMED])
    there_are = f"Parameters here: {', '.join(known)}." if known else "There are no parameters here."
    raise ConfigurationError(f"{wrong}{more}. {there_are}")


def _wrong(name: str, known: Sequence[str]) -> str:
    """What is wrong with a name, and what would be right."""
    shown = repr(name[:LONGEST_NAMED] + ("…" if len(name) > LONGEST_NAMED else ""))
    if name.lower() in DAYS and not _of_days(name.lower(), known):
        return f"{shown} is no parameter here: {PAST_RATES}"
    meant = next((each for each in MEANT.get(name.lower(), ()) if each in known), None)
    return f"{shown} is no parameter here" + (f"; it is called {meant!r}" if meant else "")


def _of_days(name: str, known: Sequence[str]) -> bool:
    """Whether a name of a day, or of the ends of a range, may be one of the known names by another word."""
    ends = MEANT.get(name, ())
    return ends == ("date",) if "date" in known else "interval" in known and "date" not in (name, *ends)
