"""Central Bank of Argentina: 35 currencies as foreign markets quote them, on working days from 13:00 Buenos Aires time.

Direction: as many foreign units as ``descripcion`` says (``C/1.000 UNIDADES``), else 1, = ``tipoCotizacion`` ARS.
``tipoPase``, the same in US dollars, has fewer digits. ``CNH`` is the yuan on shore once more, to the last digit.
"""

import re
from datetime import date, time

import fxwidget as fx

URL = "https://api.bcra.gob.ar/estadisticascambiarias/v1.0/Cotizaciones"
UNITS = re.compile(r"[^0-9]*(?:\(C/([0-9.]+) UNIDADES\))?")
# The peso itself, a copy, the dollar of Communication A 3500, metals.
LEFT_OUT = fx.codes("ARS CNH REF XAG XAU")
CALLED = {"MXP": "MXN", "VEB": "VES"}  # codes that ended, with numbers of the money that came after


class Bcra(fx.Provider):
    title = "Central Bank of Argentina"
    site = "https://www.bcra.gob.ar/en/monetary-and-financial-statistics/exchange-statistics/"
    docs = "https://www.bcra.gob.ar/archivos/Catalogo/Content/files/pdf/estadisticascambiarias-v1.pdf"
    url = URL
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.bcra.gob.ar/aviso-legal/"
    attribution = "Source: Banco Central de la República Argentina"
    verified_on = date(2026, 3, 19)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        ARS AUD AWG BOB BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD ILS INR JPY MXN NIO NOK NZD PEN PYG RSD RUB SEK
        SGD TRY USD UYU VES VND ZAR
    """)
    coarse = fx.codes("RUB")  # whole roubles for a dollar: 86.00
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise. The government names the bridging days of each year.
    calendar = fx.Daily(
        zone="America/Argentina/Buenos_Aires",
        usual=time(13),
        latest=time(18),
        feasts=fx.Feasts(
            "Law 27,399 on holidays and days off, and yearly decrees on bridging days",
            country="AR",
            categories=("bank",),
            decided="Bridge Public Holiday",
        ),
    )
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(URL, params={"fecha": day.isoformat()})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table; that of a holiday has neither day nor rows."""
        results = fx.read_json(body)["results"]
        as_of = fx.day_in(results["fecha"])
        return [
            fx.Quote(
                base=CALLED.get(row.get("codigoMoneda"), row.get("codigoMoneda")),
                quote="ARS",
                units=_units(row.get("descripcion")),
                mid=row.get("tipoCotizacion"),
                as_of=as_of,
            )
            for row in fx.objects(results["detalle"])
            if row.get("codigoMoneda") not in LEFT_OUT
        ]


def _units(text: object) -> str | None:
    """``1000`` of ``DONG VIETNAM (C/1.000 UNIDADES)``; None without a description, or where it has a number of another form."""
    found = UNITS.fullmatch(text) if isinstance(text, str) else None
    return found and (found[1] or "1").replace(".", "")
