"""Header values of an answer, read leniently: what can't be read says nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from fxwidget.fetching.message import Validators

__all__ = ["read_instant", "seconds_fresh", "seconds_to_wait", "stated_validators"]

_LONGEST = 86_400.0
"""Seconds: no answer makes us wait, or saves us a request, for longer."""


def seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for, from 0 to a day; None where it says nothing we can read."""
    if retry_after is None:
        return None
    if re.fullmatch(r"[+-]?[0-9]{1,20}", retry_after.strip()):
        wait = float(retry_after)
    else:
        until = read_instant(retry_after)
        if until is None:
            return None
        wait = (until - now).total_seconds()
    return min(max(wait, 0.0), _LONGEST)


def seconds_fresh(cache_control: str | None, age: str | None) -> float | None:
    """The seconds of a Cache-Control's ``max-age`` that its Age leaves, from 0 to a day; None where no ``max-age`` is stated."""
    found = re.search(r"(?:^|[\s,])max-age=([0-9]{1,20})(?:$|[\s,])", cache_control or "", re.IGNORECASE)
    if found is None:
        return None
    spent = float(age) if age is not None and re.fullmatch(r"[0-9]{1,20}", age) else 0.0
    return min(max(float(found[1]) - spent, 0.0), _LONGEST)


def read_instant(text: str | None) -> datetime | None:
    """The instant of a header such as Date, aware; None where it can't be read."""
    try:
        instant = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def stated_validators(headers: httpx.Headers) -> Validators:
    """The validators that an answer states, as far as they can be sent back: in ASCII."""
    etag, last_modified = (
        value if value is not None and value.isascii() else None
        for value in (headers.get("ETag"), headers.get("Last-Modified"))
    )
    return Validators(etag, last_modified)
