"""The worked days of the rules, each a test named after its day. What a day shows is printed by ``fxwidget show`` too."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from fxwidget.domain.change_log import since
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.snapshot import Agreement, Direction
from fxwidget.errors import ProviderUnavailable, ResponseInvalid
from fxwidget.render.terminal import show
from tests.support.house import House, fixed, roles, utc, waiting


def printed(house: House, now: datetime) -> str:
    """What ``fxwidget show`` prints of the last snapshot at an instant, its lines joined."""
    assert house.snapshot is not None
    console = Console(file=StringIO(), width=80)
    show(house.snapshot, now, console)
    assert isinstance(console.file, StringIO)
    return " ".join(console.file.getvalue().split())


FULL = ("currency_api", "bank_of_russia", "ecb")


def test_day_1_sunday_26_april_2026_inr() -> None:
    """A file built on Sunday repeats Friday's market: Friday's day and arrow, closed, checked this hour, valid."""
    house = House(*FULL)
    house.says("currency_api", utc("2026-04-24 06:00"), "2026-04-24", INR="94.10")  # Thursday's market
    house.evaluate(utc("2026-04-24 06:00"))
    house.says("currency_api", utc("2026-04-25 06:00"), "2026-04-25", INR="94.30")  # Friday's market
    house.evaluate(utc("2026-04-25 06:00"))
    house.says("currency_api", utc("2026-04-26 07:00"), "2026-04-26", INR="94.30")
    now = utc("2026-04-26 07:10")
    snapshot = house.evaluate(now)
    row = snapshot["INR"]
    assert (row.as_of, row.freshness, row.direction) == (
        utc("2026-04-24 00:00").date(),
        Freshness.CLOSED,
        Direction.UP,
    )
    assert row.previous_close == Decimal("94.10")
    assert snapshot.checked_at == utc("2026-04-26 07:00")
    assert not snapshot.expired(now)
    stated = next(source.as_of for source in row.sources if source.id == "currency_api")
    assert str(stated) == "2026-04-26"  # the stated date stays in the source's entry
    text = printed(house, now)
    for words in ("24 April", "94.3 ▲", "market closed", "26 April 2026 07:00 UTC"):
        assert words in text


def test_day_2_monday_and_tuesday() -> None:
    """Monday's file still speaks of Friday, with Friday's arrow; on Tuesday's file the arrow turns."""
    house = House(*FULL)
    house.says("currency_api", utc("2026-04-24 06:00"), "2026-04-24", INR="94.10")
    house.evaluate(utc("2026-04-24 06:00"))
    house.says("currency_api", utc("2026-04-25 06:00"), "2026-04-25", INR="94.30")
    house.evaluate(utc("2026-04-25 06:00"))
    house.says("currency_api", utc("2026-04-27 08:00"), "2026-04-27", INR="94.30")
    monday = house.row("INR", utc("2026-04-27 08:00"))
    assert (str(monday.as_of), monday.freshness, monday.direction) == (
        "2026-04-24",
        Freshness.FRESH,
        Direction.UP,
    )
    house.says("currency_api", utc("2026-04-28 06:00"), "2026-04-28", INR="94.05")
    tuesday = house.row("INR", utc("2026-04-28 06:00"))
    assert (str(tuesday.as_of), tuesday.direction) == ("2026-04-27", Direction.DOWN)
    assert tuesday.previous_close == Decimal("94.30")
    assert "94.05 ▼ -0.27% 27 April" in printed(house, utc("2026-04-28 06:00"))


def test_day_3_etb_floats() -> None:
    """One source is a note; two that agree are shown one evaluation later, and stay."""
    house = House(*FULL, currencies=("ETB",))
    monday = utc("2024-07-29 13:00")
    house.says("currency_api", monday, "2024-07-29", ETB="57.5")
    house.says("bank_of_russia", monday, "2024-07-30", ETB="57.5")
    house.evaluate(monday)
    assert house.row("ETB", utc("2024-07-29 13:05")).shown_source == "currency_api"

    tuesday = utc("2024-07-30 05:00")
    house.says("currency_api", tuesday, "2024-07-30", ETB="74.7")
    row = house.row("ETB", tuesday)
    assert (row.rate, row.agreement) == (Decimal("57.5"), Agreement.SINGLE_SOURCE)
    (note,) = waiting(row)
    assert (note.code, note.source, note.rate) == ("unconfirmed", "currency_api", Decimal("74.7"))
    assert "one source (currency-api) says 74.7" in printed(house, tuesday)

    half_past_twelve = utc("2024-07-30 12:30")
    house.says("bank_of_russia", half_past_twelve, "2024-07-31", ETB="74.9")
    row = house.row("ETB", half_past_twelve)
    assert (row.rate, row.agreement) == (Decimal("57.5"), Agreement.PENDING)
    row = house.row("ETB", utc("2024-07-30 12:35"))
    assert (row.rate, row.agreement) == (Decimal("74.7"), Agreement.TWO_SOURCES)
    assert (row.direction, row.change_pct, row.previous_close) == (
        Direction.UP,
        Decimal("29.91"),
        Decimal("57.5"),
    )
    assert "74.7 ▲ +29.91%" in printed(house, utc("2024-07-30 12:35"))

    wednesday = utc("2024-07-31 05:00")
    house.says("currency_api", wednesday, "2024-07-31", ETB="74.7")
    row = house.row("ETB", wednesday)
    assert (row.rate, waiting(row)) == (Decimal("74.7"), [])
    assert house.memory.currencies["ETB"].candidate is None


def test_day_4_currency_api_publishes_no_file() -> None:
    """Yesterday's number stays where a day's file never comes: late from its latest hour, and no switch."""
    house = House(*FULL)
    house.says("ecb", utc("2025-05-13 15:00"), "2025-05-13", INR="85.30")
    house.says("currency_api", utc("2025-05-13 06:00"), "2025-05-13", INR="85.32")  # the market of 12 May
    house.evaluate(utc("2025-05-13 15:00"))
    for hour, expected in (("17:59", Freshness.FRESH), ("18:00", Freshness.LATE)):
        now = utc(f"2025-05-14 {hour}")
        house.says("currency_api", now, "2025-05-13", INR="85.32")  # yesterday's file again
        row = house.row("INR", now)
        assert (row.rate, row.freshness, row.shown_source) == (Decimal("85.32"), expected, "currency_api")
        assert row.switched_at is None
        assert ("late" in printed(house, now).partition("Check")[0]) == (expected is Freshness.LATE)
    house.says("currency_api", utc("2025-05-15 06:00"), "2025-05-15", INR="85.28")
    assert house.row("INR", utc("2025-05-15 06:00")).freshness is Freshness.FRESH


def test_day_5_tuesday_28_april_rub() -> None:
    """A set that holds from tomorrow is shown at once, against its own set before; late at its next latest hour."""
    house = House("bank_of_russia", "currency_api", currencies=("RUB",))
    house.says("bank_of_russia", utc("2026-04-27 13:00"), "2026-04-28", RUB="75.20")
    house.evaluate(utc("2026-04-27 13:00"))
    now = utc("2026-04-28 13:00")
    house.says("bank_of_russia", now, "2026-04-29", RUB="75.65")
    row = house.row("RUB", now)
    assert (row.rate, str(row.as_of), str(row.market_day)) == (Decimal("75.65"), "2026-04-29", "2026-04-28")
    assert (row.direction, row.previous_close) == (Direction.UP, Decimal("75.20"))
    assert row.freshness is Freshness.FRESH
    assert row.late_at == utc("2026-04-29 15:00")
    assert "for 29 April" in printed(house, now)
    assert row.aged(utc("2026-04-29 15:00")).freshness is Freshness.LATE


def iran() -> House:
    """The three sources on the last day of 2025, the aggregators' old rate shown."""
    house = House("currency_api", "er_api", "bank_of_russia", currencies=("IRR",))
    house.says("currency_api", utc("2025-12-31 06:00"), "2025-12-31", IRR="42078.12345678")
    house.says("er_api", utc("2025-12-31 06:00"), "2025-12-31", IRR="42078.1")
    house.says("bank_of_russia", utc("2025-12-31 13:00"), "2026-01-01", IRR="1150000.5")
    return house


def test_day_6_iran_december_2025_to_january_2026() -> None:
    """A majority is shown until its number is refused for 2026; then the bank's level waits for a second source."""
    house = iran()
    row = house.row("IRR", utc("2025-12-31 13:00"))
    assert (row.rate, row.agreement) == (Decimal("42078.12345678"), Agreement.AGREED)
    assert roles(row)["bank_of_russia"] == "excluded"

    now = utc("2026-01-02 06:00")
    for name in ("currency_api", "er_api"):  # their file of 2 January speaks of the 1st
        house.says(name, now, "2026-01-02", IRR="42078.1")
    row = house.row("IRR", now)
    assert (row.rate, row.agreement) == (Decimal("42078.12345678"), Agreement.PENDING)
    assert [note.code for note in row.notes] == ["unconfirmed"]

    for day in range(12, 30):  # the bank alone does not make it, however long
        now = utc(f"2026-01-{day} 13:00")
        for name in ("currency_api", "er_api"):
            house.says(name, now, f"2026-01-{day}", IRR="42078.1")
        house.says("bank_of_russia", now, f"2026-01-{day}", IRR="1150000.5")
        row = house.row("IRR", now)
        assert row.last_number == Decimal("42078.12345678")
        assert row.agreement is Agreement.PENDING

    now = utc("2026-01-30 06:00")
    house.says("currency_api", now, "2026-01-30", IRR="1101587.2")
    assert house.row("IRR", now).last_number == Decimal("42078.12345678")
    row = house.row("IRR", utc("2026-01-30 06:05"))
    assert (row.rate, row.agreement) == (Decimal("1101587.2"), Agreement.TWO_SOURCES)
    text = printed(house, utc("2026-01-30 06:05"))
    for words in (
        "1,101,587",
        "official rate",
        "confirmed by Bank of Russia",
        "the official rate that ended with 2025",
    ):
        assert words in text


def test_day_6_iran_on_a_first_run_in_january() -> None:
    """Without a last rate the only source with an honest number is shown, as a single one."""
    house = House("currency_api", "er_api", "bank_of_russia", currencies=("IRR",))
    now = utc("2026-01-15 13:00")
    for name in ("currency_api", "er_api"):
        house.says(name, now, "2026-01-15", IRR="42078.1")
    house.says("bank_of_russia", now, "2026-01-16", IRR="1150000.5")
    row = house.row("IRR", now)
    assert (row.rate, row.agreement) == (Decimal("1150000.5"), Agreement.SINGLE_SOURCE)
    assert "one source" in printed(house, now)


@pytest.mark.parametrize(
    "death",
    [
        ProviderUnavailable("no route", provider="x"),
        ResponseInvalid("a web page", provider="x"),
        ResponseInvalid("another shape", provider="x", in_format=True),
    ],
    ids=["unreachable", "a web page", "another shape"],
)
def test_day_7_two_of_three_sources_die(death: ProviderUnavailable | ResponseInvalid) -> None:
    """The survivor is held to the last confirmed rate while the dead count, and may move once they are stale."""
    house = House("currency_api", "bank_of_russia", "ecb")
    tuesday = utc("2026-04-28 15:00")
    house.says("currency_api", tuesday, "2026-04-28", INR="94.30")
    house.says("bank_of_russia", tuesday, "2026-04-29", INR="94.40")
    house.says("ecb", tuesday, "2026-04-28", INR="94.35")
    row = house.row("INR", tuesday)
    assert (row.agreement, row.shown_source) == (Agreement.AGREED, "currency_api")
    assert house.memory.currencies["INR"].supporting_groups == 3

    wednesday = utc("2026-04-29 18:30")  # both dead ones are late by now
    for name in ("currency_api", "bank_of_russia"):
        house.fails(name, wednesday, death)
    house.says("ecb", wednesday, "2026-04-29", INR="94.90")
    row = house.row("INR", wednesday)
    assert (row.rate, row.agreement) == (Decimal("94.90"), Agreement.SINGLE_SOURCE)
    assert house.memory.currencies["INR"].supporting_groups == 1

    house.says("ecb", utc("2026-04-29 18:40"), "2026-04-29", INR="97.40")  # 3.3 % from the confirmed rate
    row = house.row("INR", utc("2026-04-29 18:40"))
    assert (row.rate, row.agreement) == (Decimal("94.90"), Agreement.HELD)
    text = printed(house, utc("2026-04-29 18:40"))
    for words in ("94.9", "last good rate", "alone, and away from the last confirmed rate"):
        assert words in text

    friday = utc("2026-05-01 18:30")  # the dead ones' rows are stale
    house.says("ecb", friday, "2026-05-01", INR="97.40")
    row = house.row("INR", friday)
    assert (row.rate, row.agreement) == (Decimal("97.40"), Agreement.SINGLE_SOURCE)


BANKS = ("currency_api", "floatrates", "bank_of_russia", "ecb")
AGGREGATORS = BANKS[:2]


def test_day_8_two_aggregators_lie_over_a_weekend() -> None:
    """+40 % from both, from Friday night on, beside banks that are closed: the number stays, and two notes say what waits."""
    house = House("currency_api", "bank_of_russia", "floatrates", "ecb")
    friday = utc("2026-11-27 15:00")
    house.says("currency_api", friday, "2026-11-27", INR="96.0853")
    house.says("floatrates", friday, utc("2026-11-27 12:00"), INR="96.09")
    house.says("bank_of_russia", friday, "2026-11-28", INR="96.10")
    house.says("ecb", friday, "2026-11-27", INR="96.08")
    assert house.row("INR", friday).rate == Decimal("96.0853")
    house.says("floatrates", utc("2026-11-27 20:00"), utc("2026-11-27 20:00"), INR="134.53")
    house.says("currency_api", utc("2026-11-28 05:30"), "2026-11-28", INR="134.5194")
    shown = []
    for at in (
        "2026-11-28 05:30",
        "2026-11-28 05:45",
        "2026-11-29 12:00",
        "2026-11-29 22:30",
        "2026-11-30 11:20",
    ):
        if at.endswith("22:30"):
            house.says("floatrates", utc(at), utc(at), INR="134.53")
        row = house.row("INR", utc(at))
        shown.append((str(row.rate), str(row.agreement), row.shown_source))
        assert [note.code for note in waiting(row)] == ["new_level_pending"] * 2
    assert set(shown) == {("96.10", "two_sources", "bank_of_russia")} | set(shown[:1])
    assert all(row[0] in ("96.08", "96.10") for row in shown)


def test_day_9_a_pair_within_tolerance() -> None:
    """Two of seven at +1.9 %, one after the other, are switched away from at once: the median is the banks'."""
    banks = tuple(fixed(f"bank_{place}") for place in range(5))
    house = House("currency_api", "floatrates", *banks)
    tuesday = utc("2026-11-24 15:00")
    house.says("currency_api", tuesday, "2026-11-24", INR="96.0853")
    house.says("floatrates", tuesday, utc("2026-11-24 12:00"), INR="96.09")
    for bank in banks:
        house.says(bank.name, tuesday, "2026-11-24", INR="96.10")
    assert house.row("INR", tuesday).shown_source == "currency_api"
    midnight = utc("2026-11-25 00:05")
    house.says("floatrates", midnight, midnight, INR="97.91")
    assert house.row("INR", midnight).rate == Decimal("96.0853")
    morning = utc("2026-11-25 06:00")
    house.says("currency_api", morning, "2026-11-25", INR="97.9109")
    row = house.row("INR", morning)
    assert (row.rate, row.shown_source, row.agreement) == (Decimal("96.10"), "bank_0", Agreement.AGREED)
    assert "until 25 November 2026 06:00 UTC the number of" in printed(house, morning)


def test_day_10_the_offshore_yuan_at_a_hundred_times() -> None:
    """CNH x 100 from both aggregators, beside an honest CNY: refused for as long as it lasts, on a first run too."""
    for honest_first in (True, False):
        house = House(*AGGREGATORS, "er_api", "bank_of_russia", "ecb", currencies=("CNH",))
        house.says("bank_of_russia", utc("2026-11-23 15:00"), "2026-11-24", CNY="6.7077")
        house.says("ecb", utc("2026-11-23 15:00"), "2026-11-23", CNY="6.7079")
        if honest_first:
            for name in ("currency_api", "er_api"):
                house.says(name, utc("2026-11-23 15:00"), "2026-11-23", CNH="6.7078", CNY="6.7077")
            assert house.row("CNH", utc("2026-11-23 15:00")).rate == Decimal("6.7078")
        for day in (24, 25, 26, 27):
            now = utc(f"2026-11-{day} 06:00")
            for name in ("currency_api", "er_api"):
                house.says(name, now, f"2026-11-{day}", CNH="670.78", CNY="6.7077")
            house.says("ecb", now, f"2026-11-{day - 1}", CNY="6.7079")
            for minutes in (0, 5, 10):
                row = house.row("CNH", now + timedelta(minutes=minutes))
                assert row.last_number == (Decimal("6.7078") if honest_first else None)
        assert "670.78" not in house.evaluate(now).model_dump_json()


def test_day_11_a_currency_floats_and_a_weekly_table_is_old() -> None:
    """ETB: banks and FloatRates say 92.0 on Monday, a file 84.1 of Friday, NBP's table 80.3 of last Wednesday: 92.0."""
    house = House(
        *AGGREGATORS, "bank_of_russia", "nbp", fixed("banca_d_italia", lists=LISTS), currencies=("ETB",)
    )
    house.says("nbp", utc("2024-08-07 11:00"), "2024-08-07", ETB="80.3")
    friday = utc("2024-08-09 15:00")
    house.says("floatrates", friday, utc("2024-08-09 12:00"), ETB="84.0")
    house.says("bank_of_russia", friday, "2024-08-10", ETB="84.0")
    house.says("banca_d_italia", friday, "2024-08-09", ETB="84.2")
    house.evaluate(friday)
    house.says("currency_api", utc("2024-08-10 05:00"), "2024-08-10", ETB="84.1")
    house.evaluate(utc("2024-08-10 05:00"))
    house.says("floatrates", utc("2024-08-12 12:00"), utc("2024-08-12 12:00"), ETB="92.0")
    house.says("bank_of_russia", utc("2024-08-12 12:40"), "2024-08-13", ETB="92.0")
    noon = house.row("ETB", utc("2024-08-12 12:40"))
    assert (noon.last_number, noon.agreement) == (Decimal("84.0"), Agreement.DISPUTED)  # two and two
    house.says("banca_d_italia", utc("2024-08-12 14:30"), "2024-08-12", ETB="92.0")
    evening = house.row("ETB", utc("2024-08-12 14:30"))
    assert (evening.rate, evening.agreement) == (Decimal("92.0"), Agreement.AGREED)
    assert {part.id: part.reason_code for part in evening.sources}["nbp"] == "older_day"


def test_a_weekly_table_is_asked_where_votes_are_scattered() -> None:
    """RUB, two of five at fault, each in its way: NBP's number of Wednesday makes two banks that agree a majority."""
    others = (fixed("a", lists=LISTS), fixed("b", lists=LISTS))
    house = House("bank_of_russia", "floatrates", "nbp", *others, currencies=("RUB",))
    house.says("nbp", utc("2026-06-24 11:00"), "2026-06-24", RUB="83.54")
    thursday, night = utc("2026-06-25 15:00"), utc("2026-06-25 20:00")
    house.says("floatrates", thursday, thursday, RUB="82.9")
    house.says("bank_of_russia", thursday, "2026-06-26", RUB="82.47")
    house.says("a", thursday, "2026-06-25", RUB="82.10")
    house.says("b", thursday, "2026-06-25", RUB="82.7")
    house.evaluate(thursday)
    house.says("b", night, "2026-06-25", RUB="76.91")
    house.says("floatrates", night, night, RUB="86.26")
    row = house.row("RUB", night)
    assert (row.rate, row.shown_source, row.agreement) == (
        Decimal("82.47"),
        "bank_of_russia",
        Agreement.AGREED,
    )
    assert roles(row)["nbp"] == "confirms"


LISTS = frozenset("BRL EGP ETB RUB USD".split())


def test_day_12_the_pound_floats_on_6_march_2024() -> None:
    """From 30.925 (currency_api's file of that day) to 49.404 (its file of the 10th): shown as soon as three groups say so.

    What the banks' own sets said that week is not recorded: here they give the two levels of that file.
    """
    house = House(
        "currency_api", "bank_of_russia", "floatrates", "nbp", fixed("a", lists=LISTS), currencies=("EGP",)
    )
    house.says("nbp", utc("2024-02-28 11:00"), "2024-02-28", EGP="30.89")
    tuesday = utc("2024-03-05 15:00")
    for name, as_of in (("bank_of_russia", "2024-03-06"), ("a", "2024-03-05")):
        house.says(name, tuesday, as_of, EGP="30.93")
    house.says("floatrates", tuesday, utc("2024-03-05 12:00"), EGP="30.92")
    house.says("currency_api", utc("2024-03-06 05:00"), "2024-03-06", EGP="30.92501774")
    assert house.row("EGP", utc("2024-03-06 05:00")).agreement is Agreement.AGREED
    house.says("floatrates", utc("2024-03-06 12:00"), utc("2024-03-06 12:00"), EGP="49.40")
    first = utc("2024-03-06 12:40")
    house.says("bank_of_russia", first, "2024-03-07", EGP="49.41")
    for minutes in (0, 5):  # two of five wait for a third
        row = house.row("EGP", first + timedelta(minutes=minutes))
        assert [note.code for note in waiting(row)] == ["new_level_pending"] * 2
    house.says("a", utc("2024-03-06 14:30"), "2024-03-06", EGP="49.40385835")
    house.evaluate(utc("2024-03-06 14:30"))
    row = house.row("EGP", utc("2024-03-06 14:35"))
    assert (row.rate, row.agreement) == (Decimal("49.41"), Agreement.AGREED)
    assert utc("2024-03-06 14:35") - first < timedelta(days=1)


def test_day_12_the_birr_floats_on_29_july_2024() -> None:
    """From 57.86 to 74.7, the first rate of that Monday's float; currency_api's file of the 31st still says 57.858."""
    house = House(
        "currency_api", "bank_of_russia", "floatrates", "nbp", fixed("a", lists=LISTS), currencies=("ETB",)
    )
    house.says("nbp", utc("2024-07-24 11:00"), "2024-07-24", ETB="57.7")
    friday = utc("2024-07-26 15:00")
    house.says("bank_of_russia", friday, "2024-07-27", ETB="57.8")
    house.says("a", friday, "2024-07-26", ETB="57.8")
    house.says("floatrates", friday, utc("2024-07-26 12:00"), ETB="57.9")
    house.says("currency_api", utc("2024-07-29 05:00"), "2024-07-29", ETB="57.86")
    house.evaluate(utc("2024-07-29 05:00"))
    first = utc("2024-07-29 12:40")
    house.says("bank_of_russia", first, "2024-07-30", ETB="74.7")
    assert [note.code for note in house.row("ETB", first).notes if note.source == "bank_of_russia"] == [
        "newer_unconfirmed"
    ]
    house.says("a", utc("2024-07-29 14:30"), "2024-07-29", ETB="74.7")
    house.says("floatrates", utc("2024-07-30 00:10"), utc("2024-07-30 00:10"), ETB="74.74")
    house.evaluate(utc("2024-07-30 00:10"))
    row = house.row("ETB", utc("2024-07-30 00:15"))
    assert (row.rate, row.agreement) == (Decimal("74.7"), Agreement.AGREED)
    wednesday = utc("2024-07-31 05:00")
    house.says("currency_api", wednesday, "2024-07-31", ETB="57.85793106")
    house.says("bank_of_russia", wednesday, "2024-07-31", ETB="76.2")
    for minutes in (0, 5):
        number = house.row("ETB", wednesday + timedelta(minutes=minutes)).last_number
        assert number is not None
        assert number > 74


@pytest.mark.parametrize(
    ("code", "days"),
    [
        # The European Central Bank's reference rates, roubles over dollars to a euro.
        ("RUB", {"2022-02-25": "82.5315", "2022-02-28": "103.1201", "2022-03-01": "105.0"}),
        ("BRL", {"2026-10-23": "5.0465", "2026-10-26": "5.5884", "2026-10-27": "5.3474"}),
    ],
)
def test_day_13_a_day_beyond_the_jump_limit_and_the_day_after(code: str, days: dict[str, str]) -> None:
    """RUB +24.95 % in one day, BRL +10.74 % and back by 4.3 %: each shown on its day, minutes after the second of three banks."""
    house = House(*(fixed(name, lists=LISTS) for name in "abc"), currencies=(code,))
    shown = []
    for day, number in days.items():
        for name, clock in (("a", "14:00"), ("b", "14:30"), ("c", "15:00")):
            house.says(name, utc(f"{day} {clock}"), day, **{code: number})
            house.evaluate(utc(f"{day} {clock}"))
        shown.append(str(house.row(code, utc(f"{day} 15:05")).rate))
    assert shown == list(days.values())


WEEKEND = {
    "2026-09-25": ("95.93", "6.7010"),
    "2026-09-26": ("95.72", "6.7040"),
    "2026-09-27": ("95.77", "6.7115"),
    "2026-09-28": ("95.94", "6.7080"),
    "2026-09-29": ("96.0853", "6.7078"),
}
"""Files of currency_api by the day on which they were built, Friday to Tuesday: INR and CNH."""


def test_day_14_a_weekend_whose_files_differ() -> None:
    """Of Friday's market the first file stands, Saturday's; Sunday's and Monday's move neither number, arrow nor time."""
    house = House("currency_api", currencies=("INR", "CNH"))
    shown, fed = [], []
    for built, (inr, cnh) in WEEKEND.items():
        now, before = utc(f"{built} 06:00"), house.snapshot
        house.says("currency_api", now, built, INR=inr, CNH=cnh)
        snapshot = house.evaluate(now)
        row = snapshot["INR"]
        shown.append((str(row.rate), str(row.market_day)[5:], row.direction, str(snapshot.changed_at)[5:10]))
        fed.append([change.code for change in since(before, snapshot)])
    assert shown == [
        ("95.93", "09-24", None, ""),
        ("95.72", "09-25", Direction.DOWN, "09-26"),
        ("95.72", "09-25", Direction.DOWN, "09-26"),
        ("95.72", "09-25", Direction.DOWN, "09-26"),
        ("96.0853", "09-28", Direction.UP, "09-29"),
    ]
    assert fed[1:] == [["INR", "CNH"], [], [], ["INR", "CNH"]]
    assert house.evaluate(utc("2026-09-29 06:05"))["INR"].previous_close == Decimal("95.72")


def test_day_14_where_saturdays_file_is_missing() -> None:
    """Then Sunday's is the first that speaks of Friday; a file of the same date that is built again corrects itself."""
    house = House("currency_api")
    for built, hour, number, expected in (
        ("2026-09-25", "06:00", "95.93", "95.93"),
        ("2026-09-27", "06:00", "95.77", "95.77"),
        ("2026-09-27", "09:00", "95.78", "95.78"),
        ("2026-09-28", "06:00", "95.94", "95.78"),
    ):
        now = utc(f"{built} {hour}")
        house.says("currency_api", now, built, INR=number)
        assert str(house.row("INR", now).rate) == expected


def test_day_14_where_saturdays_number_was_set_aside() -> None:
    """A number that nobody believes does not stand for Friday: Sunday's takes its place."""
    house = House("currency_api")
    for built, number, expected in (
        ("2026-09-25", "95.93", "95.93"),
        ("2026-09-26", "957.2", "95.93"),
        ("2026-09-27", "95.77", "95.77"),
    ):
        now = utc(f"{built} 06:00")
        house.says("currency_api", now, built, INR=number)
        assert str(house.row("INR", now).last_number) == expected


def test_day_14_of_a_source_that_states_instants() -> None:
    """The first row after the close on Friday evening stands until the first one of Sunday evening."""
    house = House("currencyrate")
    for stated, number, expected in (
        ("2026-09-25 21:00", "95.90", "95.90"),
        ("2026-09-25 22:00", "95.93", "95.93"),
        ("2026-09-26 12:00", "95.72", "95.93"),
        ("2026-09-27 21:00", "95.77", "95.93"),
        ("2026-09-27 22:00", "95.94", "95.94"),
    ):
        house.says("currencyrate", utc(stated), utc(stated), INR=number)
        assert str(house.row("INR", utc(stated)).rate) == expected
