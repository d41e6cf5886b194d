"""Example Bank's daily fixing, published on working days at noon in Lisbon.

Direction: 1 EUR = the number. The answer looks like
``{"day": "2026-03-18", "eur": {"USD": "1.1500", "INR": "106.8300"}}``, numbers as strings.
"""

from datetime import date, time

import fxwidget as fx


class ExampleBank(fx.Provider):
    title = "Example Bank"
    site = "https://bank.example/rates"
    docs = "https://bank.example/api"
    url = "https://bank.example/api/latest.json"
    terms = fx.Terms.UNSTATED
    terms_url = "https://bank.example/terms"
    attribution = "Source: Example Bank"

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("BRL EUR INR USD ZAR")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="Europe/Lisbon", usual=time(12), latest=time(14), feasts="TARGET")

    def parse(self, body: bytes) -> list[fx.Quote]:
        document = fx.read_json(body)
        as_of = date.fromisoformat(document["day"])
        return [
            fx.Quote(base="EUR", quote=code, mid=mid, as_of=as_of) for code, mid in document["eur"].items()
        ]
