"""European Central Bank reference rates: 29 currencies against the euro, set about 14:15 and published about 16:00.

Direction: 1 EUR = ``rate`` of ``currency``. One table on each day that TARGET is open; RUB is suspended since March
2022, and BGN left with Bulgaria's own currency in January 2026.
"""

import csv
from collections.abc import Iterable
from datetime import date, time, timedelta

import fxwidget as fx

DATA = "https://data-api.ecb.europa.eu/service/data/EXR/D..EUR.SP00.A"
WEEK = timedelta(days=7)
HISTORY = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
YEAR = 366


class Ecb(fx.Provider):
    title = "European Central Bank"
    site = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html"
    docs = site
    url = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.ecb.europa.eu/services/using-our-site/disclaimer/html/index.en.html"
    attribution = "Source: European Central Bank"
    verified_on = date(2022, 10, 3)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD
        THB TRY USD ZAR
    """)
    archived = fx.codes("BGN CYP EEK HRK LTL LVL MTL ROL RUB SIT SKK TRL")
    archive_since = date(1999, 1, 4)
    dated = fx.Dated.FIXING_DAY
    # On weekdays that TARGET keeps closed (Good Friday, Easter Monday, 1 May, ...) nothing comes.
    calendar = fx.Daily(zone="Europe/Berlin", usual=time(16), latest=time(18), feasts="TARGET")

    def exchange(self, day: date) -> fx.Exchange:
        """The daily document, else the last week of the bank's data service; where both fail, the first one's failure is raised."""
        week = {
            "format": "csvdata",
            "detail": "dataonly",
            "startPeriod": str(day - WEEK),
            "endPeriod": str(day),
        }
        number, answer = yield from fx.first_of(self.request(day), fx.get_request(DATA, params=week))
        return self.parse_series(answer.body) if number else self.parse(answer.body)

    def archive(self, first: date, last: date) -> fx.Archive:
        """The data service's series for up to a year; for more the one file that has all, 0.6 MB since 1999."""
        if (last - first).days < YEAR:
            span = {
                "format": "csvdata",
                "detail": "dataonly",
                "startPeriod": str(first),
                "endPeriod": str(last),
            }
            answer = yield fx.get_request(DATA, params=span)
            return self.parse_series(answer.body)
        answer = yield fx.get_request(HISTORY)
        return self.parse_history(fx.read_zip(answer.body), first, last)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the days of one envelope: one in the daily document, the newest first in that of 90 days."""
        days = fx.read_xml(body).findall(".//{*}Cube[@time]")
        if not days:
            raise ValueError("no day in the document")
        return [
            fx.Quote(
                base="EUR", quote=row.get("currency"), mid=row.get("rate"), as_of=fx.day_in(day.get("time"))
            )
            for day in days
            for row in day.findall("{*}Cube")
        ]

    def parse_series(self, body: bytes) -> list[fx.Quote]:
        """Read the data service's CSV: one line for each currency and day, empty or ``NaN`` without an observation."""
        header, *lines = fx.read_csv(body, "FREQ")
        rows = [dict(zip(header, cells, strict=True)) for cells in lines]
        return [
            fx.Quote(
                base="EUR", quote=row["CURRENCY"], mid=row["OBS_VALUE"], as_of=fx.day_in(row["TIME_PERIOD"])
            )
            for row in rows
        ]

    def parse_history(self, body: bytes, first: date, last: date) -> Iterable[fx.Quote]:
        """Read the days of the whole history from ``first`` to ``last``: one line each, the newest first, ``N/A`` where nothing was set.

        Each line ends with a comma, so there is a last column without a name.
        """
        rows = csv.reader(body.decode("utf-8-sig").splitlines())
        codes = next(rows)
        if codes[:2] != ["Date", "USD"]:
            raise ValueError("another header")
        wanted = {"USD", *(self.currencies or codes[1:])}
        columns = [(place, code) for place, code in enumerate(codes) if code and code in wanted]
        for row in rows:
            day = date.fromisoformat(row[0])
            if first <= day <= last:
                for place, code in columns:
                    if row[place] != "N/A":
                        yield fx.Quote(base="EUR", quote=code, mid=row[place], as_of=day)
