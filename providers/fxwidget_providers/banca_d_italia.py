"""Banca d'Italia: some 150 currencies against the euro after 16:00 on each day that TARGET is open, as CSV.

Direction: 1 EUR = ``Rate``, as each row's own convention says. For the currencies of the ECB's table its numbers are
the ECB's; the others it works out from cross-rates. RUB and IRR are listed without a number.
"""

from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://tassidicambio.bancaditalia.it/terzevalute-wf-web/rest/v1.0/dailyRates"
HEADER = "Country,Currency,ISO Code,UIC Code,Rate,Rate convention,Reference date (CET)".split(",")
CONVENTION = "Foreign currency amount for 1 Euro."


class BancaDItalia(fx.Provider):
    title = "Banca d'Italia"
    site = "https://tassidicambio.bancaditalia.it/"
    docs = "https://www.bancaditalia.it/compiti/operazioni-cambi/Operating_Instructions.pdf?language_id=1"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.bancaditalia.it/compiti/operazioni-cambi/cambi/index.html"
    attribution = "Source: Banca d'Italia"
    verified_on = date(2026, 2, 11)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    groups = dict.fromkeys(
        fx.codes("""
            AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD
            THB TRY USD ZAR
        """),
        "ecb",
    )
    lists = fx.CURRENCIES - fx.codes("BYN CNH IRR KPW RUB VED")
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Europe/Rome", usual=time(16), latest=time(20), feasts="TARGET")
    recent = timedelta(days=6)
    exchange = fx.Provider.last_with_rows
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        params = {"referenceDate": day.isoformat(), "currencyIsoCode": "EUR", "lang": "en"}
        return fx.get_request(URL, params=params, headers={"Accept": "text/csv"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table, above its disclaimer: a currency of several countries once, ``N.A.`` left out."""
        _, *rows = fx.read_csv(body, *HEADER)
        quotes = []
        for row in rows:
            if row[0].startswith("#"):
                continue
            _, _, code, _, rate, convention, day = row
            if rate == "N.A.":
                continue
            if convention != CONVENTION:
                raise ValueError(f"{code} by another convention: {convention}")
            quotes.append(fx.Quote(base="EUR", quote=code, mid=rate, as_of=fx.day_in(day)))
        return list(dict.fromkeys(quotes))
