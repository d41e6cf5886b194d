"""Accidents that others had, each replayed as it would have reached us: what happened, and what is shown instead.

What was quoted in another unit is turned into units per 1 US dollar, with figures of the accident's own size.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from fxwidget import Kind, Rate
from fxwidget.domain.snapshot import Agreement, Direction
from fxwidget.errors import ProviderUnavailable
from tests.support.house import House, fixed, roles, utc, waiting

DAY = timedelta(days=1)
MINUTES = timedelta(minutes=5)


def house_of(code: str, *names: str, **facts: object) -> House:
    """Banks of these names with a fixing of a currency at 14:00 UTC on working days."""
    banks = [fixed(name, lists=frozenset({code, "USD"}), **facts) for name in names]
    return House(*banks, currencies=(code,))


def say(
    house: House, code: str, now: datetime, numbers: Mapping[str, str], *, day: date | None = None
) -> Rate:
    """What each source says of its day, and the row of the evaluation just after."""
    for name, number in numbers.items():
        house.says(name, now, str(day or now.date()), **{code: number})
    return house.row(code, now)


def test_synthetix_korean_won_of_june_2019() -> None:
    """A price feed of Synthetix gave the Korean won a thousandfold on 25 June 2019, while another was out unnoticed.

    Its oracle dropped outliers, but of the two feeds left it took the mean; a bot made over a billion dollars on
    paper in less than an hour. Synthetix told it itself ("Synthetix Response to Oracle Incident", its blog).

    Shown here is the honest feed's number: a power of ten is set aside, which leaves one vote, and that is near the
    last rate that two groups confirmed. No outlier rule needs a third source for this.
    """
    house = house_of("KRW", "a", "b", "c")
    monday = utc("2019-06-24 15:00")
    assert (
        say(house, "KRW", monday, {"a": "1156.2", "b": "1156.9", "c": "1155.8"}).agreement is Agreement.AGREED
    )
    tuesday = monday + DAY + timedelta(hours=2)
    house.fails("c", tuesday, ProviderUnavailable("no route", provider="c"))
    row = say(
        house, "KRW", tuesday, {"a": "1.1571", "b": "1157.4"}
    )  # a won for a thousand times as many dollars
    assert (row.rate, row.agreement) == (Decimal("1157.4"), Agreement.SINGLE_SOURCE)
    assert roles(row) == {"a": "excluded", "b": "shown", "c": "excluded"}
    assert [source.reason for source in row.sources if source.id == "a"] == ["power_of_ten"]
    assert row.change_pct is not None
    assert abs(row.change_pct) < 1
    row = say(house, "KRW", tuesday + MINUTES, {"b": "1157.4"})
    assert row.rate == Decimal("1157.4")  # nor does it get through by standing there


@pytest.mark.parametrize("order", ["vendor first", "vendor last"])
def test_a_search_engines_ringgit_of_15_march_2024(order: str) -> None:
    """Google showed 4.98 MYR for a US dollar on Friday 15 March 2024, when banks traded 4.7015 to 4.7075.

    The ringgit closed at 4.7045; the number came from its one data vendor, and 6 February had seen another. Bank
    Negara Malaysia said so in public on 16 March 2024; Google apologised.

    5.9 % off is beyond the jump limit: the vendor's number is a note beside the rate, wherever the vendor stands in
    the order, and the other sources' number is shown. With no other source the last good rate would have stood.
    """
    names = ("vendor", "bank", "paper") if order == "vendor first" else ("bank", "paper", "vendor")
    house = house_of("MYR", *names)
    thursday = utc("2024-03-14 15:00")
    say(house, "MYR", thursday, {"vendor": "4.6910", "bank": "4.6875", "paper": "4.6900"})
    friday = thursday + DAY
    for now in (friday, friday + MINUTES, friday + 2 * MINUTES):
        row = say(house, "MYR", now, {"vendor": "4.98", "bank": "4.7045", "paper": "4.7050"})
        assert (row.rate, row.agreement) == (Decimal("4.7045"), Agreement.TWO_SOURCES)
        assert [(note.code, note.source, note.rate) for note in waiting(row)] == [
            ("unconfirmed", "vendor", Decimal("4.98"))
        ]


def test_a_ringgit_from_one_vendor_alone() -> None:
    """The same Friday with that one vendor only, which is how it was: a jump waits for its next market day.

    Shown is Thursday's number, held, with the new one as a note. By Monday the vendor is right again, and the
    number set aside is no close either: the arrow is against Thursday.
    """
    house = house_of("MYR", "vendor")
    thursday, monday = utc("2024-03-14 15:00"), utc("2024-03-18 15:00")
    say(house, "MYR", thursday, {"vendor": "4.6910"})
    row = say(house, "MYR", thursday + DAY, {"vendor": "4.98"})
    assert (row.rate, row.agreement) == (Decimal("4.6910"), Agreement.PENDING)
    row = say(house, "MYR", monday, {"vendor": "4.7225"})
    assert (row.rate, row.previous_close, row.direction) == (
        Decimal("4.7225"),
        Decimal("4.6910"),
        Direction.UP,
    )


def test_pyths_exponent_of_20_september_2021() -> None:
    """Pyth's bitcoin fell to 5,402 dollars from over 40,000 between 12:21 and 12:23 UTC on 20 September 2021.

    Of its publishers one sent 0 and one read the exponent as 10^0 in place of 10^-8; both near nothing, they agreed,
    and the weighted middle followed them. Pyth told it itself ("Pyth Root Cause Analysis", 22 September 2021).

    Zero is refused. A power of ten is set aside, and two of a kind are no majority of those who have seen the day:
    three groups must say such a thing, and the three honest ones go on voting.
    """
    house = house_of("BRL", "a", "b", "c", "zero", "exponent")
    friday, monday = utc("2021-09-17 15:00"), utc("2021-09-20 15:00")
    say(house, "BRL", friday, dict.fromkeys(("a", "b", "c", "zero", "exponent"), "5.2890"))
    for now in (monday, monday + MINUTES, monday + 2 * MINUTES):
        numbers = {"a": "5.3180", "b": "5.3210", "c": "5.3195", "zero": "0", "exponent": "531950000"}
        row = say(house, "BRL", now, numbers)
        assert (row.rate, row.agreement) == (Decimal("5.3180"), Agreement.AGREED)
        reasons = {source.id: source.reason for source in row.sources}
        assert reasons["zero"] == "refused: zero or negative"
        assert reasons["exponent"] == "power_of_ten"


def test_two_publishers_with_the_same_wrong_exponent() -> None:
    """And had both agreed on one wrong number: two groups of five do not bring a power of ten through."""
    house = house_of("BRL", "a", "b", "c", "d", "e")
    friday, monday = utc("2021-09-17 15:00"), utc("2021-09-20 15:00")
    say(house, "BRL", friday, dict.fromkeys("abcde", "5.2890"))
    for now in (monday, monday + MINUTES, monday + 2 * MINUTES):
        numbers = {"a": "0.53180", "b": "0.53190", "c": "5.3195", "d": "5.3180", "e": "5.3210"}
        row = say(house, "BRL", now, numbers)
        assert (row.rate, row.agreement) == (Decimal("5.3195"), Agreement.AGREED)
        assert [note.code for note in waiting(row)] == ["new_level_pending"] * 2


@pytest.mark.parametrize("first_run", [True, False])
def test_the_exchange_rate_canisters_inverted_bank(first_run: bool) -> None:
    """The Internet Computer's exchange rate canister read the Reserve Bank of Australia's table upside down.

    From its first day as a source until a fix of 4 June 2026 (dfinity/exchange-rate-canister, pull request 321) each
    of its rates was the inverse, 23,449 in place of 0.0000426 US dollars for a dong; the median of the other banks
    hid it, and the canister's measure of spread was wider for it.

    Here an adapter relays the direction as published, and crossing happens in one place. Were it wrong all the same,
    the inverse of the last shown number would be set aside, and on a first run, where nothing was shown before, it is
    outvoted. It never confirms anything, so it narrows or widens nothing.
    """
    house = house_of("VND", "rba", "a", "b")
    wednesday = utc("2026-06-03 15:00")
    if not first_run:
        say(house, "VND", wednesday - DAY, dict.fromkeys(("rba", "a", "b"), "26120"))
    row = say(house, "VND", wednesday, {"rba": "0.00003828", "a": "26125", "b": "26140"})
    assert row.rate == Decimal(26125)
    assert row.spread_bps == Decimal("5.7")
    (reason,) = [source.reason for source in row.sources if source.id == "rba"]
    assert reason == ("disagrees" if first_run else "inverse")


def test_moonwells_missing_factor_of_15_february_2026() -> None:
    """Moonwell took a ratio for a price at 18:01 UTC on 15 February 2026: cbETH at 1.12 dollars, not some 2,200.

    Its feed of cbETH in ETH was to be multiplied by that of ETH in dollars and was not; 1,096 cbETH were seized and
    1.78 million dollars lost. Moonwell's forum has the account ("MIP-X43 cbETH Oracle Incident Summary").

    The same slip with a bank that quotes in its own currency is a rate that was not crossed: roubles for a rupee, not
    for a dollar. It is far beyond the jump limit and stays a note of one; and where a document has no quotation of
    the dollar to cross with, its rows are refused and no factor is assumed.
    """
    house = house_of("INR", "a", "bank", "c")
    friday, monday = utc("2026-02-13 15:00"), utc("2026-02-16 15:00")
    say(house, "INR", friday, {"a": "90.61", "bank": "90.60", "c": "90.65"})
    for now in (monday, monday + MINUTES):
        row = say(house, "INR", now, {"a": "90.72", "bank": "0.8521", "c": "90.70"})
        assert (row.rate, row.agreement) == (Decimal("90.72"), Agreement.TWO_SOURCES)
        assert [(note.code, note.source) for note in row.notes] == [("unconfirmed", "bank")]

    from fxwidget import Quote
    from fxwidget.deciding.cross_rates import per_usd

    alone = Quote(base="INR", quote="RUB", mid=Decimal("0.8521"), as_of=date(2026, 2, 16))
    crossed = per_usd([alone])
    assert "INR" not in crossed.rates
    assert "no quotation of USD" in crossed.refused["INR"].reason.sentence


def test_the_rial_at_the_turn_of_2026() -> None:
    """Iran gave up its official rate of 42,000 with the end of 2025; files went on delivering 42,078.

    The central bank's own level had been far higher for months: recorded answers of two aggregators say 42,078 on
    31 December 2025, and over a million by 30 January 2026.

    The old number is refused for any market day after 2025, however many say it; the new level of one bank waits as a
    note until a second group says the same, and is shown one evaluation later.
    """
    house = house_of("IRR", "old", "stale", "bank", kind=Kind.OFFICIAL)
    december, january = utc("2025-12-30 15:00"), utc("2026-01-06 15:00")
    say(house, "IRR", december, {"old": "42078", "stale": "42078", "bank": "42100"})
    row = say(house, "IRR", january, {"old": "42078", "stale": "42078", "bank": "1101000"})
    assert (row.rate, row.agreement) == (Decimal(42078), Agreement.PENDING)
    assert {s.id: s.reason for s in row.sources if s.id != row.shown_source}["stale"] == (
        "refused: the official rate that ended with 2025"
    )
    now = january + DAY
    row = say(house, "IRR", now, {"old": "42078", "stale": "1101587", "bank": "1101000"})
    assert row.rate == Decimal(42078)
    row = say(house, "IRR", now + MINUTES, {"old": "42078"})
    assert (row.rate, row.agreement) == (Decimal(1101587), Agreement.TWO_SOURCES)


def test_a_peg_that_moves() -> None:
    """Pegs end in a day: the Egyptian pound lost a third on 3 November 2016 when its bank let it go.

    Of the currencies with a peg in our table the riyal's has stood since 1986, so the day is invented: the riyal at
    5.00. Off the peg an error is much likelier than the truth, so two groups of three are not enough to be believed;
    the third lets it through one evaluation later, with a note, and from then on 3.75 is what is off.
    """
    house = house_of("SAR", "a", "b", "c")
    monday = utc("2026-05-04 15:00")
    say(house, "SAR", monday, dict.fromkeys("abc", "3.75"))
    tuesday = monday + DAY
    for now in (tuesday, tuesday + MINUTES, tuesday + 2 * MINUTES):
        row = say(house, "SAR", now, {"a": "5.0010", "b": "5.0000"})
        assert row.rate == Decimal("3.75")
        assert [note.code for note in waiting(row)] == ["new_level_pending"] * 2
    now = tuesday + timedelta(hours=1)
    assert say(house, "SAR", now, {"c": "5.0020"}).rate == Decimal("3.75")
    row = house.row("SAR", now + MINUTES)
    assert (row.rate, row.agreement) == (Decimal("5.0010"), Agreement.AGREED)
    assert ("peg_broken", Decimal("3.75")) in [(note.code, note.peg) for note in row.notes]
    row = say(house, "SAR", tuesday + DAY, {"a": "3.75", "b": "5.0030", "c": "5.0020"})
    assert (row.rate, row.agreement) == (Decimal("5.0020"), Agreement.AGREED)
    assert {source.id: source.reason_code for source in row.sources}["a"] == "disagrees"


def test_the_lebanese_pounds_peg_of_1_february_2023() -> None:
    """Lebanon's central bank set the dollar at 15,000 pounds on 1 February 2023, where it had been 1,507.5 since 1997.

    Told by Reuters on 31 January 2023. The truth came as 9.95-fold: within 5 % of a power of ten.

    Two sources of three are not believed, since a slipped comma looks just like it; with the third it is shown one
    evaluation later. The arrow has nothing to point from: a close that is a power of ten away is not compared with.
    """
    house = house_of("LBP", "a", "b", "c")
    tuesday = utc("2023-01-31 15:00")
    say(house, "LBP", tuesday, dict.fromkeys("abc", "1507.5"))
    wednesday = tuesday + DAY
    for now in (wednesday, wednesday + MINUTES, wednesday + 2 * MINUTES):
        assert say(house, "LBP", now, {"a": "15000", "b": "15000"}).rate == Decimal("1507.5")
    now = wednesday + timedelta(hours=1)
    say(house, "LBP", now, {"c": "15000"})
    row = house.row("LBP", now + MINUTES)
    assert (row.rate, row.agreement, row.direction) == (Decimal(15000), Agreement.AGREED, None)


def test_four_zeros_dropped_by_law() -> None:
    """Iran's parliament voted on 5 October 2025 to drop four zeros from the rial, as Reuters and others told.

    The code stays IRR, so one day 1,100,000 becomes 110 at one publisher after another. While one has changed and the
    others have not, it is a note; three groups, or all that count, bring the new rial through one evaluation later,
    without an arrow: nobody lost 99.99 %.
    """
    house = house_of("IRR", "a", "b", "c", kind=Kind.OFFICIAL)
    monday = utc("2027-03-22 15:00")
    say(house, "IRR", monday, {"a": "1101000", "b": "1101587", "c": "1100900"})
    tuesday, wednesday = monday + DAY, monday + 2 * DAY
    row = say(house, "IRR", tuesday, {"a": "110.1", "b": "1101600", "c": "1100900"})
    assert (row.rate, row.agreement) == (Decimal(1101600), Agreement.TWO_SOURCES)
    for now in (wednesday, wednesday + MINUTES):
        row = say(house, "IRR", now, {"a": "110.1", "b": "110.16"})
        assert row.rate == Decimal(1100900)  # of the third, which has not published yet
    say(house, "IRR", wednesday + timedelta(hours=1), {"c": "110.09"})
    row = house.row("IRR", wednesday + timedelta(hours=1, minutes=5))
    assert (row.rate, row.agreement, row.direction) == (Decimal("110.1"), Agreement.AGREED, None)
    row = say(house, "IRR", wednesday + DAY, {"a": "110.3", "b": "110.16", "c": "110.09"})
    assert (row.previous_close, row.direction) == (Decimal("110.1"), Direction.UP)
