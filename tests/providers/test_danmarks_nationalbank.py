"""Danmarks Nationalbank's table at the statistics office: asked for by a document that names days and currencies."""

from __future__ import annotations

import json
from datetime import date

from fxwidget_providers.danmarks_nationalbank import CODES, DanmarksNationalbank


def test_what_is_asked() -> None:
    """The codes of one kind of price, and the days between two."""
    asked = json.loads(DanmarksNationalbank().span(date(2026, 3, 27), date(2026, 3, 31)).read())
    assert (asked["table"], asked["format"]) == ("DNVALD", "BULK")
    assert {it["code"]: it["values"] for it in asked["variables"]} == {
        "VALUTA": CODES,
        "KURTYP": ["KBH"],
        "Tid": [">=2026M03D27<=2026M03D31"],
    }
