"""National Bank of Ethiopia: what 19 currencies cost in birr, on working days before 13:00 in Addis Ababa.

Direction: 1 foreign unit = ``buying`` and ``selling`` ETB. The ``weighted_average`` beside them is no mid for the dollar,
where it repeats ``buying``: crosses of it would lie half a per cent off the pegs. A day without a table has no rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from fxwidget import (
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    Terms,
    Upstream,
    day_in,
    get_request,
    objects,
    read_json,
)

if TYPE_CHECKING:
    import httpx

URL = "https://api.nbe.gov.et/api/filter-exchange-rates"
DAY = timedelta(days=1)


class Nbe(Provider):
    title = "National Bank of Ethiopia"
    site = "https://nbe.gov.et/"
    docs = URL
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: National Bank of Ethiopia"
    verified_on = date(2026, 5, 18)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset("AED AUD CAD CHF CNY DJF DKK ETB EUR GBP INR JPY KES KWD NOK SAR SEK USD ZAR".split())
    archive_since = date(2024, 10, 1)
    archive_days = 31
    dated = Dated.FIXING_DAY
    # The hours are those in which clients ask it, not the bank's promise.
    calendar = Daily(zone="Africa/Addis_Ababa", usual=time(8), latest=time(13), feasts="ethiopia")
    archive = Provider.day_by_day

    def request(self, day: date) -> httpx.Request:
        return get_request(URL, params={"date": day.isoformat()})

    def exchange(self, day: date) -> Exchange:
        """The newest table of the last week."""
        for weekday in [one for one in (day - back * DAY for back in range(7)) if one.weekday() < 5]:
            answer = yield self.request(weekday)
            if quotes := self.parse(answer.body):
                return quotes
        return []

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read the rows of one day."""
        return [_quote(row) for row in objects(read_json(body)["data"])]


def _quote(row: dict[str, Any]) -> Quote:
    (currency,) = objects([row.get("currency")])
    return Quote(
        base=currency.get("code"),
        quote="ETB",
        bid=row.get("buying"),
        ask=row.get("selling"),
        as_of=day_in(row.get("date")),
    )
