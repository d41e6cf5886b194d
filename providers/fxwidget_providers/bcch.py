"""Central Bank of Chile, with a free account: eight currencies on working days at 18:00, one series for each.

Direction: 1 foreign unit = ``value`` CLP, a text. The observed dollar of a day is the mean of the trades of the working day
before it, and was published then. ``ND`` stands for a day without a number. The key is ``NAME:PASSWORD`` of the account,
which the bank takes in the address only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from fxwidget import (
    Archive,
    CredentialsRejected,
    Daily,
    Dated,
    Exchange,
    Feasts,
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

SERIES = {"USD": "F073.TCO.PRE.Z.D"} | {
    code: f"F072.CLP.{code}.N.O.D" for code in "BRL CNY AUD CAD EUR GBP JPY".split()
}
CODES = {series: code for code, series in SERIES.items()}
BACK, AHEAD = (
    timedelta(days=10),
    timedelta(days=5),
)  # the set of the day before a feast holds from the day after it


class Bcch(Provider):
    title = "Central Bank of Chile"
    site = "https://si3.bcentral.cl/Siete/es/Siete/API"
    docs = "https://si3.bcentral.cl/estadisticas/Principal1/Web_Services/doc_en.htm"
    terms = Terms.UNSTATED
    terms_url = site
    attribution = "Source: Banco Central de Chile"
    verified_on = date(2026, 3, 13)

    kind = Kind.FIXING
    upstream = Upstream.OWN
    lists = frozenset({*SERIES, "CLP"})
    archive_since = date(1999, 1, 4)
    archive_days = 366
    dated = Dated.VALID_FROM
    # The hours are a custom, not a promise.
    calendar = Daily(
        zone="America/Santiago",
        usual=time(17, 30),
        latest=time(20),
        feasts=Feasts("Law 2,977 on holidays and those that amend it", country="CL", categories=("bank",)),
    )
    needs_key = True
    error_words = {"Invalid username or password": CredentialsRejected}

    def exchange(self, day: date) -> Exchange:
        """The last days, and the next one where its numbers are out."""
        return (yield from self._series(day - BACK, day + AHEAD))

    def archive(self, first: date, last: date) -> Archive:
        """The same series of any span of days."""
        return (yield from self._series(first, last))

    def _series(self, first: date, last: date) -> Exchange:
        """One document for each currency: the dollar's, and those wanted that are crossed with it."""
        user, _, password = (self.key or "").partition(":")
        account = {"user": user, "pass": password, "function": "GetSeries"}
        quotes: list[Quote] = []
        for code, series in SERIES.items():
            if code == "USD" or not self.currencies or code in self.currencies:
                days = {"timeseries": series, "firstdate": first.isoformat(), "lastdate": last.isoformat()}
                answer = yield get_request(
                    "https://si3.bcentral.cl/SieteRestWS/SieteRestWS.ashx", params={**account, **days}
                )
                if (document := read_json(answer.body))["Codigo"] != 0:
                    raise self.named_error(answer, str(document["Descripcion"]))
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one series, in the order of its days."""
        series = read_json(body)["Series"]
        return [
            Quote(
                base=CODES.get(series["seriesId"]),
                quote="CLP",
                mid=row.get("value"),
                as_of=day_in(row.get("indexDateString"), "%d-%m-%Y"),
            )
            for row in objects(series["Obs"])
            if row.get("statusCode") != "ND"
        ]
