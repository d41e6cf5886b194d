"""Text for one line."""

from __future__ import annotations

import pytest

from fxwidget.domain.text import in_one_line, printable


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("", ""),
        ("no such file", "no such file"),
        ("2 settings are wrong\n  refresh: too short\n  sources: none", "2 settings are wrong: refresh: too short; sources: none"),
    ],
)  # fmt: skip
def test_a_message_in_one_line(message: str, line: str) -> None:
    """Its heading with what stands below it; one of a single line as it is."""
    assert in_one_line(message) == line


def test_text_that_moves_no_cursor() -> None:
    """Each control character and line end is a blank."""
    assert printable("a\x1b[2J\r\nb") == "a [2J  b"
