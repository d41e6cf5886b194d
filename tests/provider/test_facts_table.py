"""The table of facts of a package of adapters: it stands in for the classes, and never for another text of them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import NamedTuple

import pytest

from fxwidget.provider import facts_table, registry
from fxwidget.provider.facts_table import FILE, Facts, stored, table
from fxwidget.provider.registry import facts_of, installed, provider_class
from tests.support.banks import Bank

BANK = EntryPoint("bank", "bank_package.bank:Bank", "fxwidget.providers")
FACTS = replace(Facts.of(Bank), title="A bank")
BASE = """
from tests.support.banks import Bank as Toy

class Bank(Toy):
    title = "A bank"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one adapter with its table, and nothing of it imported."""
    folder = tmp_path / "bank_package"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "bank.py").write_text(BASE)
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    (folder / FILE).write_text(table({BANK: BANK.load()}))
    for name in [name for name in sys.modules if name.startswith("bank_package")]:
        del sys.modules[name]
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
    assert (package / "bank.py").exists()
    assert stored(BANK) == FACTS
    assert "bank_package" not in sys.modules


@pytest.mark.parametrize("name", ["bank.py", FILE])
def test_a_row_of_another_text_is_none(package: Path, name: str) -> None:
    """Once the module was changed, or the table is torn, the class has to say it."""
    text = (package / name).read_text()
    (package / name).write_text(text[:-2])
    forget()
    assert stored(BANK) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"modules": ["bank_package.bank"]},
        {"title": None},
        {"needs_key": "no"},
        {"site": "bank.example"},
        5,
        [1],
    ],
)
def test_a_row_with_something_else_is_none(fault: object, package: Path) -> None:
    """A fact of another type, and a row that is none, leave the word to the class: no package stops the others."""
    row = json.loads((package / FILE).read_text())[BANK.value]
    wrong = row | fault if isinstance(fault, dict) else fault
    (package / FILE).write_text(json.dumps({BANK.value: wrong}))
    forget()
    assert stored(BANK) is None


def test_a_name_stays_with_who_has_it_first(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A package with a provider of our name, or of another's, changes nothing of it; the log says what was left out."""
    ours = installed()["ecb"]
    theirs, others = (EntryPoint("ecb", f"{name}:Bank", registry.GROUP) for name in ("theirs", "others"))
    points = [_of(theirs, "a-bank"), ours, _of(others, "b-bank")]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    assert registry.installed.__wrapped__() == {"ecb": ours}
    assert (
        "provider ecb of a-bank has the name of provider ecb of fxwidget; going on without it" in caplog.text
    )
    monkeypatch.setattr(registry, "entry_points", lambda group: [points[2], points[0]])
    assert registry.installed.__wrapped__()["ecb"].value == "theirs:Bank"


class Installed(NamedTuple):
    """An installed distribution."""

    name: str


def _of(point: EntryPoint, distribution: str) -> EntryPoint:
    """The entry point as that of an installed distribution."""
    vars(point)["dist"] = Installed(distribution)
    return point


def test_a_row_is_of_the_whole_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of the classes that it builds on count, too: a fact may stand there."""
    folder = tmp_path / "family_package"
    folder.mkdir()
    for name, text in (
        ("__init__", ""),
        ("_family", BASE),
        ("bank", "from ._family import Bank as Family\nclass Bank(Family): pass\n"),
    ):
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    point = EntryPoint("bank", "family_package.bank:Bank", "fxwidget.providers")
    (folder / FILE).write_text(table({point: point.load()}))
    assert stored(point) is not None
    (folder / "_family.py").write_text(BASE.replace("A bank", "Another bank"))
    forget()
    assert stored(point) is None


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
