"""Whether a provider's facts can be used, looked at once when it is loaded: nothing that is wrong reaches a round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fxwidget.domain.currency import is_currency
from fxwidget.domain.quote import Kind, Upstream
from fxwidget.provider.bank_holidays import CALENDARS, Feasts, unknown
from fxwidget.provider.base import Provider, Terms
from fxwidget.provider.calendar import Continuous, Daily, Dated
from fxwidget.provider.quota import Quota

__all__ = ["faults"]

_TEXTS = ("title", "attribution")
_LINKS = ("site", "docs", "terms_url")
_CHOICES: Mapping[str, type] = {"terms": Terms, "kind": Kind, "dated": Dated}
_CHOICES_WITH_DEFAULT: Mapping[str, type] = {"upstream": Upstream}
_CODES = ("lists", "coarse")
_BY_CODE: Mapping[str, type | tuple[type, ...]] = {
    "kinds": Kind,
    "groups": str,
    "calendars": (Daily, Continuous),
}

MOST_BYTES = 32 * 2**20
"""The most bytes that a provider may let an answer have: memory is shared by all that are asked at once."""


def faults(provider: type[Provider]) -> tuple[str, ...]:
    """What is wrong with each fact, in words: ``kind is missing``, ``no calendar 'mars' of feasts``; nothing where all is right."""
    return tuple(_faults(provider))


def _faults(provider: type[Provider]) -> Iterator[str]:
    yield from _missing(provider)
    for name in _TEXTS:
        text = getattr(provider, name, "x")
        if not isinstance(text, str) or not text.strip():
            yield f"{name} is no text"
    for name in _LINKS:
        if not _is_link(getattr(provider, name, "https://left.out/")):
            yield f"{name} is no https address"
    yield from _wrong_choices(provider)
    yield from _wrong_codes(provider)
    yield from _wrong_calendars(provider)
    yield from _wrong_manners(provider)


def _missing(provider: type[Provider]) -> Iterator[str]:
    needed = (*_TEXTS, *_LINKS, *_CHOICES, "lists", "calendar")
    return (f"{name} is missing" for name in needed if not hasattr(provider, name))


def _is_link(link: object) -> bool:
    if not isinstance(link, str):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _wrong_choices(provider: type[Provider]) -> Iterator[str]:
    for name, choice in (*_CHOICES.items(), *_CHOICES_WITH_DEFAULT.items()):
        value = getattr(provider, name, None)
        if hasattr(provider, name) and (not isinstance(value, choice) or value is Kind.CROSS):
            yield f"{name} is no {choice.__name__}: {value!r}"


def _wrong_codes(provider: type[Provider]) -> Iterator[str]:
    listed: AbstractSet[str] = getattr(provider, "lists", frozenset())
    for name in _CODES:
        codes: object = getattr(provider, name, frozenset())
        if not isinstance(codes, AbstractSet):
            yield f"{name} is no set of currency codes"
            return
        if unknown := sorted(str(code) for code in codes if not is_currency(code)):
            yield f"{name} has what is no currency that is known here: {', '.join(unknown)}"
            return
    if "USD" not in listed:
        yield "lists has no USD, so that nothing can be crossed"
    if extra := sorted(set(provider.coarse) - set(listed)):
        yield f"coarse has what lists has not: {', '.join(extra)}"
    for name, kind in _BY_CODE.items():
        yield from _wrong_table(name, getattr(provider, name), kind, listed)
    if "IRR" in listed and _kind_of(provider, "IRR") not in (Kind.OFFICIAL, Kind.FREE_MARKET, None):
        yield "IRR is neither official nor of the free market: Iran has no market rate"


def _wrong_table(
    name: str, table: object, kind: type | tuple[type, ...], listed: AbstractSet[str]
) -> Iterator[str]:
    if not isinstance(table, Mapping) or not all(isinstance(value, kind) for value in table.values()):
        yield f"{name} is no table of such facts by currency code"
    elif extra := sorted(str(code) for code in table if code not in listed):
        yield f"{name} has what lists has not: {', '.join(extra)}"


def _kind_of(provider: type[Provider], code: str) -> object:
    kinds = provider.kinds if isinstance(provider.kinds, Mapping) else {}
    return kinds.get(code, getattr(provider, "kind", None))


def _wrong_calendars(provider: type[Provider]) -> Iterator[str]:
    if not hasattr(provider, "calendar"):
        return
    others = provider.calendars.values() if isinstance(provider.calendars, Mapping) else ()
    for calendar in dict.fromkeys((provider.calendar, *others)):
        yield from _wrong_calendar(calendar, getattr(provider, "dated", None))


def _wrong_calendar(calendar: object, dated: object) -> Iterator[str]:
    if isinstance(calendar, Continuous):
        if dated is not Dated.INSTANT:
            yield "a continuous calendar is of a source that states instants"
        if not _is_span(calendar.interval):
            yield "the calendar's interval is no time above zero"
    elif isinstance(calendar, Daily):
        yield from _wrong_day(calendar)
    else:
        yield f"calendar is neither Daily nor Continuous: {calendar!r}"


def _wrong_day(calendar: Daily) -> Iterator[str]:
    if not _is_zone(calendar.zone):
        yield f"no time zone {calendar.zone!r}"
    yield from _wrong_feasts(calendar.feasts)
    hours: tuple[Any, ...] = (calendar.usual, calendar.latest)
    if not all(isinstance(hour, time) for hour in hours) or not hours[0] < hours[1]:
        yield "the usual hour is not before the latest"
    if not calendar.weekdays or not set(calendar.weekdays) <= set(range(7)):
        yield "weekdays are not from 0, Monday, to 6"
    if not set(calendar.months) <= set(range(1, 13)):
        yield "months are not from 1 to 12"
    if not isinstance(calendar.lag, int) or calendar.lag < 0:
        yield "lag is no number of days"


def _wrong_feasts(feasts: object) -> Iterator[str]:
    if isinstance(feasts, str):
        if feasts and feasts not in CALENDARS:
            yield f"no calendar {feasts!r} of feasts; there are {', '.join(sorted(CALENDARS))}"
    elif not isinstance(feasts, Feasts):
        yield f"feasts is neither a calendar's name nor Feasts: {feasts!r}"
    elif not feasts.source.strip() or bool(feasts.country) == bool(feasts.financial):
        yield "feasts names no source, or not one of country and financial"
    elif wrong := unknown(feasts):
        yield f"feasts: {wrong}"


def _is_zone(zone: object) -> bool:
    try:
        return ZoneInfo(str(zone)).key == zone
    except (LookupError, ValueError, OSError):
        return False


def _is_span(value: object) -> bool:
    return isinstance(value, timedelta) and value > timedelta(0)


def _wrong_manners(provider: type[Provider]) -> Iterator[str]:
    if 200 not in provider.statuses:
        yield "statuses has no 200"
    if not all(
        isinstance(host, str) and host == host.lower() and "/" not in host for host in provider.redirects
    ):
        yield "redirects is no set of host names in small letters"
    if provider.ahead_days is not None and (
        not isinstance(provider.ahead_days, int) or provider.ahead_days < 0
    ):
        yield "ahead_days is no number of days"
    if provider.min_interval is not None and not _is_span(provider.min_interval):
        yield "min_interval is no time above zero"
    if provider.most_bytes is not None and provider.most_bytes not in range(1, MOST_BYTES + 1):
        yield f"most_bytes is no number of bytes up to {MOST_BYTES}"
    yield from _wrong_requests(provider)
    yield from _wrong_archive(provider)
    if provider.verified_on is not None and not isinstance(provider.verified_on, date):
        yield "verified_on is no day"
    if provider.quota is not None and (wrong := _wrong_quota(provider.quota)):
        yield wrong


def _wrong_requests(provider: type[Provider]) -> Iterator[str]:
    if provider.url != "" and not _is_link(provider.url):
        yield "url is no https address"
    if not _is_span(provider.recent):
        yield "recent is no time above zero"
    if isinstance(provider.error_member, str):
        yield "error_member is no way of members, as in ('message',)"


def _wrong_archive(provider: type[Provider]) -> Iterator[str]:
    if provider.archive_since is not None and not isinstance(provider.archive_since, date):
        yield "archive_since is no day"
    if provider.archive_days is not None and not (
        isinstance(provider.archive_days, int) and provider.archive_days > 0
    ):
        yield "archive_days is no number of days"
    if not isinstance(provider.archive_pause, timedelta) or provider.archive_pause < timedelta(0):
        yield "archive_pause is no time"
    codes: object = provider.archived
    if not isinstance(codes, AbstractSet) or not all(
        isinstance(code, str) and code.isalpha() for code in codes
    ):
        yield "archived is no set of currency codes"


def _wrong_quota(text: str) -> str:
    try:
        Quota.read(text)
    except (ValueError, TypeError, AttributeError) as error:
        return f"quota: {error}"
    return ""
