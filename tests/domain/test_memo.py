"""What is computed once of a value: found again by its key, and never more of it than a few."""

from __future__ import annotations

import pickle
from copy import deepcopy

from fxwidget.domain.memo import MOST, Memo


def test_what_was_found_is_found_again() -> None:
    """Each key has a dictionary of its own, which whoever asks for it fills."""
    memo = Memo()
    memo("legs", "INR")["EGP"] = 1
    assert (memo("legs", "INR"), memo("legs", "RUB")) == ({"EGP": 1}, {})


def test_it_does_not_grow() -> None:
    """However many keys are asked for, those that are held are few."""
    memo = Memo()
    for number in range(10 * MOST):
        memo(number)["it"] = number
    assert len(memo._found) <= MOST


def test_what_was_found_is_no_part_of_a_copy() -> None:
    """A pickle of what has a memo holds the value alone, not what views of it have computed; a copy begins anew."""
    memo = Memo()
    memo("legs", "INR")["EGP"] = "1" * 10_000
    assert len(pickle.dumps(memo)) < 100
    assert pickle.loads(pickle.dumps(memo))("legs", "INR") == deepcopy(memo)("legs", "INR") == {}
    assert memo("legs", "INR")
