"""The Riksbank's rows: a span of closed days only is a 204, which is no table yet no failure of its archive."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer
from fxwidget_providers.riksbank import Riksbank


@pytest.mark.parametrize(("status", "rows"), [(204, 0), (200, 1)])
def test_closed_days_in_the_archive(status: int, rows: int) -> None:
    """Its archive has nothing of Easter, and says so by a status."""
    archive = Riksbank().archive(date(2026, 4, 3), date(2026, 4, 6))
    assert next(archive).url.path == "/swea/v1/Observations/ByGroup/130/2026-04-03/2026-04-06"
    body = b'[{"seriesId":"SEKUSDPMI","date":"2026-04-02","value":9.5}]' if rows else b""
    with pytest.raises(StopIteration) as read:
        archive.send(Answer("https://api.riksbank.se/", status, body))
    assert len(read.value.value) == rows
