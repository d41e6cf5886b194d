"""Gives the distribution its description: README with absolute links, as an index shows it on a page of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

__all__ = ["DescriptionHook", "described"]

LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?://|mailto:|#)([^)\s]+)\)")
"""A link to another file of the project; an image begins with an exclamation mark."""

VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)

PLACES = {"": "blob", "!": "raw"}
"""Where a repository shows a file, and where it serves an image's bytes."""


def described(text: str, source: str, tag: str) -> str:
    """A document in Markdown whose links to files lead to those of a tag of the repository at the address ``source``."""

    def absolute(found: re.Match[str]) -> str:
        image, words, path = found.groups()
        return f"{image}[{words}]({source}/{PLACES[image]}/{tag}/{path})"

    return LINK.sub(absolute, text)


class DescriptionHook(MetadataHookInterface):
    """What hatchling asks for a member of the metadata that is dynamic: ``readme``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description of a version, whose links lead to its tag."""
        root = Path(self.root)
        (version,) = VERSION.findall((root / "fxwidget/_version.py").read_text(encoding="utf-8"))
        readme = (root / "README.md").read_text(encoding="utf-8")
        text = described(readme, metadata["urls"]["Source"], f"v{version}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
