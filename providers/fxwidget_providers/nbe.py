"""National Bank of Ethiopia: what 19 currencies cost in birr, on working days before 13:00 in Addis Ababa.

Direction: 1 foreign unit = ``buying`` and ``selling`` ETB. The ``weighted_average`` beside them is no mid for the dollar,
where it repeats ``buying``: crosses of it would lie half a per cent off the pegs. A day without a table has no rows.
"""

from datetime import date, time
from typing import Any

import fxwidget as fx

URL = "https://api.nbe.gov.et/api/filter-exchange-rates"


class Nbe(fx.Provider):
    title = "National Bank of Ethiopia"
    site = "https://nbe.gov.et/"
    docs = URL
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: National Bank of Ethiopia"
    verified_on = date(2026, 5, 18)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AED AUD CAD CHF CNY DJF DKK ETB EUR GBP INR JPY KES KWD NOK SAR SEK USD ZAR")
    archive_since = date(2024, 10, 1)
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    # The hours are those in which clients ask it, not the bank's promise.
    calendar = fx.Daily(zone="Africa/Addis_Ababa", usual=time(8), latest=time(13), feasts="ethiopia")
    exchange = fx.Provider.last_with_rows
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(URL, params={"date": day.isoformat()})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of one day."""
        return [_quote(row) for row in fx.objects(fx.read_json(body)["data"])]


def _quote(row: dict[str, Any]) -> fx.Quote:
    (currency,) = fx.objects([row.get("currency")])
    return fx.Quote(
        base=currency.get("code"),
        quote="ETB",
        bid=row.get("buying"),
        ask=row.get("selling"),
        as_of=fx.day_in(row.get("date")),
    )
