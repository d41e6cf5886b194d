"""Samoa's page and workbook: two yuans, and an archive under a name of the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fxwidget import Answer
from fxwidget_providers.cbs import Cbs
from tests.documents import document
from tests.support.workbooks import workbook

from .asking import per_dollar

PAGE = document("cbs/daily-exchange-rates.html")
HEAD = '<row r="{0}"><c r="B{0}" t="s"><v>0</v></c><c r="C{0}" t="s"><v>1</v></c><c r="D{0}" t="s"><v>2</v></c></row>'
DAY = '<row r="{0}"><c r="B{0}"><v>{1}</v></c><c r="C{0}"><v>{2}</v></c><c r="D{0}"><v>{3}</v></c></row>'
BLANK = '<row r="4"><c r="B4" s="63"/><c r="C4" s="64"/></row>'


def test_two_yuans() -> None:
    """The on-shore and the off-shore yuan are two numbers, so this is a vote on each."""
    found = per_dollar(Cbs().parse(PAGE))
    assert (found["CNY"], found["CNH"]) == ("6.76375632047", "6.76351296542")


def test_the_archive_is_the_workbook_that_the_page_links() -> None:
    """The sheets of the years that are asked for, by the head above each month; rows without a day are left out."""
    book = workbook(
        {
            "2025": HEAD.format(1) + DAY.format(2, 45992, "0.36023", "56.1"),
            "2026": HEAD.format(1)
            + DAY.format(2, 46175, "0.36979000000000001", "59.045819999999999")
            + BLANK,
        },
        texts=["DATE", "TALA/USD", "TALA/YEN"],
    )
    asking = Cbs().archive(date(2026, 6, 1), date(2026, 6, 3))
    next(asking)
    request = asking.send(Answer(Cbs.site, 200, PAGE))
    assert str(request.url) == "https://cbs.gov.ws/media/Historical-Daily-Rates-June032026.xlsx"
    assert [(quote.as_of, quote.quote, quote.mid) for quote in Cbs().parse_workbook(book, [2026])] == [
        (date(2026, 6, 2), "USD", Decimal("0.36979")),
        (date(2026, 6, 2), "JPY", Decimal("59.04582")),
    ]
