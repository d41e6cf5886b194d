"""Exchange Rates Data, the table of currencies in apilayer's marketplace: some 165 of them, with a key.

Direction: 1 EUR = the number, of each code: not every account has another base. Its terms do not allow passing the numbers on.
"""

from datetime import date

import fxwidget as fx
from fxwidget_providers._apilayer import Apilayer


class ExchangeRatesData(Apilayer):
    title = "Exchange Rates Data API"
    site = "https://apilayer.com/marketplace/exchangerates_data-api"
    docs = site
    terms_url = "https://apilayer.com/terms"
    attribution = "Source: Exchange Rates Data API by apilayer"
    verified_on = date(2021, 4, 23)

    upstream = fx.Upstream.UNDISCLOSED

    def request(self, day: date) -> fx.Request:
        """The whole table of the euro, with the key of the marketplace in a header."""
        url = "https://api.apilayer.com/exchangerates_data/latest"
        return fx.get_request(url, headers={"apikey": self.key or ""})
