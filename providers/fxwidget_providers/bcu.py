"""Central Bank of Uruguay: what a dollar costs abroad and in Montevideo, on working days in the afternoon, by SOAP.

Direction: 1 USD = ``ArbAct`` foreign units where ``FormaArbitrar`` is 0, 1 foreign unit = ``ArbAct`` USD where it is 1.
``TCC`` and ``TCV`` are the buying and selling price of 1 unit in UYU. Only the bank's own number, ``Moneda``, says for
certain which currency a row is of: ``CodigoISO`` of the dollar is ``DLS.``.
"""

from datetime import date, time
from xml.etree.ElementTree import Element

import fxwidget as fx

URL = "https://cotizaciones.bcu.gub.uy/wscotizaciones/servlet/awsbcucotizaciones"
ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:c="Cotiza"><soapenv:Body>'
    "<c:wsbcucotizaciones.Execute><c:Entrada><c:Moneda>{items}</c:Moneda><c:FechaDesde>{first}</c:FechaDesde>"
    "<c:FechaHasta>{last}</c:FechaHasta><c:Grupo>0</c:Grupo></c:Entrada></c:wsbcucotizaciones.Execute>"
    "</soapenv:Body></soapenv:Envelope>"
)
CODES = {"2225": "USD", "1000": "BRL", "4150": "CNY", "5700": "INR", "5400": "RUB", "1620": "ZAR"}


class Bcu(fx.Provider):
    title = "Central Bank of Uruguay"
    site = "https://www.bcu.gub.uy/Estadisticas-e-Indicadores/Paginas/Cotizaciones.aspx"
    docs = f"{URL}?wsdl"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.bcu.gub.uy/Paginas/Condiciones-de-uso.aspx"
    attribution = "Source: Banco Central del Uruguay"
    verified_on = date(2026, 3, 31)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = frozenset({*CODES.values(), "UYU"})
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    # The hours are a custom, not a promise. In Easter week the bank sets rates until Wednesday at least.
    calendar = fx.Daily(
        zone="America/Montevideo",
        usual=time(12),
        latest=time(18),
        feasts=fx.Feasts(
            "Decree-Law 14,977 of 1979 and Law 16,805 of 1996 on holidays",
            country="UY",
            categories=("bank",),
            working=("Tourism Week",),
        ),
    )

    def span(self, first: date, last: date) -> fx.Request:
        """All currencies of some days: where one of them has no rows yet, the others do."""
        items = "".join(f"<c:item>{number}</c:item>" for number in CODES)
        xml = ENVELOPE.format(items=items, first=first, last=last)
        action = "Cotizaaction/AWSBCUCOTIZACIONES.Execute"
        return fx.post_request(URL, xml=xml, headers={"SOAPAction": action})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one answer; one that failed says so under HTTP 200."""
        root = fx.read_xml(body)
        status, code = (root.findtext(f".//{{*}}{name}") for name in ("status", "codigoerror"))
        if (status, code) != ("1", "0"):
            raise ValueError(f"status {status}, codigoerror {code}: {root.findtext('.//{*}mensaje')}")
        return [_quote(row) for row in root.iterfind(".//{*}datoscotizaciones.dato")]


def _quote(row: Element) -> fx.Quote:
    """What a row says of its currency in dollars; of the dollar, what it costs in pesos."""
    found = {child.tag.rpartition("}")[2]: child.text for child in row}
    as_of, code = fx.day_in(found.get("Fecha")), CODES.get(found.get("Moneda") or "")
    if code == "USD":
        return fx.Quote(base=code, quote="UYU", bid=found.get("TCC"), ask=found.get("TCV"), as_of=as_of)
    sides = {"0": ("USD", code), "1": (code, "USD")}.get(found.get("FormaArbitrar") or "", (None, None))
    return fx.Quote(base=sides[0], quote=sides[1], mid=found.get("ArbAct"), as_of=as_of)
