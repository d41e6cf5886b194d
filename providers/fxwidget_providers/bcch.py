"""Central Bank of Chile, with a free account: eight currencies on working days at 18:00, one series for each.

Direction: 1 foreign unit = ``value`` CLP, a text. The observed dollar of a day is the mean of the trades of the working day
before it, and was published then. ``ND`` stands for a day without a number. The key is ``NAME:PASSWORD`` of the account,
which the bank takes in the address only.
"""

from datetime import date, time, timedelta

import fxwidget as fx

SERIES = {"USD": "F073.TCO.PRE.Z.D"} | {
    code: f"F072.CLP.{code}.N.O.D" for code in "BRL CNY AUD CAD EUR GBP JPY".split()
}
CODES = {series: code for code, series in SERIES.items()}
AHEAD = timedelta(days=5)
"""From the set of the day before Independence Day's weekend to the day from which it holds."""


class Bcch(fx.Provider):
    title = "Central Bank of Chile"
    site = "https://si3.bcentral.cl/Siete/es/Siete/API"
    docs = "https://si3.bcentral.cl/estadisticas/Principal1/Web_Services/doc_en.htm"
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Banco Central de Chile"
    verified_on = date(2026, 3, 13)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*SERIES, "CLP"})
    archive_since = date(1999, 1, 4)
    archive_days = 366
    dated = fx.Dated.VALID_FROM
    # The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="America/Santiago",
        usual=time(17, 30),
        latest=time(20),
        feasts=fx.Feasts("Law 2,977 on holidays and those that amend it", country="CL", categories=("bank",)),
    )
    needs_key = True
    error_words = {"Invalid username or password": fx.CredentialsRejected}

    def exchange(self, day: date) -> fx.Exchange:
        """The last days, and the next one where its numbers are out."""
        return list((yield from self.archive(day - self.recent, day + AHEAD)))

    def archive(self, first: date, last: date) -> fx.Archive:
        """One document for each currency: the dollar's, and those wanted that are crossed with it."""
        user, _, password = (self.key or "").partition(":")
        account = {"user": user, "pass": password, "function": "GetSeries"}
        quotes: list[fx.Quote] = []
        for code, series in SERIES.items():
            if code == "USD" or not self.currencies or code in self.currencies:
                days = {"timeseries": series, "firstdate": first.isoformat(), "lastdate": last.isoformat()}
                answer = yield fx.get_request(
                    "https://si3.bcentral.cl/SieteRestWS/SieteRestWS.ashx", params={**account, **days}
                )
                if (document := fx.read_json(answer.body))["Codigo"] != 0:
                    raise self.named_error(answer, str(document["Descripcion"]))
                quotes += self.parse(answer.body)
        return quotes

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one series, in the order of its days."""
        series = fx.read_json(body)["Series"]
        return [
            fx.Quote(
                base=CODES.get(series["seriesId"]),
                quote="CLP",
                mid=row.get("value"),
                as_of=fx.day_in(row.get("indexDateString"), "%d-%m-%Y"),
            )
            for row in fx.objects(series["Obs"])
            if row.get("statusCode") != "ND"
        ]
