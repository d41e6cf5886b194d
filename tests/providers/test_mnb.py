"""The National Bank of Hungary's service, which wants each currency named."""

from __future__ import annotations

from datetime import date

from fxwidget.provider.parsing import read_xml
from fxwidget_providers.mnb import SPACE, Mnb


def test_the_question() -> None:
    """A posted document names the operation, a week and all currencies but the bank's own."""
    request = Mnb().request(date(2025, 3, 28))
    assert (request.method, request.headers["SOAPAction"]) == (
        "POST",
        f'"{SPACE}MNBArfolyamServiceSoap/GetExchangeRates"',
    )
    (first, last, codes) = (part.text for part in read_xml(request.read())[0][0])
    assert (first, last) == ("2025-03-21", "2025-03-28")
    assert set((codes or "").split(",")) == Mnb.lists - {"HUF"}
