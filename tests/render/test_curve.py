"""A course of numbers as a path: flat lines, dots and gaps are drawn, and nothing is larger than what is seen."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from fxwidget.render.curve import STEADY, Box, Dot, path

WIDE, TALL = 56, 16


def drawn(*dots: Dot) -> str:
    return path(dots, Box.around(dots, 0, 28, WIDE, TALL))


def heights(d: str) -> list[int]:
    """The places down the drawing that an absolute beginning and relative lines lead to."""
    y, found = 0, []
    for command, rest in re.findall(r"([Mlh])([^Mlh]*)", d):
        numbers = list(map(int, re.findall(r"-?\d+", rest)))
        if command == "M":
            y = numbers[1]
            found.append(y)
        for step in numbers[1::2] if command == "l" else []:
            y += step
            found.append(y)
    return found


def test_a_number_that_stands_still_is_a_flat_line() -> None:
    """It is one stroke in the middle, however many days it has."""
    assert drawn(*((day, 3.6725) for day in range(29))) == "M0 8h56"


def test_a_peg_that_trembles_hardly_moves() -> None:
    """The height stands for half a per cent at least."""
    found = heights(drawn(*((day, 3.75 * (1 + STEADY / 50 * (day % 2))) for day in range(29))))
    assert max(found) - min(found) <= 1


def test_a_devaluation_fills_the_height_and_stays_within_it() -> None:
    """What was before and after stays a line; the step reaches from edge to edge."""
    found = heights(drawn(*((day, 30.9 if day < 15 else 1_064_357.0) for day in range(29))))
    assert (min(found), max(found)) == (0, TALL)


def test_one_number_is_a_dot() -> None:
    """A line without length, to which a round cap gives a body."""
    assert drawn((28, 42.0)) == "M56 8h0"


@pytest.mark.parametrize(("apart", "parts"), [(5, 1), (7, 1), (8, 2), (16, 2)])
def test_a_gap_is_a_gap(apart: int, parts: int) -> None:
    """A weekend, Easter or a week of feasts is bridged, and nothing longer."""
    assert drawn((0, 1.0), (1, 2.0), (1 + apart, 3.0), (2 + apart, 2.0)).count("M") == parts


def test_a_column_has_no_more_than_four_places() -> None:
    """However many numbers fall on one unit, first, highest, lowest and last are what is drawn of them."""
    dots = [(day / 100, float(day * 7919 % 101)) for day in range(2801)]
    assert len(heights(drawn(*dots))) <= 4 * (WIDE + 1)
    assert {0, TALL} <= set(heights(drawn(*dots)))


def test_time_runs_from_left_to_right() -> None:
    """A later day is never further left."""
    box = Box.around([(0, 1.0), (28, 2.0)], 0, 28, WIDE, TALL)
    assert all(box.x(a) <= box.x(b) for a, b in pairwise(range(29)))
