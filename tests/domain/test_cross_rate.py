"""Cross rates with where they come from, and sums of money rounded as their currency is paid."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from fxwidget.domain.currency import CURRENCIES, cash_step, decimals
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.kinds import Agreement
from fxwidget.errors import ConfigurationError, RateNotFound, RateStale, UnknownCurrency
from tests.support.snapshots import CHANGED, rate, shown_by, snapshot, without_number

DAY = CHANGED.date()

money = st.decimals(min_value="-1e15", max_value="1e15", allow_nan=False, places=4)
prices = st.decimals(min_value="0.000001", max_value="1e9", allow_nan=False, places=6)


# The rate


def test_a_cross_rate_has_both_legs() -> None:
    """The number is that of a conversion of 1; the older date, the worse freshness and agreement are its own."""
    rouble = rate(
        "RUB",
        as_of=DAY - timedelta(days=1),
        market_day=DAY - timedelta(days=1),
        freshness=Freshness.LATE,
        agreement=Agreement.DISPUTED,
        sources=shown_by("bank_of_russia", Decimal("79.8457")),
    )
    table = snapshot(rouble)
    cross = table.rate("rub", "INR")
    assert (cross.base, cross.quote, cross.rate) == ("RUB", "INR", table.convert(1, "RUB", "INR"))
    assert (cross.as_of, cross.market_day) == (DAY - timedelta(days=1), DAY - timedelta(days=1))
    assert (cross.freshness, cross.agreement) == (Freshness.LATE, Agreement.DISPUTED)
    assert cross.sources == ("bank_of_russia", "currencyrate")
    assert [(leg.code, leg.as_of) for leg in cross.legs] == [("RUB", cross.as_of), ("INR", CHANGED)]
    assert repr(cross) == "<CrossRate RUB/INR: 1.06880520805, as of 2025-05-13, late, disputed>"
    back = table.rate("INR", "RUB")
    assert (back.as_of, back.freshness, back.sources) == (cross.as_of, cross.freshness, cross.sources[::-1])
    assert pickle.loads(pickle.dumps(cross)) == cross
    assert hash(table.rate("RUB", "INR")) == hash(cross)


@pytest.mark.parametrize(
    ("of_rub", "of_inr", "older"),
    [
        (CHANGED, CHANGED - timedelta(minutes=1), CHANGED - timedelta(minutes=1)),
        (CHANGED, DAY, DAY),
        (CHANGED, DAY + timedelta(days=1), CHANGED),
        (None, CHANGED, CHANGED),
    ],
)
def test_the_older_date(of_rub: date | datetime | None, of_inr: date | datetime, older: Any) -> None:
    """Of two instants the earlier one counts; a day without a time is as old as its beginning."""
    cross = snapshot(rate("RUB", as_of=of_rub), rate("INR", as_of=of_inr)).rate("RUB", "INR")
    assert cross.as_of == older


def test_a_cross_with_the_dollar() -> None:
    """The dollar has no date and no source: those of the other currency are the rate's."""
    table = snapshot()
    assert table.rate("USD", "INR").rate == Decimal("85.3395")
    assert (table.rate("USD", "INR").as_of, table.rate("INR", "USD").sources) == (CHANGED, ("currencyrate",))
    own = table.rate("USD", "USD")
    assert (own.rate, own.as_of, own.sources, own.freshness) == (Decimal(1), None, (), Freshness.FRESH)


def test_a_cross_rate_ages() -> None:
    """At an instant its legs are aged first; a stale one is refused unless it is asked for."""
    table, later = snapshot(), CHANGED + timedelta(hours=4)
    assert table.rate("RUB", "INR").freshness is Freshness.FRESH
    with pytest.raises(RateStale, match="RUB is stale"):
        table.rate("RUB", "INR", now=later)
    old = table.rate("RUB", "INR", now=later, allow_stale=True)
    assert (old.freshness, old.legs[0].freshness) == (Freshness.STALE, Freshness.STALE)


def test_no_cross_rate() -> None:
    """A currency that is none, has no row or no number is said as a conversion says it."""
    table = snapshot(without_number("ETB"))
    for base, quote, error in (
        ("XYZ", "INR", UnknownCurrency),
        ("USD", "JPY", RateNotFound),
        ("ETB", "USD", RateNotFound),
    ):
        with pytest.raises(error):
            table.rate(base, quote)


# Rounding


@pytest.mark.parametrize(
    ("amount", "quote", "of_dollar", "usual", "cash"),
    [
        ("1", "CHF", "0.875", "0.88", "0.90"),
        ("1", "CHF", "0.865", "0.86", "0.85"),
        ("-1", "CHF", "0.875", "-0.88", "-0.90"),
        ("1", "JPY", "146.5", "146", "146"),
        ("1", "JPY", "147.5", "148", "148"),
        ("1", "DKK", "6.74", "6.74", "6.50"),
        ("1", "CNH", "7.2129", "7.21", "7.21"),
        ("1", "KWD", "0.30715", "0.307", "0.307"),
        ("0", "CHF", "0.875", "0.00", "0.00"),
    ],
)
def test_rounding_on_request(amount: str, quote: str, of_dollar: str, usual: str, cash: str) -> None:
    """A sum is rounded once, half even, to its currency's decimals or to what is paid in cash."""
    table = snapshot(rate(quote, of_dollar), codes=(quote,))
    assert str(table.convert(amount, "USD", quote, rounding="decimals")) == usual
    assert str(table.convert(amount, "USD", quote, rounding="cash")) == cash


def test_a_rounding_that_is_none() -> None:
    """Another word is refused with those that can be, whatever the amount."""
    with pytest.raises(ConfigurationError, match="rounding='up' can't be: pass 'decimals' or 'cash'"):
        snapshot().convert(1, "USD", "INR", rounding="up")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="too large or too small an amount"):
        snapshot().convert("1e9999", "USD", "INR", rounding="cash")


@given(amount=money, over=prices, under=prices, code=st.sampled_from(["CHF", "INR", "JPY", "KWD"]))
def test_rounding_is_that_of_the_exact_result(
    amount: Decimal, over: Decimal, under: Decimal, code: str
) -> None:
    """Whatever the numbers: the rounded result is the nearest step to the exact one, the even one at a tie."""
    base = "AED"
    table = snapshot(rate(base, str(under)), rate(code, str(over)), codes=(base, code))
    for rounding, step in (("decimals", Decimal(1).scaleb(-decimals(code))), ("cash", cash_step(code))):
        found = table.convert(amount, base, code, rounding=rounding)  # type: ignore[arg-type]
        exact = Fraction(amount) * Fraction(over) / Fraction(under) / Fraction(step)
        assert Fraction(found) / Fraction(step) == round(exact)


def test_cash_is_what_cldr_says() -> None:
    """Our table of decimals and Babel's agree on every currency; cash is never finer than the decimals."""
    for code in CURRENCIES - {"CNH"}:
        assert decimals(code) == get_currency_precision(code)
        assert cash_step(code) >= Decimal(1).scaleb(-decimals(code))
