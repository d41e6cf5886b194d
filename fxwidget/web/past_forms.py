"""The forms of the past: what the answers of ``/v1/history`` are made of, and those of other endpoints on a ``date``."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus

from fxwidget.domain.past import PIVOT, Interval
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.errors import StoreError
from fxwidget.presentation.option import Parameter
from fxwidget.presentation.values import DAY, PAST_CODE, PAST_CODES, ValueKind, any_of
from fxwidget.render import conversion, past_csv, past_json
from fxwidget.render.past_day import by_closes, past_day, rates_on
from fxwidget.render.past_view import NO_PAST, PastView, Wanted, past_currencies, past_view
from fxwidget.render.view import View
from fxwidget.store.history import History
from fxwidget.web.endpoint import CACHE, ViewRequest
from fxwidget.web.problems import HttpProblem

__all__ = [
    "DATE",
    "PARAMETERS",
    "cache_of",
    "closes",
    "converted_on",
    "document",
    "facts_of",
    "lines",
    "rates",
    "readable",
    "rows",
]

log = logging.getLogger("fxwidget.web.past")

CLOSED_AFTER = timedelta(days=4)
"""Days after which no first close of a day is expected any more, over a weekend."""

CLOSED = "max-age=86400, stale-while-revalidate=604800, stale-if-error=604800, immutable"
"""Of days that are over: not asked for again within a day, after which a correction or a backfill is seen."""


RECENT_DAYS = 31
"""The most closes of a currency that its line beside a price is drawn from."""


def _interval(text: str) -> Interval | None:
    found = Interval(text.lower())
    return None if found is Interval.DAY else found


DATE = Parameter(
    "date",
    DAY,
    "now",
    "the rates as that day closed; a day without a close has the last one before it",
    may_be_empty=False,
)
PARAMETERS = (
    Parameter(
        "currencies", PAST_CODES, "those of the table that have a past", "which currencies, in this order"
    ),
    Parameter("base", PAST_CODE, "as configured, USD", "the currency that the rates are for"),
    Parameter("from", DAY, "90 days before the last one", "the first day", may_be_empty=False),
    Parameter("to", DAY, "the newest day of which there is a close", "the last day", may_be_empty=False),
    Parameter(
        "interval",
        ValueKind("day, week or month", _interval, any_of("day", "week", "month")),
        "day",
        "what a row is of; weeks begin on Monday, and those at the ends of the range are whole",
    ),
)


def cache_of(request: ViewRequest, today: date) -> str:
    """How long an answer of past days may be held: a range that is over for a day, without asking again.

    A range of weeks or months is over when the last of them is.
    """
    last = request.parameters.get("date") or request.parameters.get("to") or request.options.date
    interval: Interval = request.parameters.get("interval") or Interval.DAY
    return CLOSED if last is not None and interval.end(last) < today - CLOSED_AFTER else CACHE


def document(past: History, request: ViewRequest, view: View) -> bytes:
    """The past as JSON."""
    found = closes(past, request, view)
    return past_json.document(found, facts_of(found.sources, view), view.snapshot.disclaimer)


def rows(past: History, request: ViewRequest, view: View) -> bytes:
    """The past as CSV."""
    comma = request.parameters.get("decimal") == "comma"
    return past_csv.table(closes(past, request, view), decimal_comma=comma).encode()


def lines(past: History, request: ViewRequest, view: View) -> Iterable[bytes]:
    """The past as newline-delimited JSON, however long it is; what is wrong is found before the first line."""
    with readable(past):
        found = past_currencies(past, _wanted(request, view))
    return (part for each in found for rows in each.currencies for part in past_json.lines(each, rows))


def closes(past: History, request: ViewRequest, view: View) -> PastView:
    """The closes that are asked for."""
    with readable(past):
        return past_view(past, _wanted(request, view))


def rates(past: History, request: ViewRequest, view: View) -> bytes:
    """The table of a past day, or one row of it, as JSON."""
    options, day = view.options, request.parameters["date"]
    codes = (request.code,) if request.code is not None else options.currencies
    base = options.base or request.base
    with readable(past):
        found = past_day(past, view.snapshot, day, _today(view), codes=codes, base=base)
    return rates_on(found, options, facts_of(found.sources, view), request.code or "")


def dated(past: History, request: ViewRequest, view: View) -> View:
    """The view of the day that the options name, drawn from its closes; the view itself where they name none."""
    day, base = view.options.date, view.options.base or request.base
    if day is None:
        return view
    codes = (request.code,) if request.code is not None else view.options.currencies
    with readable(past):
        found = past_day(past, view.snapshot, day, _today(view), codes=codes, base=base)
        recent = past.newest([row.code for row in found.table.rows], RECENT_DAYS, until=day)
    update = {
        "past_day": day,
        "sources": facts_of(found.sources, view),
        "recent": {code: tuple((it.day, it.rate) for it in closes) for code, closes in recent.items()},
    }
    return replace(view, snapshot=found.table.model_copy(update=update))


def converted_on(past: History, request: ViewRequest, view: View, base: str, quote: str) -> bytes:
    """An amount converted by the closes of a past day as JSON."""
    day = request.parameters["date"]
    with readable(past):
        found = by_closes(past, view, base, quote, day, _today(view), lambda names: facts_of(names, view))
    return conversion.document(found)


def _wanted(request: ViewRequest, view: View) -> Wanted:
    given = request.parameters
    return Wanted(
        given.get("currencies", ()),
        tuple(dict.fromkeys((*(row.code for row in view.snapshot.rates), PIVOT))),
        given.get("base", request.base),
        given.get("from"),
        given.get("to"),
        given.get("interval") or Interval.DAY,
        _today(view),
    )


def _today(view: View) -> date:
    """The newest day that may be asked for, by the snapshot's own clock."""
    return view.snapshot.own_time(view.now).date()


def facts_of(names: Sequence[str], view: View) -> tuple[SourceInfo, ...]:
    """Who the providers of past numbers are."""
    return past_json.facts(names, view.snapshot.sources)


@contextmanager
def readable(past: History) -> Iterator[None]:
    """A past that is still empty, or can't be read, is a 503; the reason of the latter is for the log alone."""
    try:
        if past.version() is None:
            raise HttpProblem(HTTPStatus.SERVICE_UNAVAILABLE, NO_PAST)
        yield
    except StoreError as error:
        log.error("%s", error)
        raise HttpProblem(
            HTTPStatus.SERVICE_UNAVAILABLE, "Past rates can't be read now; the newest ones are at /v1/rates."
        ) from error
