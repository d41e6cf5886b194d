"""Previous close, arrow and change: of one source's own numbers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget.deciding.closes import merge_closes, since_close
from fxwidget.domain.change import Change, compare
from fxwidget.domain.number_format import display
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import Direction
from fxwidget.domain.state import MAX_CLOSES, Close, Row
from tests.support.house import utc

TUESDAY = date(2026, 4, 28)
UP, DOWN, FLAT = Direction.UP, Direction.DOWN, Direction.FLAT


def row(rate: str) -> Row:
    return Row(
        rate=Decimal(rate),
        as_of=TUESDAY,
        market_day=TUESDAY,
        published=utc("2026-04-28 14:00"),
        kind=Kind.FIXING,
    )


def close(days_ago: int, rate: str, *, aside: bool = False) -> Close:
    return Close(market_day=TUESDAY - timedelta(days=days_ago), rate=Decimal(rate), aside=aside)


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ([], None),
        ([close(1, "94.10")], "94.10"),
        ([close(4, "93.90"), close(1, "94.10"), close(2, "94.00")], "94.10"),
        ([close(0, "94.20"), close(4, "93.90")], "93.90"),  # of the same market day
        ([close(-1, "94.20")], None),
        ([close(1, "97.90", aside=True), close(2, "94.00")], "94.00"),
        ([close(1, "943.0"), close(2, "9.43"), close(3, "94.00")], "94.00"),
        ([close(1, "943.0")], None),
        ([close(1, "992.7"), close(2, "94.00")], "992.7"),  # more than 5 % past the power of ten
        ([close(1, "57.5")], "57.5"),  # a true jump has its arrow
    ],
)
def test_previous_close(closes: list[Close], expected: str | None) -> None:
    """The last number of an earlier market day that was not set aside and is no power of ten away."""
    assert (Decimal(expected) if expected else None) == since_close(row("94.30"), closes).previous_close


def test_no_close_no_arrow() -> None:
    """Without a known close there is no arrow: `flat` would be a claim."""
    assert Change(None, None, None, None) == since_close(row("94.30"), [])


def test_the_close_of_a_first_run_is_taken_as_it_is() -> None:
    """On a first run a close is not tested for a power of ten: there is nothing to know it by."""
    assert Decimal("943.0") == since_close(row("94.30"), [close(1, "943.0")], first_run=True).previous_close


@pytest.mark.parametrize(
    ("rate", "previous", "direction", "change", "change_pct"),
    [
        ("85.3395", "84.9012", UP, "0.4383", "0.52"),
        ("84.9012", "85.3395", DOWN, "-0.4383", "-0.51"),
        ("74.7", "57.5", UP, "17.2", "29.91"),
        ("94.30", "94.3", FLAT, "0.00", "0.00"),
        ("94.30004", "94.3", FLAT, "0.00004", "0.00"),  # both print 94.3
        ("94.30005", "94.3", FLAT, "0.00005", "0.00"),  # half even: 94.3000
        ("94.30006", "94.3", UP, "0.00006", "0.00"),
        ("1101587.4", "1101587.2", FLAT, "0.2", "0.00"),
        ("1101588", "1101587.2", UP, "0.8", "0.00"),
        ("42250.12", "42250.1", UP, "0.02", "0.00"),
        ("0.011701", "0.0117", FLAT, "0.000001", "0.01"),
        ("0.011711", "0.0117", UP, "0.000011", "0.09"),  # four significant digits below 1
        ("0.01170101", "0.011701", FLAT, "1E-8", "0.00"),
        ("100.125", "100", UP, "0.125", "0.12"),  # half even
        ("100.375", "100", UP, "0.375", "0.38"),
        ("99.875", "100", DOWN, "-0.125", "-0.12"),
        ("0.9999", "1.0001", DOWN, "-0.0002", "-0.02"),
    ],
)
def test_compare(rate: str, previous: str, direction: Direction, change: str, change_pct: str) -> None:
    """The arrow is of the shown digits, the change exact, the per cent to two decimals half even."""
    expected = Change(Decimal(previous), direction, Decimal(change), Decimal(change_pct))
    assert expected == compare(Decimal(rate), Decimal(previous))


NUMBERS = st.decimals("0.00001", "2000000", places=10)


@given(rate=NUMBERS, previous=NUMBERS)
def test_an_arrow_never_stands_beside_equal_digits(rate: Decimal, previous: Decimal) -> None:
    """Where both print the same there is no arrow, and an arrow points the way the number went."""
    got = compare(rate, previous)
    same = display(rate) == display(previous)
    assert got.direction is FLAT or not same
    assert (got.direction is UP and rate > previous) or got.direction is not UP
    assert (got.direction is DOWN and rate < previous) or got.direction is not DOWN


LONG = st.integers(10**27, 10**28 - 1)


@given(rate=LONG, previous=LONG, rate_scale=st.integers(-36, -19), previous_scale=st.integers(-36, -19))
def test_the_change_is_exact(rate: int, previous: int, rate_scale: int, previous_scale: int) -> None:
    """The change is exact to the last of the digits that sources may print."""
    now, then = Decimal(rate).scaleb(rate_scale), Decimal(previous).scaleb(previous_scale)
    change = compare(now, then).change
    assert change is not None
    assert Fraction(now) - Fraction(then) == Fraction(change)


def test_later_knowledge_replaces_a_close() -> None:
    """Of one market day the last number is kept, and beside it the last one that was set aside."""
    known = merge_closes(
        [close(1, "94.10"), close(2, "94.00")], [close(1, "94.15"), close(1, "99.9", aside=True)]
    )
    assert [close(1, "99.9", aside=True), close(1, "94.15"), close(2, "94.00")] == [*known]


def test_closes_are_kept_for_a_while() -> None:
    """The newest closes are kept, the oldest forgotten."""
    known = merge_closes([], [close(days, "94") for days in range(1, 40)])
    assert [TUESDAY - timedelta(days=days) for days in range(1, MAX_CLOSES + 1)] == [
        c.market_day for c in known
    ]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], "97"),
        ([["94.1"], ["94.2"]], "94.05"),  # nobody else gave 97 on any of these days
        ([["94.1", "97.1"], ["94.2"]], "97"),  # one of two did
        ([["97.1"], ["94.1"], ["94.2"]], "94.05"),  # one of three is too few
        ([["97.1"], ["97"], ["94.2"]], "97"),
    ],
)
def test_a_close_that_others_know(others: list[list[str]], expected: str) -> None:
    """At least half of those that confirm a row gave a number near its close too; else the close before it counts."""
    numbers = [[Decimal(number) for number in one] for one in others]
    closes = [close(1, "97"), close(2, "94.05")]
    change = since_close(row("94.30"), closes, others=numbers, tolerance=Decimal("0.002"))
    assert change.previous_close == Decimal(expected)


def test_a_close_that_others_know_exactly() -> None:
    """Where no tolerance is given, the others must have given the very number."""
    others = [[Decimal("94.06")]]
    assert since_close(row("94.30"), [close(1, "94.06")], others=others).previous_close == Decimal("94.06")
    assert since_close(row("94.30"), [close(1, "94.05")], others=others).previous_close is None
