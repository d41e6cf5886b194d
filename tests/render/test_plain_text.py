"""The plain text: what the page says, in 80 columns, in every script."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rich.cells import cell_len

from fxwidget.domain.snapshot import DISCLAIMER, Replay, Snapshot
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import apply_options
from fxwidget.render import wording
from fxwidget.render.plain_text import COLUMNS, plain
from fxwidget.render.view import View
from tests.support.pages import SAYING
from tests.support.snapshots import NOW, SOURCES, rate, snapshot


def shown(table: Snapshot, at: timedelta = timedelta(), **options: Any) -> str:
    return plain(View(table, NOW + at, Options(**options)))


def test_the_figures_of_14_may_2025() -> None:
    """Code, price, arrow, change and name in columns; heading above, times, source and disclaimer below."""
    lines = shown(snapshot(rate("INR", change_pct=Decimal("0.52")), codes=("BRL", "INR", "IRR"))).splitlines()
    assert lines == [
        "1 US dollar",
        "14 May · FX source: CurrencyRate",
        "All rates: one source",
        "",
        "BRL    5.609 ▼          Brazilian Real",
        "INR  85.3395 ▲  +0.52%  Indian Rupee",
        "IRR   42,250            Iranian Rial",
        "     official rate",
        "",
        "Check: 14 May 2025 06:05 UTC",
        "Latest change: 14 May 2025 06:00 UTC",
        "Valid until: 14 May 2025 07:05 UTC",
        "Sources: CurrencyRate · Source: CurrencyRate.today · https://currencyrate.today/",
        "",
        "Rates are for information only. They come from the sources named here and may be",
        "late, incomplete or wrong; their accuracy is not guaranteed. Confirm a rate with",
        "your bank or broker before any transaction that depends on it.",
    ]
    assert " ".join(lines[-3:]) == DISCLAIMER


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_fits_80_columns_in_every_language(code: str) -> None:
    """However much there is to say, no line is wider, and none holds a control, an escape or an isolate."""
    long = "a long reason " * 14
    options = {
        "columns": ("previous", "change", "source"),
        "symbol": True,
        "header": long[:80],
        "disclaimer": long,
    }
    text = shown(SAYING, timedelta(hours=20), lang=code, **options)
    assert max(cell_len(line) for line in text.splitlines()) <= COLUMNS
    odd = {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"}}
    assert odd <= {"\n", "\u200c", "\u200d", "\u200e", "\u200f"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("options", [{}, {"base": "INR", "decimals": 3}, {"inverse": True, "symbol": True}])
def test_every_digit_is_the_pages(code: str, options: dict[str, Any]) -> None:
    """Prices are the view's, and stand in one column: a figure's last sign has the same place in every row."""
    view = apply_options(snapshot(), Options(lang=code, **options))
    lines = {line[:3]: line for line in shown(snapshot(), lang=code, **options).splitlines()}
    reading = wording.Reading.of(view, NOW, Language(code))
    ends = set()
    for row in view.rows:
        price = wording.price(reading, Options(lang=code, **options), row)
        price = price.translate(dict.fromkeys(range(0x2066, 0x206A)))
        assert f" {price}" in lines[row.code]
        assert lines[row.code].endswith(row.name)
        ends.add(cell_len(lines[row.code].partition(price)[0] + price))
    assert len(ends) == 1


@pytest.mark.parametrize("code", ["ar", "fa"])
def test_right_to_left_names_leave_the_columns_in_order(code: str) -> None:
    """Between a figure and an Arabic name stands a left-to-right mark."""
    line = next(line for line in shown(snapshot(), lang=code).splitlines() if line.startswith("INR"))
    assert "\u200e" in line[: line.index(Language(code).name("INR"))]
    assert "\u200e" not in shown(snapshot())


def test_the_banners_come_first() -> None:
    """A replay and a dead refresher say so in the first line."""
    assert shown(snapshot(), timedelta(hours=2)).startswith(
        "These rates are not being refreshed: last checked"
    )
    replay = Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=20)
    assert shown(snapshot(replay=replay)).startswith("Replay of recorded days: 14 May 2025.")


def test_what_warns_is_marked() -> None:
    """A withdrawn row has a dash for a number, and its warning a mark that needs no colour."""
    lines = shown(snapshot(rate("RUB", late_at=NOW, stale_at=NOW, withdraw_at=NOW))).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("RUB"))
    assert lines[place].split() == ["RUB", "—", "Russian", "Ruble"]
    assert lines[place + 1] == "     ! withdrawn, last 79.8457 on 14 May"


def test_options() -> None:
    """Names, codes, header and caption are as asked for."""
    assert "Indian Rupee" not in shown(snapshot(), names="codes")
    assert "INR" not in shown(snapshot(), names="names")
    text = shown(snapshot(), header="Our rates", caption="From us", currencies=("INR",))
    assert text.startswith("Our rates\n1 US dollar · 14 May · FX source: CurrencyRate\nFrom us\n\nINR")
    assert shown(snapshot(), header="none").startswith("14 May · ")


def test_remote_words_move_no_cursor() -> None:
    """Control characters of a source's name are blanked."""
    source = SOURCES["currencyrate"].model_copy(update={"name": "x\x1b[2J\u202e\x07\u2028y"})
    text = shown(snapshot(sources=(source,)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u2028" not in text
