"""National Bank of Angola: reference rates of some 65 currencies on working days, in the afternoon.

Direction: 1 foreign unit = ``taxa`` AOA, the mid (``tipocambio=M``). ``moeda=ALL`` asks for every currency, the lek among
them. Currencies that ended and units of account still have rows. The dollar stands still for weeks: its crosses count.
"""

from datetime import date, time

import fxwidget as fx

MIDDLE = "M"


class Bna(fx.Provider):
    title = "National Bank of Angola"
    site = "https://www.bna.ao/#/mercados/taxas-de-cambio"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.bna.ao/"
    attribution = "Source: Banco Nacional de Angola"
    verified_on = date(2026, 5, 21)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED ALL AOA ARS AUD BMD BOB BRL BSD BWP CAD CDF CHF CNY CRC CUP CVE CZK DKK EGP ETB EUR GBP HKD HUF IDR ILS
        INR IQD JMD JPY KES KRW KWD KZT LBP LKR LSL MAD MXN MYR MZN NAD NGN NOK NZD PEN PKR PLN QAR RON RUB SAR
        SEK SGD THB TTD TWD TZS UAH USD VND XAF ZAR
    """)
    coarse = fx.codes("IDR LBP")  # 0.0517 is three digits
    archive_since = date(2000, 1, 3)
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Africa/Luanda",
        usual=time(16),
        latest=time(19),
        feasts=fx.Feasts("Law 11/18 of Angola on national holidays", country="AO"),
    )

    def span(self, first: date, last: date) -> fx.Request:
        """All currencies of some days. The names of the parameters count as they are written, in lower case."""
        return fx.get_request(
            "https://www.bna.ao/service/rest/taxas/get/evolucao/taxa/intervalo",
            params={"datainicio": str(first), "datafim": str(last), "tipocambio": MIDDLE, "moeda": "ALL"},
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of some days; a failure is a text, which is no JSON."""
        return [
            fx.Quote(
                base=row.get("codigoMoeda"),
                quote="AOA",
                mid=row.get("taxa"),
                as_of=fx.day_in(row.get("data")),
            )
            for row in fx.objects(fx.read_json(body)["genericResponse"])
            if row.get("codigoMoeda") is None or fx.is_currency(row["codigoMoeda"])
            if row.get("tipoCambio") == MIDDLE
        ]
