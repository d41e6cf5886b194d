"""The row gate: what no honest answer contains is refused, what could be true once in a decade is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fxwidget.domain.codes import Exclusion, Reason, because
from fxwidget.domain.currency import OWN_PEG_BAND, PEG_BAND, SIBLING_BAND, Limits, is_currency, limits
from fxwidget.domain.quote import Quote, Upstream
from fxwidget.domain.retired import ended, ended_unit
from fxwidget.domain.scalars import day_of

LOWEST, HIGHEST = Decimal("1e-9"), Decimal("1e9")
"""Units per 1 USD between which every currency lies, with room for a hyperinflation."""

MOST_DIGITS = 28
"""No publisher prints more; a document that does is hostile or broken."""

FIRST_DAY = date(1970, 1, 1)
"""No table is older: an earlier date is a document's fault, and calendars could not be counted back from it."""

NEAR = Decimal("0.05")
"""How near to a power of ten, or to the inverse, a number is taken for one."""


def grave(suspicion: Exclusion) -> bool:
    """Whether a suspicion is so grave that three groups must give the number before it counts."""
    return suspicion is not Exclusion.JUMP


def of_other_scale(suspicion: Exclusion | None) -> bool:
    """Whether a number is in other units than the one shown, or turned over: such a one is not published."""
    return suspicion in (Exclusion.POWER_OF_TEN, Exclusion.INVERSE)


def fault(quote: Quote) -> Reason | None:
    """The reason why a published quote can't be used at all, or None."""
    for code in (quote.base, quote.quote):
        if (end := ended(code, day_of(quote.as_of))) is not None:
            return end.refusal
        if not is_currency(code) and code != "XDR" and ended(code) is None:
            return because(Exclusion.NO_CURRENCY_CODE, given=repr(code[:12]))
    if quote.flaw is not None:
        return because(quote.flaw)
    if day_of(quote.as_of) < FIRST_DAY:
        return because(Exclusion.IMPOSSIBLE_DATE, date=day_of(quote.as_of).isoformat())
    if quote.base == quote.quote:
        return because(Exclusion.CURRENCY_IN_ITSELF)
    numbers = [number for number in (quote.mid, quote.bid, quote.ask) if number is not None]
    for number in (*numbers, quote.units):
        if (reason := _unusable(number)) is not None:
            return reason
    return _spread(quote)


def _spread(quote: Quote) -> Reason | None:
    """Why a bid and an ask are no prices of one market, or None. Numbers are positive here."""
    if quote.bid is None or quote.ask is None:
        return None
    if quote.bid > quote.ask:
        return because(Exclusion.CROSSED)
    widest = max(limits(code).spread for code in (quote.base, quote.quote))
    if quote.ask > quote.bid * (1 + widest):
        return because(Exclusion.TOO_WIDE, percent=f"{widest:.0%}".removesuffix("%"))
    return None


def _unusable(number: Decimal) -> Reason | None:
    """The reason why a published number can't be computed with, or None."""
    if not number.is_finite():
        return because(Exclusion.NOT_FINITE)
    if number <= 0:
        return because(Exclusion.NOT_POSITIVE)
    if len(number.as_tuple().digits) > MOST_DIGITS:
        return because(Exclusion.TOO_MANY_DIGITS, digits=str(MOST_DIGITS))
    if abs(number.adjusted()) > MOST_DIGITS:
        return because(Exclusion.TOO_MANY_ZEROS)
    return None


def refused(
    code: str, rate: Decimal, stated: date, market_day: date, *, today: date, ahead_days: int
) -> Reason | None:
    """The reason to refuse a number per 1 USD, or None. ``today`` is the source's own date."""
    if not LOWEST <= rate <= HIGHEST:
        return because(Exclusion.OUT_OF_RANGE)
    if stated > today + timedelta(days=ahead_days):
        return because(Exclusion.DATED_AHEAD, date=stated.isoformat(), days=str(ahead_days))
    end = ended_unit(code, rate, market_day)
    return end.refusal if end is not None else None


def power_of_ten(ratio: Decimal) -> bool:
    """Whether a ratio lies within 5 % of a power of ten other than 1."""
    power = (ratio * Decimal("3.1622776601683795")).adjusted()  # nearest on a logarithmic scale
    return power != 0 and abs(ratio.scaleb(-power) - 1) <= NEAR


def suspicious(
    rate: Decimal,
    last: Decimal | None,
    limits: Limits,
    peg: Decimal | None,
    *,
    band: Decimal = PEG_BAND,
    siblings: Sequence[Decimal] = (),
    sibling_band: Decimal = SIBLING_BAND,
) -> Exclusion | None:
    """The reason to set a row aside until others give the same number, or None.

    Without a ``last`` shown number only the peg and the siblings are looked at.

    Args:
        peg: units per 1 USD by law; None where the currency floats.
        band: how far from the peg its source may be, as a fraction.
        siblings: the numbers of which it must be near one, if there are any, and how near.
    """
    jump = limits.jump if peg is None else max(limits.jump, band)
    jumped = last is not None and abs(rate / last - 1) > jump
    if last is not None and jumped:
        if power_of_ten(rate / last):
            return Exclusion.POWER_OF_TEN
        if abs(rate * last - 1) <= NEAR:
            return Exclusion.INVERSE
    if siblings and all(abs(rate / sibling - 1) > sibling_band for sibling in siblings):
        scaled = any(power_of_ten(rate / sibling) for sibling in siblings)
        return Exclusion.POWER_OF_TEN if scaled else Exclusion.FAR_FROM_SIBLING
    if peg is not None and abs(rate / peg - 1) > band:
        return Exclusion.OFF_THE_PEG
    return Exclusion.JUMP if jumped else None


def peg_band(upstream: Upstream) -> Decimal:
    """How far from an official peg a source's number may lie: a bank's own cross farther than a number that is printed."""
    return OWN_PEG_BAND if upstream is Upstream.OWN else PEG_BAND


def within(numbers: list[Decimal], tolerance: Decimal) -> bool:
    """Whether the largest of some numbers is at most 1 + tolerance times the smallest."""
    return max(numbers) <= min(numbers) * (1 + tolerance)
