"""The benchmark of installed adapters: that it installs as many as it says, and fails where one costs something."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from benchmarks import adapters
from benchmarks.adapters import Cost
from fxwidget.provider.facts_table import stored
from fxwidget.provider.registry import installed


def test_copies_stand_for_adapters_that_there_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the real ones come copies, each a module with a row of its own in a table."""
    monkeypatch.syspath_prepend(tmp_path)
    found = adapters.entry_points(len(installed()) + 2, tmp_path)
    names = sorted(installed())
    assert list(found) == [*names, f"{names[0]}_0", f"{names[1]}_1"]
    for name, value in found.items():
        assert stored(EntryPoint(name, value, "fxwidget.providers")) is not None


def test_growth_is_found(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A process that takes a tenth more of time or memory with many adapters breaks a limit."""
    grown = {("show", 18): [Cost(1.0, 100)], ("show", 70): [Cost(1.1, 100)]}
    part = adapters.compared(18, 70, grown)
    assert [figure.holds(1) for figure in part.figures] == [False, True]
    monkeypatch.setattr(adapters, "measure", lambda *_: part)
    assert adapters.main([]) == 1
    assert "BROKEN: show, with 70 adapters" in capsys.readouterr().out


@pytest.mark.needs("benchmarks")
def test_it_measures_processes(capsys: pytest.CaptureFixture[str]) -> None:
    """Each process ran with both numbers of adapters; wide limits are kept."""
    assert adapters.main(["--few", "2", "--many", "3", "--repetitions", "1", "--factor", "100"]) == 0
    assert capsys.readouterr().out.count("- kept: ") == 8
