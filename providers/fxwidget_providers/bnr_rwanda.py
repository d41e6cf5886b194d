"""National Bank of Rwanda: 16 currencies on working days in the Kigali afternoon, one document for each.

Direction: 1 foreign unit = ``average_rate`` RWF, between the bank's buying and selling price. Days stand in no order.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://fxrates.bnr.rw/currency_history/"
CODES = ("USD", *"AED CNY INR SAR ZAR AUD BIF CAD CHF EUR GBP JPY KES TZS UGX".split())


class BnrRwanda(fx.Provider):
    title = "National Bank of Rwanda"
    site = "https://www.bnr.rw/exchangeRate"
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.bnr.rw/statuse"
    attribution = "Source: National Bank of Rwanda"
    verified_on = date(2026, 5, 22)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*CODES, "RWF"})
    archive_since = date(2012, 1, 1)
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Africa/Kigali",
        usual=time(15),
        latest=time(19),
        feasts=fx.Feasts(
            "Presidential Order 62/01 of 19 October 2022 determining official holidays", country="RW"
        ),
    )
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        """One document for each currency: the dollar's, and those wanted that are crossed with it."""
        wanted = ("USD", *self.currencies) if self.currencies else CODES
        quotes: list[fx.Quote] = []
        for code in CODES:
            if code in wanted:
                span = {"currency_name": code, "start_date": first.isoformat(), "end_date": last.isoformat()}
                answer = yield fx.get_request(URL, params=span)
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one currency's days; an empty array is a span without a number. Old numbers group their thousands."""
        return [
            fx.Quote(
                base=row.get("currency_name"),
                quote="RWF",
                mid=fx.thousands_comma(row.get("average_rate")),
                as_of=fx.day_in(row.get("post_date"), "%d-%b-%y"),
            )
            for row in fx.read_json_rows(body)
        ]
