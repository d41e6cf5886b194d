"""China Foreign Exchange Trade System: the yuan's central parity rates, announced at 9:15 in Shanghai on each trading day.

Direction: by the side on which CNY stands. ``100JPY/CNY`` is CNY per 100 JPY, ``CNY/AED`` is AED per 1 CNY. The
parity is where the day's trading on shore starts: the traded rate may end up to 2 % away from it.
"""

import re
from datetime import date, time
from typing import Any

import fxwidget as fx

PAIR = re.compile(r"([0-9]*)([A-Z]{3})/([A-Z]{3})")
MISSING = "---"


class Cfets(fx.Provider):
    title = "China Foreign Exchange Trade System"
    site = "https://www.chinamoney.com.cn/english/bmkcpr/"
    docs = "https://www.chinamoney.com.cn/chinese/bkccpr/"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://www.chinamoney.com.cn/english/"
    attribution = "Source: China Foreign Exchange Trade System"
    verified_on = date(2026, 10, 3)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD CAD CHF CNY DKK EUR GBP HKD HUF JPY KRW MOP MXN MYR NOK NZD PLN RUB SAR SEK SGD THB TRY USD ZAR
    """)
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Asia/Shanghai", usual=time(9, 15), latest=time(11), feasts="china")

    def request(self, day: date) -> fx.Request:
        """A bare client is turned away: the page that shows the table is named as the referrer."""
        headers = {"Accept": "application/json, text/plain, */*", "Referer": self.docs}
        url = "https://www.chinamoney.com.cn/r/cms/www/chinamoney/data/fx/ccpr.json"
        return fx.get_request(url, headers=headers)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table: that of the day, or days of its history whose values stand in the order of the pairs."""
        document = fx.read_json(body)
        if (code := document["head"]["rep_code"]) != "200":
            raise ValueError(f"rep_code {code!r}")
        data, records = document["data"], fx.objects(document["records"])
        if "lastDate" in data:  # "2026-09-24 9:15", an hour of one digit
            printed = [
                (row.get("vrtEName"), row.get("price"), data["lastDate"].split()[0]) for row in records
            ]
        else:
            pairs = data["searchlist"] or data["head"]
            printed = [
                (pair, price, row.get("date"))
                for row in records
                for pair, price in zip(pairs, _values(row, len(pairs)), strict=True)
            ]
        return [_quote(pair, price, fx.day_in(day)) for pair, price, day in printed if price != MISSING]


def _quote(pair: object, price: Any, day: date | None) -> fx.Quote:
    found = PAIR.fullmatch(pair) if isinstance(pair, str) else None
    if found is None:
        return fx.Quote(base=None, quote=None, mid=price, as_of=day)
    units, base, quote = found.groups()
    return fx.Quote(base=base, quote=quote, units=units or 1, mid=price, as_of=day)


def _values(row: Any, pairs: int) -> list[Any]:
    """The values of a day of the history, one for each pair; of any other number nobody knows which is whose."""
    values = row.get("values")
    return values if isinstance(values, list) and len(values) == pairs else [None] * pairs
