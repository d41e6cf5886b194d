"""US Treasury: reporting rates of exchange of some 170 countries, at the end of each quarter.

Direction: 1 USD = ``exchange_rate``, a text. Rows have names and no codes. Where a rate moves much within a quarter, a row
with a later ``effective_date`` amends it. The numbers are three decimals or so, trimmed of noughts.
"""

from datetime import date, time, timedelta

import fxwidget as fx

URL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/od/rates_of_exchange"
NAMES = {
    "United Arab Emirates-Dirham": "AED",
    "Brazil-Real": "BRL",
    "China-Renminbi": "CNY",
    "Egypt-Pound": "EGP",
    "Ethiopia-Birr": "ETB",
    "Euro Zone-Euro": "EUR",
    "India-Rupee": "INR",
    "Indonesia-Rupiah": "IDR",
    "Iran-Rial": "IRR",
    "Russia-Ruble": "RUB",
    "Saudi Arabia-Riyal": "SAR",
    "South Africa-Rand": "ZAR",
}


class UsTreasury(fx.Provider):
    title = "US Treasury"
    site = "https://fiscaldata.treasury.gov/datasets/treasury-reporting-rates-exchange/"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://fiscaldata.treasury.gov/about-us/"
    attribution = "Source: US Department of the Treasury"
    verified_on = date(2026, 6, 30)

    kind = fx.Kind.FIXING
    kinds = {"IRR": fx.Kind.OFFICIAL}
    upstream = fx.Upstream.OWN
    lists = frozenset({*NAMES.values(), "USD"})
    coarse = fx.codes("EUR")
    archive_since = date(2001, 3, 31)
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="America/New_York", usual=time(9), latest=time(18), months=frozenset({3, 6, 9, 12})
    )
    min_interval = timedelta(hours=12)
    recent = timedelta(days=190)  # two quarters, and what amended them

    def span(self, first: date, last: date) -> fx.Request:
        """The rows of any days, all on one page."""
        fields = "country_currency_desc,exchange_rate,record_date,effective_date"
        days = f"record_date:gte:{first},record_date:lte:{last}"
        params = {"fields": fields, "filter": days, "sort": "-record_date", "page[size]": "10000"}
        return fx.get_request(URL, params=params)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of the countries that are known."""
        return [
            fx.Quote(
                base="USD",
                quote=NAMES[row["country_currency_desc"]],
                mid=row.get("exchange_rate"),
                as_of=fx.day_in(row.get("effective_date") or row.get("record_date")),
            )
            for row in fx.objects(fx.read_json(body)["data"])
            if row.get("country_currency_desc") in NAMES
        ]
