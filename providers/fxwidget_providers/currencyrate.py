"""CurrencyRate, the service behind the widget in the wild: two rows, now and the previous close.

Direction: 1 USD = the number. ``local_time`` is the source's own time, ``put_time`` when the operator stored the
row; both are UTC. The service is not documented for third parties: off unless an operator turns it on.
"""

from datetime import UTC, datetime, timedelta

import fxwidget as fx


class CurrencyRate(fx.Provider):
    title = "CurrencyRate"
    site = "https://currencyrate.today/"
    docs = "https://currencyrate.today/"
    url = "https://api-bank.fex.to/rates/currencyrate.json"
    terms = fx.Terms.FORBIDDEN
    terms_url = "https://currencyrate.today/disclaimer"
    attribution = "Source: CurrencyRate.today"

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.UNDISCLOSED
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("AED BRL CNH CNY EGP ETB EUR GBP IDR INR IRR JPY KZT RUB SAR TRY USD ZAR")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(hours=1))

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read ``data``: its first row is now, its second the previous close."""
        document = fx.read_json(body)
        base = document["base"]
        return [
            fx.Quote(base=base, quote=code, mid=mid, as_of=_utc(row["local_time"]), close=number == 1)
            for number, row in enumerate(document["data"][:2])
            for code, mid in row["rates"].items()
            if fx.is_currency(code)
        ]


def _utc(text: str) -> datetime:
    """``2025-05-14 06:00:00`` or ISO 8601; without a zone it is UTC."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
