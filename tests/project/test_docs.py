"""The documents that are written from the code say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.provider.registry import installed
from tools import docs, tables


def test_every_document_is_current() -> None:
    """What is made from the code is what the code says; ``python -m tools.docs`` writes it."""
    assert docs.main(["--check"]) == 0


@pytest.mark.parametrize("document", tables.TABLES, ids=lambda path: path.name)
def test_the_tables_are_current(document: Path) -> None:
    """Options, paths and what each path reads stand in the documents as the code has them."""
    assert document.read_text(encoding="utf-8") == tables.filled(document)


def test_the_check_can_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that says something else is found, and written."""
    page, text = tmp_path / "providers.md", docs.page()
    page.write_text(text.replace("yes", "no", 1))
    # The checkout's own documents are not to be mended by a test.
    monkeypatch.setattr(docs, "documents", lambda: {page: text})
    assert docs.main(["--check"]) == 1
    assert "run python -m tools.docs" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


def test_calendars_of_another_version_of_their_package_are_no_fault_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until when they are known is compared only where the page names the version that is installed."""
    page = tmp_path / "providers.md"
    monkeypatch.setattr(docs, "PAGE", page)
    moved = re.sub(r"\| china \| [0-9-]+", "| china | 2001-12-31", docs.page())
    page.write_text(moved)
    assert docs.main(["--check"]) == 1
    page.write_text(re.sub(r"`holidays` [0-9.]+", "`holidays` 0.1", moved))
    assert docs.main(["--check"]) == 0


def test_every_currency_has_eight_independent_groups_by_default() -> None:
    """Each default currency has eight votes, the off-shore yuan, which few banks fix, at least four."""
    found = re.findall(r"^\| ([A-Z]{3}) \| (\d+) \|", docs.page().partition("###")[0], re.MULTILINE)
    votes = {code: int(count) for code, count in found}
    assert tuple(votes) == BRICS_PLUS
    assert {code for code, count in votes.items() if count < 8} <= {"CNH"}
    assert votes["CNH"] >= 4


def test_every_provider_is_on_the_page() -> None:
    """Whoever is installed has a section, and a link to its publisher where it says what turns it on."""
    page = docs.page()
    for name in installed():
        assert f"### {name}\n" in page
        assert f"[`{name}`](" in page
