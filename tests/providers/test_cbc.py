"""Taipei's document: columns that name their pair, and a month that comes late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from fxwidget.provider.calendar import deadlines
from fxwidget_providers.cbc import Cbc
from tests.documents import document

from .asking import published


def test_columns_name_their_pair() -> None:
    """Three are dollars per foreign unit, the others foreign units per dollar, as their names say."""
    quotes = Cbc().parse(document("cbc/BP01D01.json"))
    assert published(quotes, "GBP") == ("GBP", "USD", "1", "1.3547")
    assert published(quotes, "CNY") == ("USD", "CNY", "1", "6.8397")


def test_february_is_news_until_the_end_of_april() -> None:
    """A month's days come in the next one, so its last day is late once the month after that has passed without news."""
    newest, came = date(2026, 2, 26), datetime(2026, 3, 31, 1, tzinfo=UTC)
    found = deadlines(
        came, newest, Cbc.dated, Cbc.calendar, refresh=timedelta(minutes=5), withdraw_after=None
    )
    assert found.late_at.date() == date(2026, 4, 30)
