"""European Central Bank reference rates: 29 currencies against the euro, set about 14:15 and published about 16:00.

Direction: 1 EUR = ``rate`` of ``currency``. One table on each day that TARGET is open; RUB is suspended since March
2022, and BGN left with Bulgaria's own currency in January 2026.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from fxwidget import (
    Archive,
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    first_of,
    get_request,
    read_xml,
    read_zip,
)

if TYPE_CHECKING:
    import httpx

DATA = "https://data-api.ecb.europa.eu/service/data/EXR/D..EUR.SP00.A"
WEEK = timedelta(days=7)
HISTORY = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
YEAR = 366


class Ecb(Provider):
    title = "European Central Bank"
    site = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html"
    docs = site
    terms = Terms.ALLOWED
    terms_url = "https://www.ecb.europa.eu/services/using-our-site/disclaimer/html/index.en.html"
    attribution = "Source: European Central Bank"
    verified_on = date(2022, 10, 3)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset(
        """
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD
        THB TRY USD ZAR
        """.split()
    )
    archived = frozenset("BGN CYP EEK HRK LTL LVL MTL ROL RUB SIT SKK TRL".split())
    archive_since = date(1999, 1, 4)
    dated = Dated.FIXING_DAY
    # On weekdays that TARGET keeps closed (Good Friday, Easter Monday, 1 May, ...) nothing comes.
    calendar = Daily(zone="Europe/Berlin", usual=time(16), latest=time(18), feasts="TARGET")

    def request(self, day: date) -> httpx.Request:
        return get_request("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml")

    def exchange(self, day: date) -> Exchange:
        """The daily document, else the last week of the bank's data service; where both fail, the first one's failure is raised."""
        week = {
            "format": "csvdata",
            "detail": "dataonly",
            "startPeriod": str(day - WEEK),
            "endPeriod": str(day),
        }
        number, answer = yield from first_of(self.request(day), get_request(DATA, params=week))
        return self.parse_series(answer.body) if number else self.parse(answer.body)

    def archive(self, first: date, last: date) -> Archive:
        """The data service's series for up to a year; for more the one file that has all, 0.6 MB since 1999."""
        if (last - first).days < YEAR:
            span = {
                "format": "csvdata",
                "detail": "dataonly",
                "startPeriod": str(first),
                "endPeriod": str(last),
            }
            answer = yield get_request(DATA, params=span)
            return self.parse_series(answer.body)
        answer = yield get_request(HISTORY)
        return self.parse_history(read_zip(answer.body), first, last)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the days of one envelope: one in the daily document, the newest first in that of 90 days."""
        days = read_xml(body).findall(".//{*}Cube[@time]")
        if not days:
            raise ValueError("no day in the document")
        return [
            Quote(
                base="EUR",
                quote=row.get("currency"),
                mid=row.get("rate"),
                as_of=day_in(day.get("time")),
            )
            for day in days
            for row in day.findall("{*}Cube")
        ]

    def parse_series(self, body: bytes) -> Sequence[Quote]:
        """Read the data service's CSV: one line for each currency and day, empty or ``NaN`` without an observation."""
        rows = csv.DictReader(body.decode("utf-8-sig").splitlines())
        return [
            Quote(
                base="EUR",
                quote=row["CURRENCY"],
                mid=row["OBS_VALUE"],
                as_of=day_in(row["TIME_PERIOD"]),
            )
            for row in rows
        ]

    def parse_history(self, body: bytes, first: date, last: date) -> Iterable[Quote]:
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
                        yield Quote(base="EUR", quote=code, mid=row[place], as_of=day)
