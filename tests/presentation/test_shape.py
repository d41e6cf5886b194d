"""How many currencies each layout takes, and the crosses of a square: the service's own, none left to a second arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Agreement, Snapshot
from fxwidget.errors import RateNotFound
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import MOST_IN_A_SQUARE, SQUARE, TooFewOrMany, squared
from fxwidget.presentation.transform import apply_options, crosses, rebase
from tests.support.snapshots import CHECKED, rate, snapshot

TABLE = snapshot()


def rows(table: Snapshot) -> list[str]:
    return [row.code for row in table.rows]


@pytest.mark.parametrize(
    ("named", "base", "shown"),
    [
        ((), None, "AED"),
        ((), "AED", "BRL"),
        (("INR",), None, "INR"),
        (("USD", "INR"), None, "INR"),
        (("INR", "USD"), "INR", "USD"),
    ],
)
def test_single_shows_the_one_that_is_named(named: tuple[str, ...], base: str | None, shown: str) -> None:
    """Without any named it is the first of the table; the base is nothing to be shown in itself."""
    table = apply_options(TABLE, Options(layout="single", currencies=named, base=base))
    assert rows(table) == [shown]


@pytest.mark.parametrize("named", [("INR", "RUB"), ("USD",)])
def test_single_refuses_several_and_the_base_alone(named: tuple[str, ...]) -> None:
    """It never shows another table than was asked for: it says what is allowed."""
    with pytest.raises(TooFewOrMany) as caught:
        apply_options(TABLE, Options(layout="single", currencies=named))
    assert str(caught.value) == (
        f"currencies={','.join(named)!r} can't be with layout=single. "
        "Allowed: one currency other than the base, such as INR."
    )


def test_a_square_has_what_is_named() -> None:
    """In that order, with the base only if it is named; without any named the base comes first, then all."""
    assert squared(TABLE, Options(currencies=("RUB", "INR"))) == ("RUB", "INR")
    assert squared(TABLE, Options(currencies=("RUB", "USD", "INR"), base="INR")) == ("RUB", "USD", "INR")
    every = squared(TABLE, Options(), "INR")
    assert every[0] == "INR"
    assert sorted(every) == sorted(row.code for row in TABLE.rates)


@pytest.mark.parametrize("layout", SQUARE)
def test_a_square_refuses_too_few_and_too_many(layout: str) -> None:
    """One currency has no cross; more than 20 are refused also where a service has them and none is named."""
    with pytest.raises(
        TooFewOrMany, match=rf"'INR' can't be with layout={layout}\. Allowed: 2 to 20 currencies"
    ):
        apply_options(TABLE, Options(layout=layout, currencies=("INR",)))
    codes = tuple("AUD CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY KRW MXN MYR NOK NZD PHP PLN SEK".split())
    many = snapshot(codes=codes)
    with pytest.raises(TooFewOrMany, match=r"layout=.* needs currencies to be named"):
        apply_options(many, Options(layout=layout))
    most = apply_options(many, Options(layout=layout, currencies=codes))
    assert len(rows(most)) == len(codes) == MOST_IN_A_SQUARE


def test_a_base_that_is_not_there_is_refused() -> None:
    """A square ignores a base but for its order; one that the table lacks is a mistake all the same."""
    with pytest.raises(RateNotFound):
        apply_options(TABLE, Options(layout="matrix", base="JPY"))


@pytest.mark.parametrize(("amount", "inverse"), [("1", False), ("250", False), ("1", True), ("0.5", True)])
def test_each_cross_is_the_services_own(amount: str, inverse: bool) -> None:
    """To the last digit that of the table against the row's currency, for any amount and direction."""
    codes = ("INR", "USD", "ZAR", "IRR")
    options = Options(layout="matrix", currencies=codes, amount=Decimal(amount), inverse=inverse)
    tables = crosses(TABLE, options)
    assert tuple(table.base for table in tables) == codes
    for table in tables:
        own = rebase(TABLE, table.base, amount=Decimal(amount), inverse=inverse)
        assert rows(table) == [code for code in codes if code != table.base]
        assert all(table[code] == own[code] for code in codes)


def test_a_cross_is_as_fresh_and_as_agreed_as_its_worse_leg() -> None:
    """A disputed and a late leg mark all their crosses and no other."""
    table = snapshot(
        rate("INR", agreement=Agreement.DISPUTED), rate("ZAR", late_at=CHECKED, freshness=Freshness.LATE)
    )
    options = Options(layout="matrix", currencies=("INR", "ZAR", "RUB", "BRL"))
    found = {each.base: each.aged(CHECKED) for each in crosses(table, options)}
    assert (found["INR"]["ZAR"].agreement, found["INR"]["ZAR"].freshness) == ("disputed", "late")
    assert (found["RUB"]["INR"].agreement, found["RUB"]["ZAR"].freshness) == ("disputed", "late")
    assert (found["RUB"]["BRL"].agreement, found["RUB"]["BRL"].freshness) == ("single_source", "fresh")


def test_the_legs_of_a_square_are_for_one_of_the_tables_base() -> None:
    """Its facts, sources and remarks are those of the numbers that the crosses are made of."""
    options = Options(
        layout="heatmap", currencies=("INR", "USD"), base="RUB", amount=Decimal(5), inverse=True
    )
    table = apply_options(TABLE, options)
    assert (table.base, table["INR"].rate) == ("USD", TABLE["INR"].rate)
