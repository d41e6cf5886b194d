"""The documents as a site: every page is in its navigation, links lead within it or to the repository, and it asks nobody else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.markdown import ROOT
from tests.support.processes import environment
from tools.arcs import drawing
from tools.site import navigation, places, repository, stage

RESOURCES = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "form": "action",
}
"""What a page loads or sends, by tag."""


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as the generator reads them."""
    folder = tmp_path_factory.mktemp("source")
    stage(ROOT, folder)
    return folder


def test_every_page_is_in_the_navigation_once() -> None:
    """The tables of the index are the navigation: no page is left out, none stands there twice."""
    pages = places(ROOT)
    menu = navigation((ROOT / "docs/README.md").read_text("utf-8"), pages)
    entries = re.findall(r"^[\w/-]+$", menu, re.MULTILINE)
    assert sorted(entries) == sorted(
        place.removesuffix(".md") for place in pages.values() if place != "index.md"
    )
    assert re.findall(r":caption: (.*)", menu) == ["Start", "Guides", "Reference", "Understand", "Project"]


def test_links_within_stay_within(staged: Path) -> None:
    """A page leads to pages and pictures of the site; to files of the project in the repository, and nowhere outside of it."""
    contributing = (staged / "contributing.md").read_text("utf-8")
    assert "](architecture.md)" in contributing
    assert "](../operations.md#alarms)" in (staged / "reference/metrics.md").read_text("utf-8")
    assert "](pictures/chart.svg)" in (staged / "history.md").read_text("utf-8")
    assert f"]({repository(ROOT)}fxwidget/cli)" in (staged / "architecture.md").read_text("utf-8")
    for page in staged.rglob("*.md"):
        for target in re.findall(
            r"\]\((?!https://|#)([^)#\s]+)",
            re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL),
        ):
            assert (page.parent / target).resolve().is_relative_to(staged.resolve()), (page.name, target)
            assert (page.parent / target).exists(), (page.name, target)


def test_a_diagram_becomes_a_picture(staged: Path) -> None:
    """Each arrow of the flow chart is an arc from an upper name to a lower one; one that leads up is an error."""
    page = (staged / "architecture.md").read_text("utf-8")
    (path,) = re.findall(r"\]\((pictures/architecture-\d+\.svg)\)", page)
    chart = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert "mermaid" not in page
    assert (staged / path).read_text("utf-8").count('<path class="a"') == chart.count(" --> ")
    assert ">refresher</text>" in drawing(
        "flowchart TD\n    web\n    refresher([it])\n    web --> refresher\n", "It"
    )
    with pytest.raises(ValueError, match="b --> a does not lead down"):
        drawing("flowchart TD\n    a\n    b\n    b --> a\n", "It")


class Loaded(HTMLParser):
    """Collects what a page loads or sends."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if value := dict(attrs).get(RESOURCES.get(tag, "")):
            self.found.append(value)


@pytest.mark.needs("docs")
def test_the_site_is_built_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    """Warnings are errors; no page loads from another host; the search's index is among the files and knows the words."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.site", str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    pages = [*tmp_path.rglob("*.html")]
    assert {place.removesuffix(".md") for place in places(ROOT).values()} <= {
        page.relative_to(tmp_path).with_suffix("").as_posix() for page in pages
    }
    assert {
        name for page in pages for name in Loaded(page).found if "://" in name or name.startswith("//")
    } == set()
    styles = "".join(file.read_text("utf-8") for file in tmp_path.rglob("*.css"))
    assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", styles)
    script = (tmp_path / "searchindex.js").read_text("utf-8")
    index = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    assert {"irr", "redi", "amount"} <= index["terms"].keys()
