"""Lines are broken where a script allows it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fxwidget.render.line_breaking import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, []),
        ("one two three", 7, ["one two", "three"]),
        ("one\u00a0two three", 7, ["one\u00a0two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a bcdefgh i", 3, ["a", "bcd", "efg", "h i"]),
        ("汇率仅供参考。它们", 6, ["汇率仅供参", "考。它们"]),  # a full stop begins no line
        ("已（暂时）撤下", 2, ["已", "（暂", "时）", "撤下"]),  # nor does a bracket end one
        ("汇率 USD", 4, ["汇率", "USD"]),
        ("AED、BRL、CNH：", 8, ["AED、BRL、", "CNH："]),
        ("क्षत्रिय", 2, ["क्ष", "त्रि", "य"]),  # conjuncts and their vowels stay whole
        ("نرخ‌ها و", 6, ["نرخ‌ها", "و"]),
        ("क्षि र", 1, ["क्षि", "र"]),  # the blank behind a sign that fills its line goes with it
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    """By spaces, between Han characters but not before what closes or after what opens, never inside of a drawn sign."""
    assert wrap(text, width, len) == lines


@example("a\u093f a", 1)  # a line began with the blank that a mark left behind
@given(st.text("ab 汇。（क्षि\u00a0", max_size=40), st.integers(1, 12))
def test_nothing_is_lost(text: str, width: int) -> None:
    """All letters stay, in their order; only spaces where a line ends or begins are gone."""
    lines = wrap(text, width, len)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line == line.strip(" ") != "" for line in lines)
