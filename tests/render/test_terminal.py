"""The table in a terminal."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from rich.console import Console

from fxwidget.domain.snapshot import DISCLAIMER, Agreement, Note, RateSource, Replay, Role, Snapshot
from fxwidget.render.terminal import show
from tests.support.snapshots import NOW, SOURCES, rate, shown_by, snapshot


def shown(table: Snapshot, at: timedelta = timedelta(), width: int = 80) -> str:
    out = io.StringIO()
    show(table, NOW + at, Console(file=out, width=width, color_system=None))
    return out.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_figures_of_14_may_2025() -> None:
    """A row is code, name, price, arrow, change and day; the times, the source and the disclaimer follow."""
    changed = rate("INR", change_pct=Decimal("0.52"))
    text = words(shown(snapshot(changed)))
    assert "1 US dollar 14 May · FX source: CurrencyRate All rates: one source" in text
    assert "INR Indian Rupee 85.3395 ▲ +0.52% 14 May" in text
    assert "BRL Brazilian Real 5.609 ▼ 14 May" in text
    assert "IRR Iranian Rial 42,250 14 May" in text
    assert "Check 14 May 2025 06:05 UTC Latest change 14 May 2025 06:00 UTC" in text
    assert "CurrencyRate · Source: CurrencyRate.today" in text
    assert text.endswith(DISCLAIMER)


def test_a_fall_has_a_minus_sign() -> None:
    """A fall has the minus that CLDR writes and spreadsheets read; no move is 0%, without a sign."""
    falling = rate("RUB", change_pct=Decimal("-1.20"))
    still = rate("SAR", change_pct=Decimal("0.00"))
    text = words(shown(snapshot(falling, still)))
    assert "▼ -1.20%" in text
    assert "3.7506 0%" in text


def test_it_fits_80_columns() -> None:
    """No line is longer than the terminal, however much there is to say."""
    hold = Note(code="operator_hold", reason="a long reason " * 9)
    assert max(map(len, shown(snapshot(rate("INR", notes=(hold,)))).splitlines())) <= 80


@pytest.mark.parametrize("width", [40, 60])
def test_it_fits_a_narrow_terminal(width: int) -> None:
    """Figures stand in columns, all that is said of a row below them from edge to edge; nothing is cut."""
    hold = Note(code="operator_hold", reason="a long reason " * 9)
    changed = rate("INR", change_pct=Decimal("0.52"), notes=(hold,))
    text = shown(snapshot(changed), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    lines = [line.rstrip() for line in text.splitlines()]
    at = lines.index("INR  85.3395 ▲ +0.52% 14 May")
    assert lines[at + 1] == "  Indian Rupee"
    assert "IRR   42,250          14 May" in lines
    headings = {"Code", "Currency", "Price", "Change", "As"}
    joined = "".join(words(text).split())
    assert all(word in joined for word in words(shown(snapshot(changed))).split() if word not in headings)


def test_colours_are_not_for_everybody() -> None:
    """A pipe has none, and neither has a terminal of somebody who set NO_COLOR; bold and dim stay."""
    changed = snapshot(rate("INR", change_pct=Decimal("0.52")))

    def raw(**environ: str) -> str:
        out = io.StringIO()
        terminal = {"TERM": "xterm-256color", **environ}
        show(
            changed, NOW, Console(file=out, width=60, force_terminal="NO_PIPE" in environ, _environ=terminal)
        )
        return out.getvalue()

    assert "\x1b" not in raw()
    assert "\x1b[32m" in raw(NO_PIPE="1")
    without = raw(NO_PIPE="1", NO_COLOR="1")
    assert set(re.findall(r"\x1b\[([0-9;]+)m", without)) <= {"0", "1", "2"}


def test_who_stands_behind_a_row_is_said_under_it() -> None:
    """Confirming sources with their spread, computation, notes, and who was left out and why."""
    sources = (
        *shown_by("currencyrate", None),
        RateSource(id="ecb", rate=None, as_of=None, role=Role.CONFIRMS),
        RateSource(id="bank_of_russia", rate=None, as_of=None, role=Role.EXCLUDED, reason="not_fresh"),
    )
    row = rate(
        "INR",
        agreement=Agreement.TWO_SOURCES,
        sources=sources,
        spread_bps=Decimal("12.0"),
        derived="inverse",
        notes=(Note(code="newer_unconfirmed", source="ecb", rate=Decimal("74.7")),),
    )
    text = words(shown(snapshot(row)))
    assert "one newer source (European Central Bank) says 74.7" in text
    assert "confirmed by European Central Bank; 12 bps apart" in text
    assert "inverse of the published number" in text
    assert "left out Bank of Russia: not fresh" in text


def test_the_banners_are_the_pages() -> None:
    """A replay and a dead refresher say so first."""
    replay = Replay(day=date(2025, 5, 14), offset_seconds=86400, step_seconds=20)
    assert shown(snapshot(replay=replay), timedelta(days=1)).startswith(
        "Replay of recorded days: 14 May 2025."
    )
    assert shown(snapshot(), timedelta(hours=2)).startswith(
        "These rates are not being refreshed: last checked"
    )


def test_a_withdrawn_row_has_a_dash() -> None:
    """A withdrawn row shows no number in the price's column."""
    text = words(shown(snapshot(rate("RUB", late_at=NOW, stale_at=NOW, withdraw_at=NOW))))
    assert "RUB Russian Ruble — withdrawn, last 79.8457 on 14 May" in text


def test_remote_words_are_neither_markup_nor_control() -> None:
    """Square brackets stay as they are and control characters are blanked."""
    source = SOURCES["currencyrate"].model_copy(update={"name": "[bold]x[/]\x1b[2J"})
    text = shown(snapshot(sources=(source,)))
    assert "[bold]x[/]" in text
    assert "\x1b" not in text
