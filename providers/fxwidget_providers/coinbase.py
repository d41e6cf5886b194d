"""Coinbase, an exchange of coins: what one dollar is worth in some 150 currencies, both yuans among them.

Direction: 1 USD = the number, of each code, all of them texts. The answer states no time, so its numbers are of the
day on which it was asked for; a table that stands still can't be told from one that moves. AED and others are pegs.
Who may show its market data to others is told by its terms: nobody without its consent.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class Coinbase(fx.Provider):
    title = "Coinbase"
    site = "https://www.coinbase.com/"
    docs = "https://docs.cdp.coinbase.com/coinbase-app/track-apis/exchange-rates"
    url = "https://api.coinbase.com/v2/exchange-rates?currency=USD"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://www.coinbase.com/legal/market_data"
    attribution = "Source: Coinbase"
    verified_on = date(2019, 3, 20)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"AED": fx.Kind.PEG, "SAR": fx.Kind.PEG}
    lists = fx.CURRENCIES - fx.codes("CUP IRR KPW MRU SDG SLE STN SYP VED XCG ZWG")
    dated = fx.Dated.INSTANT
    calendar = fx.Daily(zone="UTC", usual=time(0), latest=time(23), weekdays=frozenset(range(7)))
    min_interval = timedelta(hours=1)

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read one table of a day; coins and metals beside the currencies are left out."""
        table = fx.read_json(body)["data"]
        return fx.quotes_of(table["currency"], table["rates"], day)
