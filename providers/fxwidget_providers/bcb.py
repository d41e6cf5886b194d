"""Central Bank of Brazil: PTAX, the mean of its dealers' answers, closed about 13:00 in Brasilia on each working day.

Direction: 1 USD = ``cotacaoCompra`` (buying) and ``cotacaoVenda`` (selling) BRL. Where the PTAX service fails or is
empty, the bank's time series have the same two numbers: 10813 buying, 1 selling, per day in ``dd/mm/yyyy``.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

PTAX = "https://olinda.bcb.gov.br/olinda/servico/PTAX/versao/v1/odata/"
PERIOD = "CotacaoDolarPeriodo(dataInicial=@dataInicial,dataFinalCotacao=@dataFinalCotacao)"
SERIES = "https://api.bcb.gov.br/dados/serie/bcdata.sgs.{}/dados"
SGS = f"{SERIES}/ultimos/5?formato=json"
BUYING, SELLING = 10813, 1
CLOSING = "Fechamento"
DAYS = timedelta(days=6)  # Carnival and a weekend are five in a row


class Bcb(fx.Provider):
    title = "Central Bank of Brazil"
    site = "https://www.bcb.gov.br/estabilidadefinanceira/historicocotacoes"
    docs = "https://olinda.bcb.gov.br/olinda/servico/PTAX/versao/v1/documentacao"
    terms = fx.Terms.ALLOWED
    terms_url = "https://dadosabertos.bcb.gov.br/dataset/dolar-americano-usd-todos-os-boletins-diarios"
    attribution = "Source: Banco Central do Brasil (ODbL)"
    verified_on = date(2026, 3, 2)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("BRL USD")
    archive_since = date(1999, 1, 1)  # the real floats since that month; its series are older
    archive_days = 366
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(zone="America/Sao_Paulo", usual=time(13), latest=time(15), feasts="brazil")

    def request(self, day: date) -> fx.Request:
        """The closing bulletins of a week, the newest first; the service wants quotes around its dates."""
        return _period(day - DAYS, day)

    def exchange(self, day: date) -> fx.Exchange:
        """One week of PTAX, else both series of the last days; a week without a bulletin is a fault there."""
        try:
            answer = yield self.request(day)
            quotes = self.parse(answer.body)
        except fx.ProviderError:
            quotes = []  # the other service has the same numbers
        if quotes:
            return quotes
        buying = yield fx.get_request(SGS.format(BUYING))
        selling = yield fx.get_request(SGS.format(SELLING))
        return self.parse_series(buying.body, selling.body)

    def archive(self, first: date, last: date) -> fx.Archive:
        """One span of PTAX, else both series of it, which the bank wants no longer than ten years."""
        try:
            answer = yield _period(first, last)
            return self.parse(answer.body)
        except fx.ProviderError:
            pass  # the other service has the same numbers
        span = {"formato": "json", "dataInicial": f"{first:%d/%m/%Y}", "dataFinal": f"{last:%d/%m/%Y}"}
        buying = yield fx.get_request(SERIES.format(BUYING), params=span)
        selling = yield fx.get_request(SERIES.format(SELLING), params=span)
        return self.parse_series(buying.body, selling.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one list of bulletins, of which some lists name the type; their times are Brasilia's."""
        return [
            fx.Quote(
                base="USD",
                quote="BRL",
                bid=row.get("cotacaoCompra"),
                ask=row.get("cotacaoVenda"),
                as_of=fx.day_in(row.get("dataHoraCotacao")),
            )
            for row in fx.objects(fx.read_json(body)["value"])
            if "tipoBoletim" not in row or row["tipoBoletim"] == CLOSING
        ]

    def parse_series(self, buying: bytes, selling: bytes) -> list[fx.Quote]:
        """Pair two series by day; a day that only one of them has yet is no quotation."""
        bids, asks = _series(buying), _series(selling)
        return [
            fx.Quote(base="USD", quote="BRL", bid=bids[day], ask=asks[day], as_of=day)
            for day in sorted(bids.keys() & asks.keys(), reverse=True)
        ]


def _period(first: date, last: date) -> fx.Request:
    """The closing bulletins of a span, the newest first; the service wants quotes around its dates."""
    dates = f"@dataInicial='{first:%m-%d-%Y}'&@dataFinalCotacao='{last:%m-%d-%Y}'"
    return fx.get_request(f"{PTAX}{PERIOD}?{dates}&$format=json&$orderby=dataHoraCotacao%20desc")


def _series(body: bytes) -> Mapping[date, Any]:
    """The values of a series by day; a day that stands twice has none."""
    days = [(fx.day_in(row.get("data"), "%d/%m/%Y"), row.get("valor")) for row in fx.read_json_rows(body)]
    often = Counter(day for day, _ in set(days))
    return {day: value for day, value in days if day is not None and often[day] == 1}
