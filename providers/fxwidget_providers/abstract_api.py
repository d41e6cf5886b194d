"""Abstract API's exchange rates, an aggregator with a key: the 32 currencies that the ECB's table had in 2021.

Direction: 1 USD = the number, of each code. ``last_updated`` is the instant of the table. What its terms say of
passing numbers on was not read, which counts as a no.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class AbstractApi(fx.Provider):
    title = "Abstract API"
    site = "https://www.abstractapi.com/api/exchange-rate-api"
    docs = "https://docs.abstractapi.com/exchange-rates"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: Abstract API"
    verified_on = date(2021, 5, 14)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("""
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON RUB SEK
        SGD THB TRY USD ZAR
    """)
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=6))
    needs_key = True
    min_interval = timedelta(hours=6)  # free accounts have few requests; how many, its pages no longer say
    statuses = frozenset({200, 400, 401, 403, 422, 429})
    error_words = {"unauthorized": fx.CredentialsRejected, "quota_reached": fx.RateLimited}

    def request(self, day: date) -> fx.Request:
        """The whole table; the service takes its key in the query only."""
        params = {"api_key": self.key or "", "base": "USD"}
        return fx.get_request("https://exchange-rates.abstractapi.com/v1/live/", params=params)

    def exchange(self, day: date) -> fx.Exchange:
        """One table, or an error that a ``code`` names; a spent quota is answered with 422 or 429."""
        answer = yield self.request(day)
        word = fx.error_text(answer.body, "error", "code")
        if answer.status == 422:
            raise answer.error(word, fx.RateLimited)
        if answer.status != 200 or word:
            raise self.named_error(answer, word)
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table."""
        document = fx.read_json(body)
        as_of = datetime.fromtimestamp(int(document["last_updated"]), UTC)
        return fx.quotes_of(document["base"], document["exchange_rates"], as_of)
