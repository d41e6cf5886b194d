"""Whether the days off of the enabled providers' countries are decided, and known here, for the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.errors import ConfigurationError
from fxwidget.inspection.doctor.finding import Finding, ok, warn
from fxwidget.provider.bank_holidays import Feasts, known_until, label
from fxwidget.provider.calendar import Daily

SOON = timedelta(days=14)
"""How long before a calendar ends it is worth a look."""


def look_at_calendars(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Findings on how far ahead each calendar is known that a government decides anew each year."""
    for feasts in _used(settings):
        until = known_until(feasts)
        if until is None:
            continue
        what, found = f"calendar of {label(feasts)}", f"its days off are known until {until}"
        if now.date() + SOON <= until:
            yield ok(what, found)
        else:
            mend = "pip install --upgrade holidays; without it nobody is late there on days near a feast"
            yield warn(what, found, mend)


def _used(settings: Settings) -> list[str | Feasts]:
    """The calendars by which enabled providers close; none where the settings are wrong, which is another finding."""
    try:
        enabled = sources(settings)
    except ConfigurationError:
        return []
    every = (
        it for source in enabled for it in (source.provider.calendar, *source.provider.calendars.values())
    )
    return sorted({it.feasts for it in every if isinstance(it, Daily) and it.feasts}, key=label)
