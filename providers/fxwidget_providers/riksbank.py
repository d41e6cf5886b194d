"""Sveriges Riksbank: 29 currencies at 16:15 Stockholm time on each Swedish banking day; its crosses are the ECB's.

Direction: 1 foreign unit = ``value`` SEK, of the series ``SEK...PMI``. ``SEKETT`` is the krona itself.
"""

from datetime import date, time

import fxwidget as fx


class Riksbank(fx.Provider):
    title = "Sveriges Riksbank"
    site = "https://www.riksbank.se/en-gb/statistics/interest-rates-and-exchange-rates/"
    docs = "https://developer.api.riksbank.se/"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.riksbank.se/en-gb/about-the-website/terms-of-use/"
    attribution = "Source: Sveriges Riksbank"
    verified_on = date(2026, 3, 27)

    kind = fx.Kind.FIXING
    group = "ecb"
    upstream = fx.Upstream.OWN
    lists = fx.codes(
        """
        AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB
        TRY USD ZAR
        """
    )
    coarse = fx.codes("IDR KRW")  # 0.00056 and 0.00625
    archive_since = date(1999, 1, 4)  # before that day the euro's series is of the ECU
    archive_days = 365
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Europe/Stockholm",
        usual=time(16, 15),
        latest=time(18),
        feasts=fx.Feasts(
            "Act 1989:253 on public holidays, and the Riksbank's yearly lists of bank holidays",
            country="SE",
            categories=("bank",),
            only=("Midsummer Eve", "Christmas Eve", "New Year's Eve"),
        ),
    )
    statuses = frozenset({200, 204})

    def span(self, first: date, last: date) -> fx.Request:
        return fx.get_request(f"https://api.riksbank.se/swea/v1/Observations/ByGroup/130/{first}/{last}")

    def archive(self, first: date, last: date) -> fx.Archive:
        """The rows of a span; a 204 is one of closed days only."""
        answer = yield self.span(first, last)
        return self.parse(answer.body) if answer.status == 200 else ()

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the series of some days, one after the other."""
        return [
            fx.Quote(
                base=str(row.get("seriesId")).removeprefix("SEK").removesuffix("PMI"),
                quote="SEK",
                mid=row.get("value"),
                as_of=fx.day_in(row.get("date")),
            )
            for row in fx.read_json_rows(body)
            if row.get("seriesId") != "SEKETT"
        ]
