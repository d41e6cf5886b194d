"""The Congo's history: JSON within another text, in which a day may stand twice."""

from __future__ import annotations

import pytest

from fxwidget_providers.bcc_congo import BccCongo
from tests.documents import document

from .asking import published

PAYLOAD = document("bcc_congo/cours-de-change.txt")
DAY = b'{"date":"2026-09-04","buy":602.37,"average":616.27,"sell":630.17,"unit":1}'


def test_the_later_of_two_rows_counts() -> None:
    """The page of a day shows what stands last in the history."""
    later = DAY.replace(b"616.27", b"617")
    quotes = BccCongo().parse(PAYLOAD.replace(DAY, DAY + b"," + later))
    assert published(quotes, "AED") == ("AED", "CDF", "1", "617")


def test_a_payload_without_a_history_is_no_empty_one() -> None:
    """A page of another form would otherwise be a day without rows."""
    with pytest.raises(ValueError, match="no history"):
        BccCongo().parse(PAYLOAD.replace(b"history", b"rates"))
