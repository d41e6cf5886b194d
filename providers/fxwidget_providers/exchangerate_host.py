"""exchangerate.host, an aggregator with a key, of apilayer since 2023: the table of currencylayer under another name.

Direction: 1 USD = the number of each pair (``USDINR``). Its terms do not allow passing the numbers on. What it gave
without a key until 2023 has ended.
"""

from datetime import date

import fxwidget as fx
from fxwidget_providers._apilayer import Apilayer


class ExchangeRateHost(Apilayer):
    title = "exchangerate.host"
    site = "https://exchangerate.host/"
    docs = "https://exchangerate.host/documentation"
    terms_url = "https://exchangerate.host/terms"
    attribution = "Source: exchangerate.host"

    upstream = fx.Upstream.UNDISCLOSED

    def request(self, day: date) -> fx.Request:
        """The whole table of the dollar; the service takes its key in the query only."""
        return fx.get_request("https://api.exchangerate.host/live", params={"access_key": self.key or ""})
