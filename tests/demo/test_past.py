"""The demo's past: ninety days of real figures, which end where the replay begins."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from fxwidget.demo.days import DAYS, rates_on
from fxwidget.demo.past import HELD_TO_THE_DOLLAR, closes


def test_it_ends_where_the_replay_begins() -> None:
    """Ninety days and more, none of them a replayed one, each with the same currencies."""
    found = [(day, {close.code for close in group}) for day, group in groupby(closes(), lambda it: it.day)]
    assert found[-1][0] == DAYS[0] - timedelta(days=1)
    assert DAYS[0] - found[0][0] >= timedelta(days=90)
    assert all(codes == {"BRL", "CNY", "IDR", "INR", "ZAR", *HELD_TO_THE_DOLLAR} for _, codes in found)


def test_its_last_day_leads_on_to_the_replay() -> None:
    """No number is further from the first replayed one than a day's move."""
    last = {close.code: close.rate for close in closes()}
    first = rates_on(DAYS[0])
    assert all(abs(rate / first[code] - 1) < Decimal("0.04") for code, rate in last.items())
