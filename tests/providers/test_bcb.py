"""PTAX: buying and selling BRL per 1 USD of each day's closing bulletin, from one of the bank's two services."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from fxwidget import BRICS_PLUS, ProviderUnavailable, Terms
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.errors import ProviderError, ResponseInvalid
from fxwidget.provider.registry import default_names
from fxwidget_providers.bcb import Bcb
from tests.documents import document
from tests.support.house import House, fixed, utc
from tests.support.loopback import Loopback, answer
from tests.support.recordings import recording, with_recordings

from .asking import ByHand, ask, fetched_from, per_dollar, refusals, refused, row

WEEK = document("bcb/CotacaoDolarPeriodo.json")
BUYING = document("bcb/sgs.10813.json")
SELLING = document("bcb/sgs.1.json")
EMPTY = WEEK[: WEEK.index(b"[") + 1] + b"]}"
FRIDAY = date(2026, 3, 6)
MIDS = [
    ("5.2875", date(2026, 3, 6)),  # (5.28720 + 5.28780) / 2
    ("5.2444", date(2026, 3, 5)),
    ("5.2088", date(2026, 3, 4)),
]


def numbers(body: bytes) -> list[tuple[str, object]]:
    return [(str(rate.rate), rate.as_of) for rate in per_usd(Bcb().parse(body)).rates["BRL"]]


def test_one_week() -> None:
    """Both prices as printed, on the date of the bulletin in Brasilia; the mid is half their sum."""
    quotes = Bcb().parse(WEEK)
    assert len(quotes) == 3
    newest = row(quotes, "BRL")
    assert (newest.base, newest.quote, str(newest.units)) == ("USD", "BRL", "1")
    assert (str(newest.bid), str(newest.ask), newest.mid) == ("5.28720", "5.28780", None)
    assert newest.as_of == FRIDAY  # "2026-03-06 13:10:27.63", of two digits after the point
    assert numbers(WEEK) == MIDS
    assert per_usd(quotes).rates["BRL"][0].derived == "mid"
    assert refusals(quotes) == {}


def test_older_days_are_closes() -> None:
    """The bulletin before is the previous close: the arrow is there at the first look."""
    house = House(fixed("bcb", lists=Bcb.lists, calendar=Bcb.calendar), currencies=("BRL",))
    now = utc("2026-03-06 17:00")
    house.quotes("bcb", now, list(Bcb().parse(WEEK)))
    found = house.row("BRL", now)
    assert (found.rate, found.previous_close) == (Decimal("5.2875"), Decimal("5.2444"))
    assert (found.direction, found.market_day) == ("up", FRIDAY)


def test_only_closing_bulletins() -> None:
    """Of the several bulletins of a day in the list of all currencies the closing one counts."""
    quoted = (
        b'{"paridadeCompra":1.00000,"paridadeVenda":1.00000,"cotacaoCompra":%s,"cotacaoVenda":%s,'
        b'"dataHoraCotacao":"2026-03-06 %s","tipoBoletim":"%s"}'
    )
    bulletins = b",".join(
        quoted % parts
        for parts in (
            (b"5.26000", b"5.26060", b"10:08:27.1", b"Abertura"),
            (b"5.27000", b"5.27060", b"11:08:27.1", "Intermediário".encode()),
            (b"5.28720", b"5.28780", b"13:10:27.63", b"Fechamento"),
        )
    )
    quotes = Bcb().parse(b'{"value":[' + bulletins + b"]}")
    assert [(quote.bid, quote.ask) for quote in quotes] == [(Decimal("5.28720"), Decimal("5.28780"))]


def test_facts() -> None:
    """Open data: on by default, for the real alone."""
    assert Bcb.terms is Terms.ALLOWED
    assert "bcb" in default_names(BRICS_PLUS)
    assert set(BRICS_PLUS) & Bcb.lists == {"BRL"}


def test_one_request() -> None:
    """A week up to the day, month first, between quotes; a good answer is the end of it."""
    asked = ByHand(Bcb(), FRIDAY)
    assert asked.url == (
        "https://olinda.bcb.gov.br/olinda/servico/PTAX/versao/v1/odata/"
        "CotacaoDolarPeriodo(dataInicial=@dataInicial,dataFinalCotacao=@dataFinalCotacao)"
        "?@dataInicial='02-28-2026'&@dataFinalCotacao='03-06-2026'&$format=json&$orderby=dataHoraCotacao%20desc"
    )
    asked.answer(200, WEEK)
    assert asked.quotes is not None
    assert len(asked.quotes) == 3


@pytest.mark.parametrize("how", ["down", "empty"])
def test_the_other_service(how: str) -> None:
    """Where PTAX fails or is empty, two series make the same quotations, paired by day."""
    asked = ByHand(Bcb(), FRIDAY)
    if how == "down":
        asked.fail(ProviderUnavailable("down"))
    else:
        asked.answer(200, EMPTY)
    assert asked.url == "https://api.bcb.gov.br/dados/serie/bcdata.sgs.10813/dados/ultimos/5?formato=json"
    asked.answer(200, BUYING)
    assert asked.url == "https://api.bcb.gov.br/dados/serie/bcdata.sgs.1/dados/ultimos/5?formato=json"
    asked.answer(200, SELLING)
    assert asked.quotes is not None
    assert [(quote.bid, quote.ask, quote.as_of) for quote in asked.quotes] == [
        (quote.bid, quote.ask, quote.as_of) for quote in Bcb().parse(WEEK)
    ]


def test_a_day_of_one_series() -> None:
    """A day that only one of the series has yet is no quotation."""
    early = BUYING.replace(b',{"data":"06/03/2026","valor":"5.2872"}', b"")
    assert early != BUYING
    quotes = Bcb().parse_series(early, SELLING)
    assert [quote.as_of for quote in quotes] == [date(2026, 3, 5), date(2026, 3, 4)]


def test_over_the_network() -> None:
    """The whole way, the second service in the first one's place."""
    with Loopback(answer(503), answer(200, BUYING), answer(200, SELLING)) as server:
        found = ask("bcb", server)
        assert [request.target.split("?")[0].rsplit("/", 1)[0] for request in server.requests[1:]] == [
            "/dados/serie/bcdata.sgs.10813/dados/ultimos",
            "/dados/serie/bcdata.sgs.1/dados/ultimos",
        ]
        assert "'03-06-2026'" in server.requests[0].target.replace("%27", "'")
    assert per_dollar(found.quotes) == {"BRL": "5.2875"}


def test_both_fail() -> None:
    """The error of the second service stands for both: none of its values is a 404, a page is what it is when overloaded."""
    with pytest.raises(ResponseInvalid, match="HTTP 404"):
        fetched_from("bcb", answer(200, EMPTY), answer(404, b'{"error":"Value(s) not found"}'))
    refused("bcb", answer(500), answer(200, b"<html>Requisi\xc3\xa7\xc3\xa3o inv\xc3\xa1lida</html>"))
    with pytest.raises(ProviderUnavailable, match="HTTP 502"):
        fetched_from("bcb", answer(404), answer(502))
    assert fetched_from("bcb", answer(200, EMPTY), answer(200, b"[]")).quotes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"value":', b'"rows":'),
        (b'"cotacaoCompra":5.28720,', b""),
        (b'"cotacaoVenda":5.28780', b'"cotacaoVenda":null'),
        (b'"cotacaoVenda":5.28780', b'"cotacaoVenda":"5,28780"'),
        (b'"2026-03-06 13:10:27.63"', b'"06/03/2026 13:10:27"'),
        (b'"2026-03-06 13:10:27.63"', b"1772813427630"),
        (b'"dataHoraCotacao"', b'"data"'),
    ],
)
def test_a_document_of_another_shape(old: bytes, new: bytes) -> None:
    """Another shape with status 200 refuses the answer; the other service is for one that does not come."""
    assert old in WEEK
    refused("bcb", answer(200, WEEK.replace(old, new)), answer(200, BUYING), answer(200, SELLING))


def test_a_series_that_is_no_array() -> None:
    """The same holds for a series."""
    with pytest.raises(ProviderError) as caught:
        fetched_from(
            "bcb", answer(503), answer(200, BUYING.replace(b"[", b'{"data":[')), answer(200, SELLING)
        )
    assert type(caught.value) is ResponseInvalid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"valor":"5.2872"', b'"valor":""'),
        (b'"valor":"5.2872"', b'"value":"5.2872"'),
        (b'"06/03/2026"', b'"2026-03-06"'),
    ],
)
def test_a_day_of_a_series_that_cannot_be_read(old: bytes, new: bytes) -> None:
    """It is no quotation; the day before it is."""
    assert old in BUYING
    found = fetched_from(
        "bcb", answer(503), answer(200, BUYING.replace(old, new)), answer(200, SELLING)
    ).quotes
    assert {"BRL"} == set(per_dollar(found))
    assert per_usd(found).rates["BRL"][0].as_of < date(2026, 3, 6)


@with_recordings
def test_recorded_bulletins() -> None:
    """Five closing bulletins of March 2026, the oldest first, from the list of all currencies."""
    assert numbers(recording("bcb-ptax/CotacaoMoedaPeriodo.USD.2026-03.json")) == [
        *MIDS,
        ("5.2867", date(2026, 3, 3)),  # (5.28640 + 5.28700) / 2
        ("5.1998", date(2026, 3, 2)),  # (5.19950 + 5.20010) / 2
    ]


def test_a_day_that_stands_twice() -> None:
    """A day with two different values of one side has none, whichever stands last; a row that is sent once more changes nothing."""
    rows = json.loads(BUYING)
    again = [*rows, rows[0], {**rows[-1], "valor": "6.0001"}]
    days = [quote.as_of for quote in Bcb().parse_series(json.dumps(again).encode(), SELLING)]
    own = [quote.as_of for quote in Bcb().parse_series(BUYING, SELLING)]
    assert days == [day for day in own if f"{day:%d/%m/%Y}" != rows[-1]["data"]]
    assert len(days) == len(own) - 1
