"""A past day: the table as it closed, and an amount converted by its closes, as JSON in the shape of the present ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxwidget.domain import currency
from fxwidget.domain.change import Change, compare
from fxwidget.domain.close import CARRIED
from fxwidget.domain.codes import NoteCode
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.groups import Groups
from fxwidget.domain.number_format import display, places
from fxwidget.domain.past import PIVOT, PairClose
from fxwidget.domain.scalars import converted, encode
from fxwidget.domain.snapshot import Note, Rate, RateSource, Role, Snapshot, SourceInfo
from fxwidget.errors import RateNotFound
from fxwidget.presentation.language import ENGLISH
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import apply_options
from fxwidget.render.conversion import Converted
from fxwidget.render.view import View
from fxwidget.store.history import History
from fxwidget.store.pairs import Past, check_days, pair_closes, pair_on

__all__ = ["PastDay", "by_closes", "past_day", "rates_on"]


class PastDay(NamedTuple):
    """The table of a past day, and the closes that its rows are of, by their codes."""

    day: date
    table: Snapshot
    closes: Mapping[str, PairClose]

    @property
    def sources(self) -> Sequence[str]:
        """The names of the providers whose numbers they are, each once, in order."""
        return sorted({source for close in self.closes.values() for source in close.sources})


def past_day(
    past: History, table: Snapshot, day: date, today: date, *, codes: Sequence[str] = (), base: str = PIVOT
) -> PastDay:
    """The table of a past day: each row the close of that day, or the last one before it, as its ``market_day`` says.

    A row's freshness is that of the end of the day: ``closed`` where there was no close on it.

    Args:
        table: the present one, whose times, sources and disclaimer it has.
        today: the newest day that may be asked for, in UTC.
        codes: of its rows; those of ``table`` that were in use and have a close by default.

    Raises:
        ConfigurationError: the day is in the future.
        RateNotFound: one of ``codes`` has no close then, or none has.
    """
    check_days(day, day, today)
    found = dict(_found(past, codes or [row.code for row in table.rates], base, day, required=bool(codes)))
    if not found:
        raise RateNotFound(f"nothing is stored for {day}")
    rows = [_rate(close, _before(past, close, day), day) for close in found.values()]
    one = Rate(code=base, name=ENGLISH.name(base), rate=Decimal(1), display="1")
    own = any(close.day == day for close in found.values())
    freshness = Freshness.FRESH if own else Freshness.CLOSED
    update = {"base": base, "rates": (*rows, one), "freshness": freshness, "changed_at": None}
    return PastDay(day, table.model_copy(update=update), found)


def _found(
    past: History, codes: Sequence[str], base: str, day: date, *, required: bool
) -> Iterable[tuple[str, PairClose]]:
    for code in codes:
        if code == base:
            continue
        try:
            yield code, pair_on(past, code, base, day)
        except RateNotFound:
            if required:
                raise


def _before(past: History, close: PairClose, day: date) -> Decimal | None:
    """The number of the close before, in the same unit of money and of the same series: those of the day that is asked for."""
    found = pair_closes(past, close.code, close.base, close.day - CARRIED, day)
    earlier = [it.rate for it in found if it.day < close.day]
    return earlier[-1] if earlier else None


def _rate(close: PairClose, before: Decimal | None, day: date) -> Rate:
    change = compare(close.rate, before, places(close.rate)) if before is not None else Change()
    weakest = min((leg.basis for leg in close.legs), key=lambda basis: basis.groups)
    return Rate(
        code=close.code,
        name=ENGLISH.name(close.code),
        rate=close.rate,
        display=display(close.rate),
        direction=change.direction,
        change=change.change,
        change_pct=change.change_pct,
        previous_close=before,
        as_of=close.as_of,
        market_day=close.day,
        freshness=_freshness(close, day),
        agreement=close.agreement,
        groups=Groups(own=weakest.own, named=weakest.named, undisclosed=weakest.undisclosed),
        kind=close.kind,
        derived=close.derived,
        spread_bps=close.spread_bps,
        notes=_notes(close, day),
        sources=_sources(close),
    )


def _freshness(close: PairClose, day: date) -> Freshness:
    return Freshness.FRESH if close.day == day else Freshness.CLOSED


def _notes(close: PairClose, day: date) -> tuple[Note, ...]:
    carried = [Note(code=NoteCode.CARRIED, as_of=close.day)] if close.day != day else []
    revised = [leg.basis.recorded_at for leg in close.legs if leg.corrected]
    return (*carried, *(Note(code=NoteCode.REVISED, as_of=at) for at in sorted(revised)[-1:]))


def _sources(close: PairClose) -> tuple[RateSource, ...]:
    return tuple(RateSource(id=leg.source, rate=None, as_of=leg.as_of, role=Role.SHOWN) for leg in close.legs)


def rates_on(of: PastDay, options: Options, sources: Sequence[SourceInfo], code: str = "") -> bytes:
    """The document of ``/v1/rates`` with a ``date``, from the table of that day; with a ``code`` that row alone.

    sources: facts of the providers whose numbers are in it.
    """
    per_unit = replace(options, amount=Decimal(1), inverse=False)
    plain = apply_options(of.table, per_unit, of.table.base)
    rows = (plain[code],) if code else plain.rates
    document = plain.model_copy(update={"rates": rows, "sources": sources}).model_dump()
    document["date"] = of.day
    if per_unit != options:
        document |= {"amount": options.amount, "inverse": options.inverse}
        for row in document["rates"]:
            row["price"] = _price(of.closes.get(row["code"]), options)
    return encode(document)


def _price(close: PairClose | None, options: Options) -> Decimal:
    """What a row costs for the amount; of the base itself, which has no close, that is the amount."""
    if close is None:
        return options.amount
    over, under = close.over_and_under
    priced = close.code
    if options.inverse:
        over, under, priced = under, over, close.base
    return converted(options.amount, over, under, 0 if options.amount == 1 else currency.decimals(priced))


def by_closes(
    past: Past,
    view: View,
    base: str,
    quote: str,
    day: date,
    today: date,
    sources: Callable[[Sequence[str]], Sequence[SourceInfo]],
) -> Converted:
    """The view's amount of ``base`` in ``quote`` by both currencies' closes of one market day.

    sources: gives the facts of providers by their names.

    Raises:
        ConfigurationError: both are the same, or the day is in the future.
        RateNotFound: there is no close of both then.
    """
    check_days(day, day, today)
    close = pair_on(past, quote, base, day)
    result = converted(view.options.amount, *close.over_and_under, currency.decimals(quote))
    row = _rate(close, None, day)
    return Converted(view, base, quote, result, close.rate, row, sources(close.sources), day)
