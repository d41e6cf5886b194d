"""The list of installed providers: each one's facts in words, and whether it is on and why."""

from __future__ import annotations

from dataclasses import dataclass

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.config.sources import sources
from fxwidget.domain.codes import Reason
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Calendar, Daily
from fxwidget.provider.registry import provider_class, usable

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Member:
    """One installed provider. ``covers`` are the configured currencies that it lists."""

    name: str
    title: str
    on: bool
    why: str
    covers: tuple[str, ...]
    kind: str
    upstream: str
    dated: str
    publishes: str
    terms: str
    needs_key: bool
    docs: str
    terms_url: str
    attribution: str


def roster(settings: Settings) -> list[Member]:
    """Every installed provider, the enabled ones first in their order of preference."""
    names = settings.names
    rest = sorted(set(usable()) - set(names))
    abstaining = {source.name: source.abstains for source in sources(settings)}
    return [_member(name, settings, abstaining.get(name)) for name in (*names, *rest)]


def _member(name: str, settings: Settings, abstains: Reason | None) -> Member:
    facts = provider_class(name)
    on = name in settings.names
    return Member(
        name=name,
        title=facts.title,
        on=on,
        why=_why(name, facts, settings, on)
        if abstains is None
        else f"on, but without a vote: {abstains.sentence}",
        covers=tuple(code for code in settings.currencies if code in facts.lists),
        kind=facts.kind.value,
        upstream=facts.upstream.value,
        dated=facts.dated.value,
        publishes=publishes(facts.calendar),
        terms=facts.terms.value,
        needs_key=facts.needs_key,
        docs=facts.docs,
        terms_url=facts.terms_url,
        attribution=facts.attribution,
    )


def _why(name: str, facts: type[Provider], settings: Settings, on: bool) -> str:
    if on:
        return "named in sources" if settings.sources else "on by default"
    if settings.sources:
        return "not named in sources"
    if facts.terms is Terms.FORBIDDEN:
        return "its terms forbid passing its numbers on; name it in sources to use it all the same"
    if facts.needs_key and not settings.provider.get(name, ProviderSettings()).secret():
        return "needs a key; set one and name it in sources"
    return (
        "lists none of the configured currencies"
        if not set(settings.currencies) & facts.lists
        else "not named"
    )


def publishes(calendar: Calendar) -> str:
    """A publication calendar in words."""
    if not isinstance(calendar, Daily):
        minutes = calendar.interval.total_seconds() / 60
        return f"every {minutes:g} min in market hours"
    free = max(set(range(7)) - calendar.weekdays, default=0)
    days = sorted(
        calendar.weekdays, key=lambda day: (day < free, day)
    )  # a week begins after its last free day
    named = (
        "daily" if len(days) == 7 else f"{WEEK[days[0]]}-{WEEK[days[-1]]}" if len(days) > 1 else WEEK[days[0]]
    )
    if calendar.months:
        named = "monthly" if len(calendar.months) == 12 else f"{len(calendar.months)} times a year"
    return f"{named} {calendar.usual:%H:%M}-{calendar.latest:%H:%M} {calendar.zone}"
