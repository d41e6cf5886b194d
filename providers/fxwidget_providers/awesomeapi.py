"""AwesomeAPI of Brazil, an aggregator: pairs near the market, each with its own instant.

Direction: 1 ``code`` = ``bid`` and ``ask`` of ``codein``, both of them texts. ``timestamp`` is the instant of a pair,
``create_date`` the same in Brasilia. Its other pairs are mostly of the real too, which two instants do not let us
cross. What its terms say of passing numbers on was not read, which counts as a no.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx


class AwesomeApi(fx.Provider):
    title = "AwesomeAPI"
    site = "https://awesomeapi.com.br/"
    docs = "https://docs.awesomeapi.com.br/"
    url = "https://economia.awesomeapi.com.br/json/last/USD-BRL"
    terms = fx.Terms.FORBIDDEN
    terms_url = site
    attribution = "Source: AwesomeAPI"
    verified_on = date(2020, 6, 2)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("BRL USD")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(minutes=30))
    min_interval = timedelta(minutes=30)
    statuses = frozenset({200, 404})
    error_member = ("code",)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the pairs of one document."""
        return [
            fx.Quote(
                base=row.get("code"),
                quote=row.get("codein"),
                bid=row.get("bid"),
                ask=row.get("ask"),
                as_of=datetime.fromtimestamp(int(row["timestamp"]), UTC),
            )
            for row in fx.objects(fx.read_json(body).values())
        ]
