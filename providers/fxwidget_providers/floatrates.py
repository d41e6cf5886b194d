"""FloatRates, an aggregator: some 140 currencies twice a day, just before noon and midnight UTC.

Direction: 1 USD = ``rate``, of each code. ``date`` is the instant of the row, its day of the month not padded. Which
codes there are changes over the years; pegs wobble by up to 0.1 %.
"""

from datetime import date, timedelta

import fxwidget as fx


class FloatRates(fx.Provider):
    title = "FloatRates"
    site = "https://www.floatrates.com/"
    docs = "https://www.floatrates.com/json-feeds.html"
    url = "https://www.floatrates.com/daily/usd.json"
    terms = fx.Terms.ALLOWED
    terms_url = docs
    attribution = "Source: FloatRates"
    verified_on = date(2024, 1, 13)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("BMD BTN CNH FKP KPW KYD SBD SHP SLE VED WST XCG ZWG")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=12))
    min_interval = timedelta(hours=3)  # a few times a day, of a free feed without stated limits

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the dollar's feed, the one in which the dollar has no row; ``inverseRate`` is not used."""
        document = fx.read_json(body)
        if "usd" in document:
            raise ValueError("the feed of another base than the dollar")
        return [
            fx.Quote(
                base="USD", quote=row.get("code"), mid=row.get("rate"), as_of=fx.instant_in(row.get("date"))
            )
            for row in fx.objects(document.values())
            if row.get("code") is None or fx.is_currency(row["code"])
        ]
