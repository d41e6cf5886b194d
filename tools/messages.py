"""Finds the messages of code and templates, and brings the catalogues of ``fxwidget/locale`` up to date with them.

    python -m tools.messages

New messages stand in each catalogue without a translation, messages that are gone are taken out.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from fxwidget.domain.snapshot import DISCLAIMER
from fxwidget.presentation.language import LANGUAGES
from fxwidget.render.labels import REASONS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fxwidget"
_PLACEHOLDER = re.compile(r"{\w+}")
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")


def messages() -> tuple[str, ...]:
    """Every translatable message, in the order of files and lines."""
    found: list[object] = [
        DISCLAIMER,
        *(text for text in REASONS.values() if not _PLACEHOLDER.fullmatch(text)),
    ]
    for path in sorted(PACKAGE.rglob("*.py")):
        with path.open("rb") as lines:
            found += [text for _, _, text, _ in extract_python(lines, {"say": None, "marked": None}, (), {})]
    for path in sorted(PACKAGE.rglob("*.html")):
        tree = Environment().parse(path.read_text("utf-8"))
        found += [text for _, _, text in extract_from_ast(tree, ("say",))]
    texts = (text[0] if isinstance(text, tuple) else text for text in found)
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text))


def file(code: str) -> Path:
    """The path of a language's catalogue."""
    return PACKAGE / "locale" / code / "LC_MESSAGES" / "fxwidget.po"


def update(code: str) -> int:
    """Update one catalogue; returns how many of its messages have no translation."""
    path, known = file(code), {}
    if path.exists():
        with path.open("rb") as lines:
            known = {message.id: message.string for message in read_po(lines, locale=code) if message.id}
    catalogue = Catalog(
        locale=code, project="fxwidget", fuzzy=False, header_comment=f"# fxwidget: {LANGUAGES[code]}"
    )
    for text in messages():
        catalogue.add(text, known.get(text, ""), flags=["python-brace-format"] if "{" in text else [])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalogue, width=0, omit_header=True)
    return sum(not known.get(text) for text in messages())


if __name__ == "__main__":
    for language in TRANSLATED:
        print(f"{language}: {update(language)} without translation")
