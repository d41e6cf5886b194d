"""``fxwidget.history(..., backfill=True)``: the archives are asked once, into the user's cache."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine

import fxwidget
from fxwidget.config.settings import Settings
from fxwidget.errors import ProviderUnavailable
from fxwidget.past import cached
from tests.support.loopback import Loopback, answer
from tests.support.snapshots import NOW

DAYS = date(2024, 1, 1), date(2025, 5, 9)
TABLE = """Date,USD,INR,ZAR,
2025-05-09,1.1252,96.0755,20.5101,
2025-05-08,1.1297,96.3855,20.5876,
2024-01-02,1.0956,91.2900,20.3550,
"""


def packed() -> bytes:
    """The table as the ECB gives its whole history."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("eurofxref-hist.csv", TABLE)
    return out.getvalue()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setattr(cached, "user_cache_path", lambda _: tmp_path)
    return tmp_path


def asked_of(url: str) -> Settings:
    return Settings(sources=("ecb",), provider={"ecb": {"url": url}})


def test_what_is_known_is_not_asked_again() -> None:
    """The first call fills the cache for both currencies, the second reads it; crosses are those of the closes."""
    with time_machine.travel(NOW, tick=True), Loopback(answer(200, packed())) as server:
        settings = asked_of(server.url(""))
        first = fxwidget.history("INR", *DAYS, base="ZAR", backfill=True, settings=settings)
        requests = len(server.requests)
        again = fxwidget.history("INR", *DAYS, base="ZAR", backfill=True, settings=settings)
        assert (requests, len(server.requests)) == (1, 1)
    assert [close.day for close in first] == [date(2024, 1, 2), date(2025, 5, 8), date(2025, 5, 9)]
    assert first.latest.rate == Decimal("4.68430188053")
    assert first.latest.backfilled
    assert again.closes == first.closes


def test_archives_that_do_not_answer_are_named() -> None:
    """Where nothing was ever known, each one's reason is told."""
    with time_machine.travel(NOW, tick=True), Loopback(answer(404)) as server:
        settings = asked_of(server.url(""))
        with pytest.raises(ProviderUnavailable, match=r"no archive answered.*\n  ecb: "):
            fxwidget.history("INR", *DAYS, backfill=True, settings=settings)
