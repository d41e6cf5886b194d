"""Massive's daily bars: a bar is built when its day has ended, and is dated the day after."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Answer
from fxwidget_providers.polygon import Polygon
from tests.documents import document


def test_past_days() -> None:
    """The bars built from Saturday to Tuesday are those of Friday and of Monday; a day without any has no rows."""
    exchange = Polygon().archive(date(2023, 2, 4), date(2023, 2, 7))
    first = next(exchange)
    second = exchange.send(Answer(str(first.url), 200, b'{"status": "OK", "resultsCount": 0}'))
    assert [str(it.url)[-10:] for it in (first, second)] == ["2023-02-03", "2023-02-06"]
    with pytest.raises(StopIteration) as end:
        exchange.send(Answer(str(second.url), 200, document("polygon/grouped.json")))
    assert [(quote.quote, str(quote.mid)) for quote in end.value.value] == [("CHF", "0.92649")]
