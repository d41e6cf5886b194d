"""Past days of publishers whose archive answers with the very document that they have for today."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer
from fxwidget.deciding.cross_rates import per_usd
from tests.support.conversation import case

BANK_OF_CANADA = "https://www.bankofcanada.ca/valet/observations/group/FX_RATES_DAILY/json"
BANK_OF_ISRAEL = "https://edge.boi.gov.il/FusionEdgeServer/sdmx/v2/data/dataflow/BOI.STATISTICS/EXR/1.0/?c%5BDATA_TYPE%5D=OF00"
NBU = "https://bank.gov.ua/NBU_Exchange/exchange_site?"


@pytest.mark.parametrize(
    ("name", "first", "last", "addresses"),
    [
        (
            "bank_of_canada",
            "2026-03-17",
            "2026-03-18",
            [f"{BANK_OF_CANADA}?start_date=2026-03-17&end_date=2026-03-18"],
        ),
        (
            "bank_of_israel",
            "2026-03-02",
            "2026-03-06",
            [f"{BANK_OF_ISRAEL}&startperiod=2026-03-02&endperiod=2026-03-06&format=csv"],
        ),
        (
            "bnr",
            "2025-12-30",
            "2026-01-05",
            [f"https://curs.bnr.ro/files/xml/years/nbrfxrates{year}.xml" for year in (2025, 2026)],
        ),
        (
            "cbar",
            "2026-09-04",
            "2026-09-07",
            [f"https://www.cbar.az/currencies/{day}.09.2026.xml" for day in ("04", "07")],
        ),
        (
            "cnb",
            "2025-12-30",
            "2026-01-05",
            [f"https://api.cnb.cz/cnbapi/exrates/daily-year?year={year}&lang=EN" for year in (2025, 2026)],
        ),
        (
            "nbu",
            "2026-03-12",
            "2026-03-13",
            [f"{NBU}start=20260312&end=20260320&sort=exchangedate&order=asc&json="],
        ),
        (
            "tcmb",
            "2024-01-31",
            "2024-02-01",
            [f"https://www.tcmb.gov.tr/kurlar/{day}.xml" for day in ("202401/31012024", "202402/01022024")],
        ),
    ],
)
def test_archive(name: str, first: str, last: str, addresses: list[str]) -> None:
    """It is asked for the span, its years or its days of publication, and read as today's document is."""
    it = case(name)
    conversation = it.made().archive(date.fromisoformat(first), date.fromisoformat(last))
    asked = [str(next(conversation).url)]
    try:
        while True:
            asked.append(str(conversation.send(Answer(asked[-1], 200, it.replies()[0][1])).url))
    except StopIteration as end:
        found = {code: str(rates[0].rate) for code, rates in per_usd(end.value).rates.items()}
    assert asked == addresses
    assert found == it.figures.per_dollar
