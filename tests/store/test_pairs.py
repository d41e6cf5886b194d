"""One currency's past against another: days, crosses, ends and holes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fxwidget.domain.currency import check_past_code
from fxwidget.domain.past import Interval, bars, period_of
from fxwidget.errors import ConfigurationError, RateNotFound, UnknownCurrency
from fxwidget.store.pairs import check_days, check_stored, pair_on, pair_range
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close, weekdays


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def past(tmp_path: Path) -> SqliteHistory:
    """Two weeks of the rupee and of the euro, the latter without a feast; the lev to its end."""
    history = SqliteHistory(tmp_path, writable=True)
    history.add(
        weekdays("INR", "2026-03-30", ["93.10", "93.20", "93.30", "93.40", "93.50", "93.60", "93.70"])
    )
    history.add(close("EUR", f"2026-{at}", rate) for at, rate in (("03-30", "0.8701"), ("04-02", "0.8702")))
    history.add([close("EUR", "2026-04-07", "0.8703")])
    history.add([close("BGN", "2025-12-30", "1.6601"), close("BGN", "2025-12-31", "1.6602")])
    return history


def test_a_cross_is_of_one_day(past: SqliteHistory) -> None:
    """A cross has the 12 digits of a present one, and stands only where both legs have a close of that day."""
    found = pair_range(past, "INR", "EUR", day("2026-03-30"), day("2026-04-07"))
    assert [one.day.isoformat() for one in found.closes] == ["2026-03-30", "2026-04-02", "2026-04-07"]
    assert found.closes[1].rate == Decimal("107.331647897")
    assert [leg.code for leg in found.closes[0].legs] == ["INR", "EUR"]
    assert found.before is None


def test_the_dollar_has_no_close_of_its_own(past: SqliteHistory) -> None:
    """Against the dollar a close is the stored one, with its digits; the dollar in another money is the inverse."""
    assert pair_on(past, "INR", "USD", day("2026-03-30")).rate.as_tuple() == Decimal("93.10").as_tuple()
    inverse = pair_on(past, "USD", "INR", day("2026-03-30"))
    assert (inverse.rate, inverse.kind, inverse.derived) == (Decimal("0.0107411385607"), "cross", "cross USD")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("2026-04-04", "2026-04-03"), ("2026-04-05", "2026-04-03"), ("2026-04-06", "2026-04-06")],
)
def test_a_day_without_a_close_has_the_one_before(past: SqliteHistory, asked: str, answered: str) -> None:
    """A weekend is answered by Friday's close, whose day says so."""
    assert pair_on(past, "INR", "USD", day(asked)).day == day(answered)


@pytest.mark.parametrize(
    ("code", "base", "first", "last", "why"),
    [
        ("INR", "USD", "2026-03-01", "2026-03-29", "the past of INR begins on 2026-03-30"),
        ("PLN", "USD", "2026-03-01", "2026-03-29", "no past of PLN is stored"),
        ("BGN", "USD", "2026-01-01", "2026-01-05", "BGN ended with 2025, before 2026-01-01: use EUR"),
        ("INR", "BGN", "2026-04-01", "2026-04-05", "BGN ended with 2025"),
        ("INR", "USD", "2026-06-01", "2026-06-05", "the last ones before are INR of 2026-04-07"),
    ],
)
def test_what_there_is_not_is_said(
    past: SqliteHistory, code: str, base: str, first: str, last: str, why: str
) -> None:
    """Before the first close, after the end of a code, and in a hole there is an error, and never another day."""
    with pytest.raises(RateNotFound, match=why):
        pair_range(past, code, base, day(first), day(last))


def test_a_code_that_ended_has_a_past(past: SqliteHistory) -> None:
    """It is read to its last day, and nothing of it reaches beyond."""
    found = pair_range(past, "BGN", "USD", day("2025-12-30"), day("2026-03-01"))
    assert [one.day for one in found.closes] == [day("2025-12-30"), day("2025-12-31")]
    assert check_past_code("bgn") == "BGN"


def test_a_range_is_checked_without_being_read(past: SqliteHistory) -> None:
    """What would be refused once its closes are read is refused before, in the same words."""
    check_stored(past, "INR", "EUR", day("2026-03-30"), day("2026-04-07"))
    check_stored(past, "BGN", "USD", day("2025-12-31"), day("2026-04-07"))
    for code, base, first, error in (
        ("INR", "INR", "2026-03-30", ConfigurationError),
        ("BGN", "USD", "2026-01-01", RateNotFound),
        ("PLN", "USD", "2026-03-30", RateNotFound),
    ):
        for look in (check_stored, pair_range):
            with pytest.raises(error):
                look(past, code, base, day(first), day("2026-04-07"))


def test_what_can_not_be_asked() -> None:
    """Codes that nobody ever had, a currency in itself, a range that runs backwards, and the future."""
    with pytest.raises(UnknownCurrency, match="'INX' is not a currency code"):
        check_past_code("INX")
    with pytest.raises(ConfigurationError, match="the first day comes first"):
        check_days(day("2026-02-01"), day("2026-01-01"), day("2026-03-01"))
    with pytest.raises(ConfigurationError, match="9999-12-31 is in the future"):
        check_days(day("0001-01-01"), day("9999-12-31"), day("2026-03-01"))


def test_weeks_and_months(past: SqliteHistory) -> None:
    """A bar has the first, highest, lowest and last close of its period, and says between which days it lies."""
    closes = pair_range(past, "INR", "USD", day("2026-03-30"), day("2026-04-07")).closes
    weeks = bars(closes, Interval.WEEK)
    assert [(bar.period, bar.first, bar.last, bar.number) for bar in weeks] == [
        ("2026-W14", day("2026-03-30"), day("2026-04-03"), 5),
        ("2026-W15", day("2026-04-06"), day("2026-04-07"), 2),
    ]
    months = bars(closes, Interval.MONTH)
    assert [(bar.open, bar.high, bar.low, bar.close.rate) for bar in months] == [
        tuple(map(Decimal, ("93.10", "93.20", "93.10", "93.20"))),
        tuple(map(Decimal, ("93.30", "93.70", "93.30", "93.70"))),
    ]


@pytest.mark.parametrize(
    ("interval", "at", "period", "start", "end"),
    [
        (Interval.WEEK, "2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
        (Interval.WEEK, "0001-01-03", "0001-W01", "0001-01-01", "0001-01-07"),
        (Interval.WEEK, "9999-12-31", "9999-W52", "9999-12-27", "9999-12-31"),
        (Interval.MONTH, "2024-02-10", "2024-02", "2024-02-01", "2024-02-29"),
        (Interval.MONTH, "9999-12-10", "9999-12", "9999-12-01", "9999-12-31"),
        (Interval.DAY, "2024-02-10", "2024-02-10", "2024-02-10", "2024-02-10"),
    ],
)
def test_periods_of_the_calendar(interval: Interval, at: str, period: str, start: str, end: str) -> None:
    """Weeks are those of ISO 8601, also over New Year and at the ends of time."""
    assert period_of(day(at), interval) == period
    assert (interval.start(day(at)), interval.end(day(at))) == (day(start), day(end))
