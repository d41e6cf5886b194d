"""Builds the documents as a site: ``python -m tools.site FOLDER``, with warnings as errors.

The pages are those that stand in ``docs`` and are read on the project's own pages too: what is different in the site is
made here. ``docs/README.md`` becomes the front page, and its tables of pages the navigation; links to files that are no
pages of the site lead to the repository. The generator is Sphinx with MyST and Furo: pages need no other host, the search
runs in the browser over an index among the files.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from fxwidget._version import __version__
from tools.arcs import drawing

__all__ = ["build", "stage"]

ROOT = Path(__file__).parent.parent
FRONT = "docs/README.md"
BESIDE = ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
"""Pages of the site that do not stand in ``docs``."""

SCORER = "search_order.js"

LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)")
"""The target of a link or a picture within the project, up to its anchor."""

MENU_ROW = re.compile(r"^\| \[[^\]]+\]\(([^)#]+)\) \|", re.MULTILINE)
"""A row of a table of pages: it begins with a link to one."""

MERMAID = re.compile(r"```mermaid\n(.*?)```\n", re.DOTALL)
DIAGRAM = "A diagram: an arc leads down from each name to each that it points to"
"""What a diagram is called."""

CONFIGURATION: Mapping[str, object] = {
    "project": "fxwidget",
    "release": __version__,
    "extensions": ["myst_parser"],
    "myst_heading_anchors": 4,
    "smartquotes_action": "qe",  # quotes and ellipses; two hyphens begin an option and are no dash
    "html_theme": "furo",
    "html_title": f"fxwidget {__version__}",
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_use_index": False,
    "html_theme_options": {"top_of_page_buttons": []},
    "copyright": "the fxwidget maintainers, MIT licence",
}


def places(root: Path) -> dict[str, str]:
    """The pages of the site: of each file's path within the project the path within the site."""
    inside = (path.relative_to(root).as_posix() for path in sorted((root / "docs").rglob("*.md")))
    found = {path: path.removeprefix("docs/") for path in inside}
    return found | {FRONT: "index.md"} | {path: path.lower() for path in BESIDE}


def stage(root: Path, folder: Path) -> None:
    """Write the pages of a project as the generator reads them, with their pictures, into an empty folder."""
    pages = places(root)
    files = repository(root)
    shutil.copytree(root / "docs/pictures", folder / "pictures")
    for path, place in pages.items():
        text = (root / path).read_text("utf-8")
        moved = LINK.sub(_leading(path, place, pages, files), text)
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_with_diagrams(moved, place, folder / "pictures"), "utf-8")
    menu = navigation((root / FRONT).read_text("utf-8"), pages)
    with (folder / "index.md").open("a", encoding="utf-8") as front:
        front.write(menu)
    (folder / SCORER).write_text(search_order(menu), "utf-8")


def repository(root: Path) -> str:
    """Where the project's files can be read, to which a path is added."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['urls']['Source']}/blob/main/"


def navigation(index: str, pages: Mapping[str, str]) -> str:
    """The navigation that an index's sections are: each with the pages that the rows of its tables begin with."""
    parts = []
    for section in index.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        entries = [pages[_within(FRONT, target)] for target in MENU_ROW.findall(body)]
        if entries:
            names = "\n".join(entry.removesuffix(".md") for entry in entries)
            parts.append(f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{names}\n```\n")
    return "".join(parts)


def search_order(menu: str) -> str:
    """The script by which pages that match a search alike stand in the order of the navigation: changelogs come last."""
    pages = re.findall(r"^[\w/-]+$", menu, re.MULTILINE)
    return (
        f"var order = {json.dumps(pages)};\n"
        "var Scorer = {score: ([page, , , , score]) => score - (order.indexOf(page) + 1) / (order.length + 1),\n"
        "  objNameMatch: 11, objPartialMatch: 6, objPrio: {0: 15, 1: 5, 2: -5}, objPrioDefault: 0,\n"
        "  title: 15, partialTitle: 7, term: 5, partialTerm: 2};\n"
    )


def _leading(path: str, place: str, pages: Mapping[str, str], files: str) -> Callable[[re.Match[str]], str]:
    """What a link of a page becomes in the site: another page, a picture, or a file in the repository."""

    def target(link: re.Match[str]) -> str:
        there = _within(path, link[0])
        if there in pages:
            return os.path.relpath(pages[there], PurePosixPath(place).parent)
        if there.startswith("docs/pictures/"):
            return os.path.relpath(there.removeprefix("docs/"), PurePosixPath(place).parent)
        return files + there

    return target


def _within(page: str, target: str) -> str:
    """The path within the project that a page's link names."""
    return os.path.normpath(PurePosixPath(page).parent / target)


def _with_diagrams(text: str, place: str, pictures: Path) -> str:
    """A page for a generator that draws no diagrams: each is a picture among the others, and the page shows it."""

    def shown(block: re.Match[str]) -> str:
        name = f"{Path(place).stem}-{block.start()}.svg"
        (pictures / name).write_text(drawing(block[1], DIAGRAM), "utf-8")
        return f"![{DIAGRAM}]({os.path.relpath(f'pictures/{name}', PurePosixPath(place).parent)})\n"

    return MERMAID.sub(shown, text)


def build(root: Path, out: Path) -> int:
    """Build the site of a project into a folder; returns 1 where something is wrong, which then is on standard error."""
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor

    nocolor()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        source.mkdir()
        stage(root, source)
        app = Sphinx(
            source,
            None,
            out,
            Path(folder, "trees"),
            "html",
            confoverrides={**CONFIGURATION, "html_search_scorer": str(source / SCORER)},
            status=None,
            freshenv=True,
            warningiserror=True,
        )
        app.build(force_all=True)
        return int(app.statuscode or app._warncount > 0)


def main(arguments: list[str]) -> int:
    """Build into the folder that is named; returns the exit code."""
    (folder,) = arguments
    return build(ROOT, Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
