"""Frankfurter, a blend of more than 80 central banks and official sources, with pegs where they are asserted.

Direction: 1 USD = ``rate``, of each row's ``quote``. Each row has its own date: rows change as their banks publish,
and one that is valid from tomorrow is dated tomorrow. A blend confirms none of the banks that it is made of.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class Frankfurter(fx.Provider):
    title = "Frankfurter"
    site = "https://frankfurter.dev/"
    docs = "https://frankfurter.dev/docs/"
    terms = fx.Terms.ALLOWED
    terms_url = "https://github.com/lineofflight/frankfurter/blob/main/LICENSE"
    attribution = "Source: Frankfurter"
    verified_on = date(2026, 9, 5)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.NAMED
    kinds = {"AED": fx.Kind.PEG, "IRR": fx.Kind.OFFICIAL, "SAR": fx.Kind.PEG}
    blends = frozenset(
        """
        banca_d_italia bank_indonesia bank_indonesia_lokal bank_of_albania bank_of_canada bank_of_israel
        bank_of_russia bank_of_thailand bcb bcc_congo bcch bcp bcra bcu bnr bnr_rwanda boe cba cbe cbk_kenya cbn
        cbu cfets danmarks_nationalbank ecb fbil fred imf mas nbe nbg nbk nbkr nbp nbrb nbt nbu norges_bank nrb
        rba riksbank sarb sbp tcmb
        """.split()
    )
    # The ECB's thirty, and what the banks of the region publish of the BRICS+ currencies; no bank of weight has CNH.
    lists = fx.codes("""
        AED AUD BRL CAD CHF CNY CZK DKK EGP ETB EUR GBP HKD HUF IDR ILS INR IRR ISK JPY KRW MXN MYR NOK NZD PHP
        PLN RON RUB SAR SEK SGD THB TRY USD ZAR
    """)
    archive_days = 92
    dated = fx.Dated.FIXING_DAY
    # Most banks have published by the time of the ECB's fixing, the Americas by the evening.
    calendar = fx.Daily(zone="UTC", usual=time(15), latest=time(22))
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 404, 422, 503})
    error_member = ("message",)

    def request(self, day: date) -> fx.Request:
        """The whole table: one code that it does not know would fail a request for some."""
        return fx.get_request("https://api.frankfurter.dev/v2/rates", params={"base": "USD"})

    def span(self, first: date, last: date) -> fx.Request:
        """The whole tables of a span of days; one that begins before its banks' is empty at first."""
        params = {"base": "USD", "from": str(first), "to": str(last)}
        return fx.get_request("https://api.frankfurter.dev/v2/rates", params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one array of rows."""
        return [
            fx.Quote(
                base=row.get("base"),
                quote=row.get("quote"),
                mid=row.get("rate"),
                as_of=fx.day_in(row.get("date")),
            )
            for row in fx.read_json_rows(body)
        ]
