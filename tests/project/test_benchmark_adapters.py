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
    """A process that calls a tenth more functions with many adapters breaks a limit; one that took longer does not."""
    few, many = [Cost(9.0, 900, 1000), Cost(1.0, 100)], [Cost(9.0, 900, 1100), Cost(1.1, 100)]
    grown = {("show", 18): few, ("show", 70): many}
    part = adapters.compared(18, 70, grown)
    assert [figure.holds(1) for figure in part.figures] == [False, True]
    monkeypatch.setattr(adapters, "measure", lambda *_: part)
    assert adapters.main([]) == 1
    assert "BROKEN: show, with 70 adapters" in capsys.readouterr().out


@pytest.mark.needs("processes")
def test_a_process_has_as_many_as_it_says(tmp_path: Path) -> None:
    """What is installed in a measured process are those adapters, and its own calls and memory are counted."""
    program = "from fxwidget.provider.registry import installed; assert len(installed()) == 2"
    found = adapters.cost(program, [], adapters.environment(2, tmp_path / "two"), counted=True)
    assert found.calls > 1000
    assert found.memory > 1_000_000
