"""ExchangeRate-API's host for accounts: the table of ``er_api``, to four decimals, with a key.

Direction: 1 USD = the number, of each code. ``time_last_update_unix`` is when the table was built: it speaks of the
market day before. One publisher, one vote: who enables both of its hosts has no second opinion.
"""

from __future__ import annotations

from datetime import date, timedelta

from fxwidget import CURRENCIES, Upstream
from fxwidget_providers.er_api import ErApi


class ExchangeRateApi(ErApi):
    title = "ExchangeRate-API (account)"
    docs = "https://www.exchangerate-api.com/docs/standard-requests"
    attribution = "Source: ExchangeRate-API"  # accounts owe none
    verified_on = date(2025, 4, 23)

    group = "er_api"
    upstream = Upstream.UNDISCLOSED
    lists = CURRENCIES - frozenset("CNH KPW SVC VED".split())
    needs_key = True
    min_interval = timedelta(hours=1)  # 744 requests in a long month
    quota = "1500/month"  # of a free account
