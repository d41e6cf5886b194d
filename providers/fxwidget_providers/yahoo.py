"""Yahoo Finance's chart service: a market price of each pair, all through market hours; one request a currency.

Direction: 1 USD = ``regularMarketPrice``, of the currency in ``symbol`` (``INR=X``), at ``regularMarketTime``, Unix seconds
in UTC. A pair that it does not know is a 404. Nothing allows passing the numbers on.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx

URL = "https://query1.finance.yahoo.com/v8/finance/chart/{}=X"


class Yahoo(fx.Provider):
    title = "Yahoo Finance"
    site = "https://finance.yahoo.com/markets/currencies/"
    docs = site
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html"
    attribution = "Source: Yahoo Finance"
    verified_on = date(2024, 9, 14)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("AED BRL CNH CNY EGP IDR INR RUB SAR USD ZAR")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(minutes=15))
    min_interval = timedelta(minutes=15)  # bursts are refused
    statuses = frozenset({200, 404})

    def exchange(self, day: date) -> fx.Exchange:
        """One chart for each wanted currency; those without one are left out."""
        quotes: list[fx.Quote] = []
        for code in sorted({*(self.currencies or self.lists)} & self.lists - {"USD"}):
            # Clients without a browser's first word are refused.
            answer = yield fx.get_request(
                URL.format(code),
                params={"range": "1d", "interval": "1d"},
                headers={"User-Agent": "Mozilla/5.0 (compatible; fxwidget)"},
            )
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the price of one chart; of an unknown pair there is none."""
        results = fx.read_json(body)["chart"]["result"] or []
        (meta,) = fx.objects([result["meta"] for result in results]) or [None]
        if meta is None:
            return []
        as_of = datetime.fromtimestamp(int(meta["regularMarketTime"]), UTC)
        code = meta["currency"] if meta["symbol"] == f"{meta['currency']}=X" else None
        return [fx.Quote(base="USD", quote=code, mid=meta.get("regularMarketPrice"), as_of=as_of)]
