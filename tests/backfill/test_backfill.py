"""Filling the past from archives: the ECB's real history to the digit, and any interruption without a trace."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from signal import SIGALRM, SIGKILL
from typing import Any

import pytest
from currency_converter import CurrencyConverter

from fxwidget.backfill.asking import ArchiveAsker
from fxwidget.backfill.run import archive_sources
from fxwidget.config.settings import Settings
from fxwidget.domain.archived import Span
from fxwidget.domain.arithmetic import converted
from fxwidget.domain.fetched import Tally
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.past import Interval
from fxwidget.errors import ConfigurationError, ProviderUnavailable, RateLimited, StoreError
from fxwidget.provider.quota import Quota
from fxwidget.provider.source import Source
from fxwidget.render import past_csv, past_json
from fxwidget.render.past_view import Wanted, past_view
from fxwidget.store.archives import ARCHIVES
from fxwidget.store.sqlite_history import HISTORY, SqliteHistory
from fxwidget.store.state_past import past_lines
from fxwidget_providers.ecb import Ecb
from tests.support import mortal, three_banks
from tests.support.archives import (
    NOW,
    Desk,
    a_bank,
    backfill,
    ecb_table,
    ecb_zip,
    opened,
)
from tests.support.history import close
from tests.support.three_banks import BANKS, TABLE, answers, banks

CODES = (
    "AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP HKD HRK HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON RUB SEK "
    "SGD THB TRY ZAR"
).split()
FIRST, LAST = date(2021, 11, 1), date(2022, 11, 30)


def ecb(codes: list[str]) -> Source:
    return Source("ecb", Ecb(currencies=codes))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> SqliteHistory:
    """Thirteen months of the ECB's real file, which is one answer; all its currencies of then."""
    folder = tmp_path_factory.mktemp("ecb")
    desk = Desk(lambda _: ecb_zip())
    report = backfill(folder, [ecb(CODES)], CODES, str(FIRST), str(LAST), desk)
    assert report.faults == {}
    assert desk.asked == ["https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"]
    return SqliteHistory(folder)


def ratio(over: Decimal, under: Decimal) -> Decimal:
    """Worked out here, with sixty digits on the way: to 12 digits, half even."""
    return Context(prec=12, rounding=ROUND_HALF_EVEN).plus(Context(prec=60).divide(over, under))


def per_dollar(day: date, code: str) -> Decimal:
    """Units per 1 USD, from what the ECB printed for one euro."""
    row = {"EUR": "1", **ecb_table()[day]}
    return ratio(Decimal(row[code]), Decimal(row["USD"]))


def listed(day: date) -> list[str]:
    return [code for code in CODES if code == "EUR" or code in ecb_table()[day]]


# The ECB's history


def test_two_hundred_crosses(past: SqliteHistory) -> None:
    """Of 200 days and pairs by chance, each close and each cross is what the printed table gives, to the digit."""
    chance = random.Random(17)
    days = [day for day in ecb_table() if FIRST <= day <= LAST]
    for _ in range(200):
        day = chance.choice(days)
        base, quote = chance.sample(listed(day), 2)
        under, over = past.close_on(base, day), past.close_on(quote, day)
        assert under is not None
        assert over is not None
        assert (under.day, over.day) == (day, day)
        assert (under.rate, over.rate) == (per_dollar(day, base), per_dollar(day, quote))
        cross = converted(Decimal(1), over.rate, under.rate, 2)
        assert cross == ratio(per_dollar(day, quote), per_dollar(day, base))


def test_beside_currency_converter(past: SqliteHistory) -> None:
    """Of 28 days by chance, its own answers are ours, as far as it computes exactly."""
    converter, chance = CurrencyConverter(decimal=True), random.Random(28)
    for day in chance.sample([day for day in ecb_table() if FIRST <= day <= LAST], 28):
        base, quote = chance.sample(listed(day), 2)
        theirs = converter.convert(1, base, quote, date=day)
        under, over = past.close_on(base, day), past.close_on(quote, day)
        assert under is not None
        assert over is not None
        assert abs(over.rate / under.rate / theirs - 1) < Decimal("1e-11")


def test_every_day_of_the_table_and_no_other(past: SqliteHistory) -> None:
    """A currency has a close on each day on which the ECB printed it: none is lost, none is made up."""
    for code in CODES:
        printed = [day for day in sorted(ecb_table()) if FIRST <= day <= LAST and code in listed(day)]
        assert [it.day for it in past.closes(code, FIRST, LAST)] == printed, code


def test_what_a_close_says(past: SqliteHistory) -> None:
    """Whose number it is, what sort, how it was computed, who stands behind it, and that it is from an archive."""
    found = past.close_on("INR", date(2022, 5, 3))
    assert found is not None
    assert (found.source, found.kind.value, found.agreement.value) == ("ecb", "fixing", "single_source")
    assert (found.basis.derived, found.basis.groups, found.basis.own) == ("cross EUR", 1, 1)
    assert (found.basis.backfilled, found.basis.recorded_at, found.as_of) == (True, NOW, found.day)


def test_the_rouble_of_2022(past: SqliteHistory) -> None:
    """The jump of 28 February is there and says that nobody confirmed it; the series ends on 1 March and reaches no further."""
    spring = past.closes("RUB", date(2022, 2, 24), date(2022, 4, 30))
    assert [(str(it.day), f"{it.rate:.2f}", it.agreement.value) for it in spring] == [
        ("2022-02-24", "85.75", "single_source"),
        ("2022-02-25", "82.53", "single_source"),
        ("2022-02-28", "103.12", "pending"),
        ("2022-03-01", "105.00", "single_source"),
    ]
    mid_march, april = past.close_on("RUB", date(2022, 3, 15)), past.close_on("RUB", date(2022, 4, 1))
    assert mid_march is not None
    assert str(mid_march.day) == "2022-03-01"
    assert april is None


def test_the_lev_ends_with_2025(tmp_path: Path) -> None:
    """The ECB's last lev is of 31 December 2025; from the next day on there is none, and none is carried."""
    codes = ["BGN", "INR"]
    desk = Desk(lambda _: ecb_zip())
    backfill(tmp_path, [ecb(codes)], codes, "2025-01-02", "2026-01-31", desk)
    past = SqliteHistory(tmp_path)
    last = past.closes("BGN", date(2025, 12, 24), date(2026, 1, 31))
    assert [str(it.day) for it in last] == ["2025-12-24", "2025-12-29", "2025-12-30", "2025-12-31"]
    assert past.close_on("BGN", date(2025, 12, 27)) is not None
    assert past.close_on("BGN", date(2026, 1, 2)) is None
    assert past.close_on("INR", date(2026, 1, 4)) is not None


# Interruptions


def rows(folder: Path) -> list[Any]:
    """All that a past holds, in words."""
    with closing(sqlite3.connect(folder / HISTORY)) as db:
        return db.execute("SELECT * FROM readable ORDER BY code, series, day, revision").fetchall()


def exported(folder: Path) -> bytes:
    """The bytes of a past in every form in which it leaves the service: CSV, lines of JSON, and the lines of a state file."""
    with closing(SqliteHistory(folder)) as past:
        span = date.fromisoformat(three_banks.FIRST), date.fromisoformat(three_banks.LAST)
        view = past_view(past, Wanted(TABLE, (), "USD", *span, Interval.DAY, NOW.date()))
        written = [past_csv.table(view).encode()]
        written += [part for each in view.currencies for part in past_json.lines(view, each)]
        written += [b"%s %s" % (name.encode(), text) for name, text in past_lines(past.every(date.min))]
    assert len(view.currencies) == len(TABLE)
    return b"\n".join(written)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once")
    backfill(folder, banks(), TABLE, "2024-01-01", "2024-07-31", Desk(answers))
    return folder


def test_in_pieces(tmp_path: Path, at_once: Path) -> None:
    """Months one after the other leave what one run leaves, to the byte."""
    for first, last in (
        ("2024-01-01", "2024-03-14"),
        ("2024-03-15", "2024-05-12"),
        ("2024-05-13", "2024-07-31"),
    ):
        backfill(tmp_path, banks(), TABLE, first, last, Desk(answers))
    assert exported(tmp_path) == exported(at_once)


KILLS: tuple[mortal.Death, ...] = (
    *(("request", 1 + number) for number in range(6)),
    *(("day", number) for number in (1, 3, 11, 40)),
    *(("row", number) for number in (1, 30, 61, 95, 130, 200)),
    *(("alarm", number) for number in (5, 40, 90, 160)),
)
"""At a request, amid the storing of an answer, amid a transaction of closes, and at instants of a clock's."""


def test_twenty_kills(tmp_path: Path, at_once: Path) -> None:
    """Wherever the kernel ends a backfill nothing is left behind: the next ones come to the same past, byte for byte.

    What was stored of an answer is not asked for again.
    """
    *killed, last = mortal.lives(tmp_path, [*KILLS, ("never", 0)])
    assert len(killed) == 20
    assert {life.code for life, (place, _) in zip(killed, KILLS, strict=True) if place != "alarm"} == {
        -SIGKILL
    }
    assert {life.code for life in killed[-4:]} <= {-SIGALRM, 0}
    assert last.code == 0
    assert exported(tmp_path) == exported(at_once)
    at_requests = [url for life in killed[:6] for url in life.asked]
    assert len(set(at_requests)) == len(at_requests) > 6
    desk = Desk(answers)
    backfill(tmp_path, banks(), TABLE, three_banks.FIRST, three_banks.LAST, desk)
    assert desk.asked == []


def test_a_second_run_asks_for_nothing(at_once: Path) -> None:
    """All is known: no request, no new close, no other row."""
    before, desk = rows(at_once), Desk(answers)
    report = backfill(at_once, banks(), TABLE, "2024-01-01", "2024-07-31", desk)
    assert (desk.asked, report.requests, report.new) == ([], 0, 0)
    assert rows(at_once) == before


def test_a_currency_more_asks_for_that(tmp_path: Path) -> None:
    """Another currency, or a longer span, is asked for where it is not known; the files may be removed at any time."""
    backfill(tmp_path, [a_bank("north", ["INR"])], ["INR"], "2024-01-01", "2024-01-20", Desk(answers))
    desk = Desk(answers)
    backfill(tmp_path, [a_bank("north", TABLE)], TABLE, "2024-01-01", "2024-01-25", desk)
    assert desk.asked == [
        "https://bank.example/north/2024-01-01/2024-01-20",
        "https://bank.example/north/2024-01-21/2024-01-25",
    ]
    (tmp_path / ARCHIVES).unlink()
    backfill(tmp_path, [a_bank("north", TABLE)], TABLE, "2024-01-01", "2024-01-25", Desk(answers))
    with closing(SqliteHistory(tmp_path)) as past:
        assert all(not it.corrected for it in past.closes("INR", date(2024, 1, 1), date(2024, 2, 1)))


# What was recorded, and what is reported


def test_what_was_shown_stays(tmp_path: Path) -> None:
    """A close that a refresher recorded is not replaced by what an archive says of its day."""
    shown = close("INR", "2024-01-03", "81.5", source="currency_api")
    with opened(tmp_path) as (_, history):
        history.add([shown])
    backfill(tmp_path, banks(), TABLE, "2024-01-01", "2024-01-10", Desk(answers))
    with closing(SqliteHistory(tmp_path)) as past:
        found = past.closes("INR", date(2024, 1, 1), date(2024, 1, 10))
        assert [it.basis.backfilled for it in found] == [True, True, False, *[True] * 5]
        assert found[2] == shown


def test_what_was_shown_stays_whatever_came_after(tmp_path: Path) -> None:
    """Also where another kind of price has been shown since, or the money has another unit: the day has one close."""
    official = close("INR", "2024-01-03", "75", source="currency_api", kind=Kind.OFFICIAL)
    with opened(tmp_path) as (_, history):
        history.add([official, close("INR", "2024-02-01", "83")])
    backfill(tmp_path, banks(), TABLE, "2024-01-01", "2024-01-10", Desk(answers))
    with closing(SqliteHistory(tmp_path)) as past:
        of_the_day = [it for it in past.every(official.day) if (it.code, it.day) == ("INR", official.day)]
    assert of_the_day == [official]


def test_the_report(tmp_path: Path) -> None:
    """It names the days of dispute, and gaps that are longer than a feast; rows that can't be used are counted by reason."""

    def holes(request: Any) -> bytes:
        kept = [row for row in answers(request).decode().splitlines() if not row.startswith("2024-02")]
        return "\n".join([*kept, "2024-03-04 ZAR none"]).encode()

    codes = (*TABLE, "ZAR")
    sources = [a_bank(name, codes) for name in BANKS]
    report = backfill(tmp_path, sources, codes, "2024-01-01", "2024-03-31", Desk(holes))
    inr = report.currencies["INR"]
    assert inr.gaps == (Span(date(2024, 1, 31), date(2024, 3, 1)),)
    assert [str(day) for day in inr.disputed] == ["2024-03-05", "2024-03-15", "2024-03-20", "2024-03-25"]
    assert report.refused["north", "its row can't be read"] == 1
    assert report.currencies["ZAR"].closes == 0


# Manners


def test_a_provider_that_wants_to_be_asked_later(tmp_path: Path) -> None:
    """It is left alone for as long as it says, and asked again; a failure on the way is tried again a little later."""
    waits: list[timedelta] = []
    failures = [RateLimited("too often", retry_after=40.0), ProviderUnavailable("reset")]

    def answer(request: Any) -> bytes:
        if failures:
            raise failures.pop(0)
        return answers(request)

    source, span = a_bank("north", TABLE), Span(date(2024, 1, 1), date(2024, 1, 5))
    with opened(tmp_path) as (archives, _):
        asker = ArchiveAsker(Desk(answer), archives, NOW, waits.append, lambda *_: None)
        tally = Tally()
        asker.ask(source, span, tally)
        assert asker.missing(source, span) == []
    assert [it.total_seconds() for it in waits] == [40, 10]
    assert tally.requests == 3


def test_a_source_that_fails_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    """Its fault is in the report; what it answered before is stored, and the next run asks for the rest."""

    def answer(request: Any) -> bytes:
        if "south/2024-01-21" in str(request.url):
            raise ProviderUnavailable("down")
        return answers(request)

    report = backfill(tmp_path, banks(), TABLE, "2024-01-01", "2024-02-05", Desk(answer))
    assert list(report.faults) == ["south"]
    assert report.currencies["INR"].closes == 26
    again = Desk(answers)
    assert backfill(tmp_path, banks(), TABLE, "2024-01-01", "2024-02-05", again).faults == {}
    assert again.asked == ["https://bank.example/south/2024-01-21/2024-02-05"]


def test_a_quota_holds_for_archives_too(tmp_path: Path) -> None:
    """No more requests are sent than it allows; how many were is remembered beyond the run."""
    source = Source("north", a_bank("north", TABLE).provider, quota=Quota(2, "day"))
    for expected in (2, 0):
        desk = Desk(answers)
        report = backfill(tmp_path, [source], TABLE, "2024-01-01", "2024-03-31", desk)
        assert len(desk.asked) == expected
        assert "the quota of 2/day is spent" in report.faults["north"]


def test_days_before_an_archive_begins_are_not_asked(tmp_path: Path) -> None:
    """Nor those that are not over, which may still be published."""
    source = a_bank("north", TABLE, archive_since=date(2026, 11, 25))
    with opened(tmp_path) as (archives, _):
        asker = ArchiveAsker(Desk(answers), archives, NOW, lambda _: None, lambda *_: None)
        assert asker.missing(source, Span(date(2020, 1, 1), date(2026, 12, 31))) == [
            Span(date(2026, 11, 25), date(2026, 11, 29))
        ]
        assert asker.missing(source, Span(date(2020, 1, 1), date(2020, 12, 31))) == []


def test_a_source_without_an_archive_is_said() -> None:
    """So is one that is not enabled."""
    settings = Settings(sources=("ecb", "floatrates"))
    assert [it.name for it in archive_sources(settings)] == ["ecb"]
    with pytest.raises(ConfigurationError, match="floatrates has no archive; with an archive are ecb"):
        archive_sources(settings, ["floatrates"])
    with pytest.raises(ConfigurationError, match="nbp is not enabled"):
        archive_sources(settings, ["nbp"])


def test_damaged_answers_of_archives_are_said(tmp_path: Path) -> None:
    """They can be had again, so the remedy is to remove the file."""
    (tmp_path / ARCHIVES).write_bytes(b"torn" * 2048)
    with pytest.raises(StoreError, match="remove it, and archives are asked anew"):
        backfill(tmp_path, banks(), TABLE, "2024-01-01", "2024-01-05", Desk(answers))


def test_pending_is_of_banks_alone(past: SqliteHistory) -> None:
    """A number that waits when its day ends is a close only where a bank made it itself, and has not taken it back."""
    assert {it.agreement for it in past.closes("TRY", FIRST, LAST)} == {
        Agreement.SINGLE_SOURCE,
        Agreement.PENDING,
    }
