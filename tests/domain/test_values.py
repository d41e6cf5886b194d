"""Snapshots and rates in a program: collections to go through, values to compare, and one line to be read in a log."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from fxwidget.domain.codes import Exclusion, because, stored
from fxwidget.domain.rate import RateSource, Role
from fxwidget.domain.snapshot import Snapshot
from tests.support.snapshots import FIGURES, rate, snapshot, without_number


class Further(Snapshot):
    """A snapshot that can do more."""


def test_a_snapshot_is_a_collection_of_its_rates() -> None:
    """Going through it, its length, membership and indexing speak of the same rows, in their order."""
    table = snapshot()
    assert [row.code for row in table] == [*FIGURES, "USD"]
    assert len(table) == len(FIGURES) + 1
    assert all(row.code in table and table[row.code] is row for row in table)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (snapshot(), "<Snapshot of 10 rates per 1 USD, checked 2025-05-14T06:05:00Z, fresh>"),
        (snapshot(checked_at=None), "<Snapshot of 10 rates per 1 USD, never checked, fresh>"),
        (rate("INR"), "<Rate INR: 85.3395, as of 2025-05-14T06:00:00Z, fresh, single_source>"),
        (without_number("INR", as_of=None), "<Rate INR: no rate, fresh, single_source>"),
        (rate("INR", as_of=None), "<Rate INR: 85.3395, fresh, single_source>"),
        (
            rate("IRR", "0.00000001"),
            "<Rate IRR: 0.00000001, as of 2025-05-14T06:00:00Z, fresh, single_source>",
        ),
    ],
)
def test_a_value_is_shown_in_one_line(value: Any, line: str) -> None:
    """What a log or a prompt prints of it is a line to be read, with the number's own digits."""
    assert (repr(value), str(value)) == (line, line)


def excluded() -> RateSource:
    """A part with a reason, whose values are a mapping."""
    return RateSource(
        id="ecb", rate=None, as_of=None, role=Role.EXCLUDED, **stored(because(Exclusion.OTHER, detail="late"))
    )


@pytest.mark.parametrize("value", [snapshot(rate("INR", sources=(excluded(),))), rate("INR"), excluded()])
def test_equal_values_have_one_hash(value: Any) -> None:
    """Each is a key of a dictionary: what is pickled, copied or read again finds it."""
    value.model_dump()  # whatever is computed once
    for again in (
        pickle.loads(pickle.dumps(value)),
        copy.copy(value),
        copy.deepcopy(value),
        value.model_copy(),
    ):
        assert again == value
        assert {value: "found"}[again] == "found"


def test_what_a_class_adds_makes_no_other_table() -> None:
    """Tables with the same members are equal whatever their classes; another digit makes another table."""
    table = snapshot()
    further = Further.from_json(table.to_json())
    assert further == table
    assert table == further
    assert hash(further) == hash(table)
    assert snapshot(rate("INR", "85.3396")) != table
    assert table != "a table"


def test_a_class_that_adds_stays_itself() -> None:
    """Reading, aging and copying a snapshot of a further class gives that class."""
    table = Further.from_json(snapshot().to_json())
    for again in (table.aged(table.valid_until), table.model_copy(), copy.copy(table)):
        assert type(again) is Further
