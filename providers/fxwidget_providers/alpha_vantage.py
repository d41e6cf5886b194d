"""Alpha Vantage, quotes of pairs near the market, with a key: one request a pair, 25 a day for a free account.

Direction: 1 unit of the pair's first currency = ``8. Bid Price`` and ``9. Ask Price`` of its second, all of them
texts; where those are ``-``, ``5. Exchange Rate``. ``6. Last Refreshed`` is the instant, in the zone below it. Its
errors are sentences that repeat the key, with status 200. What its terms say of passing numbers on was not read,
which counts as a no.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import fxwidget as fx

ROW = "Realtime Currency Exchange Rate"


class AlphaVantage(fx.Provider):
    title = "Alpha Vantage"
    site = "https://www.alphavantage.co/"
    docs = "https://www.alphavantage.co/documentation/"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://www.alphavantage.co/terms_of_service/"
    attribution = "Source: Alpha Vantage"
    verified_on = date(2025, 2, 26)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("AED BRL CNH CNY EGP IDR INR JPY RUB SAR USD ZAR")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=12))
    needs_key = True
    min_interval = timedelta(hours=12)  # two rounds of eleven pairs
    quota = "25/day"  # of a free account

    def exchange(self, day: date) -> fx.Exchange:
        """One request for each wanted currency; the service takes its key in the query only."""
        quotes: list[fx.Quote] = []
        for code in sorted(self.lists.intersection(self.currencies or self.lists) - {"USD"}):
            pair = {"from_currency": "USD", "to_currency": code}
            params = {"function": "CURRENCY_EXCHANGE_RATE", **pair, "apikey": self.key or ""}
            answer = yield fx.get_request("https://www.alphavantage.co/query", params=params)
            if (error := _error(answer)) is not None:
                raise error
            quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the quote of one pair."""
        row = fx.read_json(body)[ROW]
        stated = datetime.fromisoformat(row["6. Last Refreshed"])
        return [
            fx.Quote(
                base=row.get("1. From_Currency Code"),
                quote=row.get("3. To_Currency Code"),
                as_of=stated.replace(tzinfo=ZoneInfo(row["7. Time Zone"])),
                **_price(row),
            )
        ]


def _price(row: dict[str, Any]) -> dict[str, Any]:
    """Its bid and its ask, or the one number where it has no two."""
    bid, ask = row.get("8. Bid Price"), row.get("9. Ask Price")
    return {"mid": row.get("5. Exchange Rate")} if "-" in (bid, ask) else {"bid": bid, "ask": ask}


def _error(answer: fx.Answer) -> fx.ProviderError | None:
    """The error that an answer stands for, in words of ours: its own may hold the key."""
    if fx.error_text(answer.body, "Information") or fx.error_text(answer.body, "Note"):
        return answer.error("asked too often", fx.RateLimited)
    message = fx.error_text(answer.body, "Error Message")
    if "apikey" in message:
        return answer.error("the key is not accepted", fx.CredentialsRejected)
    return answer.error("the pair is not known") if message else None
