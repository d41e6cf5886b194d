"""Fetches from providers at an operator's request, outside any round, and reports how each does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fxwidget.deciding.intake import answered
from fxwidget.deciding.screening import peg_band, suspicious
from fxwidget.domain import currency
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Row, never_asked
from fxwidget.errors import FXWidgetError
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import converse
from fxwidget.ops.clock import milliseconds_since
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source


@dataclass(frozen=True)
class Check:
    """The result of one provider's check.

    status: ``ok``, or what went wrong; failed says which of the two.
    as_of, missed: the newest stated day or instant, and the publications missed since it.
    rows: how many of the wanted currencies have a usable number.
    refused, aside: reasons by currency of what was refused, and of what would be set aside.
    skipped: by currency the newest day whose row could not be read, where an older day stands in.
    distance_bps: the largest distance from the shown rate of the same currency, in basis points; None without one.
    """

    name: str
    status: str
    failed: bool
    milliseconds: int
    as_of: str | None = None
    missed: int | None = None
    rows: int = 0
    refused: Mapping[str, str] | None = None
    aside: Mapping[str, str] | None = None
    skipped: Mapping[str, str] | None = None
    distance_bps: str | None = None
    farthest: str | None = None


def check(
    sources: list[Source], client: Client, shown: Snapshot | None, codes: tuple[str, ...], now: datetime
) -> Iterator[Check]:
    """Fetch from each source in turn; yields each result as it is made."""
    for source in sources:
        yield _check(source, client, shown, codes, now)


def _check(
    source: Source, client: Client, shown: Snapshot | None, codes: tuple[str, ...], now: datetime
) -> Check:
    started = time.monotonic()
    day = calendars.today(source.provider.calendar, now)
    try:
        fetched = converse(source, day, client=client, now=now, bodies={})
        memory = answered(never_asked(), source, fetched, codes, now)
    except FXWidgetError as error:
        return Check(source.name, str(error), True, milliseconds_since(started))
    milliseconds = milliseconds_since(started)
    if memory.reason is not None:
        return Check(source.name, memory.reason, True, milliseconds)
    newest = max(memory.rows.values(), key=lambda row: (row.market_day, row.published), default=None)
    distances = dict(_distances(memory.rows, shown))
    farthest = max(distances, key=lambda code: distances[code], default=None)
    return Check(
        source.name,
        "ok" if memory.rows else "no usable row",
        not memory.rows,
        milliseconds,
        as_of=stamp(newest.as_of) if newest is not None else None,
        missed=source.missed(memory.rows, now),
        rows=len(memory.rows),
        refused={code: refusal.reason for code, refusal in memory.refusals.items()},
        aside=dict(_aside(memory.rows, shown, peg_band(source.provider.upstream))),
        skipped={code: stamp(day) for code, day in memory.skipped.items()},
        distance_bps=str(distances[farthest]) if farthest is not None else None,
        farthest=farthest,
    )


def _numbers(rows: Mapping[str, Row], shown: Snapshot | None) -> Iterator[tuple[str, Decimal, Decimal]]:
    for rate in shown.rows if shown is not None else ():
        if rate.code in rows and rate.last_number is not None:
            yield rate.code, rows[rate.code].rate, rate.last_number


def _distances(rows: Mapping[str, Row], shown: Snapshot | None) -> Iterator[tuple[str, Decimal]]:
    for code, number, last in _numbers(rows, shown):
        yield code, (abs(number / last - 1) * 10_000).quantize(Decimal("0.1"))


def _aside(rows: Mapping[str, Row], shown: Snapshot | None, band: Decimal) -> Iterator[tuple[str, str]]:
    for code, number, last in _numbers(rows, shown):
        limits = currency.limits(code)
        if (suspicion := suspicious(number, last, limits, limits.peg, band=band)) is not None:
            yield code, suspicion.value
