"""From a source's own quotations to units per 1 USD: direction, units, crosses, digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxwidget import Kind, Quote, read_json
from fxwidget.deciding.cross_rates import per_usd
from tests.support.house import utc

DAY = date(2026, 4, 28)
Row = tuple[str, str, str, str]
"""Units, base, quote, number; of a bid and an ask with a slash between them."""


def quote(row: Row, as_of: date = DAY, kind: Kind | None = None) -> Quote:
    units, base, other, number = row
    bid, _, ask = number.partition("/")
    buying, selling = (Decimal(bid), Decimal(ask)) if ask else (None, None)
    mid = None if ask else Decimal(number)
    return Quote(
        base=base, quote=other, units=units, as_of=as_of, kind=kind, mid=mid, bid=buying, ask=selling
    )


def quotes(*rows: Row, as_of: date = DAY) -> list[Quote]:
    return [quote(row, as_of) for row in rows]


USD_RUB: Row = ("1", "USD", "RUB", "75.6512")


@pytest.mark.parametrize(
    ("rows", "code", "number", "derived"),
    [
        # Per 1 USD: the very digits, trailing zeros and all, however many.
        ([("1", "USD", "INR", "94.30")], "INR", "94.30", None),
        ([("1", "USD", "IRR", "1101587.12345678901")], "IRR", "1101587.12345678901", None),
        ([("100", "USD", "INR", "9430")], "INR", "94.3", None),
        ([("1", "USD", "INR", "94.20/94.50")], "INR", "94.35", "mid"),
        ([("100", "USD", "INR", "9420/9450")], "INR", "94.35", "mid"),
        ([("0.5", "USD", "INR", "47.15")], "INR", "94.3", None),
        # Dollars per unit.
        ([("1", "INR", "USD", "0.0106")], "INR", "94.3396226415", "inverse"),
        ([("100", "INR", "USD", "1.06")], "INR", "94.3396226415", "inverse"),
        ([("1", "INR", "USD", "0.0104/0.0108")], "INR", "94.3396226415", "inverse"),
        ([("1", "AED", "USD", "0.25")], "AED", "4", "inverse"),
        # A pivot per dollar and per unit, with the source's own units.
        ([USD_RUB], "RUB", "75.6512", None),
        ([USD_RUB, ("100", "INR", "RUB", "80.2239")], "INR", "94.3000776577", "cross RUB"),
        ([("1000", "INR", "RUB", "802.239"), USD_RUB], "INR", "94.3000776577", "cross RUB"),
        # A unit of the pivot costs so many dollars, and so much of each other.
        ([("1", "EUR", "USD", "1.1705"), ("1", "EUR", "INR", "110.38")], "INR", "94.3015805211", "cross EUR"),
        ([("1", "EUR", "USD", "1.1705"), ("1", "EUR", "INR", "110.38")], "EUR", "0.854335753951", "inverse"),
        # Codes behind USD in the alphabet, and a dollar's row that comes last.
        ([("1", "ZAR", "INR", "5.2"), ("1", "ZAR", "USD", "0.055")], "INR", "94.5454545455", "cross ZAR"),
        ([("1", "ZAR", "UZS", "700"), ("1", "ZAR", "USD", "0.055")], "UZS", "12727.2727273", "cross ZAR"),
        ([("1", "INR", "ZAR", "0.19"), ("1", "USD", "ZAR", "18")], "INR", "94.7368421053", "cross ZAR"),
        # The pivot is the one that others are quoted in, not the first that the dollar is.
        ([USD_RUB, ("1", "USD", "KZT", "510"), ("1", "KZT", "INR", "0.18")], "INR", "91.8", "cross KZT"),
        # A pivot with a bid and an ask.
        ([("1", "USD", "KZT", "510/512"), ("1", "RUB", "KZT", "6.8")], "RUB", "75.1470588235", "cross KZT"),
        ([("1", "USD", "KZT", "510/512"), ("1", "RUB", "KZT", "6.8")], "KZT", "511", "mid"),
    ],
)  # fmt: skip
def test_units_per_dollar(rows: list[Row], code: str, number: str, derived: str | None) -> None:
    """A number is per 1 USD as printed, or computed once to 12 digits, and says how."""
    (rate,) = per_usd(quotes(*rows)).rates[code]
    assert (number, derived, DAY) == (str(rate.rate), rate.derived, rate.as_of)


def rounded_once(exact: Fraction) -> Decimal:
    """To 12 significant digits half even, by way of far more digits than can matter."""
    with localcontext(prec=200):
        long = Decimal(exact.numerator) / Decimal(exact.denominator)
    with localcontext(prec=12):
        return +long


PRINTED = st.decimals("0.0001", "99999", places=8)
UNITS = st.sampled_from([1, 10, 100, 1000, 10_000])


@given(dollar=PRINTED, unit=PRINTED, units=UNITS, dollar_units=UNITS)
def test_crosses_are_exact(dollar: Decimal, unit: Decimal, units: int, dollar_units: int) -> None:
    """A cross is the exact quotient rounded once, half even, to 12 significant digits."""
    rows = [
        quote((str(dollar_units), "USD", "RUB", str(dollar))),
        quote((str(units), "INR", "RUB", str(unit))),
    ]
    (rate,) = per_usd(rows).rates["INR"]
    exact = Fraction(dollar) / dollar_units / (Fraction(unit) / units)
    assert rounded_once(exact) == rate.rate


@given(bid=PRINTED, spread=st.sampled_from(["1", "1.01", "1.1"]), units=UNITS)
def test_mids_and_inverses_are_exact(bid: Decimal, spread: str, units: int) -> None:
    """The inverse of a mid is the exact one rounded once: the mid before it is not rounded."""
    row = Quote(base="INR", quote="USD", bid=bid, ask=bid * Decimal(spread), units=Decimal(units), as_of=DAY)
    (rate,) = per_usd([row]).rates["INR"]
    assert rounded_once(2 * units / (Fraction(bid) + Fraction(bid * Decimal(spread)))) == rate.rate


@given(st.permutations(range(5)))
def test_the_order_of_the_quotes_is_nothing(order: list[int]) -> None:
    """A table gives the same numbers in whatever order its rows stand."""
    rows: list[Row] = [
        USD_RUB,
        ("1", "EUR", "RUB", "88.55"),
        ("100", "INR", "RUB", "80.2239"),
        ("1", "CNY", "RUB", "10.5"),
        ("1", "AED", "RUB", "-1"),
    ]
    crossed = per_usd(quotes(*(rows[place] for place in order)))
    assert per_usd(quotes(*rows)) == crossed


ROWS_FROM_A_HOSTILE_PEN = [
    (("1", "USD", "INR", "NaN"), "not a finite number"),
    (("1", "USD", "INR", "sNaN"), "not a finite number"),
    (("1", "USD", "INR", "Infinity"), "not a finite number"),
    (("NaN", "USD", "INR", "94.3"), "not a finite number"),
    (("1", "USD", "INR", "0"), "zero or negative"),
    (("1", "USD", "INR", "-94.3"), "zero or negative"),
    (("0", "USD", "INR", "94.3"), "zero or negative"),
    (("1", "USD", "INR", "9" * 29), "more than 28 digits"),
    (("1", "USD", "INR", "1E+999999"), "out of range"),
    (("1", "USD", "INR", "1E-999999"), "out of range"),
    (("1", "USD", "INR", "94.4/94.3"), "the bid is above the ask"),
    (("1", "USD", "INR", "94.3/NaN"), "not a finite number"),
]


@pytest.mark.parametrize(("bad", "reason"), ROWS_FROM_A_HOSTILE_PEN)
def test_one_bad_row_spoils_no_other(bad: Row, reason: str) -> None:
    """What no honest answer contains is refused by row, with its reason and date; the rest of the table stands."""
    crossed = per_usd(quotes(bad, ("1", "USD", "BRL", "5.10")))
    assert [*crossed.rates] == ["BRL"]
    assert {"INR": (reason, DAY)} == {
        code: (no.reason.sentence, no.as_of) for code, no in crossed.refused.items()
    }


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([("1", "USD", "QQQ", "3")], {"QQQ": "'QQQ' is no currency code"}),
        ([("1", "USD", "USD", "1")], {}),
        ([("1", "USD", "USD", "1.17")], {"USD": "a currency in itself"}),
        ([("1", "USD", "USD", "0.17")], {"USD": "a currency in itself"}),
        ([("1", "GBP", "JPY", "190")], {"GBP": "no quotation of USD to cross GBP/JPY with"}),
        ([("1", "INR", "RUB", "0.8"), ("1", "USD", "RUB", "-75")], {"RUB": "zero or negative", "INR": "no quotation of USD to cross INR/RUB with"}),
        ([("1", "USD", "INR", "94.3"), ("1", "USD", "INR", "94.4")], {"INR": "given twice with different numbers"}),
        ([("1", "USD", "INR", "94.3"), ("1", "USD", "INR", "94.30")], {}),
        ([("1", "USD", "INR", "94.3"), ("1", "INR", "USD", "0.0106")], {"INR": "given twice with different numbers"}),
        ([("1", "USD", "INR", "94.3"), ("1", "USD", "INR", "0")], {"INR": "zero or negative"}),
    ],
)  # fmt: skip
def test_refused_codes(rows: list[Row], refused: dict[str, str]) -> None:
    """A code that gives no number says why; the same number twice is one."""
    assert refused == {code: no.reason.sentence for code, no in per_usd(quotes(*rows)).refused.items()}


def test_only_one_day_is_crossed_with_itself() -> None:
    """A number of today is never crossed with yesterday's dollar."""
    yesterday = date(2026, 4, 27)
    table = [*quotes(USD_RUB, as_of=yesterday), *quotes(("100", "INR", "RUB", "80.2239"))]
    crossed = per_usd(table)
    assert {"RUB": [yesterday]} == {code: [r.as_of for r in rates] for code, rates in crossed.rates.items()}
    assert (
        crossed.refused["INR"].reason.sentence,
        crossed.refused["INR"].as_of,
    ) == ("no quotation of USD to cross INR/RUB with", DAY)


def test_the_newest_day_comes_first_and_speaks_first() -> None:
    """An older row beside the newest is a close; an older fault beside a newer number is nothing."""
    yesterday = date(2026, 4, 27)
    older = [*quotes(("1", "USD", "INR", "94.10"), ("1", "USD", "BRL", "0"), as_of=yesterday)]
    crossed = per_usd([*older, *quotes(("1", "USD", "INR", "94.30"), ("1", "USD", "BRL", "5.10"))])
    assert [(DAY, "94.30"), (yesterday, "94.10")] == [(r.as_of, str(r.rate)) for r in crossed.rates["INR"]]
    assert crossed.refused == {}


def test_instants_of_one_day_are_in_order() -> None:
    """Of two instants the later is the newer, whatever order they stand in."""
    hours = [utc("2026-04-28 09:00"), utc("2026-04-28 11:00"), utc("2026-04-28 10:00")]
    table = [quote(("1", "USD", "INR", f"94.{at.hour:02}"), at) for at in hours]
    assert [str(rate.rate) for rate in per_usd(table).rates["INR"]] == ["94.11", "94.10", "94.09"]


def test_a_row_may_be_of_another_kind() -> None:
    """A row's own kind comes through to the number, of the pivot too."""
    rows = [quote(USD_RUB, kind=Kind.OFFICIAL), quote(("100", "INR", "RUB", "80"), kind=Kind.FREE_MARKET)]
    crossed = per_usd(rows)
    assert (crossed.rates["RUB"][0].kind, crossed.rates["INR"][0].kind) == (Kind.OFFICIAL, Kind.FREE_MARKET)


def test_a_hostile_table_takes_no_time() -> None:
    """A table of tens of thousands of rows without a dollar is read in a moment."""
    rows = [quote(("1", "INR", "RUB", "0.8"))] * 50_000
    assert {code: no.reason.sentence for code, no in per_usd(rows).refused.items()} == {
        "INR": "no quotation of USD to cross INR/RUB with"
    }


def test_a_table_without_rows() -> None:
    """No quotes, no numbers, and nothing to refuse."""
    assert (per_usd([]).rates, per_usd([]).refused) == ({}, {})


def test_a_stated_close_is_no_number_of_its_own() -> None:
    """What the source calls the previous close is crossed with its own dollar, whatever it states, and stands apart."""
    now = quotes(("1", "USD", "RUB", "80"), ("100", "INR", "RUB", "84"))
    before = quotes(("1", "USD", "RUB", "79"), ("100", "INR", "RUB", "83"))
    crossed = per_usd([*now, *(quote.model_copy(update={"close": True}) for quote in before)])
    assert [str(rate.rate) for rate in crossed.rates["INR"]] == ["95.2380952381"]
    assert str(crossed.closes["INR"].rate) == "95.1807228916"
    assert crossed.refused == {}


def test_a_day_without_an_observation_is_not_the_end_of_the_document() -> None:
    """Where the newest day has no number for a currency, the next older one of the same document counts."""
    for missing in ("NaN", None, "N/A", True):
        newest = [
            Quote(base="EUR", quote=code, mid=missing, as_of=date(2026, 4, 28)) for code in ("USD", "INR")
        ]
        day_before = quotes(("1", "EUR", "USD", "1.1"), ("1", "EUR", "INR", "110"), as_of=date(2026, 4, 27))
        crossed = per_usd([*newest, *day_before])
        assert (str(crossed.rates["INR"][0].rate), crossed.refused) == ("100", {})
        assert crossed.skipped == dict.fromkeys(("EUR", "INR"), date(2026, 4, 28))


def test_a_day_without_the_dollar_says_nothing_of_the_others_either() -> None:
    """What can't be crossed for want of the dollar is an older day's; where the dollar's row is nonsense it is refused."""
    inr = quotes(("1", "EUR", "INR", "111"), as_of=date(2026, 4, 28))
    day_before = quotes(("1", "EUR", "USD", "1.1"), ("1", "EUR", "INR", "110"), as_of=date(2026, 4, 27))
    empty = [Quote(base="EUR", quote="USD", mid="NaN", as_of=date(2026, 4, 28))]
    for without in ([], empty):
        crossed = per_usd([*without, *inr, *day_before])
        assert (str(crossed.rates["INR"][0].rate), crossed.refused) == ("100", {})
        assert crossed.skipped["EUR"] == date(2026, 4, 28)
    nonsense = quotes(("1", "EUR", "USD", "-1.1"), as_of=date(2026, 4, 28))
    crossed = per_usd([*nonsense, *inr, *day_before])
    assert {code: no.reason.sentence for code, no in crossed.refused.items()} == {
        "EUR": "zero or negative",
        "INR": "no quotation of USD to cross EUR/INR with",
    }


def test_a_code_given_twice_is_refused_alike_in_all_formats() -> None:
    """JSON in which one member stands twice says as little as two rows of XML or CSV."""
    table = read_json('{"INR": 96.1, "BRL": 5.2, "INR": 69.1}')
    as_json = [Quote(base="USD", quote=code, mid=mid, as_of=DAY) for code, mid in table.items()]
    as_rows = quotes(("1", "USD", "INR", "96.1"), ("1", "USD", "BRL", "5.2"), ("1", "USD", "INR", "69.1"))
    for document in (as_json, as_rows):
        crossed = per_usd(document)
        assert {code: no.reason.sentence for code, no in crossed.refused.items()} == {
            "INR": "given twice with different numbers"
        }
        assert set(crossed.rates) == {"BRL"}
