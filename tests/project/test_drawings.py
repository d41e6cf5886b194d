"""The pictures in the documents are what the service draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import drawings
from tools.drawings import ROOT, TERMINAL, Drawings


@pytest.fixture(scope="module")
def drawn() -> Drawings:
    """Every picture as it is drawn now."""
    return drawings.drawings()


def test_every_picture_is_current(drawn: Drawings) -> None:
    """What README and documents show is drawn by the code that is there; ``python -m tools.drawings`` writes it."""
    assert drawings.stale(ROOT, drawn) == []
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/pictures").iterdir()}
    assert there == set(drawn.pictures)


def test_a_picture_that_shows_something_else_is_found(tmp_path: Path, drawn: Drawings) -> None:
    """One number more or less in a picture or in the terminal's line, and writing mends it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / TERMINAL).write_text(
        (ROOT / TERMINAL).read_text("utf-8").replace("62 closes", "63 closes"), "utf-8"
    )
    path, text = next(iter(drawn.pictures.items()))
    assert drawings.stale(tmp_path, drawn) == [*drawn.pictures, TERMINAL]
    drawings.write(tmp_path, drawn)
    assert drawings.stale(tmp_path, drawn) == []
    (tmp_path / path).write_text(text.replace("</text>", "9</text>", 1), "utf-8")
    assert drawings.stale(tmp_path, drawn) == [path]


def test_every_picture_is_shown(drawn: Drawings) -> None:
    """README shows each of them, in words too, and the page about the past shows the chart."""
    readme, page = (ROOT / "README.md").read_text("utf-8"), (ROOT / TERMINAL).read_text("utf-8")
    for path in drawn.pictures:
        assert f"]({path})" in readme
    assert "](pictures/chart.svg)" in page
