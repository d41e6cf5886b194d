"""United Nations: operational rates of exchange, which hold from the first of each month, some amended within it; XML.

Direction: 1 USD = ``rate``. Each row has an ``eff_date`` of its own. Rows are of countries, so that a currency of many stands as
often. Three decimals: some are administrative, and on 1 October 2026 IRR went up by 22 % at once.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class UnTreasury(fx.Provider):
    title = "United Nations Treasury"
    site = "https://treasury.un.org/operationalrates/OperationalRates.php"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: UN Operational Rates of Exchange"
    verified_on = date(2026, 10, 1)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("AED AFN ALL BRL CNY CUP EGP ETB EUR GBP IDR INR IRR RUB SAR USD XOF ZAR ZWG")
    coarse = fx.codes("CUP EUR GBP")
    dated = fx.Dated.VALID_FROM
    calendar = fx.Daily(
        zone="America/New_York", usual=time(9), latest=time(20), months=frozenset(range(1, 13))
    )
    min_interval = timedelta(hours=12)

    def request(self, day: date) -> fx.Request:
        url = "https://treasury.un.org/operationalrates/xsql2XML.php"
        return fx.get_request(url, headers={"Accept": "text/xml, application/xml"})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows below the schema, a currency of several countries once."""
        root = fx.read_xml(body)
        if root.tag != "UN_OPERATIONAL_RATES_DATASET":
            raise ValueError(f"another document: {root.tag}")
        quotes = [
            fx.Quote(
                base="USD",
                quote=row.findtext("f_curr_code"),
                mid=row.findtext("rate"),
                as_of=fx.day_in(row.findtext("eff_date"), "%d %b %Y"),
            )
            for row in root.iter("UN_OPERATIONAL_RATES")
        ]
        return list(dict.fromkeys(quotes))
