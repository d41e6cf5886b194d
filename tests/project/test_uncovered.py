"""Lines that no test runs have a reason, or the command that looks at them fails."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools import uncovered
from tools.uncovered import LIST, ROOT, Reason, faults, reasons, run_all_the_same

MODULE = "fxwidget/domain/text.py"


def report(**missing: list[int]) -> dict[str, Any]:
    """A report by coverage of these files of the package, their slashes written as underscores."""
    summary = {"num_statements": 4, "covered_lines": 3, "num_branches": 2, "covered_branches": 1}
    return {
        "files": {
            f"fxwidget/{name.replace('__', '/')}.py": {"missing_lines": lines, "summary": summary}
            for name, lines in missing.items()
        }
    }


def test_a_line_without_a_reason_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that was not run is printed with its text; a reason for it, or a room where not every line counts, is enough."""
    file, listed = tmp_path / "report.json", tmp_path / "list.toml"
    monkeypatch.setattr(uncovered, "LIST", listed)
    file.write_text(json.dumps(report(domain__text=[1], web__app=[1])), encoding="utf-8")
    listed.write_text("uncovered = []", encoding="utf-8")
    line = (ROOT / MODULE).read_text(encoding="utf-8").splitlines()[0]
    assert uncovered.main([str(file)]) == 1
    printed = capsys.readouterr().out
    assert f"not run, and without a reason: {MODULE}:1: {line}" in printed
    assert "| domain | 4 | 75.0% | 2 | 50.0% |" in printed
    listed.write_text(
        f"[[uncovered]]\nfile = {MODULE!r}\nlines = [{json.dumps(line)}]\nwhy = 'a word'", encoding="utf-8"
    )
    assert uncovered.main([str(file)]) == 0


def test_a_reason_ends_with_its_line() -> None:
    """One for a line that stands nowhere fails; one for a line that was run is only named, and whole files never are."""
    gone = Reason(MODULE, ("no such line",))
    assert faults([], [gone]) == [f"has a reason, but is gone: {MODULE}: no such line"]
    assert run_all_the_same([], [gone]) == [f"has a reason, but was run: {MODULE}: no such line"]
    folder = Reason("fxwidget/store/redis/*", ("*",))
    assert faults([("fxwidget/store/redis/news.py", 5, "pass")], [folder]) == []
    assert faults([("fxwidget/store/disk.py", 5, "pass")], [folder]) != []
    assert run_all_the_same([], [folder]) == []


def test_the_list_is_of_lines_that_stand_there() -> None:
    """Each entry says why, and is about a file of a room in which every line counts."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["uncovered"]
    assert all(set(entry) == {"file", "lines", "why"} for entry in listed)
    assert faults([], reasons(listed)) == []
    assert all(uncovered.room(entry["file"]) for entry in listed)
