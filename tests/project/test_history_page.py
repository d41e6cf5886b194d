"""The page about past rates: its program runs, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.history import close, weekdays

PAGE = Path(__file__).parents[2] / "docs" / "history.md"


WEEKS = (
    "('2025-W18', Decimal('85.10'), Decimal('85.205'), Decimal('85.10'), Decimal('85.205')), "
    "('2025-W19', Decimal('85.3'), Decimal('85.7'), Decimal('85.3'), Decimal('85.7'))"
)


def test_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over a store in its folder, as a reader would run it."""
    past = SqliteHistory(tmp_path / "store", writable=True)
    past.add(weekdays("INR", "2025-05-01", ["85.10", "85.205", "85.3", "85.4", "85.5", "85.6", "85.7"]))
    past.add(weekdays("RUB", "2025-05-08", ["80", "80"]))
    past.add([close("BGN", "2025-12-31", "1.6645")])
    past.close()
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(program, "docs/history.md", "exec"), {})  # noqa: S102
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2025-05-01 85.10 ('ecb',) single_source False"
    assert lines[-5:] == [
        "2025-05-09 True",
        "8570.000",
        "1071.25",
        f"[{WEEKS}]",
        "BGN ended with 2025, before 2026-01-01: use EUR",
    ]
