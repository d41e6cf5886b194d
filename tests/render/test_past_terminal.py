"""A past in a terminal: the line and its numbers, wide and narrow, in braille and in plain letters."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from fxwidget.cli.commands import cli
from fxwidget.domain.past import Interval, PairClose
from fxwidget.render import past_terminal
from fxwidget.render.past_chart import chart
from fxwidget.render.past_view import Wanted, past_view
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close, weekdays

TODAY = date(2025, 5, 14)


def pairs(*numbers: tuple[str, str]) -> list[PairClose]:
    """Closes of the rupee on days of May 2025."""
    legs = [close("INR", f"2025-05-{day}", rate) for day, rate in numbers]
    return [PairClose("INR", "USD", leg.day, leg.rate, (leg,)) for leg in legs]


@pytest.fixture
def past(tmp_path: Path) -> SqliteHistory:
    history = SqliteHistory(tmp_path / "store", writable=True)
    history.add(weekdays("INR", "2025-04-01", [f"85.{n}" for n in range(10, 40)]))
    return history


def printed(
    past: SqliteHistory, width: int, encoding: str = "utf-8", interval: Interval = Interval.DAY
) -> str:
    """What a terminal of so many columns shows of April and May."""
    view = past_view(past, Wanted(("INR",), (), "USD", date(2025, 4, 1), None, interval, TODAY))
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    past_terminal.show(view, view.currencies[0], Console(file=out, width=width, highlight=False))
    out.flush()
    return raw.getvalue().decode(encoding)


def test_a_line_is_drawn_from_its_lowest_to_its_highest() -> None:
    """Days are as far apart as they are; the highest number is at the top."""
    assert chart(pairs(("01", "1"), ("04", "4")), 4, 4, ascii_only=True) == ["   *", "  * ", " *  ", "*   "]
    assert chart(pairs(("01", "1"), ("02", "3"), ("04", "3")), 4, 3, ascii_only=True) == [
        " ***",
        "*   ",
        "*   ",
    ]


def test_a_line_that_never_moves_lies_in_the_middle() -> None:
    """A peg is drawn, and so is a single close."""
    assert chart(pairs(("01", "3.75"), ("02", "3.75")), 3, 3, ascii_only=True) == ["   ", "***", "   "]
    assert chart(pairs(("01", "3.75")), 3, 3, ascii_only=True) == ["   ", "*  ", "   "]


def test_a_hole_is_not_bridged() -> None:
    """Between closes further apart than a feast is long there is nothing."""
    assert chart(pairs(("01", "1"), ("02", "1"), ("30", "1")), 10, 1, ascii_only=True) == ["*        *"]


def test_what_is_shown(past: SqliteHistory) -> None:
    """The line, its ends, and in words what it says."""
    lines = printed(past, 60).splitlines()
    assert lines[0] == "INR per 1 USD, 2025-04-01 to 2025-05-12: 30 closes"
    assert lines[1].startswith("85.39 ")
    assert lines[10].startswith(" 85.1 ⡠⠤⠊")
    assert lines[11].split() == ["2025-04-01", "2025-05-12"]
    assert lines[12:] == [
        "last 85.39 on 2025-05-12, +0.34% since 85.1 on 2025-04-01",
        "highest 85.39 on 2025-05-12, lowest 85.1 on 2025-04-01",
        "by ecb",
    ]


def test_what_was_revised_is_counted(past: SqliteHistory) -> None:
    """Another number of a day, or the same one with others behind it."""
    past.add([close("INR", "2025-05-08", "90"), close("INR", "2025-05-12", "85.39", source="boe")])
    assert printed(past, 60).splitlines()[-2:] == ["by boe, ecb", "revised since: 2"]


@pytest.mark.parametrize("width", [20, 40, 100, 200])
def test_it_fits(past: SqliteHistory, width: int) -> None:
    """No line of the picture is wider than the terminal, nor than can be read, and none of it has colours in a file."""
    text = printed(past, width)
    assert all(len(line) <= min(width, 100) for line in text.splitlines())
    assert "\x1b" not in text


def test_plain_letters_where_there_are_no_others(past: SqliteHistory) -> None:
    """A terminal that has no braille is given stars."""
    assert "*" in printed(past, 60, "ascii")


def test_months_are_a_table(past: SqliteHistory) -> None:
    """Below the line, of whole months."""
    assert "2025-04   85.1  85.31   85.1  85.31" in printed(past, 80, interval=Interval.MONTH)


def test_months_in_a_narrow_terminal(past: SqliteHistory) -> None:
    """Where the table is wider than the terminal a month has lines of its own; no number is ever cut."""
    lines = printed(past, 36, interval=Interval.MONTH).splitlines()
    at = lines.index("2025-04  85.1 to 85.31")
    assert lines[at + 1] == "  low 85.1, high 85.31"


def test_the_command(past: SqliteHistory, tmp_path: Path) -> None:
    """Days count back from the newest close; the forms for programs are those of the service; errors are errors."""
    config = tmp_path / "fxwidget.toml"
    config.write_text(f'store = "disk://{tmp_path}/store"\n', encoding="utf-8")
    run = CliRunner().invoke
    shown = run(cli, ["--config", str(config), "history", "inr", "--days", "11"])
    assert (shown.exit_code, shown.output.splitlines()[0]) == (
        0,
        "INR per 1 USD, 2025-05-01 to 2025-05-12: 8 closes",
    )
    rows = run(cli, ["--config", str(config), "history", "INR", "--from", "2025-05-12", "--csv"]).output
    assert rows.splitlines()[1].startswith("2025-05-12,INR,USD,85.3900,2025-05-12,fixing,")
    document = run(cli, ["--config", str(config), "history", "INR", "--interval", "week", "--json"]).output
    assert '"bars":[{"period":"2025-W14"' in document
    assert "leave it or --from out" in str(
        run(cli, ["--config", str(config), "history", "INR", "--days", "3", "--from", "2025-05-01"]).exception
    )
