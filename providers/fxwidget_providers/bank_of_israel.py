"""Bank of Israel: representative rates of 14 currencies on Mondays to Fridays, about 15:15 Jerusalem time, as CSV.

Direction: 10 to the power of ``UNIT_MULT`` units of ``BASE_CURRENCY`` = ``OBS_VALUE`` ILS. On Fridays they come about three
hours earlier. Rows are grouped by currency; some currencies may lack the newest day. Its rand of
2 March 2026 was 4.9 % off the ECB's and Poland's of that day, which nobody explains; its other crosses were none.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://edge.boi.gov.il/FusionEdgeServer/sdmx/v2/data/dataflow/BOI.STATISTICS/EXR/1.0/"
REPRESENTATIVE = "OF00"
"""The sort of rate that is asked for, of several."""


class BankOfIsrael(fx.Provider):
    title = "Bank of Israel"
    site = "https://www.boi.org.il/en/economic-roles/financial-markets/exchange-rates/"
    docs = "https://www.boi.org.il/en/economic-roles/statistics/"
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.boi.org.il/en/terms-of-use"
    attribution = "Source: Bank of Israel"
    verified_on = date(2026, 3, 6)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF DKK EGP EUR GBP ILS JOD JPY LBP NOK SEK USD ZAR")
    # EGP has three digits (0.0588), in steps of 0.2 %: little beside the spread of its sources.
    coarse = fx.codes("LBP")
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # No rate was set on Purim of 2026. Rates after 18:00 are unknown.
    calendar = fx.Daily(
        zone="Asia/Jerusalem",
        usual=time(12, 15),
        latest=time(18),
        feasts=fx.Feasts(
            "Law and Administration Ordinance of 1948, section 18A; Independence Day Law of 1949",
            country="IL",
            categories=("optional",),
            only=("Purim",),
        ),
    )

    def span(self, first: date, last: date) -> fx.Request:
        days = {"startperiod": str(first), "endperiod": str(last)}
        return fx.get_request(URL, params={"c[DATA_TYPE]": REPRESENTATIVE, **days, "format": "csv"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read a table of lines, its columns by their names."""
        header, *lines = fx.read_csv(body, "SERIES_CODE")
        rows = [dict(zip(header, cells, strict=True)) for cells in lines]
        return [
            fx.Quote(
                base=row["BASE_CURRENCY"],
                quote=row["COUNTER_CURRENCY"],
                units=f"1E{row['UNIT_MULT']}",
                mid=row["OBS_VALUE"],
                as_of=fx.day_in(row["TIME_PERIOD"]),
            )
            for row in rows
            if row["DATA_TYPE"] == REPRESENTATIVE
        ]
