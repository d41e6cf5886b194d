"""Pasts that happened, decided day by day as a running refresher would have: what is shown, what waits, what ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from fxwidget.deciding.past import DecidedDay, Past
from fxwidget.domain.archived import ArchivedDay, Number
from fxwidget.domain.close import DailyClose
from fxwidget.provider.calendar import Dated
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.currency_api import CurrencyApi
from tests.support.archives import a_bank

NOW = datetime(2026, 11, 30, tzinfo=UTC)
CURRENCY_API = Source("currency_api", CurrencyApi())
RUSSIA = Source("bank_of_russia", BankOfRussia())
CAIRO = a_bank("cairo", ["EGP"])
LAGOS = a_bank("lagos", ["EGP"])

Said = Mapping[str, str]
"""What sources say of a market day: one number each."""


def decided(code: str, sources: Sequence[Source], days: Mapping[str, Said]) -> list[DecidedDay]:
    """One currency's past by what sources say of it."""
    past, by_name = Past(sources, [code], NOW), {source.name: source for source in sources}
    return [
        past.decide(
            date.fromisoformat(day),
            [_archived(by_name[name], date.fromisoformat(day), code, rate) for name, rate in said.items()],
        )
        for day, said in days.items()
    ]


def _archived(source: Source, market_day: date, code: str, rate: str) -> ArchivedDay:
    dated = source.provider.dated is not Dated.FIXING_DAY
    as_of = market_day + timedelta(days=1) if dated else market_day
    return ArchivedDay(source.name, as_of, market_day, {code: Number(Decimal(rate))}, {})


def closes(days: Sequence[DecidedDay]) -> list[tuple[str, str, str, str]]:
    found: list[DailyClose] = [close for day in days for close in day.closes]
    return [(str(it.day), str(it.rate), it.source, it.agreement.value) for it in found]


def test_the_pound_floats_and_an_aggregator_alone_is_not_believed_at_once() -> None:
    """EGP, 6 March 2024: a file that nobody signs is not the close of its day; the next market day's confirms the level."""
    days = decided(
        "EGP",
        [CURRENCY_API],
        {
            "2024-03-04": {"currency_api": "30.8965326"},
            "2024-03-05": {"currency_api": "30.92501774"},
            "2024-03-08": {"currency_api": "49.40385835"},
            "2024-03-11": {"currency_api": "49.1"},
        },
    )
    assert closes(days) == [
        ("2024-03-04", "30.8965326", "currency_api", "single_source"),
        ("2024-03-05", "30.92501774", "currency_api", "single_source"),
        ("2024-03-11", "49.1", "currency_api", "single_source"),
    ]


def test_the_pound_floats_among_banks() -> None:
    """With two banks that fix it on the day itself the new level is that day's close, as two evaluations let it through."""
    days = decided(
        "EGP",
        [CURRENCY_API, CAIRO, LAGOS],
        {
            "2024-03-05": {"currency_api": "30.92501774", "cairo": "30.9", "lagos": "30.95"},
            "2024-03-06": {"currency_api": "30.93", "cairo": "49.4", "lagos": "49.5"},
            "2024-03-07": {"currency_api": "49.40385835", "cairo": "49.3", "lagos": "49.6"},
        },
    )
    assert closes(days) == [
        ("2024-03-05", "30.92501774", "currency_api", "agreed"),
        ("2024-03-06", "49.4", "cairo", "agreed"),
        ("2024-03-07", "49.3", "cairo", "agreed"),
    ]


def test_the_birr_floats() -> None:
    """ETB, 29 July 2024: an aggregator that lags behind for a month does not hold the bank's fixing of the day back."""
    days = decided(
        "ETB",
        [CURRENCY_API, RUSSIA],
        {
            "2024-07-26": {"currency_api": "57.4", "bank_of_russia": "57.5"},
            "2024-07-29": {"currency_api": "57.5", "bank_of_russia": "57.5"},
            "2024-07-30": {"currency_api": "74.7", "bank_of_russia": "74.9"},
            "2024-07-31": {"currency_api": "76.1", "bank_of_russia": "76.3"},
        },
    )
    assert closes(days) == [
        ("2024-07-26", "57.4", "currency_api", "two_sources"),
        ("2024-07-29", "57.5", "currency_api", "two_sources"),
        ("2024-07-30", "74.7", "currency_api", "two_sources"),
        ("2024-07-31", "76.1", "currency_api", "two_sources"),
    ]


def test_sources_that_disagree_leave_a_day_without_a_close() -> None:
    """An aggregator that still says 57.86 when a bank is at 74.7: the day is disputed, and nobody's number is its close."""
    days = decided(
        "ETB",
        [CURRENCY_API, RUSSIA],
        {
            "2024-07-29": {"currency_api": "57.5", "bank_of_russia": "57.5"},
            "2024-07-30": {"currency_api": "57.85793106", "bank_of_russia": "62.5"},
        },
    )
    assert [day.disputed for day in days] == [[], ["ETB"]]
    assert closes(days[1:]) == []


def test_the_rial_has_two_levels_that_nothing_joins() -> None:
    """IRR, January 2026: what is still at 42,000 after the year's end is refused, and the level since then is a line of its own."""
    days = decided(
        "IRR",
        [CURRENCY_API],
        {
            "2025-12-30": {"currency_api": "42077.60319964"},
            "2025-12-31": {"currency_api": "41963.40129044"},
            "2026-01-02": {"currency_api": "41963.40129044"},
            "2026-01-16": {"currency_api": "1064357.66285851"},
            "2026-01-29": {"currency_api": "1101587.0216777"},
            "2026-02-04": {"currency_api": "1179446.97406736"},
        },
    )
    (why,) = days[2].refused.values()
    assert why.code.value == "ended_official_rate"
    assert [(day, rate) for day, rate, *_ in closes(days)] == [
        ("2025-12-30", "42077.60319964"),
        ("2025-12-31", "41963.40129044"),
        ("2026-01-29", "1101587.0216777"),
        ("2026-02-04", "1179446.97406736"),
    ]


def test_an_old_row_is_the_close_of_its_own_day_only() -> None:
    """On a day on which only another source speaks, the incumbent's number of the day before makes no second close."""
    days = decided(
        "EGP",
        [CAIRO, LAGOS],
        {
            "2024-02-01": {"cairo": "30.9", "lagos": "30.91"},
            "2024-02-02": {"lagos": "30.92"},
            "2024-02-05": {"cairo": "30.95", "lagos": "30.96"},
        },
    )
    assert [(day, source) for day, _, source, _ in closes(days)] == [
        ("2024-02-01", "cairo"),
        ("2024-02-05", "cairo"),
    ]
