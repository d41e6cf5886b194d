"""The catalogues of the WordPress plugin's own messages: found in its PHP and JavaScript, kept as ``.po`` and, for scripts, JSON.

What the package says in the same words it has translated already; only what is the plugin's alone is written by hand.
"""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from fxwidget.presentation.language import LANGUAGES, catalogue

__all__ = ["LOCALES", "compile_into", "messages", "template", "translations", "update"]

PLUGIN = Path(__file__).parent.parent / "examples/wordpress/fxwidget"
LANGUAGE_FILES = PLUGIN / "languages"
SCRIPT = "fxwidget-block"
"""The handle of the script that has messages, by which WordPress names its catalogue."""

LOCALES: Mapping[str, str] = {
    code: {"es": "es_ES", "fa": "fa_IR", "hi": "hi_IN", "id": "id_ID", "pt": "pt_BR", "ru": "ru_RU", "zh": "zh_CN"}.get(code, code)
    for code in LANGUAGES
    if code != "en"
}  # fmt: skip
"""WordPress's name of each language that is translated."""

BEGINNING = datetime(2026, 11, 30, tzinfo=UTC)
"""The instant that is written into every catalogue: the same messages make the same file."""

_CALL = re.compile(
    r"""\b(?:__|_e|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*(['"])((?:\\.|(?!\1)[^\\])*)\1,\s*['"]fxwidget['"]"""
)


def messages(*endings: str) -> tuple[str, ...]:
    """Every message of the plugin's files with these endings, in the order of files and lines."""
    paths = sorted(path for ending in endings or (".php", ".js") for path in PLUGIN.rglob(f"*{ending}"))
    found = [text for path in paths for _, text in _CALL.findall(path.read_text("utf-8"))]
    return tuple(dict.fromkeys(text.replace("\\'", "'") for text in found))


def file(code: str) -> Path:
    """The catalogue of a language."""
    return LANGUAGE_FILES / f"fxwidget-{LOCALES[code]}.po"


def translations(code: str) -> Mapping[str, str]:
    """The plugin's messages in a language: as its catalogue has them, else as the package has; empty ones are missing."""
    known = dict(catalogue(code))
    if file(code).exists():
        with file(code).open("rb") as lines:
            known |= {str(each.id): str(each.string) for each in read_po(lines) if each.id and each.string}
    return {text: known.get(text, "") for text in messages()}


def template() -> Catalog:
    """The messages without translations."""
    return _catalogue(dict.fromkeys(messages(), ""), "")


def _catalogue(texts: Mapping[str, str], code: str) -> Catalog:
    made = Catalog(
        locale=code or None,
        project="fxwidget for WordPress",
        fuzzy=False,
        charset="utf-8",
        creation_date=BEGINNING,
        revision_date=BEGINNING,
        header_comment=f"# fxwidget for WordPress: {LANGUAGES[code] if code else 'template'}",
    )
    for text, translated in texts.items():
        made.add(text, translated, flags=["php-format"] if "%" in text else [])
    return made


def update() -> Mapping[str, int]:
    """Write template, catalogues and those for scripts anew; returns how many messages lack a translation, by language."""
    LANGUAGE_FILES.mkdir(exist_ok=True)
    with (LANGUAGE_FILES / "fxwidget.pot").open("wb") as out:
        write_po(out, template(), width=0, omit_header=True)
    missing = {}
    for code in LOCALES:
        texts = translations(code)
        with file(code).open("wb") as out:
            write_po(out, _catalogue(texts, code), width=0, omit_header=True)
        script(code).write_text(for_script(code), "utf-8")
        missing[code] = sum(not text for text in texts.values())
    return missing


def script(code: str) -> Path:
    """The catalogue for the editor's script, as WordPress looks for it by the script's handle."""
    return LANGUAGE_FILES / f"fxwidget-{LOCALES[code]}-{SCRIPT}.json"


def for_script(code: str) -> str:
    """That catalogue in Jed's form."""
    texts, used = translations(code), messages(".js")
    head = {"": {"domain": "messages", "lang": LOCALES[code]}}
    found = {text: [texts[text]] for text in used if texts[text]}
    data = {"domain": "messages", "locale_data": {"messages": head | found}}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def compile_into(folder: Path) -> None:
    """Write the catalogues for programs, which are built and not kept."""
    for code in LOCALES:
        made = io.BytesIO()
        write_mo(made, _catalogue(translations(code), code))
        (folder / f"fxwidget-{LOCALES[code]}.mo").write_bytes(_with_hash_table(made.getvalue()))


def _with_hash_table(compiled: bytes) -> bytes:
    """The same catalogue with the place of a hash table, an empty one: WordPress reads none without."""
    data = bytearray(compiled)
    (count,) = struct.unpack_from("=I", data, 8)
    struct.pack_into("=I", data, 24, 28 + 16 * count)
    return bytes(data)
