"""Persian dates: the days of Iran's calendar, and how pages, images and texts write them."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest

from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.persian_calendar import MONTHS, PersianDate
from fxwidget.render.image import svg
from fxwidget.render.note_wording import day
from fxwidget.render.page.html import page
from fxwidget.render.plain_text import plain
from fxwidget.render.view import View
from tests.support.snapshots import NOW, snapshot

FIRST, LAST = date(1925, 3, 22), date(2124, 3, 19)
"""From the year in which the calendar became Iran's to where ICU, which knows later equinoxes, parts from the rule."""


@pytest.mark.parametrize(
    ("gregorian", "persian"),
    [
        ("1925-03-31", (1304, 1, 11)),  # the law on the calendar
        ("1951-03-20", (1329, 12, 29)),  # the oil is nationalised
        ("1979-02-11", (1357, 11, 22)),  # 22 Bahman
        ("2025-03-20", (1403, 12, 30)),  # the last day of a leap year
        ("2025-04-02", (1404, 1, 13)),  # Sizdah Bedar
        ("2025-09-22", (1404, 6, 31)),
        ("2025-09-23", (1404, 7, 1)),
        ("2025-12-21", (1404, 9, 30)),  # Yalda
        ("2026-03-20", (1404, 12, 29)),  # the last day of a common year
    ],
)
def test_days_that_everybody_knows(gregorian: str, persian: tuple[int, int, int]) -> None:
    """Feasts and days of history, by both of their dates."""
    assert PersianDate.of(date.fromisoformat(gregorian)) == PersianDate(*persian)


EQUINOXES = (
    "2020-03-20 03:50", "2021-03-20 09:37", "2022-03-20 15:33", "2023-03-20 21:24", "2024-03-20 03:06", "2025-03-20 09:01",
    "2026-03-20 14:46", "2027-03-20 20:25", "2028-03-20 02:17", "2029-03-20 08:02", "2030-03-20 13:52",
)  # fmt: skip


@pytest.mark.parametrize("equinox", EQUINOXES)
def test_a_year_begins_with_the_equinox(equinox: str) -> None:
    """On its day where it is before noon in Tehran, else on the next: what astronomers say, and no calendar's arithmetic."""
    there = datetime.fromisoformat(equinox).replace(tzinfo=UTC) + timedelta(hours=3.5)
    nowruz = there.date() + timedelta(days=there.hour >= 12)
    assert PersianDate.of(nowruz) == PersianDate(nowruz.year - 621, 1, 1)
    assert PersianDate.of(nowruz - timedelta(days=1)).month == 12


@pytest.mark.needs("node")
def test_every_day_is_icus() -> None:
    """Of two hundred years; long dates are written as Intl writes them."""
    script = """
      const [from, to] = JSON.parse(process.argv[1]).map(Date.parse), found = [];
      const format = new Intl.DateTimeFormat("fa", { dateStyle: "long", timeZone: "UTC" });
      for (let day = from; day <= to; day += 864e5) found.push(format.format(day));
      console.log(JSON.stringify(found));
    """
    given = json.dumps([FIRST.isoformat(), LAST.isoformat()])
    done = subprocess.run(["node", "-e", script, given], capture_output=True, check=True)
    language, days = Language("fa"), range((LAST - FIRST).days + 1)
    assert json.loads(done.stdout) == [language.day(FIRST + timedelta(days=n), year=True) for n in days]


@pytest.mark.parametrize("draw", [page, svg, plain])
def test_persian_is_dated_by_its_own_calendar(draw: object) -> None:
    """In every form, unless the Gregorian one is asked for."""
    assert callable(draw)
    own = draw(View(snapshot(), NOW, Options(lang="fa")))
    assert "۲۴ اردیبهشت" in own
    assert "مه" not in set(own.split())
    other = draw(View(snapshot(), NOW, Options(lang="fa", calendar="gregory")))
    assert "۱۴ مه" in other
    assert not any(month in other.split() for month in MONTHS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_other_languages_have_the_gregorian_calendar(code: str) -> None:
    """Whatever calendar is asked for."""
    same = {Language(code, calendar=name).day(NOW.date(), year=True) for name in ("auto", "gregory")}
    assert len(same) == (2 if code == "fa" else 1)


def test_the_year_is_named_where_it_is_another() -> None:
    """By the calendar of the page: Nowruz parts two days of March, and New Year's Day nothing."""
    persian, new_year = Language("fa"), date(2026, 1, 1)
    assert day(date(2025, 12, 31), new_year, persian) == "۱۰ دی"
    assert day(date(2026, 3, 20), date(2026, 3, 21), persian) == "۲۹ اسفند ۱۴۰۴"
    assert day(date(2025, 12, 31), new_year, Language("fa", calendar="gregory")) == "۳۱ دسامبر ۲۰۲۵"
