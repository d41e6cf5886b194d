"""Fixer, an aggregator with a key, of apilayer: some 170 currencies against the euro, the off-shore yuan among them.

Direction: 1 EUR = the number, of each code: free accounts have no other base. Its terms do not allow passing the
numbers on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fxwidget import CURRENCIES, Upstream, get_request
from fxwidget_providers._apilayer import Apilayer

if TYPE_CHECKING:
    import httpx


class Fixer(Apilayer):
    title = "Fixer"
    site = "https://fixer.io/"
    docs = "https://fixer.io/documentation"
    terms_url = "https://fixer.io/terms"
    attribution = "Source: Fixer"
    verified_on = date(2025, 9, 5)

    upstream = Upstream.UNDISCLOSED
    lists = CURRENCIES - frozenset("SSP VED ZWG".split())

    def request(self, day: date) -> httpx.Request:
        """The whole table of the euro; the service takes its key in the query only."""
        return get_request("https://data.fixer.io/api/latest", params={"access_key": self.key or ""})
