"""The tables of the documents that are made from the code, and from the figures of the benchmarks.

Each stands in its document between two comments, ``<!-- NAME -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import groupby, product
from pathlib import Path

from fxwidget.config.settings import Settings
from fxwidget.inspection import new_provider
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.option import Form, Parameter
from fxwidget.presentation.options import OPTIONS, option_named
from fxwidget.web.endpoint import Endpoint
from fxwidget.web.endpoints import endpoints
from fxwidget.web.frame_height import MEASURED_WIDTHS, measured
from tools.markdown import codes, head, row
from tools.measured import highlights, rivals
from tools.sources_tables import votes

__all__ = ["TABLES", "filled"]

ROOT = Path(__file__).parent.parent


def options() -> Iterable[str]:
    """The table of view options, with everything that a reader has to know of each."""
    yield from head("option", "values", "default", "meaning", "JSON")
    for each in OPTIONS:
        json = "yes" if Form.RATES in each.applies_to else ""
        yield row(f"`{each.name}`", each.kind.values, each.default, each.meaning, json)


def paths() -> Iterable[str]:
    """The table of paths at which rates are served, and the form of each."""
    yield from head("path", "what it is")
    for endpoint in _listed():
        if endpoint.static_body is None:
            yield row(f"`{endpoint.path}`", endpoint.summary)


def parameters() -> Iterable[str]:
    """The table of the parameters that each path reads; those that read the same are one row."""
    yield from head("path", "options", "its own parameters")
    for (read, own), same in groupby(_listed(), lambda each: (_options(each), _own(each.parameters))):
        yield row(", ".join(f"`{each.path}`" for each in same), read, own)


def heights() -> Iterable[str]:
    """The table of heights in px: of each layout in each language at each width, and there with text of twice the size."""
    yield from head("layout", "language", *(f"{width} px" for width in MEASURED_WIDTHS))
    for layout, language in product(option_named("layout").choices, LANGUAGES):
        found = [measured(layout, "closed", language, width) for width in MEASURED_WIDTHS]
        yield row(f"`{layout}`", f"`{language}`", *(f"{each.whole}, {each.large}" for each in found))


def code(language: str, text: str) -> Iterable[str]:
    """A block of code."""
    return (f"```{language}", *text.splitlines(), "```")


def _listed() -> list[Endpoint]:
    return [each for each in endpoints(Settings(), ()) if each.listed]


def _options(endpoint: Endpoint) -> str:
    """The names of the options, or of those that are missing where that is shorter."""
    read = [each.name for each in endpoint.options]
    missing = [each.name for each in OPTIONS if each.name not in read]
    if not missing or not read:
        return "all" if read else "none"
    return f"all but {codes(missing)}" if len(missing) < len(read) else codes(read)


def _own(parameters: Iterable[Parameter]) -> str:
    return "; ".join(f"`{each.name}`: {each.meaning} ({each.kind.values})" for each in parameters)


TABLES: Mapping[Path, Mapping[str, Callable[[], Iterable[str]]]] = {
    ROOT / "README.md": {"votes": votes, "measured": highlights},
    ROOT / "docs/why-not-average.md": {"rivals": rivals},
    ROOT / "docs/widget.md": {"options": options, "heights": heights},
    ROOT / "docs/http.md": {"paths": paths, "parameters": parameters},
    ROOT / "docs/writing-a-provider.md": {
        "module": partial(code, "python", new_provider.module("a_bank")),
        "document": partial(code, "json", new_provider.DOCUMENT),
        "figures": partial(code, "toml", new_provider.FIGURES),
    },
}
"""The tables by their documents."""


def filled(document: Path) -> str:
    """A document with its tables regenerated from the code.

    Raises:
        ValueError: the comments of a table are missing.
    """
    text = document.read_text(encoding="utf-8")
    for name, table in TABLES[document].items():
        start, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, found, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"{document.name} has no place for its table of {name}")
        text = before + start + "\n".join(table()) + end + after
    return text
