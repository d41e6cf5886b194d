"""National Bank of Georgia: 42 currencies, set on working days at 17:00 Tbilisi time for the next day.

Direction: ``quantity`` foreign units = ``rate`` GEL. ``validFromDate`` is the day from which the set holds, written as
midnight of UTC; Friday's set is dated Saturday and holds through Monday.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://nbg.gov.ge/gw/api/ct/monetarypolicy/currencies/en/json/"


class Nbg(fx.Provider):
    title = "National Bank of Georgia"
    site = "https://nbg.gov.ge/en/monetary-policy/currency"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: National Bank of Georgia"
    verified_on = date(2026, 2, 28)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AMD AUD AZN BRL BYN CAD CHF CNY CZK DKK EGP EUR GBP GEL HKD HUF ILS INR IRR ISK JPY KGS KRW KWD KZT MDL
        NOK NZD PLN QAR RON RSD RUB SEK SGD TJS TMT TRY UAH USD UZS ZAR
    """)
    # The rial has three digits too (0.0204 for 10,000), in steps of 0.5 %: little beside the spread of its sources.
    coarse = fx.codes("TRY")
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    # The hour is the bank's custom, not its promise: sets after 20:00 are unknown.
    calendar = fx.Daily(
        zone="Asia/Tbilisi",
        usual=time(17),
        latest=time(20),
        feasts=fx.Feasts("Labour Code of Georgia, article 30", country="GE"),
    )

    def request(self, day: date) -> fx.Request:
        """The set in force on a day, which may be dated before it; of one that is not set yet an array of nothing."""
        return fx.get_request(URL, params={"date": day.isoformat()})

    exchange = fx.Provider.tomorrow_or_today
    archive = fx.Provider.day_by_day

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one answer: an array of one set; ``rateFormated`` is the same number, for the eye."""
        return [
            fx.Quote(
                base=row.get("code"),
                quote="GEL",
                units=row.get("quantity"),
                mid=row.get("rate"),
                as_of=fx.day_in(row.get("validFromDate"), "%Y-%m-%dT00:00:00.000Z"),
            )
            for table in fx.read_json_rows(body)
            for row in fx.objects(table["currencies"])
        ]
