"""A provider that was written by the guide, or by ``fxwidget providers new``, is one of ours: it passes what they pass."""

from __future__ import annotations

import importlib
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fxwidget import ConfigurationError, Provider
from fxwidget.inspection.new_provider import in_the_tree, is_checkout, of_its_own, write
from tests.support.conversation import Case
from tests.support.figures import read

from .checks import CHECKS
from .contract import RULES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/writing-a-provider.md").read_text(encoding="utf-8")


def block(title: str) -> str:
    """The text of a block of the guide, below the line that names its file."""
    found = re.search(rf"`{re.escape(title)}`[^`]*\n\n(?:<!-- \w+ -->\n)?```\w*\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None, title
    return found[1]


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """The guide's example, followed to the letter."""
    for name in ("a_bank.py", "latest.json", "figures.toml"):
        (tmp_path / "documents").mkdir(exist_ok=True)
        folder = tmp_path if name == "a_bank.py" else tmp_path / "documents"
        (folder / name).write_text(block(name), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    provider: type[Provider] = importlib.import_module("a_bank").ABank
    yield Case("a_bank", provider, tmp_path / "documents", read(tmp_path / "documents"))
    del sys.modules["a_bank"]


def test_the_guides_example_passes_every_check(guide: Case) -> None:
    """Its module, document and figures are those of a provider that would be taken in."""
    for rule in RULES:
        rule(guide.provider)
    for check in CHECKS:
        check(guide)


def test_the_files_of_the_tree_are_those_of_the_guide() -> None:
    """Whoever begins with the command, and whoever copies from the guide, begins with the same."""
    files = in_the_tree("a_bank").files
    assert files["providers/fxwidget_providers/a_bank.py"] == block("a_bank.py")
    assert files["tests/documents/a_bank/latest.json"] == block("latest.json")
    assert files["tests/documents/a_bank/figures.toml"] == block("figures.toml")
    assert is_checkout(ROOT)


def test_a_distribution_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its package is found by its entry point once it is installed, and its own test passes."""
    written = write(of_its_own("a_bank_of_mine"), tmp_path)
    assert not is_checkout(tmp_path)
    assert 'a_bank_of_mine = "a_bank_of_mine:ABankOfMine"' in (tmp_path / "pyproject.toml").read_text()
    assert 'title = "A Bank of Mine"' in (tmp_path / "a_bank_of_mine/__init__.py").read_text()
    monkeypatch.syspath_prepend(tmp_path)
    (test,) = [path for path in written if path.name.startswith("test_")]
    runpy.run_path(str(test))["test_every_row_is_as_printed"]()
    assert (tmp_path / "tests/latest.json").read_text() == block("latest.json")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """One file that is there already stops all of them."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/latest.json").write_text("mine")
    with pytest.raises(
        ConfigurationError, match=r"nothing is written: .*/tests/latest\.json is there already"
    ):
        write(of_its_own("a_bank_of_mine"), tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["latest.json"]
    assert (tmp_path / "tests/latest.json").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["A_Bank", "a-bank", "_bank", "bank_", "../bank", "1bank", "", "ecb", "class", "a" * 61]
)
def test_a_name_that_is_none(name: str) -> None:
    """A name is an identifier in small letters, no word of the language, and not taken."""
    with pytest.raises(ConfigurationError, match=r"is no name|is installed already"):
        in_the_tree(name)


@pytest.mark.parametrize("name", ["json", "httpx", "fxwidget", "tests"])
def test_no_module_hides_another(name: str) -> None:
    """In a distribution of its own a provider's module is not named as one that others import."""
    with pytest.raises(ConfigurationError, match="is the name of another module"):
        of_its_own(name)


def test_a_link_to_nowhere_is_there_already(tmp_path: Path) -> None:
    """A link is not written through, wherever it leads."""
    (tmp_path / "pyproject.toml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="is there already"):
        write(of_its_own("a_bank_of_mine"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]
