"""Exchange Rates Data, the table of currencies in apilayer's marketplace: some 165 of them, with a key.

Direction: 1 EUR = the number, of each code: not every account has another base. Its terms do not allow passing the numbers on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fxwidget import Upstream, get_request
from fxwidget_providers._apilayer import Apilayer

if TYPE_CHECKING:
    import httpx


class ExchangeRatesData(Apilayer):
    title = "Exchange Rates Data API"
    site = "https://apilayer.com/marketplace/exchangerates_data-api"
    docs = site
    terms_url = "https://apilayer.com/terms"
    attribution = "Source: Exchange Rates Data API by apilayer"
    verified_on = date(2021, 4, 23)

    upstream = Upstream.UNDISCLOSED

    def request(self, day: date) -> httpx.Request:
        """The whole table of the euro, with the key of the marketplace in a header."""
        url = "https://api.apilayer.com/exchangerates_data/latest"
        return get_request(url, headers={"apikey": self.key or ""})
