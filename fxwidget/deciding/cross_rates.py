"""Direction, units and crosses: from a source's own quotations to units of each currency per 1 USD.

Computed here and nowhere else, exactly, and rounded once: an inverse, a mid or a cross to 12 significant digits
(half even); a number that the source printed per 1 USD keeps its very digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from fxwidget.deciding.screening import fault
from fxwidget.domain.codes import Exclusion, Reason, because
from fxwidget.domain.quote import Kind, Quote
from fxwidget.domain.scalars import TWELVE_DIGITS

USD = "USD"

_MISSING = (Exclusion.ROW_UNREADABLE, Exclusion.NOT_FINITE)
"""Faults of a row that says nothing: a day without an observation, where the document has another day."""


@dataclass(frozen=True)
class UsdRate:
    """Units of ``code`` per 1 USD as of a stated date or instant; ``derived`` says how it was computed, if it was."""

    code: str
    rate: Decimal
    as_of: date | datetime
    derived: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Unusable:
    """The reason why an answer gives no number of a code, and the date or instant that was at fault.

    silent: that day says nothing of the code, so that an older day of the same document may stand in.
    """

    reason: Reason
    as_of: date | datetime
    silent: bool


@dataclass(frozen=True)
class Crossed:
    """The crossed quotes of one answer: numbers by code, the newest first, and the reason for each code that gave none.

    closes: the numbers that the source itself calls the previous close.
    skipped: the newer day of which nothing could be read, by code, where the number is an older day's.
    """

    rates: Mapping[str, tuple[UsdRate, ...]]
    refused: Mapping[str, Unusable] = field(default_factory=dict)
    closes: Mapping[str, UsdRate] = field(default_factory=dict)
    skipped: Mapping[str, date | datetime] = field(default_factory=dict)


Ratio = tuple[int, int]
"""An exact number: a numerator over a denominator, both positive, not in lowest terms. Ten times as fast as a Fraction."""


@dataclass(frozen=True, slots=True)
class _Price:
    """What 1 ``base`` costs in ``quote``."""

    base: str
    quote: str
    value: Ratio
    printed: Decimal | None
    mid: bool
    kind: Kind | None


def per_usd(quotes: Iterable[Quote]) -> Crossed:
    """Cross the quotes of one answer. Only quotes of the same date or instant are crossed with one another."""
    every = tuple(quotes)
    days, closes = _by_day(every, close=False), _by_day(every, close=True)
    rates: dict[str, list[UsdRate]] = defaultdict(list)
    refused: dict[str, Unusable] = {}
    for as_of in sorted(days, key=_instant, reverse=True):
        found, faults = _cross_day(days[as_of], as_of)
        silent = _silent(faults.get(_pivot(days[as_of]) or ""))
        for rate in found:
            rates[rate.code].append(rate)
        for code, reason in faults.items():
            if code not in rates:  # the newest day speaks first
                refused.setdefault(code, Unusable(reason, as_of, reason.code in silent))
    missing = [code for code in rates if code in refused and refused[code].silent]
    skipped = {code: refused.pop(code).as_of for code in missing}
    stated = [rate for as_of in sorted(closes, key=_instant) for rate in _cross_day(closes[as_of], as_of)[0]]
    return Crossed(
        {code: tuple(row) for code, row in rates.items()},
        refused,
        {rate.code: rate for rate in stated},
        skipped,
    )


def _silent(dollar: Reason | None) -> tuple[Exclusion, ...]:
    """The faults by which a day says nothing of a code, by the fault of the dollar's row that all others are crossed with."""
    missing = dollar is None or dollar.code in _MISSING
    return (*_MISSING, Exclusion.NO_USD_QUOTATION) if missing else _MISSING


def _by_day(quotes: Iterable[Quote], *, close: bool) -> dict[date | datetime, list[Quote]]:
    days: dict[date | datetime, list[Quote]] = defaultdict(list)
    for quote in quotes:
        if quote.close is close and not (quote.of_itself and quote.mid == quote.units):
            days[quote.as_of].append(quote)
    return days


def _instant(as_of: date | datetime) -> tuple[date, float]:
    if isinstance(as_of, datetime):
        return as_of.date(), as_of.timestamp()
    return as_of, 0.0


def _cross_day(quotes: list[Quote], as_of: date | datetime) -> tuple[list[UsdRate], dict[str, Reason]]:
    pivot = _pivot(quotes)
    prices: dict[str, _Price] = {}
    faults: dict[str, Reason] = {}
    for quote in quotes:
        code = quote.quote if quote.base in (USD, pivot) and quote.quote != USD else quote.base
        if (reason := fault(quote)) is not None:
            faults[code] = reason
            continue
        price = _price(quote)
        known = prices.get(code)
        if known is not None and (known.base != price.base or not _equal(known.value, price.value)):
            faults[code] = because(Exclusion.GIVEN_TWICE)
        prices[code] = price
    usable = {code: price for code, price in prices.items() if code not in faults}
    dollars: dict[str, Ratio | None] = {}
    found = []
    for code, price in usable.items():
        other = price.base if price.quote == code else price.quote
        if other not in dollars:
            dollars[other] = _dollar(usable, other)
        rate = _per_usd(code, price, dollars[other])
        if rate is None:
            faults[code] = because(Exclusion.NO_USD_QUOTATION, pair=f"{price.base}/{price.quote}")
        else:
            found.append(UsdRate(code, rate[0], as_of, rate[1], price.kind))
    return found, faults


def _pivot(quotes: list[Quote]) -> str | None:
    """The currency in which a source quotes the others, where that is not the US dollar."""
    partners = [q.quote if q.base == USD else q.base for q in quotes if USD in (q.base, q.quote)]
    crossed = {side for q in quotes if USD not in (q.base, q.quote) for side in (q.base, q.quote)}
    return next((partner for partner in partners if partner in crossed), None)


def _price(quote: Quote) -> _Price:
    mid = quote.mid is None
    if quote.mid is not None:
        value = quote.mid.as_integer_ratio()
    else:
        assert quote.bid is not None
        assert quote.ask is not None
        (bid, of_bid), (ask, of_ask) = quote.bid.as_integer_ratio(), quote.ask.as_integer_ratio()
        value = (bid * of_ask + ask * of_bid, 2 * of_bid * of_ask)
    printed = quote.mid if quote.units == 1 else None
    return _Price(
        quote.base, quote.quote, _over(value, quote.units.as_integer_ratio()), printed, mid, quote.kind
    )


def _per_usd(code: str, price: _Price, dollar: Ratio | None) -> tuple[Decimal, str | None] | None:
    """Units of ``code`` per 1 USD, and how they were computed. ``dollar``: what 1 USD costs in the price's other currency."""
    if price.base == USD:
        if price.printed is not None:
            return price.printed, None
        return _decimal(price.value), "mid" if price.mid else None
    if price.quote == USD:
        return _decimal(_over((1, 1), price.value)), "inverse"
    if dollar is None:
        return None
    pivot = price.base if price.quote == code else price.quote
    # What 1 unit of code costs in the pivot.
    in_pivot = _over((1, 1), price.value) if price.quote == code else price.value
    return _decimal(_over(dollar, in_pivot)), f"cross {pivot}"


def _dollar(prices: Mapping[str, _Price], pivot: str) -> Ratio | None:
    """What 1 USD costs in the pivot, exactly."""
    for price in prices.values():
        if (price.base, price.quote) == (USD, pivot):
            return price.value
        if (price.base, price.quote) == (pivot, USD):
            return _over((1, 1), price.value)
    return None


def _over(one: Ratio, other: Ratio) -> Ratio:
    """One number divided by another, exactly."""
    return one[0] * other[1], one[1] * other[0]


def _equal(one: Ratio, other: Ratio) -> bool:
    return one[0] * other[1] == one[1] * other[0]


def _decimal(value: Ratio) -> Decimal:
    """A ratio as a decimal of 12 significant digits, rounded once, half to even; an exact shorter one stays short."""
    return TWELVE_DIGITS.divide(Decimal(value[0]), Decimal(value[1]))
