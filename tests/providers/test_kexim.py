"""Seoul's basic rates: the off-shore yuan, and days that have no rows."""

from __future__ import annotations

from datetime import date

from fxwidget_providers.kexim import Kexim
from tests.documents import document

from .asking import ByHand, published

ROWS = document("kexim/exchangeJSON.json")


def test_days_without_rows() -> None:
    """Monday before 11:00 and a feast are answered with nothing, in two ways; weekends are not asked for."""
    asking = ByHand(Kexim(key="k"), date(2025, 12, 29))
    asked = [asking.url]
    for body in (b"[]", b"null"):
        asking.answer(body=body)
        asked.append(asking.url)
    asking.answer(body=ROWS)
    assert [url.partition("searchdate=")[2][:8] for url in asked] == ["20251229", "20251226", "20251225"]
    assert asking.quotes is not None
    assert {quote.as_of for quote in asking.quotes} == {date(2025, 12, 25)}
    assert published(asking.quotes, "JPY") == ("JPY", "KRW", "100", "950.01")


def test_its_yuan_is_the_off_shore_one() -> None:
    """It prints CNH and no CNY, so it is a vote on CNH."""
    assert "CNH" in Kexim.lists
    assert "CNY" not in Kexim.lists
