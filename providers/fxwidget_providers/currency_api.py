"""The currency-api project's daily files: some 340 currencies and coins, built from 00:00 UTC, as static files.

Direction: 1 USD = the number, of each lower-case code. ``date`` is the UTC day on which the file was built: it
speaks of the market day before. Files of single days are missing for good; a CDN may hold ``latest`` for a week.
"""

from datetime import date, time, timedelta

import fxwidget as fx

CDN = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{}/v1/currencies/usd.json"
SATURDAY = 5
PAGES = "https://{}.currency-api.pages.dev/v1/currencies/usd.json"


class CurrencyApi(fx.Provider):
    title = "currency-api"
    site = "https://github.com/fawazahmed0/exchange-api"
    docs = "https://github.com/fawazahmed0/exchange-api#readme"
    terms = fx.Terms.ALLOWED
    terms_url = "https://github.com/fawazahmed0/exchange-api/blob/main/LICENSE"
    attribution = "Source: currency-api (CC0)"
    verified_on = date(2026, 9, 29)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES
    archive_since = date(2024, 3, 2)
    archive_days = 31
    dated = fx.Dated.BUILD_DAY
    # Mostly visible between 04:00 and 07:00 UTC, now and then only in the afternoon.
    calendar = fx.Daily(zone="UTC", usual=time(4), latest=time(18), weekdays=frozenset(range(7)))
    statuses = frozenset({200, 404})

    def exchange(self, day: date) -> fx.Exchange:
        """Today's file, then yesterday's; on the second host where the first one fails; ``latest`` at the very last."""
        failures: list[fx.ProviderError] = []
        for host in (CDN, PAGES):
            try:
                for built in (day, day - timedelta(days=1)):
                    answer = yield fx.get_request(host.format(built.isoformat()))
                    if answer.status == 200:  # a 404 means that there is no file of that day
                        return self.parse(answer.body)
            except fx.ProviderError as error:
                failures.append(error)
        answer = yield fx.get_request(CDN.format("latest"))
        if answer.status == 200:
            return self.parse(answer.body)
        raise failures[0] if failures else answer.error("no file of today, of yesterday, or named latest")

    def archive(self, first: date, last: date) -> fx.Archive:
        """The file of each day that follows a weekday; days have none for good, and old ones are taken away."""
        quotes: list[fx.Quote] = []
        for number in range((last - first).days + 1):
            built = first + timedelta(days=number)
            if (built - timedelta(days=1)).weekday() < SATURDAY:
                places = [fx.get_request(host.format(built.isoformat())) for host in (CDN, PAGES)]
                _, answer = yield from fx.first_of(*places)
                quotes += self.parse(answer.body) if answer.status == 200 else ()
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one ``usd`` file; coins and metals that share its name space are left out."""
        document = fx.read_json(body)
        as_of = date.fromisoformat(document["date"])
        return [
            fx.Quote(base="USD", quote=code.upper(), mid=mid, as_of=as_of)
            for code, mid in document["usd"].items()
            if fx.is_currency(code.upper())
        ]
