"""The list of installed providers: each one's facts in words, and whether it is on and why, those of most use first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.config.sources import sources
from fxwidget.domain.codes import Reason
from fxwidget.domain.quote import Kind
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Calendar, Daily
from fxwidget.provider.registry import loadable, provider_class, usable

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class State(StrEnum):
    """Whether a provider is on, or what keeps it off."""

    ON = "on"
    UNNAMED = "unnamed"
    KEY = "key"
    TERMS = "terms"
    UNUSED = "unused"


HEADINGS: Mapping[State, str] = {
    State.ON: "On",
    State.UNNAMED: "Not named in sources",
    State.KEY: "On with a key, when named in sources",
    State.TERMS: "On when named in sources: the terms forbid passing the numbers on",
    State.UNUSED: "Without any of the configured currencies",
}
"""What the providers of each state have in common, in the order in which they are listed."""


@dataclass(frozen=True)
class Member:
    """One installed provider.

    covers: the configured currencies that it lists.
    counts: what its number of a currency counts for, for each of the asked ones that it lists.
    """

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
    state: State
    counts: Mapping[str, str]


def roster(settings: Settings, codes: Sequence[str] = (), *, on: bool = False) -> list[Member]:
    """Every installed provider: the enabled ones in their order of preference, then the others by state and use.

    Args:
        codes: only those that list all of these currencies.
        on: only the enabled ones.
    """
    enabled = settings.names
    rest = () if on else sorted(set(loadable(usable())) - set(enabled))
    abstaining = {source.name: source.abstains for source in sources(settings)}
    every = [
        _member(name, settings, codes, abstaining.get(name), on=name in enabled) for name in (*enabled, *rest)
    ]
    asked = [member for member in every if set(codes) <= member.counts.keys()]
    order = list(HEADINGS)
    return sorted(asked, key=lambda it: (order.index(it.state), 0 if it.on else -len(it.covers)))


def _member(
    name: str, settings: Settings, codes: Sequence[str], abstains: Reason | None, *, on: bool
) -> Member:
    facts = provider_class(name)
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
        state=_state(facts, settings, on),
        counts={code: _counts(facts, code) for code in codes if code in facts.lists},
    )


def _state(facts: type[Provider], settings: Settings, on: bool) -> State:
    if on:
        return State.ON
    if facts.terms is Terms.FORBIDDEN:
        return State.TERMS
    if facts.needs_key:
        return State.KEY
    return State.UNNAMED if set(settings.currencies) & facts.lists else State.UNUSED


def _counts(facts: type[Provider], code: str) -> str:
    """What a provider's number of a currency counts for, in words."""
    kind = facts.kinds.get(code, facts.kind)
    if code in facts.coarse:
        return f"{kind.value}, too few digits to vote"
    if kind is Kind.PEG:
        return "a table of pegs, no vote"
    group = facts.groups.get(code, facts.group)
    return f"{kind.value}, one vote with {group}" if group else kind.value


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
        return f"{frequency(calendar)} in market hours"
    return f"{frequency(calendar)} {calendar.usual:%H:%M}-{calendar.latest:%H:%M} {calendar.zone}"


def frequency(calendar: Calendar) -> str:
    """On which days, or how often, there is a publication."""
    if not isinstance(calendar, Daily):
        minutes = calendar.interval.total_seconds() / 60
        return f"every {minutes:g} min" if minutes % 60 else f"every {minutes / 60:g} h"
    if calendar.months:
        return "monthly" if len(calendar.months) == 12 else f"{len(calendar.months)} times a year"
    free = max(set(range(7)) - calendar.weekdays, default=0)
    days = sorted(
        calendar.weekdays, key=lambda day: (day < free, day)
    )  # a week begins after its last free day
    if len(days) == 7:
        return "daily"
    return f"{WEEK[days[0]]}-{WEEK[days[-1]]}" if len(days) > 1 else WEEK[days[0]]
