"""The page about the library: its programs run one after another, and print what a reader would expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fxwidget.testing.fixtures import fxwidget_service

__all__ = ["fxwidget_service"]

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


def test_the_programs_run(capsys: pytest.CaptureFixture[str], fxwidget_service: Any) -> None:
    """Each goes on with the names of those above it; the test at the end is run as pytest would."""
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    for program in programs:
        exec(compile(program, "docs/library.md", "exec"), names)  # noqa: S102
    assert capsys.readouterr().out.splitlines() == [
        "INR 80 fresh single_source",
        "RUB 100 fresh single_source",
        "CHF 0.875 fresh single_source",
        "USD 1 fresh agreed",
        "80 True 4",
        "80.00",
        "0.0109375",
        "87.50",
        "87.65",
        "0.8 fresh ('made_up',)",
        "True",
        "1 US dollar",
        "True True",
        "80 bytes",
        "1",
    ]
    names["test_my_program"](fxwidget_service)
