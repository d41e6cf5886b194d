"""The National Bank of Ethiopia's tables: days without one, and the average that is none."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.nbe import Nbe
from tests.documents import document

from .asking import ByHand, per_dollar
from .test_archives import Archived

TABLE = document("nbe/filter-exchange-rates.json")
HOLIDAY = document("nbe/holiday.json")


def test_the_day_before_a_holiday() -> None:
    """A day without a table has no rows; the working day before is asked for, no weekend is."""
    asking = ByHand(Nbe(), date(2026, 5, 18))
    asking.answer(body=HOLIDAY)
    assert asking.url == "https://api.nbe.gov.et/api/filter-exchange-rates?date=2026-05-15"
    asking.answer(body=TABLE)
    assert per_dollar(asking.quotes or ())["ETB"] == "158.01315"


def test_the_average_is_not_used() -> None:
    """For the dollar it repeats ``buying``: with it SAR would cross to 3.734, half a per cent off its peg."""
    other = TABLE.replace(b'"weighted_average":"157.227"', b'"weighted_average":"1"')
    assert other != TABLE
    assert per_dollar(Nbe().parse(other))["SAR"] == per_dollar(Nbe().parse(TABLE))["SAR"] == "3.75270207688"


def test_archive() -> None:
    """A request for each day on which there may be a table; one without rows is no failure."""
    it = Archived("nbe", date(2026, 5, 15), date(2026, 5, 18), HOLIDAY, TABLE)
    assert [url.rpartition("=")[2] for url in it.urls] == ["2026-05-15", "2026-05-18"]
    assert it.rates("ETB") == [("2026-05-18", "158.01315")]
