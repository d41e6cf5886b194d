"""Yahoo Finance's chart service: a market price of each pair, all through market hours; one request a currency.

Direction: 1 USD = ``regularMarketPrice``, of the currency in ``symbol`` (``INR=X``), at ``regularMarketTime``, Unix seconds
in UTC. A pair that it does not know is a 404. Nothing allows passing the numbers on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from fxwidget import (
    Continuous,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    get_request,
    objects,
    read_json,
)

URL = "https://query1.finance.yahoo.com/v8/finance/chart/{}=X"


class Yahoo(Provider):
    title = "Yahoo Finance"
    site = "https://finance.yahoo.com/markets/currencies/"
    docs = site
    terms = Terms.FORBIDDEN
    terms_url = "https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html"
    attribution = "Source: Yahoo Finance"
    verified_on = date(2024, 9, 14)

    kind = Kind.MARKET
    upstream = Upstream.UNDISCLOSED
    lists = frozenset("AED BRL CNH CNY EGP IDR INR RUB SAR USD ZAR".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(minutes=15))
    min_interval = timedelta(minutes=15)  # bursts are refused
    statuses = frozenset({200, 404})

    def exchange(self, day: date) -> Exchange:
        """One chart for each wanted currency; those without one are left out."""
        quotes: list[Quote] = []
        for code in sorted({*(self.currencies or self.lists)} & self.lists - {"USD"}):
            # Clients without a browser's first word are refused.
            answer = yield get_request(
                URL.format(code),
                params={"range": "1d", "interval": "1d"},
                headers={"User-Agent": "Mozilla/5.0 (compatible; fxwidget)"},
            )
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the price of one chart; of an unknown pair there is none."""
        results = read_json(body)["chart"]["result"] or []
        (meta,) = objects([result["meta"] for result in results]) or [None]
        if meta is None:
            return []
        as_of = datetime.fromtimestamp(int(meta["regularMarketTime"]), UTC)
        code = str(meta["symbol"]).removesuffix("=X")
        return [Quote(base="USD", quote=code, mid=meta.get("regularMarketPrice"), as_of=as_of)]
