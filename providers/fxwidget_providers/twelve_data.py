"""Twelve Data, quotes of pairs near the market, with a key.

Direction: 1 unit of the pair's left currency = ``rate`` of its right one, so 1 USD = ``rate`` as we ask.
``timestamp`` is the instant of each quote. A free account has eight credits a minute and 800 a day, a pair costs one:
no more than eight currencies are asked for. Free accounts are for personal use.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import fxwidget as fx

CREDITS = 8
"""Pairs a minute of a free account."""


class TwelveData(fx.Provider):
    title = "Twelve Data"
    site = "https://twelvedata.com/"
    docs = "https://twelvedata.com/docs"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://twelvedata.com/terms"
    attribution = "Source: Twelve Data"
    verified_on = date(2022, 2, 8)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("AED BRL CNH CNY EGP IDR INR JPY RUB SAR USD ZAR")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(minutes=15))
    needs_key = True
    min_interval = timedelta(minutes=15)
    quota = "100/day"  # 800 credits of eight each
    error_words = {"401": fx.CredentialsRejected, "403": fx.CredentialsRejected, "429": fx.RateLimited}

    def request(self, day: date) -> fx.Request:
        """One request for the first currencies that are wanted."""
        wanted = [code for code in self.currencies or sorted(self.lists) if code in self.lists - {"USD"}]
        params = {"symbol": ",".join(f"USD/{code}" for code in wanted[:CREDITS])}
        key = {"Authorization": f"apikey {self.key}"}
        return fx.get_request("https://api.twelvedata.com/exchange_rate", params=params, headers=key)

    def exchange(self, day: date) -> fx.Exchange:
        """The quotes, or an error whose ``code`` says what the HTTP status should."""
        answer = yield self.request(day)
        document = fx.read_json(answer.body)
        if "code" in document:
            raise self.named_error(answer, str(document["code"]))
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one quote, or several under their pairs; a pair that it does not know is an error in its place."""
        document = fx.read_json(body)
        rows = [document] if "symbol" in document else fx.objects(document.values())
        return [_quote(row) for row in rows if "code" not in row]


def _quote(row: dict[str, Any]) -> fx.Quote:
    base, _, quote = str(row.get("symbol")).partition("/")
    as_of = datetime.fromtimestamp(int(row["timestamp"]), UTC) if "timestamp" in row else None
    return fx.Quote(base=base, quote=quote, mid=row.get("rate"), as_of=as_of)
