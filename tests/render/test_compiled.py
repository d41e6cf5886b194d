"""Templates that are compiled once for all processes."""

from __future__ import annotations

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from fxwidget.render.page.compiled import CompiledTemplates


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module's file beside which Python stores bytecode."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    found = tmp_path / "module.py"
    Path(cache_from_source(str(found))).parent.mkdir()
    return found


def drawn(module: Path, text: str) -> str:
    """What a template draws in a process that has compiled nothing yet."""
    environment = Environment(
        loader=DictLoader({"page": text}), bytecode_cache=CompiledTemplates(str(module))
    )
    return environment.get_template("page").render(who="you")


def stored(module: Path) -> list[Path]:
    return [path for path in module.parent.rglob("*") if path.is_file()]


def test_a_template_is_compiled_once_for_all_processes(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(module, "Hello {{ who }}") == "Hello you"
    monkeypatch.delattr(Environment, "compile")
    assert drawn(module, "Hello {{ who }}") == "Hello you"


def test_a_changed_template_is_compiled_anew_in_place_of_the_old_one(module: Path) -> None:
    drawn(module, "Hello {{ who }}")
    assert drawn(module, "Bye {{ who }}") == "Bye you"
    assert len(stored(module)) == 1


def test_another_version_of_jinja_compiles_anew(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(module, "Hello {{ who }}")
    monkeypatch.setattr("fxwidget.render.page.compiled.version", lambda name: "99")
    monkeypatch.delattr(Environment, "compile")
    with pytest.raises(AttributeError, match="compile"):
        drawn(module, "Hello {{ who }}")


@pytest.mark.parametrize("changed", ["its size", "its time", "Python's bytecode"])
def test_another_compiler_compiles_anew(module: Path, monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    """The module beside which templates are stored says how they are compiled; with another one, or another bytecode, they are."""
    module.write_text("autoescape = False")
    os.utime(module, (1_000_000, 1_000_000))
    drawn(module, "Hello {{ who }}")
    if changed == "its size":
        module.write_text("autoescape = True")
        os.utime(module, (1_000_000, 1_000_000))
    elif changed == "its time":
        os.utime(module, (2_000_000, 2_000_000))
    else:
        monkeypatch.setattr("fxwidget.render.page.compiled.MAGIC_NUMBER", b"else")
    monkeypatch.delattr(Environment, "compile")
    with pytest.raises(AttributeError, match="compile"):
        drawn(module, "Hello {{ who }}")


def test_who_may_read_the_module_may_read_its_templates(module: Path) -> None:
    """As Python's bytecode: what root wrote at the first start, the service's user reads at the next."""
    module.touch()
    module.chmod(0o644)
    drawn(module, "Hello {{ who }}")
    (file,) = (path for path in stored(module) if path != module)
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_with_a_damaged_checksum_is_written_anew(module: Path) -> None:
    drawn(module, "Hello {{ who }}")
    (file,) = stored(module)
    whole = file.read_bytes()
    length = whole.index(b"X(") + 1  # of the checksum's text
    file.write_bytes(whole[:length] + b"\xff" + whole[length + 1 :])
    assert drawn(module, "Hello {{ who }}") == "Hello you"
    assert file.read_bytes() == whole


@pytest.mark.parametrize("part", [0.05, 0.3, 0.9])
def test_a_file_that_is_cut_off_is_written_anew(module: Path, part: float) -> None:
    drawn(module, "Hello {{ who }}")
    (file,) = stored(module)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(part * len(whole))])
    assert drawn(module, "Hello {{ who }}") == "Hello you"
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_templates_are_compiled_each_time(tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    archive.touch()
    assert drawn(archive / "module.py", "Hello {{ who }}") == "Hello you"


def test_where_python_writes_no_bytecode_no_template_is_stored(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert drawn(module, "Hello {{ who }}") == "Hello you"
    assert stored(module) == []
