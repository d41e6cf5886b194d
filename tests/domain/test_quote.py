"""What a document printed, and what stands in its place where that can't be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from fxwidget.domain.arithmetic import MOST_DIGITS_OF_MONEY, converted, converted_in_steps
from fxwidget.domain.codes import Exclusion
from fxwidget.domain.quote import GIVEN_TWICE, Quote
from fxwidget.domain.scalars import encode
from fxwidget.domain.state import Candidate, Close, LevelState, SourceMemory
from fxwidget.errors import SnapshotInvalid
from tests.support.snapshots import CHECKED, snapshot

DAY = date(2026, 4, 28)


@pytest.mark.parametrize(
    ("members", "flaw"),
    [
        ({"mid": "94.3"}, None),
        ({"mid": GIVEN_TWICE}, Exclusion.GIVEN_TWICE),
        ({"mid": True}, Exclusion.ROW_UNREADABLE),
        ({"mid": []}, Exclusion.ROW_UNREADABLE),
        ({"mid": "94,3"}, Exclusion.ROW_UNREADABLE),
        ({"mid": "94.3", "as_of": "28 April"}, Exclusion.ROW_UNREADABLE),
        ({"mid": "94.3", "as_of": "2026-04-28"}, None),
        ({"mid": "94.3", "as_of": 20260428}, Exclusion.ROW_UNREADABLE),
        ({"mid": "94.3", "quote": ""}, Exclusion.ROW_UNREADABLE),
        ({"mid": None, "bid": "94.2", "ask": "94.4"}, None),
        ({"mid": "94.3", "bid": None, "ask": None}, None),
    ],
)
def test_a_row_that_can_not_be_read_is_a_quote_with_a_flaw(
    members: dict[str, Any], flaw: Exclusion | None
) -> None:
    """One unreadable member costs its row and no other: the quote says what is wrong with it."""
    assert Quote(**{"base": "USD", "quote": "INR", "as_of": DAY, **members}).flaw is flaw


def test_a_member_that_was_given_twice_says_so() -> None:
    """What is logged of such a document is a sentence; and a quote that is one already stays itself."""
    assert repr(GIVEN_TWICE) == "given twice with different values"
    quote = Quote(base="USD", quote="USD", as_of=DAY, mid="1")
    assert Quote.model_validate(quote) is quote
    assert quote.of_itself
    with pytest.raises(ValidationError):
        Quote.model_validate("a row")


def test_no_sum_of_money_has_so_many_digits() -> None:
    """An amount of a hundred digits is converted, exactly; one of a hundred and one is refused, in steps too."""
    most = Decimal("1" * MOST_DIGITS_OF_MONEY)
    assert converted(most, Decimal(1), Decimal(1), 0) == most
    assert converted_in_steps(most, Decimal(1), Decimal(1), Decimal("0.01")) == most
    with pytest.raises(ArithmeticError, match="more than 100 digits"):
        converted(most * 10 + 1, Decimal(1), Decimal(1), 0)
    with pytest.raises(ArithmeticError, match="more than 100 digits"):
        converted_in_steps(Decimal("1E+101"), Decimal(1), Decimal(1), Decimal(1))


def test_a_number_without_end_is_no_json() -> None:
    """JSON has no literal for it: nothing is written rather than something else."""
    with pytest.raises(SnapshotInvalid, match="NaN can't be written as JSON"):
        encode({"rate": Decimal("NaN")})


def test_a_table_of_a_past_day_does_not_expire() -> None:
    """It says what was shown then, whatever the clock is."""
    past = snapshot(past_day=DAY)
    assert not past.expired(CHECKED.replace(year=2099))
    assert snapshot().expired(CHECKED.replace(year=2099))


def test_a_memory_is_looked_through_to_its_last_number() -> None:
    """A number that no round can have written makes what holds it implausible, however deep it stands."""
    good = Close(market_day=DAY, rate=Decimal("94.3"))
    wrong = good.model_copy(update={"rate": Decimal("1E+40")})
    assert SourceMemory(closes={"INR": (good, wrong)}).plausible().closes == {"INR": (good,)}
    waiting = Candidate(groups=("a",), low=Decimal(1), high=Decimal("1E+40"), ready=False)
    assert LevelState(confirmed=Decimal(94)).plausible() == LevelState(confirmed=Decimal(94))
    assert LevelState(confirmed=Decimal(94), candidate=waiting).plausible() == LevelState()
