"""Norges Bank: 34 currencies at 16:00 Oslo time on each Norwegian working day, as CSV; most are the ECB's crosses.

Direction: ten to the power of ``UNIT_MULT`` foreign units = ``OBS_VALUE`` NOK. ``I44`` and ``TWI`` are indices.
"""

from datetime import date, time

import fxwidget as fx

HEADER = (
    "FREQ BASE_CUR QUOTE_CUR TENOR DECIMALS CALCULATED UNIT_MULT COLLECTION TIME_PERIOD OBS_VALUE".split()
)
ECB = """
    AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY
    USD ZAR
    """.split()
INDICES = frozenset({"I44", "TWI"})
UNITS = {"0": 1, "2": 100}


class NorgesBank(fx.Provider):
    title = "Norges Bank"
    site = "https://www.norges-bank.no/en/topics/statistics/exchange_rates/"
    docs = "https://www.norges-bank.no/en/topics/statistics/open-data/guide-data-warehouse/"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.norges-bank.no/en/topics/Statistics/disclaimer/"
    attribution = "Source: Norges Bank"
    verified_on = date(2026, 3, 24)

    kind = fx.Kind.FIXING
    groups = dict.fromkeys(ECB, "ecb")
    upstream = fx.Upstream.OWN
    lists = frozenset({*ECB, *"BDT BYN MMK PKR TWD VND".split()})
    coarse = fx.codes("BDT ISK VND")  # 7.91, 7.80 and 0.0368 for a hundred
    archive_since = date(1999, 1, 4)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Oslo",
        usual=time(16),
        latest=time(18),
        feasts=fx.Feasts(
            "Act 1 of 26 April 1947 on 1 and 17 May, and the Act on holidays of 1995", country="NO"
        ),
    )

    def span(self, first: date, last: date) -> fx.Request:
        days = {"startPeriod": first.isoformat(), "endPeriod": last.isoformat()}
        return fx.get_request(
            "https://data.norges-bank.no/api/data/EXR/B..NOK.SP", params={"format": "csvdata", **days}
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of some days, of one currency after the other."""
        _, *lines = fx.read_csv(body, *HEADER)
        rows = [dict(zip(HEADER, cells, strict=True)) for cells in lines]
        return [
            fx.Quote(
                base=row["BASE_CUR"],
                quote=row["QUOTE_CUR"],
                units=UNITS.get(row["UNIT_MULT"]),
                mid=row["OBS_VALUE"],
                as_of=fx.day_in(row["TIME_PERIOD"]),
            )
            for row in rows
            if row["BASE_CUR"] not in INDICES
        ]
