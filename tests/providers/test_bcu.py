"""The Central Bank of Uruguay's rows: foreign units per dollar or the other way round, and the dollar in pesos."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.bcu import CODES, Bcu
from tests.documents import document

from .asking import ByHand, per_dollar, published

ROWS = document("bcu/wsbcucotizaciones.xml")


def test_one_request_for_all_currencies() -> None:
    """The bank's numbers of all currencies stand in one envelope, with the days that it is asked for."""
    by_hand = ByHand(Bcu(), date(2026, 4, 1))
    sent = by_hand.request.read().decode()
    assert all(f"<c:item>{number}</c:item>" in sent for number in CODES)
    assert "<c:FechaDesde>2026-03-22</c:FechaDesde><c:FechaHasta>2026-04-01</c:FechaHasta>" in sent
    by_hand.answer(200, ROWS)
    assert by_hand.quotes == Bcu().parse(ROWS)


def test_the_other_way_round() -> None:
    """Where ``FormaArbitrar`` is 1, the number is what one unit costs in dollars; a row of another form is refused."""
    form = b"<ArbAct>16.953000</ArbAct>\n\t\t\t\t\t\t<FormaArbitrar>"
    assert form in ROWS
    inverse = Bcu().parse(ROWS.replace(form + b"0", b"<ArbAct>0.059000</ArbAct><FormaArbitrar>1"))
    assert published(inverse, "ZAR") == ("ZAR", "USD", "1", "0.059000")
    assert per_dollar(inverse)["ZAR"] == "16.9491525424"
    assert [quote.flaw is None for quote in Bcu().parse(ROWS.replace(form + b"0", form + b"2"))][-2:] == [
        True,
        False,
    ]
