"""Past days: what each adapter asks its publisher's archive for, and the numbers that it reads there, in their very digits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from fxwidget import Answer, Provider, ProviderUnavailable, Quote
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.provider.parsing import NotInFormat
from fxwidget.provider.registry import provider_class
from fxwidget_providers.ecb import DATA
from tests.documents import document

MARCH, END_OF_MARCH = date(2026, 3, 3), date(2026, 3, 6)

EXR = b"""FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE
D,AUD,2026-02-17,1.6776
D,AUD,2026-02-18,1.6748
D,BRL,2026-02-17,6.1788
D,USD,2026-02-17,1.1826
"""
HISTORY = b"""Date,USD,JPY,BGN,RUB,INR,
2026-10-30,1.1172,175.68,N/A,N/A,106.084,
2022-03-01,1.1162,128.2,1.9558,117.201,84.5015,
2022-02-28,1.1199,129.31,1.9558,115.4842,84.554,
2022-02-25,1.1216,129.66,1.9558,92.5673,84.347,
"""
DYNAMIC = (
    b'<?xml version="1.0" encoding="windows-1251"?><ValCurs ID="R01235" DateRange1="01.03.2026" DateRange2="05.03.2026" '
    b'name="Foreign Currency Market Dynamic"><Record Date="03.03.2026" Id="R01235"><Nominal>1</Nominal>'
    b'<Value>77,1734</Value><VunitRate>77,1734</VunitRate></Record><Record Date="04.03.2026" Id="R01235">'
    b"<Nominal>1</Nominal><Value>77,6093</Value><VunitRate>77,6093</VunitRate></Record></ValCurs>"
)


class Archived:
    """An adapter's conversation about past days, answered by hand, the last answer again and again."""

    def __init__(
        self,
        name: str,
        first: date,
        last: date,
        *answers: bytes | int | Exception,
        wanted: Sequence[str] = (),
    ) -> None:
        self.provider: Provider = provider_class(name)(currencies=wanted)
        self.urls: list[str] = []
        exchange = self.provider.archive(first, last)
        given = list(answers)
        try:
            request = next(exchange)
            while True:
                self.urls.append(str(request.url))
                reply = given.pop(0) if len(given) > 1 else given[0]
                if isinstance(reply, Exception):
                    request = exchange.throw(reply)
                else:
                    status, body = (reply, b"") if isinstance(reply, int) else (200, reply)
                    request = exchange.send(Answer(str(request.url), status, body))
        except StopIteration as end:
            self.quotes: list[Quote] = list(end.value)

    def rates(self, code: str) -> list[tuple[str, str]]:
        """Units per 1 USD by stated day, the newest first."""
        return [(str(it.as_of), str(it.rate)) for it in per_usd(self.quotes).rates[code]]


def zipped(body: bytes, name: str = "eurofxref-hist.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)  # of 1980, whatever the time: the same file each time
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, body)
    return file.getvalue()


# Spans


def test_ecb_series_of_a_year() -> None:
    """A span of up to a year is the data service's; a currency without an observation that day has none."""
    it = Archived("ecb", date(2026, 2, 17), date(2026, 2, 18), EXR)
    assert it.urls == [f"{DATA}?format=csvdata&detail=dataonly&startPeriod=2026-02-17&endPeriod=2026-02-18"]
    assert it.rates("BRL") == [("2026-02-17", "5.22475900558")]  # 6.1788 / 1.1826


def test_ecb_whole_history() -> None:
    """A longer one is the one file of all days: those of the span, ``N/A`` left out, ended currencies among them."""
    span = date(2022, 2, 28), date(2026, 10, 30)
    it = Archived("ecb", *span, zipped(HISTORY), wanted=["RUB", "BGN"])
    assert it.urls == ["https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"]
    assert it.rates("RUB") == [("2022-03-01", "105"), ("2022-02-28", "103.120100009")]
    assert {quote.quote for quote in it.quotes} == {"USD", "RUB", "BGN"}
    assert len(Archived("ecb", *span, zipped(HISTORY)).quotes) == 13


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", zipped(HISTORY)[:-30], zipped(b"Day,USD\n")],
    ids=["empty", "a page", "torn", "another table"],
)
def test_ecb_another_file(body: bytes) -> None:
    """What is no archive of that one file, or has another header, is an error that names the provider."""
    with pytest.raises((NotInFormat, ValueError)):
        list(Archived("ecb", date(2000, 1, 1), date(2026, 1, 1), body[:-1]).quotes)


def test_bank_of_russia() -> None:
    """One series for each currency, by the number that today's set has for it; days are those from which it holds."""
    today = document("bank_of_russia/XML_daily.xml")
    it = Archived("bank_of_russia", MARCH, END_OF_MARCH, today, DYNAMIC, wanted=["RUB", "XXX"])
    assert it.urls == [
        "https://www.cbr.ru/scripts/XML_daily.asp",
        "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=03%2F03%2F2026&date_req2=06%2F03%2F2026&VAL_NM_RQ=R01235",
    ]
    assert it.rates("RUB") == [("2026-03-04", "77.6093"), ("2026-03-03", "77.1734")]


def test_nbp() -> None:
    """Tables A and B of up to 93 days; a span without a table is a 404, and no failure."""
    a = document("nbp/tableA.2026-03-04.json")[:-1] + b"," + document("nbp/tableA.json")[1:]
    it = Archived("nbp", MARCH, END_OF_MARCH, a, document("nbp/tableB.json"))
    assert it.urls == [
        f"https://api.nbp.pl/api/exchangerates/tables/{which}/2026-03-03/2026-03-06/?format=json"
        for which in "AB"
    ]
    assert [day for day, _ in it.rates("INR")] == ["2026-03-05", "2026-03-04"]
    assert [day for day, _ in it.rates("AED")] == ["2026-03-04"]
    assert Archived("nbp", MARCH, END_OF_MARCH, 404).quotes == []
    assert it.provider.archive_days == 93


def test_bcb() -> None:
    """The closing bulletins of a span; where that service fails, both series of the other."""
    it = Archived("bcb", MARCH, END_OF_MARCH, document("bcb/CotacaoDolarPeriodo.json"))
    assert "@dataInicial='03-03-2026'&@dataFinalCotacao='03-06-2026'" in it.urls[0].replace("%27", "'")
    assert it.rates("BRL")[0] == ("2026-03-06", "5.2875")
    series = document("bcb/sgs.10813.json"), document("bcb/sgs.1.json")
    other = Archived("bcb", MARCH, END_OF_MARCH, ProviderUnavailable("down"), *series)
    assert other.urls[1:] == [
        f"https://api.bcb.gov.br/dados/serie/bcdata.sgs.{number}/dados"
        "?formato=json&dataInicial=03%2F03%2F2026&dataFinal=06%2F03%2F2026"
        for number in (10813, 1)
    ]
    assert other.rates("BRL") == it.rates("BRL")


def test_sarb() -> None:
    """The dollar's series and those of the wanted currencies."""
    series = [document(f"sarb/{name}.json") for name in ("EXCX135D", "EXCB123D")]
    it = Archived("sarb", date(2026, 3, 23), date(2026, 3, 27), *series, wanted=["INR", "ZAR"])
    assert [url.rpartition("Observations/")[2] for url in it.urls] == [
        "EXCX135D/2026-03-23/2026-03-27",
        "EXCB123D/2026-03-23/2026-03-27",
    ]
    assert it.rates("INR")[0] == ("2026-03-27", "94.72486694")


def test_bank_indonesia() -> None:
    """One document of a span."""
    it = Archived(
        "bank_indonesia", date(2026, 9, 12), date(2026, 9, 26), document("bank_indonesia/jisdor.xml")
    )
    assert it.urls[0].endswith("getSubKursJisdor3?mts=USD&startDate=2026-09-12&endDate=2026-09-26")
    assert it.rates("IDR")[0] == ("2026-09-25", "17917.00")


def test_frankfurter() -> None:
    """The whole tables of a span; an error says why in its own words."""
    it = Archived("frankfurter", date(2026, 9, 4), date(2026, 9, 5), document("frankfurter/rates.json"))
    assert it.urls == ["https://api.frankfurter.dev/v2/rates?base=USD&from=2026-09-04&to=2026-09-05"]
    assert it.rates("BRL") == [("2026-09-05", "5.2242")]
    with pytest.raises(Exception, match="HTTP 422"):
        Archived("frankfurter", date(2026, 9, 4), date(2026, 9, 5), 422)


# A document for each day


def test_cbu() -> None:
    """The set of each day that follows a working day; what holds on for several days comes once."""
    body = document("cbu/json.json")
    it = Archived("cbu", date(2026, 4, 1), date(2026, 4, 7), body)
    assert [url.rpartition("all/")[2] for url in it.urls] == [f"2026-04-{day:02}/" for day in (1, 2, 3, 4, 7)]
    assert len(it.quotes) == len(it.provider.parse(body))
    assert it.rates("UZS") == [("2026-04-01", "12194.21")]


def test_nbrb() -> None:
    """The list of each day that follows a working day; one that is not there is a 404."""
    it = Archived("nbrb", date(2026, 3, 16), date(2026, 3, 18), document("nbrb/rates.json"), 404)
    assert [url.rpartition("ondate=")[2] for url in it.urls] == ["2026-03-17", "2026-03-18"]
    assert it.rates("BYN") == [("2026-03-17", "2.9463")]


def test_banca_d_italia() -> None:
    """The table of each day on which TARGET is open."""
    it = Archived(
        "banca_d_italia",
        date(2026, 2, 7),
        date(2026, 2, 12),
        document("banca_d_italia/weekend.csv"),
        document("banca_d_italia/dailyRates.csv"),
        document("banca_d_italia/weekend.csv"),
    )
    assert [url[url.index("Date=") + 5 :][:10] for url in it.urls] == [
        f"2026-02-{day:02}" for day in (9, 10, 11, 12)
    ]
    assert it.rates("BRL") == [("2026-02-11", "5.18932773109")]


def test_currency_api() -> None:
    """The file of each day that follows a weekday, on the second host where the first fails; a hole is a hole."""
    down = ProviderUnavailable("down")
    it = Archived(
        "currency_api",
        date(2026, 9, 26),
        date(2026, 9, 30),
        404,
        down,
        document("currency_api/usd.json"),
        404,
    )
    assert [url.rpartition("@")[2][:10] if "@" in url else url[8:18] for url in it.urls] == [
        "2026-09-26",
        "2026-09-29",
        "2026-09-29",
        "2026-09-30",
    ]
    assert it.rates("INR") == [("2026-09-29", "96.08534228")]


def test_which_have_none() -> None:
    """The others say so, and keep the default."""
    able = "banca_d_italia bank_indonesia bank_of_russia bcb cbu currency_api ecb frankfurter nbp nbrb sarb"
    names: Any = provider_class("ecb"), provider_class("floatrates")
    assert [it.has_archive() for it in names] == [True, False]
    assert all(provider_class(name).has_archive() for name in able.split())
    with pytest.raises(NotImplementedError, match="FloatRates has no archive"):
        provider_class("floatrates")().archive(MARCH, END_OF_MARCH)
