"""currencylayer, an aggregator with a key, of apilayer: some 165 currencies, anew each day for a free account.

Direction: 1 USD = the number of each pair (``USDINR``). Its terms do not allow passing the numbers on.
"""

from datetime import date

import fxwidget as fx
from fxwidget_providers._apilayer import Apilayer


class CurrencyLayer(Apilayer):
    title = "currencylayer"
    site = "https://currencylayer.com/"
    docs = "https://currencylayer.com/documentation"
    terms_url = "https://currencylayer.com/terms"
    attribution = "Source: currencylayer"
    verified_on = date(2015, 5, 5)

    upstream = fx.Upstream.UNDISCLOSED

    def request(self, day: date) -> fx.Request:
        """The whole table of the dollar; the service takes its key in the query only."""
        return fx.get_request("https://api.currencylayer.com/live", params={"access_key": self.key or ""})
