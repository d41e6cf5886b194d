"""The two conversations of publishers whose documents are of one day each: the newest table, and a span of past days."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, time
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
