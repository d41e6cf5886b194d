"""Banque Centrale du Congo: indicative rates of 20 currencies on working days, as JSON within the page's component payload.

Direction: ``unit`` foreign units = ``average`` CDF, the bank's own middle. The newest days and all others since 2020 are in
one history, weekly before August 2025; a day that stands twice there has its later number.
"""

import re
from datetime import date, time, timedelta

import fxwidget as fx

HISTORY = re.compile(rb'"history":(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})')


class BccCongo(fx.Provider):
    title = "Banque Centrale du Congo"
    site = "https://www.bcc.cd/marche-des-changes/cours-de-change"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Banque Centrale du Congo"
    verified_on = date(2026, 9, 4)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AOA AUD BIF CAD CDF CHF CNY EUR GBP INR JPY KWD RWF SAR TZS UGX USD XAF ZAR ZMW
    """)
    coarse = fx.codes("AOA BIF RWF TZS UGX XAF")  # two decimals: 2.47 francs for a kwanza
    archive_since = date(2020, 10, 12)
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Africa/Kinshasa",
        usual=time(10),
        latest=time(18),
        feasts=fx.Feasts("Ordinance 23-042 of 30 March 2023 on public holidays", country="CD"),
    )
    min_interval = timedelta(hours=1)

    def request(self, day: date) -> fx.Request:
        """The page's data without the page around them."""
        return fx.get_request(self.site, headers={"RSC": "1"})

    def archive(self, first: date, last: date) -> fx.Archive:
        """The days of a span, out of the same answer."""
        answer = yield self.request(last)
        return [quote for quote in self.parse(answer.body) if first <= quote.as_of <= last]

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the first history: an array of days for each code. A chart of the page has it once more."""
        found = HISTORY.search(body)
        if found is None:
            raise ValueError("no history in the payload")
        return [
            fx.Quote(
                base=code,
                quote="CDF",
                units=row.get("unit"),
                mid=row.get("average"),
                as_of=fx.day_in(row.get("date")),
            )
            for code, rows in fx.read_json(found[1]).items()
            for row in {str(row.get("date")): row for row in fx.objects(rows)}.values()
        ]
