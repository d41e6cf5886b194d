"""Fixer, an aggregator with a key, of apilayer: some 170 currencies against the euro, the off-shore yuan among them.

Direction: 1 EUR = the number, of each code: free accounts have no other base. Its terms do not allow passing the
numbers on.
"""

from datetime import date

import fxwidget as fx
from fxwidget_providers._apilayer import Apilayer


class Fixer(Apilayer):
    title = "Fixer"
    site = "https://fixer.io/"
    docs = "https://fixer.io/documentation"
    terms_url = "https://fixer.io/terms"
    attribution = "Source: Fixer"
    verified_on = date(2025, 9, 5)

    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.CURRENCIES - fx.codes("SSP VED ZWG")

    def request(self, day: date) -> fx.Request:
        """The whole table of the euro; the service takes its key in the query only."""
        return fx.get_request("https://data.fixer.io/api/latest", params={"access_key": self.key or ""})
