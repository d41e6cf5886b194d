"""Breaks a text into lines where its script allows it; how wide a piece is, the caller measures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

__all__ = ["wrap"]

_HAN = "\u2e80-\u2fff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_OPENS, _CLOSES = "（《「『“‘", "，。、；：！？）》」』”’…"
_PIECES = re.compile(
    rf"[{_OPENS}]?[{_HAN}][{_CLOSES}]* *"  # between Han characters a line may end, but not beside their brackets
    rf"|[^ {_HAN}，。、；]+[{_CLOSES}]* *"
    rf"|[{_CLOSES}]+ *| +"
)
_JOINERS = "\u200d\u094d"
"""What stands after one of these belongs to the same drawn sign: a joiner, and Devanagari's virama."""


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """``text`` as lines that ``measure`` as at most ``width``. A no-break space holds, a piece too long for a line is cut.

    A single sign that is wider than ``width`` stands alone, wider than its line.
    """
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if line and measure((line + piece).rstrip(" ")) > width:
            lines.append(line.rstrip(" "))
            line = ""
        line = line + piece if line else piece.lstrip(" ")
        if measure(line.rstrip(" ")) > width:
            *full, line = _cut(line, width, measure)
            lines += full
    return [*lines, line.rstrip(" ")] if line.strip(" ") else lines


def _cut(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for sign in _signs(text):
        if line and measure((line + sign).rstrip(" ")) > width:
            yield line
            line = ""
        line += sign
    yield line


def _signs(text: str) -> Iterator[str]:
    """The text in units that no line breaks: a letter with its combining marks and the blanks after it."""
    sign = ""
    for letter in text:
        if sign and not _attached(letter, sign):
            yield sign
            sign = ""
        sign += letter
    yield sign


def _attached(letter: str, sign: str) -> bool:
    """Whether a letter belongs to the sign before it: a mark, a joiner and what it joins, and blanks, which begin no line."""
    return (
        letter in (" ", *_JOINERS) or unicodedata.category(letter)[0] == "M" or sign.endswith(tuple(_JOINERS))
    )
