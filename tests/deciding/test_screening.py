"""The row gate: what is refused, what is set aside, and the very edges of both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import Quote, Upstream
from fxwidget.deciding.screening import (
    fault,
    grave,
    of_other_scale,
    peg_band,
    power_of_ten,
    refused,
    suspicious,
    within,
)
from fxwidget.domain.codes import Exclusion
from fxwidget.domain.currency import LIMITS, Limits, limits

TODAY = date(2026, 4, 28)
JUMP, SCALE = Exclusion.JUMP, Exclusion.POWER_OF_TEN
INVERSE, PEG, SIBLING = Exclusion.INVERSE, Exclusion.OFF_THE_PEG, Exclusion.FAR_FROM_SIBLING


@pytest.mark.parametrize(
    ("code", "rate", "stated", "market_day", "ahead_days", "reason"),
    [
        ("INR", "94.3", "2026-04-28", "2026-04-28", 1, None),
        ("INR", "1E-9", "2026-04-28", "2026-04-28", 1, None),
        ("INR", "9.99E-10", "2026-04-28", "2026-04-28", 1, "outside 1e-9 to 1e9 per US dollar"),
        ("INR", "1E+9", "2026-04-28", "2026-04-28", 1, None),
        ("INR", "1000000000.1", "2026-04-28", "2026-04-28", 1, "outside 1e-9 to 1e9 per US dollar"),
        ("INR", "94.3", "2026-04-29", "2026-04-28", 1, None),
        ("INR", "94.3", "2026-04-30", "2026-04-28", 1, "dated 2026-04-30, more than 1 days ahead"),
        ("INR", "94.3", "2026-05-08", "2026-04-28", 10, None),
        ("INR", "94.3", "2026-05-09", "2026-04-28", 10, "dated 2026-05-09, more than 10 days ahead"),
        ("IRR", "40999.99", "2026-01-02", "2026-01-01", 1, None),
        ("IRR", "41000", "2026-01-02", "2026-01-01", 1, "the official rate that ended with 2025"),
        ("IRR", "42078.1", "2026-01-02", "2026-01-01", 1, "the official rate that ended with 2025"),
        ("IRR", "43000", "2026-04-28", "2026-04-27", 1, "the official rate that ended with 2025"),
        ("IRR", "43000.01", "2026-04-28", "2026-04-27", 1, None),
        ("IRR", "42078.1", "2026-01-01", "2025-12-31", 1, None),  # the market day counts, not the file's
        ("IDR", "42078.1", "2026-04-28", "2026-04-27", 1, None),
    ],
)
def test_refused(
    code: str, rate: str, stated: str, market_day: str, ahead_days: int, reason: str | None
) -> None:
    """What is never an honest answer is refused at its very edge, with a reason."""
    got = refused(
        code,
        Decimal(rate),
        date.fromisoformat(stated),
        date.fromisoformat(market_day),
        today=TODAY,
        ahead_days=ahead_days,
    )
    assert reason == (got and got.sentence)


@pytest.mark.parametrize(
    ("code", "last", "rate", "expected"),
    [
        # Beyond the jump limit, either way; at the limit is within it.
        ("AED", "3.6725", "3.6908625", None),
        ("CNH", "7", "7.14", None), ("CNH", "7", "7.1400001", JUMP),
        ("CNH", "7", "6.86", None), ("CNH", "7", "6.8599999", JUMP),
        ("CNY", "7", "7.1400001", JUMP),
        ("BRL", "5", "5.25", None), ("BRL", "5", "5.2500001", JUMP),
        ("INR", "100", "105", None), ("INR", "100", "105.00001", JUMP),
        ("INR", "100", "95", None), ("INR", "100", "94.99999", JUMP),
        ("ZAR", "18", "18.9", None), ("ZAR", "18", "18.900001", JUMP),
        ("IDR", "16000", "16800", None), ("IDR", "16000", "16800.01", JUMP),
        ("EGP", "50", "54", None), ("EGP", "50", "54.00001", JUMP),
        ("RUB", "80", "86.4", None), ("RUB", "80", "86.40001", JUMP),
        ("ETB", "100", "110", None), ("ETB", "100", "110.0001", JUMP),
        ("IRR", "1000000", "1200000", None), ("IRR", "1000000", "1200000.1", JUMP),
        ("EUR", "1", "1.05", None), ("EUR", "1", "1.0500001", JUMP),  # no line of its own: a free float
        # A power of ten, within 5 %.
        ("INR", "94", "940", SCALE), ("INR", "94", "9.4", SCALE), ("INR", "94", "9400", SCALE),
        ("INR", "94", "0.94", SCALE), ("INR", "94", "94000000", SCALE),
        ("INR", "100", "1050", SCALE), ("INR", "100", "1050.1", JUMP),
        ("INR", "100", "950", SCALE), ("INR", "100", "949.9", JUMP),
        ("INR", "100", "10.5", SCALE), ("INR", "100", "10.51", JUMP),
        # The inverse, within 5 %.
        ("INR", "80", "0.0125", INVERSE), ("INR", "80", "0.013125", INVERSE), ("INR", "80", "0.0131251", JUMP),
        ("INR", "80", "0.011875", INVERSE), ("INR", "80", "0.0118749", JUMP),
        ("EUR", "0.9", "1.1111", INVERSE),
        ("EUR", "0.98", "1.02", None),  # its own inverse is no jump
        # Outside 0.5 % of an official peg; a power of ten is told first.
        ("AED", "3.6725", "3.6908626", PEG), ("AED", "3.6725", "3.6541375", None), ("AED", "3.6725", "3.6541374", PEG),
        ("SAR", "3.75", "3.76875", None), ("SAR", "3.75", "3.76876", PEG),
        ("AED", "3.69", "3.6560", JUMP),  # within the peg's band, but far from the last
        ("AED", "3.6725", "36.725", SCALE),
        # First runs: neither jump nor scale, but the peg.
        ("INR", None, "0.0106", None), ("INR", None, "9430", None),
        ("AED", None, "3.6725", None), ("AED", None, "36.725", PEG),
    ],
)  # fmt: skip
def test_suspicious(code: str, last: str | None, rate: str, expected: Exclusion | None) -> None:
    """What is true once in a decade is set aside at its very edge; at the edge it is still taken."""
    shown = Decimal(last) if last is not None else None
    assert expected == suspicious(Decimal(rate), shown, limits(code), limits(code).peg)


@pytest.mark.parametrize(
    ("code", "upstream", "rate", "expected"),
    [
        ("AED", Upstream.UNDISCLOSED, "3.6909", PEG),
        ("AED", Upstream.NAMED, "3.6909", PEG),
        ("AED", Upstream.OWN, "3.6909", None),
        ("AED", Upstream.OWN, "3.6982", None),  # China's, 0.7 % off by its own arithmetic
        ("AED", Upstream.OWN, "3.709225", None),
        ("AED", Upstream.OWN, "3.709226", PEG),
        ("INR", Upstream.OWN, "3.8562", JUMP),  # without a peg the jump limit is everybody's
    ],
)
def test_a_banks_own_cross_may_lie_farther_from_a_peg(
    code: str, upstream: Upstream, rate: str, expected: Exclusion | None
) -> None:
    """1 % where a bank makes the number itself, in whose currency both legs stand; 0.5 % for who prints the peg."""
    last, peg = Decimal("3.6725"), limits(code).peg
    assert expected == suspicious(Decimal(rate), last, limits(code), peg, band=peg_band(upstream))


@pytest.mark.parametrize(
    ("rate", "last", "siblings", "expected"),
    [
        ("6.8418", "6.7078", "6.7077", None),
        ("6.8419", "6.83", "6.7077", SIBLING),  # more than 2 % apart
        ("6.5735", "6.57", "6.7077", SIBLING),
        ("6.5736", "6.57", "6.7077", None),
        ("7.20", "7.19", "6.7077 7.1900", None),  # let through at that distance
        ("6.95", None, "6.7077", SIBLING),  # on a first run too
        ("670.78", None, "6.7077", SCALE),
        ("670.78", "6.7078", "6.7077", SCALE),
        ("670.78", None, "6.7077 8.9", SCALE),  # of one of them
        ("5.1", "5.1", "5", None),  # at the very edge
    ],
)
def test_siblings(rate: str, last: str | None, siblings: str, expected: Exclusion | None) -> None:
    """A number far from its sister currency's is suspicious, however near to its own last one."""
    shown = Decimal(last) if last else None
    wide = Limits(Decimal("0.02"), Decimal("0.05"))
    numbers = [Decimal(text) for text in siblings.split()]
    assert expected == suspicious(Decimal(rate), shown, wide, None, siblings=numbers)


@pytest.mark.parametrize(
    ("suspicion", "is_grave"),
    [(JUMP, False), (SCALE, True), (INVERSE, True), (PEG, True), (SIBLING, True)],
)
def test_grave(suspicion: Exclusion, is_grave: bool) -> None:
    """Only a plain jump is likelier true than an error once two say so."""
    assert is_grave is grave(suspicion)


@pytest.mark.parametrize(
    ("suspicion", "other_scale"),
    [(SCALE, True), (INVERSE, True), (JUMP, False), (PEG, False), (SIBLING, False), (None, False)],
)
def test_a_number_of_another_scale(suspicion: Exclusion | None, other_scale: bool) -> None:
    """In other units, or turned over; what is only far from others is of the same scale."""
    assert other_scale is of_other_scale(suspicion)


@pytest.mark.parametrize(
    ("codes", "tolerance", "jump"),
    [
        ("AED SAR", "0.005", "0.005"),
        ("CNY CNH", "0.02", "0.02"),
        ("BRL INR ZAR IDR EUR XAF", "0.02", "0.05"),
        ("EGP RUB", "0.04", "0.08"),
        ("ETB", "0.05", "0.10"),
        ("IRR", "0.15", "0.20"),
    ],
)
def test_the_table_of_limits(codes: str, tolerance: str, jump: str) -> None:
    """Tolerance and jump limit of every currency of the table, and of a free float where it has no line."""
    for code in codes.split():
        assert (Decimal(tolerance), Decimal(jump)) == (limits(code).tolerance, limits(code).jump)


def test_the_pegs() -> None:
    """Two currencies have an official peg."""
    pegs = {code: line.peg for code, line in LIMITS.items() if line.peg is not None}
    assert {"AED": Decimal("3.6725"), "SAR": Decimal("3.75")} == pegs


POSITIVE = st.decimals("0.000001", "1000000", places=6)


@given(ratio=st.integers(950_000, 1_050_000), power=st.integers(-18, 18))
def test_power_of_ten_is_found_at_any_scale(ratio: int, power: int) -> None:
    """Within 5 % of any power of ten but 1 is a power of ten."""
    assert (power != 0) is power_of_ten(Decimal(ratio).scaleb(power - 6))


@given(ratio=st.one_of(st.integers(1_050_001, 9_499_999)), power=st.integers(-9, 9))
def test_what_is_no_power_of_ten(ratio: int, power: int) -> None:
    """Further than 5 % from each is none."""
    assert power_of_ten(Decimal(ratio).scaleb(power - 6)) is False


@given(rates=st.lists(POSITIVE, min_size=1, max_size=6), tolerance=st.decimals(0, "0.2", places=3))
def test_within(rates: list[Decimal], tolerance: Decimal) -> None:
    """Numbers agree when the largest over the smallest is at most 1 + tolerance, in whatever order they stand."""
    expected = max(rates) <= min(rates) * (1 + tolerance)
    assert [expected] * 2 == [within(rates, tolerance), within(rates[::-1], tolerance)]


@given(
    last=POSITIVE,
    rate=POSITIVE,
    code=st.sampled_from([code for code in LIMITS if code not in ("AED", "SAR")]),
)
def test_a_small_move_is_never_suspicious(last: Decimal, rate: Decimal, code: str) -> None:
    """Whatever moves within its jump limit is taken, and whatever moves beyond it is not."""
    moved = abs(rate / last - 1)
    assert (moved > limits(code).jump) is (suspicious(rate, last, limits(code), None) is not None)


@pytest.mark.parametrize(
    ("code", "bid", "ask", "reason"),
    [
        ("INR", "95", "104.5", None),
        ("INR", "95", "104.51", "bid and ask are more than 10 % apart"),
        ("INR", "1", "200", "bid and ask are more than 10 % apart"),
        ("ETB", "100", "125", None),
        ("ETB", "100", "125.1", "bid and ask are more than 25 % apart"),
        ("IRR", "1000000", "1250000", None),
        ("IRR", "1000000", "1300000", "bid and ask are more than 25 % apart"),
        ("INR", "96", "95", "the bid is above the ask"),
    ],
)
def test_a_spread_that_no_market_has_is_refused_as_a_row(
    code: str, bid: str, ask: str, reason: str | None
) -> None:
    """The middle of two prices far apart is nobody's price; split markets are allowed more."""
    found = fault(Quote(base="USD", quote=code, bid=bid, ask=ask, as_of=date(2026, 4, 28)))
    assert (found.sentence if found is not None else None) == reason


def faulty(base: str = "USD", quote: str = "INR", as_of: date = TODAY, **price: Any) -> str | None:
    """What is said of a quote, whose mid is 94.3 unless told otherwise; None where it can be used."""
    found = fault(Quote(base=base, quote=quote, as_of=as_of, **(price or {"mid": "94.3"})))
    return None if found is None else found.sentence


@pytest.mark.parametrize(
    ("base", "quote", "as_of", "reason"),
    [
        ("USD", "XDR", "2026-04-28", None),  # no currency, but banks print it
        ("USD", "XYZ", "2026-04-28", "'XYZ' is no currency code"),
        ("XYZ", "USD", "2026-04-28", "'XYZ' is no currency code"),
        ("USD", "rate per dollar", "2026-04-28", "'rate per dol' is no currency code"),  # a column moved
        ("USD", "HRK", "2022-12-31", None),
        ("USD", "HRK", "2023-01-01", "HRK ended on 2022-12-31"),
        ("HRK", "USD", "2023-01-01", "HRK ended on 2022-12-31"),
        ("USD", "INR", "1970-01-01", None),
        ("USD", "INR", "1969-12-31", "dated 1969-12-31"),
        ("INR", "INR", "2026-04-28", "a currency in itself"),
        ("INR", "EUR", "2026-04-28", None),
    ],
)
def test_codes_and_days_that_no_quote_has(base: str, quote: str, as_of: str, reason: str | None) -> None:
    """A code that is none, one after its end, a day before all tables: each is refused, on either side."""
    assert faulty(base, quote, date.fromisoformat(as_of)) == reason


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ({"mid": "1" * 28}, None),
        ({"mid": "1" * 29}, "more than 28 digits"),
        ({"mid": "1E-28"}, None),
        ({"mid": "1E-29"}, "out of range"),
        ({"mid": "1E+28"}, None),
        ({"mid": "1E+29"}, "out of range"),
        ({"mid": "0"}, "zero or negative"),
        ({"mid": "-0.5"}, "zero or negative"),
        ({"mid": "94.3", "units": "0"}, "zero or negative"),
        ({"mid": "NaN"}, "not a finite number"),
        ({"mid": "94.3", "bid": "94.2"}, None),  # one side beside a mid is no spread
        ({"bid": "94.3", "ask": "94.3"}, None),  # nor are equal sides
    ],
)
def test_numbers_that_can_not_be_computed_with(price: dict[str, Any], reason: str | None) -> None:
    """Each number of a quote is looked at, at the very edge of what any publisher prints."""
    assert faulty(**price) == reason
