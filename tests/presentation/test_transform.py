"""Views: the same decisions against another base, each number computed once from the snapshot's two."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import (
    Agreement,
    Direction,
    Freshness,
    Kind,
    Note,
    Rate,
    RateNotFound,
    RateSource,
    Role,
    Snapshot,
    UnknownCurrency,
)
from fxwidget.presentation.transform import prices, rebase
from tests.support.snapshots import CHANGED, NOW, rate, snapshot, without_number

ORDER = "AED BRL CNH EGP ETB INR IRR RUB SAR ZAR USD".split()
HOUR = timedelta(hours=1)


def cross(over: Rate, under: Rate, **changes: object) -> Rate:
    """The row of ``over`` in a view against ``under``."""
    return rebase(snapshot(over, under, codes=(over.code, under.code), **changes), under.code)[over.code]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AED", "0.0430410302380"),  # 3.6731 / 85.3395
        ("IRR", "495.081410132"),  # 42250 / 85.3395
        ("RUB", "0.935624183409"),  # 79.8457 / 85.3395
        ("USD", "0.0117179031984"),  # 1 / 85.3395
    ],
)
def test_a_cross_has_twelve_digits(code: str, expected: str) -> None:
    """A cross is r(q)/r(b) to exactly 12 significant digits, half even."""
    assert str(rebase(snapshot(), "INR")[code].rate) == expected


def test_half_goes_to_even() -> None:
    """At exactly a half the last digit becomes even, up or down."""
    two = rate("RUB", "2")
    assert cross(rate("INR", "2.00000000001"), two).rate == Decimal("1.00000000000")  # …000|5 down
    assert cross(rate("INR", "2.00000000003"), two).rate == Decimal("1.00000000002")  # …001|5 up


@given(over=st.integers(1, 10**12), under=st.integers(1, 10**12))
def test_a_cross_is_the_nearest_number_of_twelve_digits(over: int, under: int) -> None:
    """No number of 12 digits lies nearer to the exact quotient, and an exact quotient that short is exact."""
    found = cross(rate("INR", str(over)), rate("RUB", str(under))).rate
    assert found is not None
    assert len(found.as_tuple().digits) <= 12
    unit = Fraction(10) ** (found.adjusted() - 11)
    assert abs(Fraction(found) - Fraction(over, under)) <= unit / 2


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize("base", ["USD", "INR"])
def test_a_price_alone_is_that_of_its_row(base: str, inverse: bool) -> None:
    """Prices that are computed without their rows are those of the rows, digit for digit."""
    table, amount = snapshot(), Decimal("1234.5")
    price = prices(table, base, amount, inverse=inverse)
    rows = rebase(table, base, amount=amount, inverse=inverse).rows
    assert [str(price(row.code)) for row in rows] == [str(row.rate) for row in rows]


def test_the_base_stands_last() -> None:
    """Against another base the rows keep their order, the dollar follows them, and the base closes with rate 1."""
    view = rebase(snapshot(), "INR")
    expected = [code for code in ORDER if code != "INR"]
    assert [row.code for row in view.rates] == [*expected, "INR"]
    assert [row.code for row in view.rows] == expected
    assert view.base == "INR"
    last = view.rates[-1]
    assert (last.rate, last.display, last.name, last.direction) == (Decimal(1), "1", "Indian Rupee", None)


def test_the_other_members_stay() -> None:
    """A view changes base and rows; its times, ``seq`` and sources are the snapshot's."""
    before = snapshot()
    view = rebase(before, "INR")
    assert view.model_copy(update={"base": "USD", "rates": before.rates}) == before


@pytest.mark.parametrize("base", ["USD", "usd"])
def test_the_snapshots_own_base_changes_nothing(base: str) -> None:
    """Against its own base a snapshot is itself."""
    table = snapshot()
    assert rebase(table, base) is table


def test_a_base_in_any_case() -> None:
    """A base is found in any case, as a row is."""
    assert rebase(snapshot(), "inr") == rebase(snapshot(), "INR")


def test_a_base_that_is_not_there() -> None:
    """A base that the table lacks, and one that is no currency, are said by name."""
    with pytest.raises(RateNotFound, match="JPY is not in this snapshot; it has AED, BRL"):
        rebase(snapshot(), "JPY")
    with pytest.raises(UnknownCurrency, match="'XYZ' is not a currency code"):
        rebase(snapshot(), "XYZ")


# Close, arrow and change


def closed(code: str, number: str, close: str | None) -> Rate:
    """A row with its previous close."""
    return rate(code, number, previous_close=None if close is None else Decimal(close))


def test_the_close_is_crossed_likewise() -> None:
    """The close of a cross is the cross of the closes, and arrow and change compare with it."""
    row = cross(closed("RUB", "80", "82"), closed("INR", "85.5", "84"))
    assert row.previous_close == Decimal("0.976190476190")
    assert row.rate == Decimal("0.935672514620")
    assert row.change == Decimal("-0.040517961570")
    assert (row.direction, row.change_pct) == (Direction.DOWN, Decimal("-4.15"))
    assert row.display == "0.9357"


def test_the_dollars_close_is_one() -> None:
    """One dollar was one dollar at the close too: its row has the base's inverse close."""
    table = snapshot(closed("INR", "80", "100"), codes=("INR",))
    row = rebase(table, "INR")["USD"]
    assert (row.rate, row.previous_close) == (Decimal("0.0125"), Decimal("0.01"))
    assert (row.direction, row.change, row.change_pct) == (Direction.UP, Decimal("0.0025"), Decimal("25.00"))


@pytest.mark.parametrize(("over", "under"), [(None, "84"), ("82", None), (None, None)])
def test_no_close_where_either_leg_has_none(over: str | None, under: str | None) -> None:
    """Without both closes there is no close, no arrow and no change."""
    row = cross(closed("RUB", "80", over), closed("INR", "85.5", under))
    assert row.rate == Decimal("0.935672514620")
    assert (row.previous_close, row.direction, row.change, row.change_pct) == (None,) * 4


# Days, ages, agreement, spread


def test_as_of_is_the_older() -> None:
    """A cross is as old as its older leg, be it a day or an instant; what changed last changed the cross."""
    older, newer = date(2025, 5, 12), CHANGED
    for over, under in ((older, newer), (newer, older)):
        row = cross(
            rate("RUB", as_of=over, market_day=date(2025, 5, 12), changed_at=CHANGED - HOUR),
            rate("INR", as_of=under, market_day=date(2025, 5, 13), changed_at=CHANGED),
        )
        assert (row.as_of, row.market_day, row.changed_at) == (older, date(2025, 5, 12), CHANGED)


def test_the_dollar_is_as_old_as_the_base() -> None:
    """The dollar has no day of its own: its cross has the base's."""
    row = rebase(snapshot(rate("INR", as_of=date(2025, 5, 12))), "INR")["USD"]
    assert row.as_of == date(2025, 5, 12)
    assert row.market_day == date(2025, 5, 14)


@pytest.mark.parametrize("worse", list(Freshness))
@pytest.mark.parametrize("better", list(Freshness))
def test_freshness_is_the_worse(worse: Freshness, better: Freshness) -> None:
    """A cross is as fresh as its worse leg, whichever that is."""
    expected = max(worse, better, key=lambda freshness: freshness.age)
    assert cross(rate("RUB", freshness=worse), rate("INR", freshness=better)).freshness is expected


@pytest.mark.parametrize("one", list(Agreement))
@pytest.mark.parametrize("other", list(Agreement))
def test_agreement_is_the_worse(one: Agreement, other: Agreement) -> None:
    """A cross is as agreed as its less agreed leg."""
    order = list(Agreement)
    expected = max(one, other, key=order.index)
    assert cross(rate("RUB", agreement=one), rate("INR", agreement=other)).agreement is expected


@given(
    starts=st.tuples(*[st.integers(0, 6)] * 2),
    lates=st.tuples(*[st.integers(1, 12)] * 2),
    stales=st.tuples(*[st.integers(1, 6)] * 2),
    withdrawals=st.tuples(*[st.one_of(st.none(), st.integers(0, 6))] * 2),
    hour=st.integers(-1, 30),
)
def test_a_view_ages_as_its_legs_do(
    starts: tuple[int, int],
    lates: tuple[int, int],
    stales: tuple[int, int],
    withdrawals: tuple[int | None, int | None],
    hour: int,
) -> None:
    """At every instant a cross is as fresh as the worse of its two legs at that instant."""
    legs = []
    for code, start, late, stale, withdraw in zip(
        ("RUB", "INR"), starts, lates, stales, withdrawals, strict=True
    ):
        span = (CHANGED + start * HOUR, CHANGED + (start + 2) * HOUR)
        stale_at = CHANGED + (late + stale) * HOUR
        gone = None if withdraw is None else stale_at + withdraw * HOUR
        legs.append(
            rate(
                code,
                late_at=CHANGED + late * HOUR,
                stale_at=stale_at,
                withdraw_at=gone,
                closed=(span,),
            )
        )
    now = CHANGED + hour * HOUR
    expected = max((leg.freshness_at(now) for leg in legs), key=lambda freshness: freshness.age)
    assert cross(*legs).freshness_at(now) is expected


@pytest.mark.parametrize(
    ("over", "under", "expected"),
    [("12", "30.5", "42.5"), ("12", None, "12"), (None, "30.5", "30.5"), (None, None, None)],
)
def test_the_spread_is_the_sum(over: str | None, under: str | None, expected: str | None) -> None:
    """The spread of a cross is the sum of its legs' spreads, as far as they are known."""
    legs = [
        rate(code, spread_bps=None if spread is None else Decimal(spread))
        for code, spread in (("RUB", over), ("INR", under))
    ]
    assert cross(*legs).spread_bps == (None if expected is None else Decimal(expected))


def test_the_kind_is_a_cross() -> None:
    """Every row of a view says that it is a cross, but for the base's own line."""
    view = rebase(snapshot(), "INR")
    assert {row.kind for row in view.rows} == {Kind.CROSS}
    assert {row.derived for row in view.rows} == {"cross USD"}


# Legs without a number


@pytest.mark.parametrize("missing", ["RUB", "INR"])
def test_a_leg_without_number(missing: str) -> None:
    """Where either leg has no number the cross has none, and no last one either; it is an error nowhere."""
    legs = [without_number(code) if code == missing else rate(code) for code in ("RUB", "INR")]
    row = cross(*legs)
    assert (row.rate, row.display, row.last_rate, row.derived) == (None,) * 4


@pytest.mark.parametrize("held", ["RUB", "INR"])
def test_a_withdrawn_leg_keeps_its_last_number(held: str) -> None:
    """Where a leg is withdrawn the last cross stays readable."""
    legs = [
        without_number(code, last_rate=Decimal(80), freshness=Freshness.WITHDRAWN)
        if code == held
        else rate(code, "160")
        for code in ("RUB", "INR")
    ]
    row = cross(*legs)
    assert row.rate is None
    assert row.last_rate == (Decimal("0.5") if held == "RUB" else Decimal(2))


def test_a_view_withdraws_by_itself() -> None:
    """A view that stays on a page withdraws its numbers at its legs' deadlines."""
    row = rebase(snapshot(), "INR").aged(CHANGED + timedelta(days=14))["RUB"]
    assert (row.rate, row.last_rate, row.freshness) == (None, Decimal("0.935624183409"), Freshness.WITHDRAWN)


# Who says so


def test_sources_of_both_legs_without_their_numbers() -> None:
    """The sources of both legs stand behind a cross; numbers against the dollar would mislead and are left out."""
    legs = []
    for code, roles in ("RUB", {"ecb": Role.EXCLUDED, "cbr": Role.SHOWN}), ("INR", {"ecb": Role.CONFIRMS}):
        parts = tuple(
            RateSource(id=name, rate=Decimal(80), as_of=CHANGED, role=role) for name, role in roles.items()
        )
        legs.append(rate(code, sources=parts))
    row = cross(*legs)
    assert {source.id: source.role for source in row.sources} == {"ecb": Role.CONFIRMS, "cbr": Role.SHOWN}
    assert {source.rate for source in row.sources} == {None}


def test_a_number_in_a_note_is_crossed_too() -> None:
    """What a newer source says of a leg is said of the cross: a number against the dollar would mislead."""
    newer = Note(code="newer_unconfirmed", source="ecb", rate=Decimal(160))
    assert cross(rate("RUB", "80", notes=(newer,)), rate("INR", "40")).notes == (
        newer.model_copy(update={"rate": Decimal(4)}),
    )
    assert cross(rate("RUB", "80"), rate("INR", "40", notes=(newer,))).notes == (
        newer.model_copy(update={"rate": Decimal("0.5")}),
    )


def test_a_pegs_number_is_left_out() -> None:
    """A peg holds against the dollar: its number stands in no other view, the note itself does, once."""
    broken = Note(code="peg_broken", peg=Decimal("3.75"))
    row = cross(rate("SAR", notes=(broken,)), rate("AED", notes=(broken,)))
    assert row.notes == (Note(code="peg_broken"),)


# JSON, and there and back


def test_the_json_of_a_view_is_a_snapshot() -> None:
    """A view's JSON is a snapshot like any other: it comes back the same, without exponent or NaN."""
    tiny, huge = rate("IRR", "1E+9", previous_close=Decimal("1E-9")), rate("INR", "1E-9")
    for table in (snapshot(), snapshot(tiny, huge), snapshot(without_number("RUB"))):
        for base in ("INR", "IRR"):
            view = rebase(table, base)
            document = view.to_json()
            assert Snapshot.from_json(document) == view
            numbers: list[str] = []
            json.loads(
                document, parse_float=numbers.append, parse_int=numbers.append, parse_constant=pytest.fail
            )
            assert not [text for text in numbers if "E" in text.upper()]


@given(
    inr=st.decimals("0.0001", "100000", places=4),
    rub=st.decimals("0.0001", "100000", places=4),
)
def test_there_and_back(inr: Decimal, rub: Decimal) -> None:
    """Two views on end bring back the numbers, up to the two roundings to 12 digits."""
    table = snapshot(rate("INR", str(inr)), rate("RUB", str(rub)), codes=("INR", "RUB"))
    back = rebase(rebase(table, "INR"), "USD")
    assert [row.code for row in back.rates] == ["RUB", "INR", "USD"]
    for code, number in ("INR", inr), ("RUB", rub):
        found = back[code].rate
        assert found is not None
        assert abs(found / number - 1) <= Decimal("2e-11")


def test_a_rate_and_its_inverse() -> None:
    """INR in RUB and RUB in INR multiply to one within the roundings."""
    one, other = rebase(snapshot(), "RUB")["INR"].rate, rebase(snapshot(), "INR")["RUB"].rate
    assert one is not None
    assert other is not None
    assert abs(one * other - 1) <= Decimal("1e-11")


def test_a_conversion_in_a_view_is_the_snapshots() -> None:
    """Converting by a view gives what the snapshot gives, within the roundings."""
    view, table = rebase(snapshot(), "INR"), snapshot()
    for base, quote in (("RUB", "ZAR"), ("USD", "INR"), ("INR", "USD"), ("IRR", "AED")):
        exact, crossed = table.convert(1000, base, quote, now=NOW), view.convert(1000, base, quote, now=NOW)
        assert abs(crossed / exact - 1) <= Decimal("2e-11")
