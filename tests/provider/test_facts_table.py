"""The table of facts of a package of adapters: it stands in for the classes, and never for another text of them."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fxwidget.provider import facts_table
from fxwidget.provider.facts_table import FILE, Facts, stored, table
from fxwidget.provider.registry import facts_of, installed, provider_class
from tests.support.banks import Bank

BANK = EntryPoint("bank", "bank_package.bank:Bank", "fxwidget.providers")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one adapter with its table; its module can't be imported."""
    folder = tmp_path / "bank_package"
    folder.mkdir()
    (folder / "bank.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    (folder / FILE).write_text(table({BANK: Bank}))
    return folder


def forget() -> None:
    """As in a new process."""
    for cached in (facts_table._rows, facts_table._checksum, facts_table.package_folder):
        cached.cache_clear()


@pytest.mark.parametrize("name", sorted(installed()))
def test_a_row_says_what_the_class_says(name: str) -> None:
    """Whatever is read from the table is the class's own."""
    assert stored(installed()[name]) == facts_of(name) == Facts.of(provider_class(name))


def test_no_module_is_imported_for_a_row(package: Path) -> None:
    """Facts that stand in the table need no adapter."""
    assert package.is_dir()
    assert stored(BANK) == Facts.of(Bank)


@pytest.mark.parametrize("name", ["bank.py", FILE])
def test_a_row_of_another_text_is_none(package: Path, name: str) -> None:
    """Once the module was changed, or the table is torn, the class has to say it."""
    text = (package / name).read_text()
    (package / name).write_text(text[:-2])
    forget()
    assert stored(BANK) is None


@pytest.mark.parametrize("change", [{"kind": "of mars"}, {"lists": None}, {"title": ...}])
def test_a_row_of_another_version_is_none(package: Path, change: dict[str, object]) -> None:
    """A row with another choice, type or member than this version knows is left alone."""
    rows = json.loads((package / FILE).read_text())
    row = {**rows[BANK.value], **change}
    rows[BANK.value] = {name: value for name, value in row.items() if value is not ...}
    (package / FILE).write_text(json.dumps(rows))
    forget()
    assert stored(BANK) is None


def test_a_package_without_a_table_has_none() -> None:
    """A plug-in of one module, one that is not there, and one without a table are imported."""
    for value in ("json:Bank", "nowhere_at_all.bank:Bank", "xml.etree:Bank"):
        assert stored(EntryPoint("bank", value, "fxwidget.providers")) is None
