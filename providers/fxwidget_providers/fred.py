"""FRED, the Federal Reserve Bank of St. Louis: the series of release H.10 again, one request each, with a key of one's own.

Direction: 1 USD = ``value``, a text; ``.`` is a day without a number. A document does not name its series. A key that it does
not know is a 400, whose message names ``api_key``.
"""

from datetime import date, timedelta

import fxwidget as fx
from fxwidget_providers.fed_h10 import FedH10

URL = "https://api.stlouisfed.org/fred/series/observations"
LEVELS = "lin"
"""The numbers themselves, not their changes."""
SERIES = {"BRL": "DEXBZUS", "CNY": "DEXCHUS", "INR": "DEXINUS", "ZAR": "DEXSFUS"}


class Fred(fx.Provider):
    title = "FRED, Federal Reserve Bank of St. Louis"
    site = "https://fred.stlouisfed.org/categories/94"
    docs = "https://fred.stlouisfed.org/docs/api/fred/series_observations.html"
    terms = fx.Terms.ALLOWED
    terms_url = "https://fred.stlouisfed.org/docs/api/terms_of_use.html"
    attribution = "Source: Board of Governors of the Federal Reserve System, retrieved from FRED"
    verified_on = date(2026, 3, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.NAMED
    group = "fed_h10"
    lists = frozenset({*SERIES, "USD"})
    archive_since = FedH10.archive_since
    dated = fx.Dated.FIXING_DAY
    calendar = FedH10.calendar
    needs_key = True
    min_interval = timedelta(hours=1)
    recent = timedelta(days=21)
    statuses = frozenset({200, 400})
    exchange = fx.Provider.last_days

    def archive(self, first: date, last: date) -> fx.Archive:
        span = {"observation_start": str(first), "observation_end": str(last)}
        key = {"api_key": self.key or "", "file_type": "json"}
        quotes: list[fx.Quote] = []
        for code in sorted({*(self.currencies or SERIES)} & SERIES.keys()):
            answer = yield fx.get_request(URL, params={"series_id": SERIES[code], **span, **key})
            quotes += self.read(answer, code)
        return quotes

    def read(self, answer: fx.Answer, code: str) -> list[fx.Quote]:
        """Read the days of one currency."""
        if answer.status != 200:
            word = fx.error_text(answer.body, "error_message")
            raise answer.error(word, fx.CredentialsRejected if "api_key" in word else None)
        if (document := fx.read_json(answer.body))["units"] != LEVELS:
            raise ValueError(f"units {document['units']!r}")
        return [
            fx.Quote(base="USD", quote=code, mid=row.get("value"), as_of=fx.day_in(row.get("date")))
            for row in fx.objects(document["observations"])
            if row.get("value") != "."
        ]
