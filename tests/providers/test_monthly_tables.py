"""Monthly tables: checks that stand beside the daily publishers and never lead them."""

from __future__ import annotations

from datetime import date

from fxwidget.domain.kinds import Agreement
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.hmrc import Hmrc
from fxwidget_providers.inforeuro import Inforeuro
from fxwidget_providers.nbrb import Nbrb
from fxwidget_providers.un_treasury import UnTreasury
from tests.documents import document
from tests.support.house import House, utc

UN = document("un_treasury/xsql2XML.xml")


def test_the_un_of_october_2026() -> None:
    """Its rial rose by 22 % from one set to the next: set aside with a note, and a day later it is too old to vote."""
    banks = {"bank_of_russia": BankOfRussia(), "nbrb": Nbrb()}
    sources = [Source(name, bank) for name, bank in banks.items()]
    house = House(*sources, Source("un_treasury", UnTreasury()), currencies=("IRR",))
    before, after, now = utc("2026-09-30 14:00"), utc("2026-09-30 15:00"), utc("2026-10-01 14:00")
    for name in banks:
        house.says(name, before, "2026-10-01", IRR="1375000")
    house.evaluate(before)
    house.quotes("un_treasury", after, list(UnTreasury().parse(UN)))
    row = house.row("IRR", after)
    assert [(note.code, str(note.rate)) for note in row.notes] == [("unconfirmed", "1684168.704")]
    for name in banks:
        house.says(name, now, "2026-10-02", IRR="1376000")
    row = house.row("IRR", now)
    assert (str(row.rate), row.agreement, row.notes) == ("1376000", Agreement.TWO_SOURCES, ())
    assert [source.reason for source in row.sources] == [None, None, "older than the others' day"]


def test_months() -> None:
    """A table is asked for in its own month: InforEuro's states none, HMRC's has no leading zero."""
    assert dict(Inforeuro().request(date(2026, 8, 31)).url.params) == {
        "lang": "en",
        "year": "2026",
        "month": "8",
    }
    assert Hmrc().request(date(2026, 8, 3)).url.path.endswith("/monthly_csv_2026-8.csv")


def test_whose_numbers() -> None:
    """InforEuro repeats the ECB for the ECB's currencies; its rial and birr are its own."""
    source = Source("inforeuro", Inforeuro())
    assert [source.group(code) for code in ("INR", "IRR", "ETB")] == ["ecb", "inforeuro", "inforeuro"]


def test_a_currency_of_several_countries() -> None:
    """It stands once; a code that is none of ISO's is left out."""
    assert [quote.quote for quote in UnTreasury().parse(UN)].count("EUR") == 1
    assert [quote.quote for quote in Hmrc().parse(document("hmrc/monthly_csv_2026-8.csv"))].count("AED") == 1
    table = Inforeuro().parse_of(document("inforeuro/monthly-rates.json"), date(2026, 8, 1))
    assert "ZIG" not in {quote.quote for quote in table}
