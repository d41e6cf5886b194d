"""The Central Bank of Argentina's table: pesos per unit, or per thousand; codes of ended money; an off-shore yuan that is none."""

from __future__ import annotations

from fxwidget_providers.bcra import Bcra
from tests.documents import document

from .asking import published

TABLE = document("bcra/Cotizaciones.json")


def test_the_offshore_yuan_is_the_onshore_one() -> None:
    """What stands under CNH is CNY's number to the last digit, and no second one."""
    assert TABLE.count(b'"tipoCotizacion":202.43003100}') == 2
    assert [quote.base for quote in Bcra().parse(TABLE) if quote.base in ("CNH", "CNY")] == ["CNY"]
    assert "CNH" not in Bcra.lists


def test_units_and_ended_codes() -> None:
    """The description says of how many units a number is; under two ended codes stand numbers of today's money."""
    quotes = Bcra().parse(TABLE)
    assert published(quotes, "VND") == ("VND", "ARS", "1000", "53.04096500")
    assert published(quotes, "MXN") == ("MXN", "ARS", "1", "78.43832100")
    assert published(quotes, "VES") == ("VES", "ARS", "1", "3.13045430")


def test_a_holiday_is_empty() -> None:
    """On a day without a table there are no rows, and no error."""
    assert Bcra().parse(b'{"status":200,"results":{"fecha":null,"detalle":[]}}') == []
