"""The conversations of publishers whose documents are of one day each: the newest table, and a span of past days."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, time, timedelta
from typing import Any

import httpx
import pytest

from fxwidget import Answer, Daily, Dated, Provider, Quote, ResponseInvalid, get_request

FRIDAY = date(2026, 4, 3)


class Bank(Provider):
    """A bank whose answer is its rates' day, or nothing."""

    dated = Dated.VALID_FROM
    calendar = Daily(zone="UTC", usual=time(14), latest=time(16))
    exchange = Provider.tomorrow_or_today
    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        return get_request(f"https://bank.example/{day}")

    def parse(self, body: bytes) -> list[Quote]:
        return [Quote(base="USD", quote="ZAR", mid="16.5", as_of=body.decode())] if body else []


def talk(
    conversation: Generator[httpx.Request, Answer, Any], *answers: tuple[int, bytes]
) -> tuple[list[str], list[str]]:
    """The days that were asked for, and those of the quotes."""
    asked = [next(conversation).url.path[1:]]
    try:
        for status, body in answers:
            asked.append(conversation.send(Answer("https://bank.example/", status, body)).url.path[1:])
    except StopIteration as end:
        return asked, [str(quote.as_of) for quote in end.value]
    raise AssertionError("it asks on")


@pytest.mark.parametrize("nothing", [(200, b""), (404, b"none")])
def test_tomorrow_or_today(nothing: tuple[int, bytes]) -> None:
    """Tomorrow's table is taken where it is out; where it is not, today's is asked for, and may be none either."""
    table = (200, b"2026-04-03")
    assert talk(Bank().exchange(FRIDAY), table) == (["2026-04-04"], ["2026-04-03"])
    both = ["2026-04-04", "2026-04-03"]
    assert talk(Bank().exchange(FRIDAY), nothing, table) == (both, ["2026-04-03"])
    assert talk(Bank().exchange(FRIDAY), nothing, (200, b"")) == (both, [])
    with pytest.raises(ResponseInvalid, match="HTTP 404"):
        talk(Bank().exchange(FRIDAY), nothing, (404, b""))


def test_day_by_day() -> None:
    """Of a span those days are asked for on which a table begins to hold; one that comes twice counts once."""
    days = ["2026-04-03", "2026-04-04", "2026-04-07"]
    answers = ((200, b"2026-04-03"), (404, b""), (200, b"2026-04-03"))
    assert talk(Bank().archive(FRIDAY, date(2026, 4, 7)), *answers) == (days, ["2026-04-03"])


def test_day_by_day_of_a_fixing() -> None:
    """A table that is dated the day it was set on is asked for on days of publication."""

    class Fixing(Bank):
        dated = Dated.FIXING_DAY

    asked, found = talk(
        Fixing().archive(FRIDAY, date(2026, 4, 6)), (200, b"2026-04-03"), (200, b"2026-04-06")
    )
    assert (asked, found) == (["2026-04-03", "2026-04-06"],) * 2


def test_last_with_rows() -> None:
    """The newest table that has rows is taken; on days of the week that have none it is not asked for."""

    class Latest(Bank):
        exchange = Provider.last_with_rows

    days = ["2026-04-06", "2026-04-03", "2026-04-02"]
    asked = talk(Latest().exchange(date(2026, 4, 6)), (200, b""), (200, b""), (200, b"2026-04-02"))
    assert asked == (days, ["2026-04-02"])
    assert len(talk(Latest().exchange(FRIDAY), *[(200, b"")] * 9)[0]) == 9  # of the weekdays of eleven days


def test_last_days() -> None:
    """Who has nothing but an archive is asked for the last days of it, how many it says."""

    class Past(Bank):
        exchange = Provider.last_days
        recent = timedelta(days=1)

    assert talk(Past().exchange(FRIDAY), (200, b"2026-04-02"), (200, b"2026-04-03")) == (
        ["2026-04-02", "2026-04-03"],
        ["2026-04-02", "2026-04-03"],
    )


def test_the_newest_at_its_own_address() -> None:
    """A table that is always at one address is asked for there, whatever address the days of the past have."""

    class Fixed(Bank):
        url = "https://bank.example/latest"
        exchange = Provider.exchange

    assert talk(Fixed().exchange(FRIDAY), (200, b"2026-04-02")) == (["latest"], ["2026-04-02"])
    assert talk(Fixed().archive(FRIDAY, FRIDAY), (200, b"2026-04-03"))[0] == ["2026-04-03"]


def test_a_document_without_a_day() -> None:
    """What states no day is read as of the day that was asked for."""

    class Undated(Bank):
        dated = Dated.FIXING_DAY
        exchange = Provider.last_with_rows

        def parse_of(self, body: bytes, day: date) -> list[Quote]:
            return [Quote(base="USD", quote="ZAR", mid=body.decode(), as_of=day)]

    assert talk(Undated().exchange(FRIDAY), (200, b"16.5"))[1] == ["2026-04-03"]
    assert talk(Undated().archive(FRIDAY, FRIDAY), (200, b"16.5"))[1] == ["2026-04-03"]
