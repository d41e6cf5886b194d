"""What a document says of its units, its direction, its base and the sort of its numbers is read: of another it gives no number."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from fxwidget.deciding.cross_rates import per_usd
from fxwidget.errors import ResponseInvalid
from tests.support.conversation import case

from .asking import numbers


class Stated(NamedTuple):
    """A statement in a document of a provider, and another one in its place; ``code`` where it is of one currency only."""

    provider: str
    file: str
    own: str
    another: str
    code: str = ""


STATED = [
    Stated("bank_of_albania", "Official_exchange_rate.html", "Lek per  Foreign", "Lek per 100 Foreign"),
    Stated("bank_of_albania", "Official_exchange_rate.html", "Yen   (100)", "Yen of 100", "JPY"),
    Stated("bank_of_israel", "EXR.csv", ",OF00,", ",OF01,"),
    Stated("bank_of_taiwan", "flcsv.csv", "180天,匯率,現金,即期,", "180天,匯率,即期,現金,"),
    Stated("bank_of_thailand", "DAILY_AVG_EXG_RATE.json", "YEN (100 YEN)", "YEN PER 100", "JPY"),
    Stated("bank_of_thailand", "DAILY_AVG_EXG_RATE.json", "currency_name_eng", "currency_name"),
    Stated(
        "bank_of_thailand", "DAILY_AVG_EXG_RATE.json", "JAPAN : YEN (100 YEN) (JPY)", "JAPAN : YEN", "JPY"
    ),
    Stated("bazg", "xmldaily.xml", "<waehrung>100 EGP", "<waehrung>100 AED", "EGP"),
    Stated("bcp", "BRL.html", "REAL BRASILERO", "DOLAR AMERICANO"),
    Stated("bcp", "USD.html", ">ENE<", ">FEB<"),
    Stated("bcra", "Cotizaciones.json", "(C/1.000 UNIDADES)", "X 1.000", "VND"),
    Stated("bna", "intervalo.json", '"tipoCambio":"M"', '"tipoCambio":"G"'),
    Stated("bnm", "exchange-rate.json", '"quote":"rm"', '"quote":"fx"'),
    Stated("bnr", "nbrfxrates.xml", 'currency="HUF" multiplier=', 'currency="HUF" units=', "HUF"),
    Stated("danmarks_nationalbank", "DNVALD.csv", ";KBH;", ";INX;"),
    Stated("fred", "DEXINUS.json", '"units":"lin"', '"units":"pch"'),
    Stated("nbg", "currencies.json", "T00:00:00.000Z", "T20:00:00.000Z"),
    Stated("norges_bank", "EXR.csv", "B,INR,NOK", "B,INR,SEK", "INR"),
    Stated("rba", "f11.1-data.csv", "A$1=INR", "INR1=A$", "INR"),
    Stated("rbm", "ExchangeRatesFilter.html", ">Middle<", ">Selling<"),
    Stated("sbp", "sharedStrings.xml", "Pak Rupees per Currency Unit", "Pak Rupees per 100 Currency Units"),
    Stated("yahoo", "INR.json", '"currency":"INR"', '"currency":"EUR"', "INR"),
]


@pytest.mark.parametrize("it", STATED, ids=lambda it: f"{it.provider} {it.another}")
def test_another_statement_is_no_number(it: Stated) -> None:
    """The document is refused whole, or its currency has no number; those beside it keep theirs."""
    own = case(it.provider)
    body = own.file(it.file)
    another = body.replace(it.own.encode(), it.another.encode())
    assert another != body
    try:
        found = numbers(per_usd(own.quotes(own.replies({it.file: another}))))
    except ResponseInvalid:
        assert not it.code, "one row is no reason to refuse the document"
        return
    rest = {code: number for code, number in own.figures.per_dollar.items() if code != it.code}
    assert found == (rest if it.code else {})
