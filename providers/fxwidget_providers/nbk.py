"""National Bank of Kazakhstan: 38 currencies, set on working days about 15:30 Astana time for the next day, as XML.

Direction: ``quant`` foreign units = ``description`` KZT, with two decimals. ``date`` is the day that was asked for, on
which the set holds.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://nationalbank.kz/rss/get_rates.cfm"


class Nbk(fx.Provider):
    title = "National Bank of Kazakhstan"
    site = "https://nationalbank.kz/en/exchangerates/ezhednevnye-oficialnye-rynochnye-kursy-valyut"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: National Bank of Kazakhstan"
    verified_on = date(2026, 4, 1)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AMD AUD AZN BRL BYN CAD CHF CNY CZK DKK EUR GBP GEL HKD HUF INR IRR JPY KGS KRW KWD KZT MDL MXN MYR NOK
        PLN RUB SAR SEK SGD THB TJS TRY UAH USD UZS ZAR
    """)
    coarse = fx.codes("INR IRR JPY KGS RUB UZS")  # 5.09 tenge for a rupee, 5.87 for a rouble
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    # The hour is the bank's custom, not its promise: sets after 19:00 are unknown.
    calendar = fx.Daily(
        zone="Asia/Almaty",
        usual=time(15, 30),
        latest=time(19),
        feasts=fx.Feasts("Law of the Republic of Kazakhstan of 13 December 2001 on holidays", country="KZ"),
    )

    def request(self, day: date) -> fx.Request:
        """The set that holds on a day; of one that is not set yet there is a document without rows."""
        return fx.get_request(URL, params={"fdate": f"{day:%d.%m.%Y}"})

    exchange = fx.Provider.tomorrow_or_today
    archive = fx.Provider.day_by_day

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one set."""
        root = fx.read_xml(body)
        if root.tag != "rates":
            raise ValueError(f"expected rates, got {root.tag}")
        as_of = fx.day_in(root.findtext("date"), "%d.%m.%Y")
        return [
            fx.Quote(
                base=item.findtext("title", ""),
                quote="KZT",
                units=item.findtext("quant"),
                mid=item.findtext("description"),
                as_of=as_of,
            )
            for item in root.iter("item")
        ]
