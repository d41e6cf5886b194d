"""Release H.10, and FRED, which has it again."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget.deciding.cross_rates import per_usd
from fxwidget.provider.source import Source
from fxwidget_providers.fed_h10 import FedH10
from fxwidget_providers.fred import Fred
from tests.documents import document

from .asking import per_dollar, reasons
from .test_archives import Archived

TABLE = document("fed_h10/h10.csv")


def test_a_multiplier() -> None:
    """A column in thousands would be another number than it says: the table is refused."""
    with pytest.raises(ValueError, match="multipliers"):
        FedH10().parse(TABLE.replace(b'"Multiplier:","1"', b'"Multiplier:","1000"'))


def test_one_vote() -> None:
    """FRED's numbers are the release's."""
    assert Source("fred", Fred()).group("CNY") == "fed_h10"


def test_archives() -> None:
    """Days are written as Americans do in the one, as ISO 8601 in the other, and asked for one series at a time."""
    it = Archived("fed_h10", date(2026, 9, 17), date(2026, 9, 18), TABLE)
    assert "from=09%2F17%2F2026&to=09%2F18%2F2026" in it.urls[0]
    assert it.rates("ZAR") == [("2026-09-18", "16.3010"), ("2026-09-17", "16.2495")]
    it = Archived("fred", date(2026, 3, 11), date(2026, 3, 13), document("fred/DEXINUS.json"), wanted=["INR"])
    assert "series_id=DEXINUS&observation_start=2026-03-11&observation_end=2026-03-13" in it.urls[0]
    assert it.rates("INR") == [("2026-03-13", "92.47"), ("2026-03-12", "92.18"), ("2026-03-11", "92.03")]


def test_a_day_that_stands_twice() -> None:
    """Where two rows of a day differ, neither number counts, whichever stands last; what they agree on does."""
    newest = TABLE.rstrip().rpartition(b"\n")[2]
    quotes = FedH10().parse(TABLE.rstrip() + b"\n" + newest.replace(b"16.3010", b"17.3010") + b"\n")
    assert reasons(per_usd(quotes)) == {"ZAR": "given_twice"}
    assert per_dollar(quotes)["INR"] == "95.8700"
