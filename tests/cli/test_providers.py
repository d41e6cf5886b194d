"""``fxwidget providers parse`` and ``new`` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fxwidget import ConfigurationError
from fxwidget.cli import cli
from fxwidget.ops import log
from tests.support.figures import DOCUMENTS, figures


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has a log of its own."""
    monkeypatch.setattr(log, "configure", lambda level: None)


def test_parse() -> None:
    """A table for people, or JSON: what one dollar costs by the files, on the day that is named."""
    files = [str(DOCUMENTS / "nbp" / sent.file) for sent in figures("nbp").answers]
    words = ["providers", "parse", "nbp", *files, "--day", "2026-03-05"]
    shown = CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False)
    numbers = json.loads(shown.output)["per_dollar"]
    assert {code: it["rate"] for code, it in numbers.items()} == dict(figures("nbp").per_dollar)
    table = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert ["INR", "91.5954664342", "2026-03-05", "cross", "PLN"] in map(str.split, table.splitlines())


def test_parse_for_a_currency() -> None:
    """Of a provider with a request for each currency those that are named are asked for."""
    files = [str(DOCUMENTS / f"sarb/{name}.json") for name in ("EXCX135D", "EXCB123D")]
    words = ["providers", "parse", "sarb", *files, "--currency", "INR", "--json"]
    shown = json.loads(CliRunner().invoke(cli, words, catch_exceptions=False).output)
    assert set(shown["per_dollar"]) == {"INR", "ZAR"}


def test_new(tmp_path: Path) -> None:
    """It names each file and the steps that are left; a second time it writes nothing."""
    folder = tmp_path / "mine"
    done = CliRunner().invoke(cli, ["providers", "new", "a_bank", str(folder)], catch_exceptions=False)
    paths, _, steps = done.output.partition("\n\nThen:\n")
    assert sorted(map(Path, paths.splitlines())) == sorted(it for it in folder.rglob("*") if it.is_file())
    assert "  pip install -e .\n" in steps
    with pytest.raises(ConfigurationError, match="is there already"):
        CliRunner().invoke(cli, ["providers", "new", "a_bank", str(folder)], catch_exceptions=False)
