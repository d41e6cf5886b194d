"""The benchmark beside other libraries: a rival is ahead for a reason that is known, or the benchmark fails."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from benchmarks import libraries
from benchmarks.libraries import KNOWN, OURS, QUANTITIES, RIVALS, Taken, compared

SECOND = Taken(imported=0.2, first=0.3, conversions=0.4, megabytes=50)


def test_ours_is_first_or_the_reason_stands_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a reason the best rival is the limit; with one, the line names that rival and says why."""
    first = Taken(imported=0.1, first=0.2, conversions=0.3, megabytes=40)
    taken = {OURS.name: first, **{rival.name: SECOND for rival in RIVALS}}
    assert all(figure.holds(1) for figure in compared(taken).figures)
    quicker = {**taken, RIVALS[1].name: replace(SECOND, imported=0.05, megabytes=30)}
    by_name = {figure.what: figure for figure in compared(quicker).figures}
    assert [what for what, figure in by_name.items() if not figure.holds(1)] == ["import"]
    assert by_name["import"].beside == RIVALS[1].name
    assert KNOWN["memory"] in by_name["memory"].line(1)
    monkeypatch.setattr(libraries, "KNOWN", {})
    assert [figure.what for figure in compared(quicker).figures if not figure.holds(1)] == [
        "import",
        "memory",
    ]


def test_every_library_has_a_row_and_every_quantity_a_limit() -> None:
    """The table names all; its figures are milliseconds and megabytes."""
    part = compared({library.name: SECOND for library in (OURS, *RIVALS)})
    assert [row[0] for row in part.rows[1:]] == [OURS.name, *(rival.name for rival in RIVALS)]
    assert part.rows[1][1:] == ("200.0", "300.0", "400.0", "50.0")
    assert [figure.what for figure in part.figures] == list(QUANTITIES)
    for library in (OURS, *RIVALS):
        ast.parse(library.program)
