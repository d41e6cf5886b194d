"""Nepal Rastra Bank: 22 currencies a little after midnight in Kathmandu, for the day that begins, on every day of the year.

Direction: ``unit`` foreign units = ``buy`` and ``sell``, in NPR. The rupee of Nepal is tied to India's at 1.6, and its dollar
follows India's market of the day before; tables of days after a closed one repeat the last.
"""

from datetime import date, time

import fxwidget as fx


class Nrb(fx.Provider):
    title = "Nepal Rastra Bank"
    site = "https://www.nrb.org.np/forex/"
    docs = "https://www.nrb.org.np/api-docs-v1/"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Nepal Rastra Bank"
    verified_on = date(2026, 4, 5)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BHD CAD CHF CNY DKK EUR GBP HKD INR JPY KRW KWD MYR NPR OMR QAR SAR SEK SGD THB USD
    """)
    coarse = fx.codes("JPY KRW THB")  # 9.31 rupees for ten yen
    archive_days = 93  # a page has a hundred days
    dated = fx.Dated.VALID_FROM
    calendar = fx.Daily(
        zone="Asia/Kathmandu",
        usual=time(0),
        latest=time(3),
        feasts=fx.Feasts("Yearly lists of public holidays by the Government of Nepal", country="NP"),
        lag=1,
    )

    def span(self, first: date, last: date) -> fx.Request:
        days = {"from": str(first), "to": str(last)}
        url = "https://www.nrb.org.np/api/forex/v1/rates"
        return fx.get_request(url, params={"page": "1", "per_page": "100", **days})

    def parse(self, body: bytes) -> list[fx.Quote]:
        return [
            fx.Quote(
                base=currency.get("iso3"),
                quote="NPR",
                units=currency.get("unit"),
                bid=row.get("buy"),
                ask=row.get("sell"),
                as_of=fx.day_in(table["date"]),
            )
            for table in fx.read_json(body)["data"]["payload"]
            for row in fx.objects(table["rates"])
            for currency in fx.objects([row.get("currency")])
        ]
