"""What one answer changes in the memory of its source: rows, closes, refusals, manners."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fxwidget import Quote
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Direction
from fxwidget.domain.state import Row, SourceMemory
from fxwidget.errors import (
    ConfigurationError,
    CredentialsRejected,
    FXWidgetError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
)
from fxwidget.provider.calendar import Dated
from fxwidget.refresher import events
from fxwidget_providers.bank_of_russia import BankOfRussia
from tests.support.house import House, fixed, utc

NOW = utc("2026-04-28 15:00")
GARBAGE = ResponseInvalid("a sent another shape", provider="a", in_format=True)
DEAD = ProviderUnavailable("no route", provider="a")


def record(house: House, name: str = "a") -> SourceMemory:
    return house.memory.sources[name]


def row(house: House, name: str = "a") -> Row:
    return record(house, name).rows["INR"]


def closes(house: House, name: str = "a") -> list[tuple[str, str]]:
    return [
        (str(close.market_day)[5:], str(close.rate)) for close in record(house, name).closes.get("INR", ())
    ]


def quoted(*rows: tuple[str, str]) -> list[Quote]:
    """Quotes of USD/INR by date."""
    return [
        Quote.model_validate({"base": "USD", "quote": "INR", "as_of": day, "mid": number})
        for day, number in rows
    ]


def test_an_older_row_is_ignored() -> None:
    """A mirror that lags behind takes nothing back, neither the row nor its closes."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-27 15:00"), "2026-04-27", INR="94.10")
    house.says("a", utc("2026-04-28 15:00"), "2026-04-28", INR="94.30")
    house.says("a", utc("2026-04-28 15:05"), "2026-04-27", INR="94.99")
    assert (str(row(house).rate), closes(house)) == ("94.30", [("04-27", "94.10")])


def test_an_older_instant_of_one_day_is_ignored() -> None:
    """Of a source that states instants, an earlier one is older though its market day is the same."""
    house = House("currencyrate")
    house.says("currencyrate", utc("2026-04-28 10:05"), utc("2026-04-28 10:00"), INR="94.30")
    house.says("currencyrate", utc("2026-04-28 10:10"), utc("2026-04-28 09:00"), INR="94.99")
    assert str(row(house, "currencyrate").rate) == "94.30"


def test_a_revision_of_the_same_instant_is_taken() -> None:
    """A new number under the same instant is a revision, not an older row."""
    house = House("currencyrate")
    for now, number in (("10:05", "94.30"), ("10:10", "94.35")):
        house.says("currencyrate", utc(f"2026-04-28 {now}"), utc("2026-04-28 10:00"), INR=number)
    assert str(row(house, "currencyrate").rate) == "94.35"


def test_days_and_instants_of_one_source() -> None:
    """A source that states a day where it stated an instant before, or the other way round, is compared by its days."""
    house = House("currencyrate")
    house.says("currencyrate", utc("2026-04-28 10:05"), utc("2026-04-28 10:00"), INR="94.30")
    house.says("currencyrate", utc("2026-04-28 10:10"), "2026-04-27", INR="94.99")
    assert str(row(house, "currencyrate").rate) == "94.30"
    house.says("currencyrate", utc("2026-04-28 10:15"), "2026-04-28", INR="94.40")
    house.says("currencyrate", utc("2026-04-28 10:20"), utc("2026-04-28 10:20"), INR="94.50")
    assert str(row(house, "currencyrate").rate) == "94.50"


def test_a_revision_of_the_same_day_keeps_the_close() -> None:
    """A new number for the same market day is a revision: its close stays that of the day before."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-27 15:00"), "2026-04-27", INR="94.10")
    house.says("a", utc("2026-04-28 15:00"), "2026-04-28", INR="94.30")
    house.says("a", utc("2026-04-28 15:30"), "2026-04-28", INR="94.05")
    shown = house.row("INR", utc("2026-04-28 15:30"))
    assert (Decimal("94.05"), Decimal("94.10"), Direction.DOWN) == (
        shown.rate,
        shown.previous_close,
        shown.direction,
    )
    assert utc("2026-04-28 15:30") == shown.changed_at


def test_a_day_ahead_is_no_new_day_each_day() -> None:
    """A set that holds from Tuesday and is published on Friday speaks of Friday, on Monday as well."""
    house = House("bank_of_russia")
    house.says("bank_of_russia", utc("2026-05-07 13:00"), "2026-05-08", INR="94.10")
    for now in ("2026-05-08 13:00", "2026-05-09 13:00", "2026-05-10 13:00", "2026-05-11 13:00"):
        house.says("bank_of_russia", utc(now), "2026-05-12", INR="94.30")  # Monday is a holiday
        shown = house.row("INR", utc(now))
        assert ("2026-05-08", Decimal("94.10"), Direction.UP) == (
            str(shown.market_day),
            shown.previous_close,
            shown.direction,
        )
    assert utc("2026-05-08 12:30") == row(house, "bank_of_russia").published


def test_a_revision_of_a_day_ahead_is_one() -> None:
    """A revised set that holds from Tuesday still speaks of Friday: its close is not the number it replaces."""
    house = House("bank_of_russia")
    house.says("bank_of_russia", utc("2026-05-07 13:00"), "2026-05-08", INR="94.10")
    house.says("bank_of_russia", utc("2026-05-08 13:00"), "2026-05-12", INR="94.30")
    house.says("bank_of_russia", utc("2026-05-09 13:00"), "2026-05-12", INR="94.40")
    shown = house.row("INR", utc("2026-05-09 13:00"))
    assert (str(shown.market_day), shown.previous_close) == ("2026-05-08", Decimal("94.10"))


def test_a_new_number_of_a_day_that_was_ahead() -> None:
    """A fixing dated tomorrow speaks of today; tomorrow's own number under the same date is tomorrow's."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-27 20:00"), "2026-04-28", INR="94.10")
    monday = house.row("INR", utc("2026-04-27 20:00"))
    house.says("a", utc("2026-04-28 10:00"), "2026-04-28", INR="94.10")
    again = house.row("INR", utc("2026-04-28 10:00"))
    house.says("a", utc("2026-04-28 15:00"), "2026-04-28", INR="94.30")
    tuesday = house.row("INR", utc("2026-04-28 15:00"))
    assert [(str(row.market_day), row.previous_close) for row in (monday, again, tuesday)] == [
        ("2026-04-27", None),
        ("2026-04-27", None),
        ("2026-04-28", Decimal("94.10")),
    ]


def test_sunday_evening_closes_on_friday() -> None:
    """The week opens on Sunday evening: its close is Friday's all through Monday."""
    house = House("currencyrate")
    hours = {
        "2026-04-24 21:00": "94.10",
        "2026-04-26 22:30": "94.30",
        "2026-04-26 23:30": "94.40",
        "2026-04-27 10:00": "94.50",
    }
    shown = []
    for now, number in hours.items():
        house.says("currencyrate", utc(now), utc(now), INR=number)
        row = house.row("INR", utc(now))
        shown.append((str(row.market_day), row.previous_close))
    friday, monday = ("2026-04-24", None), ("2026-04-27", Decimal("94.10"))
    assert shown == [friday, monday, monday, monday]


def test_a_clock_ahead_makes_nothing_fresher() -> None:
    """A number dated some hours ahead ages from the round in which it was first seen."""
    house = House("currencyrate")
    house.says("currencyrate", utc("2026-04-28 10:00"), utc("2026-04-28 20:00"), INR="94.10")
    house.says("currencyrate", utc("2026-04-28 11:00"), utc("2026-04-28 20:00"), INR="94.10")
    assert utc("2026-04-28 12:00") == house.row("INR", utc("2026-04-28 11:00")).late_at


def test_closes_of_its_own_document() -> None:
    """Earlier rows of a source's document are closes from the first answer on; later knowledge replaces them."""
    house = House(fixed("a"))
    house.quotes("a", NOW, quoted(("2026-04-28", "94.30"), ("2026-04-24", "94.00"), ("2026-04-27", "94.10")))
    assert closes(house) == [("04-27", "94.10"), ("04-24", "94.00")]
    house.quotes("a", NOW, quoted(("2026-04-28", "94.30"), ("2026-04-27", "94.12"), ("2026-04-24", "-1")))
    assert closes(house) == [("04-27", "94.12"), ("04-24", "94.00")]


def test_a_close_that_is_no_honest_number_is_none() -> None:
    """What would be refused as a row is no close either."""
    house = House(fixed("a"))
    house.quotes("a", NOW, quoted(("2026-04-28", "94.30"), ("2026-04-27", "1E-12"), ("2026-04-24", "94.00")))
    assert closes(house) == [("04-24", "94.00")]


def test_a_number_set_aside_is_no_close() -> None:
    """The close behind a row that was set aside is the one before it, though its own document repeats it."""
    house = House(fixed("a"), fixed("b"))
    days = {"2026-04-24": "94.00", "2026-04-27": "120.00", "2026-04-28": "94.30"}
    for day, number in days.items():
        house.quotes("a", utc(f"{day} 15:00"), quoted((day, number), ("2026-04-24", "94.00")))
        house.says("b", utc(f"{day} 15:00"), day, INR="94.05")
        shown = house.row("INR", utc(f"{day} 15:00"))
    house.quotes("a", NOW, quoted(("2026-04-28", "94.30"), ("2026-04-27", "120.00")))
    shown = house.row("INR", NOW)
    assert ("b", Decimal("94.05")) == (shown.shown_source, shown.rate)
    assert [(str(c.market_day)[5:], str(c.rate), c.aside) for c in record(house).closes["INR"]] == [
        ("04-27", "120.00", True),
        ("04-24", "94.00", False),
    ]


def test_a_refused_document_excuses_no_number() -> None:
    """A number that was set aside stays so while its source sends garbage."""
    house = House(fixed("a"))
    house.says("a", utc("2026-04-24 15:00"), "2026-04-24", INR="94.00")
    house.evaluate(utc("2026-04-24 15:00"))
    house.says("a", utc("2026-04-27 15:00"), "2026-04-27", INR="120.00")
    house.evaluate(utc("2026-04-27 15:00"))
    house.fails("a", utc("2026-04-27 16:00"), GARBAGE)
    house.evaluate(utc("2026-04-27 16:00"))
    house.says("a", NOW, "2026-04-28", INR="94.30")
    assert Decimal("94.00") == house.row("INR", NOW).previous_close


def test_a_slip_of_the_day_hides_no_close() -> None:
    """The good number of a day is its close, though the day's last one was set aside."""
    house = House(fixed("a"))
    for now, day, number in (
        ("2026-04-24 15:00", "2026-04-24", "94.00"),
        ("2026-04-27 14:05", "2026-04-27", "94.10"),
        ("2026-04-27 15:00", "2026-04-27", "941.00"),
        ("2026-04-28 15:00", "2026-04-28", "94.30"),
    ):
        house.says("a", utc(now), day, INR=number)
        shown = house.row("INR", utc(now))
    assert Decimal("94.10") == shown.previous_close


@pytest.mark.parametrize("bad", ["NaN", "-94.3", "0", "1E+10", "1E-10", "9" * 29])
def test_one_bad_number_refuses_one_row(bad: str) -> None:
    """A refused row has a reason and its day; the row before it is kept, the rest of the table is taken."""
    house = House(fixed("a"), currencies=("INR", "BRL"))
    house.says("a", utc("2026-04-27 15:00"), "2026-04-27", INR="94.10", BRL="5.10")
    house.says("a", NOW, "2026-04-28", INR=bad, BRL="5.20")
    memory = record(house)
    assert (Decimal("94.10"), Decimal("5.20")) == (memory.rows["INR"].rate, memory.rows["BRL"].rate)
    assert [*memory.refusals] == ["INR"]
    assert ("2026-04-28", "2026-04-28", utc("2026-04-28 14:00")) == (
        str(memory.refusals["INR"].as_of),
        str(memory.refusals["INR"].market_day),
        memory.refusals["INR"].published,
    )


@pytest.mark.parametrize(
    ("dated", "as_of", "refused"),
    [
        (Dated.FIXING_DAY, "2026-04-29", False),
        (Dated.FIXING_DAY, "2026-04-30", True),
        (Dated.VALID_FROM, "2026-05-08", False),
        (Dated.VALID_FROM, "2026-05-09", True),
    ],
)
def test_a_date_too_far_ahead(dated: Dated, as_of: str, refused: bool) -> None:
    """A date further ahead than the source's facts allow is refused."""
    house = House(fixed("a", dated=dated))
    house.says("a", NOW, as_of, INR="94.10")
    assert refused is ("INR" in record(house).refusals)
    assert refused is ("INR" not in record(house).rows)


def test_a_date_ahead_makes_its_group_count_for_a_while_only() -> None:
    """A row refused for its date counts as of the day on which it was said, not of the day it states."""
    house = House(fixed("a", dated=Dated.INSTANT), "currencyrate")
    house.says("currencyrate", utc("2026-04-28 10:00"), utc("2099-01-01 10:00"), INR="94.10")
    refusal = record(house, "currencyrate").refusals["INR"]
    assert ("2026-04-28", utc("2026-04-28 10:00")) == (str(refusal.market_day), refusal.published)


@pytest.mark.parametrize(("now", "outcome"), [("2026-04-28 09:00", "refused"), ("2026-04-26 09:00", "empty")])
def test_an_empty_table(now: str, outcome: str) -> None:
    """An empty table is refused where the calendar promises rows, and is an answer where it does not."""
    house = House(fixed("a"))
    house.quotes("a", utc(now), [])
    assert outcome == record(house).outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DEAD, "unavailable"),
        (GARBAGE, "refused"),
        (RateLimited("429", provider="a", retry_after=90), "rate_limited"),
        (CredentialsRejected("401", provider="a"), "credentials_rejected"),
        (ConfigurationError("no key"), "not_configured"),
    ],
)
def test_every_failure_has_a_name(error: FXWidgetError, outcome: str) -> None:
    """A failure is remembered by its kind and reason; the rows stay as they were."""
    house = House(fixed("a"))
    house.says("a", NOW, "2026-04-28", INR="94.10")
    later = NOW + timedelta(hours=1)
    house.fails("a", later, error)
    memory = record(house)
    assert (outcome, str(error), later, NOW) == (
        memory.outcome,
        memory.reason,
        memory.asked_at,
        memory.answered_at,
    )
    assert str(row(house).rate) == "94.10"


@pytest.mark.parametrize(("retry_after", "minutes"), [(90.0, 1.5), (0.0, 0.0), (7200.0, 120.0), (None, 20.0)])
def test_asked_too_often(retry_after: float | None, minutes: float) -> None:
    """A source that says for how long is left alone for so long, else for a while; an answer ends it."""
    house = House(fixed("a"))
    house.fails("a", NOW, RateLimited("429", provider="a", retry_after=retry_after))
    assert NOW + timedelta(minutes=minutes) == record(house).not_before
    house.says("a", NOW, "2026-04-28", INR="94.10")
    assert record(house).not_before is None


def test_since_when() -> None:
    """A source's state has a beginning: repeated failures of one kind, answers of any kind, are one state."""
    house = House(fixed("a"))
    hours = [utc(f"2026-04-28 {hour}:00") for hour in range(10, 16)]
    began = []
    for now, happens in zip(hours, ["ok", "ok", DEAD, DEAD, GARBAGE, "ok"], strict=True):
        if isinstance(happens, FXWidgetError):
            house.fails("a", now, happens)
        else:
            house.says("a", now, "2026-04-27", INR="94.10")
        began.append(record(house).since)
    assert [hours[place] for place in (0, 0, 2, 2, 4, 5)] == began


def test_a_refused_document_refuses_all_its_rows() -> None:
    """Garbage takes every row's vote until an acceptable answer; not being reached does not give it back."""
    house = House(fixed("a"), currencies=("INR", "BRL"))
    house.says("a", NOW, "2026-04-28", INR="94.10", BRL="5.10")
    house.fails("a", NOW, GARBAGE)
    house.fails("a", NOW, DEAD)
    assert {"INR", "BRL"} == {*record(house).refusals}
    house.says("a", NOW, "2026-04-28", INR="94.10", BRL="5.10")
    assert record(house).refusals == {}


@pytest.mark.parametrize(
    ("numbers", "changed"),
    [
        (["94.10", "94.10"], None),  # we have not seen it change
        (["94.10", "94.30"], 1),
        (["94.10", "94.30", "94.30"], 1),
        (["94.10", "94.30", "94.30", "94.40"], 3),
        (["94.10", "94.1"], None),  # the same number
    ],
)
def test_changed_at_of_a_dated_source(numbers: list[str], changed: int | None) -> None:
    """The start of the round in which this source's own number first differed; null where we have not seen it."""
    house = House(fixed("a"))
    rounds = [utc(f"2026-04-28 14:{5 * place:02}") for place in range(len(numbers))]
    for now, number in zip(rounds, numbers, strict=True):
        house.says("a", now, "2026-04-28", INR=number)
    assert (None if changed is None else rounds[changed]) == row(house).changed_at


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-04-28 10:00", "2026-04-28 10:00"),
        ("2026-04-28 10:05", "2026-04-28 10:05"),
        ("2026-04-28 10:06", None),
    ],
)
def test_changed_at_of_a_source_with_instants(stated: str, expected: str | None) -> None:
    """The source's own instant, where it is not later than the round."""
    house = House("currencyrate")
    house.says("currencyrate", utc("2026-04-28 10:05"), utc(stated), INR="94.10")
    assert (utc(expected) if expected else None) == row(house, "currencyrate").changed_at


def test_how_a_number_was_computed() -> None:
    """A row says when even one source's number is computed, and keeps its stated date beside its market day."""
    house = House("bank_of_russia")
    quotes = [
        Quote(base="USD", quote="RUB", mid=Decimal("75.6512"), as_of=NOW.date() + timedelta(days=1)),
        Quote(
            base="INR",
            quote="RUB",
            mid=Decimal("80.2239"),
            units=Decimal(100),
            as_of=NOW.date() + timedelta(days=1),
        ),
    ]
    house.quotes("bank_of_russia", NOW, quotes)
    got = row(house, "bank_of_russia")
    assert ("cross RUB", "2026-04-29", "2026-04-28", BankOfRussia.kind) == (
        got.derived,
        str(got.as_of),
        str(got.market_day),
        got.kind,
    )


def test_only_what_it_lists() -> None:
    """A source has no say on a currency that its facts do not list, even where its document has it."""
    house = House(fixed("a", lists=frozenset({"BRL"})), currencies=("INR", "BRL"))
    house.says("a", NOW, "2026-04-28", INR="94.10", BRL="5.10")
    assert [*record(house).rows] == ["BRL"]


def test_memory_is_plain_json() -> None:
    """What is remembered comes back from JSON as it was, to the digit."""
    house = House(fixed("a"), "currencyrate")
    house.says("a", NOW, "2026-04-28", INR="94.10")
    house.says("currencyrate", NOW, utc("2026-04-28 15:00"), INR="94.1234567890123456789")
    house.fails("a", NOW, GARBAGE)
    house.evaluate(NOW)
    assert house.memory == type(house.memory).model_validate_json(house.memory.model_dump_json())


# A source whose clock is ahead


def says_at(house: House, now: str, stated: str, number: str) -> None:
    """CurrencyRate's answer at an instant of 28 April 2026, with the stamp that it states."""
    house.says("currencyrate", utc(f"2026-04-28 {now}"), utc(f"2026-04-28 {stated}"), INR=number)


def test_a_stamp_ahead_of_the_round_is_the_rounds_own() -> None:
    """Eight hours ahead in one answer, the row is as of the round, and the honest ones that follow are newer."""
    house = House("currencyrate")
    says_at(house, "06:05", "14:00", "94.30")
    assert row(house, "currencyrate").as_of == utc("2026-04-28 06:05")
    assert row(house, "currencyrate").stated == utc("2026-04-28 14:00")
    says_at(house, "06:10", "06:00", "94.35")
    assert (str(row(house, "currencyrate").rate), row(house, "currencyrate").as_of) == (
        "94.35",
        utc("2026-04-28 06:00"),
    )
    says_at(house, "06:15", "05:00", "94.99")  # between honest stamps the older one still is
    assert str(row(house, "currencyrate").rate) == "94.35"


def test_a_stamp_ahead_by_minutes_is_its_sources_own() -> None:
    """Honest clocks part by a few minutes: nothing is made of that."""
    house = House("currencyrate")
    says_at(house, "06:05", "06:10", "94.30")
    assert (row(house, "currencyrate").as_of, row(house, "currencyrate").ahead) == (
        utc("2026-04-28 06:10"),
        None,
    )


def test_a_stamp_ahead_that_is_repeated_is_seen_once() -> None:
    """A frozen answer whose stamp is yet to come keeps the instant of the round that saw it first, and ages from there."""
    house = House("currencyrate")
    for now in ("06:05", "06:10", "08:00", "14:30"):
        says_at(house, now, "14:00", "94.30")
        assert row(house, "currencyrate").as_of == utc("2026-04-28 06:05")
        shown = house.row("INR", utc(f"2026-04-28 {now}"))
    assert (shown.freshness, shown.changed_at) == (Freshness.STALE, None)


def test_a_clock_that_stays_ahead_moves_nothing_but_the_numbers() -> None:
    """A new number under a new stamp that is ahead has changed in this round; the same number has not."""
    house = House("currencyrate")
    for now, stated, number in (
        ("06:05", "14:05", "94.30"),
        ("07:05", "15:05", "94.30"),
        ("08:05", "16:05", "94.40"),
    ):
        says_at(house, now, stated, number)
        house.evaluate(utc(f"2026-04-28 {now}"))
    says_at(house, "09:05", "17:05", "94.40")
    assert row(house, "currencyrate").changed_at == utc("2026-04-28 08:05")


def test_a_stamp_days_ahead_is_refused_as_before() -> None:
    """What lies further ahead than the source may state is no honest answer."""
    house = House("currencyrate")
    house.says("currencyrate", utc("2026-04-28 06:05"), utc("2026-05-03 06:00"), INR="94.30")
    assert "more than 1 days ahead" in record(house, "currencyrate").refusals["INR"].reason


def test_a_stamp_ahead_is_logged_once() -> None:
    """It is told when it begins, not while it lasts, and again when it comes back."""
    house, seen = House("currencyrate"), []
    for now, stated in ("06:05", "14:00"), ("06:10", "14:05"), ("06:15", "06:00"), ("06:20", "14:20"):
        before = record(house, "currencyrate") if house.memory.sources else SourceMemory()
        says_at(house, now, stated, "94.30")
        at = utc(f"2026-04-28 {now}")
        seen.append(events.stamp_ahead("currencyrate", before, record(house, "currencyrate"), at))
    assert [event is not None for event in seen] == [True, False, False, True]
    assert seen[0] is not None
    assert seen[0].sentence == (
        "currencyrate: its clock is 28500 s ahead, its rows count as of 2026-04-28 06:05:00 UTC"
    )
