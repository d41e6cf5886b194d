"""The small lines beside prices: of what they are, where they stand, and what they say without being seen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SPARKED
from fxwidget.render.image import svg
from fxwidget.render.json_api import rates
from fxwidget.render.page.html import fragment, page
from fxwidget.render.sparkline import Sparkline, sparklines
from fxwidget.render.view import View
from fxwidget.web.content_coding import compressed
from tests.support.past import DAYS, RECENT, with_past
from tests.support.snapshots import NOW, rate, snapshot

PAST = with_past()


def seen(table: Snapshot = PAST, **options: Any) -> View:
    return View(table, NOW, Options(**options))


def lines(table: Snapshot = PAST, **options: Any) -> dict[str, Sparkline]:
    return dict(sparklines(seen(table, **options)))


def test_rows_with_five_closes_have_a_line() -> None:
    """What has fewer has one only where it is asked for, and then all rows with a number have."""
    assert lines().keys() == {"AED", "EGP", "INR", "RUB", "ZAR"}
    assert lines(spark="30d").keys() == {row.code for row in PAST.rows}
    assert lines(spark="none") == {} == lines(snapshot(), spark="auto")


def test_the_last_number_is_the_one_that_is_shown() -> None:
    """So line and price never part, of a cross of two days neither; a close of the same day is overruled."""
    alone = PAST.model_copy(update={"recent": {"INR": ((DAYS[-1], Decimal(80)),)}})
    assert lines(alone, spark="30d")["INR"].label == "Since 13 May: +6.67%"
    today = PAST.model_copy(update={"recent": {"INR": ((DAYS[-1] + timedelta(1), Decimal(80)),)}})
    assert lines(today, spark="30d")["INR"].label == "Since 14 May: 0%"
    behind = with_past(snapshot(rate("RUB", "81", market_day=DAYS[-2])))
    assert lines(behind, base="RUB")["INR"].label == "Since 15 April: +1.34%"  # 85.3395/81 after 85.77/82.5
    assert lines(behind, base="RUB", inverse=True)["INR"].label == "Since 15 April: -1.32%"


def test_it_is_in_the_unit_of_the_view() -> None:
    """Against another base it is the cross of each day; the other way round it falls where it rose; an amount changes nothing."""
    assert lines()["EGP"].label == "Since 15 April: +63.36%"
    assert lines(inverse=True)["EGP"].label == "Since 15 April: -38.78%"
    assert lines(amount=Decimal(1000)) == lines()
    crossed = lines(base="RUB")
    assert crossed["INR"].label == "Since 15 April: +2.81%"
    assert crossed["USD"].label == "Since 15 April: +3.32%"
    assert "RUB" not in crossed


def test_a_peg_a_devaluation_a_gap_and_a_dot() -> None:
    """Each is drawn as what it is."""
    found = lines(spark="30d")
    assert (found["AED"].path.count("l"), found["EGP"].path.count("M"), found["ZAR"].path.count("M")) == (
        0,
        1,
        2,
    )
    assert {code for code, line in found.items() if line.is_dot} == {"BRL", "CNH", "ETB", "IRR"}


def test_days_before_the_thirty_are_left_out() -> None:
    """However much a snapshot holds, and a day that has not come."""
    old, ahead = (date(2025, 4, 13), Decimal(1)), (date(2025, 5, 15), Decimal(1))
    table = PAST.model_copy(update={"recent": {"INR": (old, *RECENT["INR"], ahead)}})
    assert lines(table)["INR"] == lines()["INR"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_in_words_what_it_shows(code: str) -> None:
    """An image with a name, in the language; its words are no text of the cell, which stays a number."""
    html = page(seen(lang=code))
    label = lines(lang=code)["INR"].label
    assert f'role="img" aria-label="{label}"' in html
    assert "<title>" not in html.partition("<body")[2]


@pytest.mark.parametrize(
    "layout", ["auto", "table", "compact", "card", "strip", "single", "matrix", "heatmap"]
)
def test_layouts_that_have_room_have_lines(layout: str) -> None:
    """In pages and fragments alike, one in each row that has one."""
    view = seen(layout=layout, currencies=("INR",) if layout == "single" else ("INR", "RUB", "USD"))
    expected = len(view.reading.snapshot.rows) if layout in SPARKED else 0
    assert page(view).count('<svg class="spark"') == fragment(view).count('<svg class="spark"') == expected


def test_images_have_them_too() -> None:
    """Each is one path, plain enough for every program that draws SVG."""
    assert svg(seen()).count('<path class="s"') == len(lines())
    assert '<path class="s o"' in svg(seen(spark="30d"))
    assert 'class="s' not in svg(seen(spark="none"))


def test_public_documents_are_without_them() -> None:
    """The closes travel with the snapshot to whoever draws it; what programs read has them at an endpoint of their own."""
    assert rates(seen()) == rates(seen(snapshot()))
    assert Snapshot.from_json(PAST.to_json()).recent == RECENT
    assert b"recent" not in snapshot().to_json()


def test_lines_are_small() -> None:
    """A dozen different ones cost a page a few hundred bytes."""
    codes = ["AED", "BRL", "CNH", "EGP", "ETB", "INR", "IRR", "RUB", "SAR", "ZAR"]
    numbers = [Decimal(100 + day * day * 37 % 11) for day in range(len(DAYS))]
    recent = {
        code: tuple(zip(DAYS, [*numbers[at:], *numbers[:at]], strict=True)) for at, code in enumerate(codes)
    }
    table = snapshot(*(rate(code) for code in codes))
    bare, drawn = (
        len(compressed(page(seen(it)).encode(), "br"))
        for it in (table, table.model_copy(update={"recent": recent}))
    )
    assert drawn - bare < 60 * len(codes)
