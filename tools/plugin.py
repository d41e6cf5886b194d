"""Builds the WordPress plugin from ``examples/wordpress`` and what the package knows: style, script, words, flags.

    python -m tools.plugin FOLDER              the plugin as it is installed, in FOLDER/fxwidget
    python -m tools.plugin fxwidget.zip        the same as the archive that the Plugins page uploads
    python -m tools.plugin --catalogues        its messages, into the catalogues beside it

Catalogues for programs (``.mo``) and all that the package has already are not in the repository: they are built.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from fxwidget.domain import currency
from fxwidget.domain.number_format import display, numeral_system, numerals, per_cent, sign
from fxwidget.domain.snapshot import DISCLAIMER
from fxwidget.presentation.colours import PALETTES
from fxwidget.presentation.language import LANGUAGES, Language, catalogue
from fxwidget.presentation.typeface import FONTS, SIZES
from fxwidget.render.flags import FLAGS, flag
from fxwidget.render.page.assets import smaller_style
from fxwidget.render.page.wall import walled
from tools import plugin_catalogues

SOURCE = Path(__file__).parent.parent / "examples/wordpress/fxwidget"
STYLES = ("wall.css", "colours.css", "widget.css", "columns.css", "converter.css", "table.css", "card.css")
"""The parts of the style that a table of the site's own drawing needs."""

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same sources make the same archive."""


def build(folder: Path) -> Path:
    """Write the plugin into ``folder/fxwidget``, which must not be there yet, and return that."""
    plugin = folder / SOURCE.name
    shutil.copytree(SOURCE, plugin)
    for name, text in _written().items():
        (plugin / name).parent.mkdir(exist_ok=True)
        (plugin / name).write_text(text, "utf-8")
    plugin_catalogues.compile_into(plugin / "languages")
    return plugin


def archive(path: Path) -> None:
    """Write the plugin as an archive, its files in one folder."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        build(Path(folder))
        for file in sorted(each for each in Path(folder).rglob("*") if each.is_file()):
            out.writestr(zipfile.ZipInfo(str(file.relative_to(folder)), ZIP_TIME), file.read_bytes())


def _written() -> Mapping[str, str]:
    """The files that are made of the package, by their names."""
    page = files("fxwidget.render.page")
    style = walled(smaller_style("".join(page.joinpath(name).read_text("utf-8") for name in STYLES)))
    script = page.joinpath("converter.js").read_text("utf-8")
    words = {f"words/{code}.json": words_of(Language(code, calendar="gregory")) for code in LANGUAGES}
    return {
        "widget.css": style,
        "converter.js": f"window.fxwidgetConverter = (() => {{\n{script}\nreturn converter;\n}})();\n",
        **{name: _json(found) for name, found in {**words, "words/figures.json": figures()}.items()},
    }


def words_of(language: Language) -> Mapping[str, Any]:
    """What PHP needs to write a table in a language: messages, names, and how numbers and dates look."""
    code = language.code
    five = display(Decimal(5), code, 2)
    percent = per_cent(Decimal(5), code).removeprefix(sign(Decimal(1), code)).replace(five, "{number}")
    return {
        "tag": language.tag,
        "dir": language.direction,
        "system": numeral_system(code),
        "numerals": "" if numeral_system(code) == "latn" else numerals("0123456789", code),
        "decimal": display(Decimal("1.5"), code)[1],
        **_grouping(code),
        "plus": sign(Decimal(1), code),
        "minus": sign(Decimal(-1), code),
        "percent": percent,
        "days": [_pattern(language, month, year=False) for month in range(1, 13)],
        "years": [_pattern(language, month, year=True) for month in range(1, 13)],
        "names": {each: language.name(each) for each in sorted(currency.CURRENCIES)},
        "units": {each: language.unit(each) for each in sorted(currency.CURRENCIES)},
        "words": {} if language.english else _used(catalogue(code)),
    }


def _used(messages: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the package's messages that the plugin's own tables write."""
    source = "".join(path.read_text("utf-8") for path in sorted(SOURCE.glob("includes/*.php")))
    return {
        message: text
        for message, text in messages.items()
        if f"'{message}'" in source or message == DISCLAIMER
    }


def _grouping(code: str) -> Mapping[str, Any]:
    """The groups of a number's whole digits: the sizes of the last one and of the others, and how many digits stand before."""
    written = [display(Decimal(10) ** power, code) for power in range(8)]
    separator = written[7].strip(numerals("0123456789", code))[0] if _parts(written[7], code) else ""
    sizes = [len(part) for part in written[7].split(separator)]
    first = next(power for power, text in enumerate(written) if separator in text)
    return {"group": separator, "grouping": [sizes[-1], sizes[-2]], "grouped_from": first - sizes[-1] + 1}


def _parts(text: str, code: str) -> str:
    return "".join(sign for sign in text if sign not in numerals("0123456789", code))


def _pattern(language: Language, month: int, *, year: bool) -> str:
    day = language.day(date(2025, month, 22), year=year)
    return day.replace(numerals("2025", language.code), "{y}").replace(numerals("22", language.code), "{d}")


def figures() -> Mapping[str, Any]:
    """What is the same in every language."""
    fonts = {
        name: ",".join(f"'{each}'" if " " in each else each for each in families)
        for name, families in FONTS.items()
        if name != "system"
    }
    return {
        "decimals": {
            code: currency.decimals(code)
            for code in sorted(currency.CURRENCIES)
            if currency.decimals(code) != 2
        },
        "flags": {
            shape: {code: flag(code, round=shape == "round") for code in FLAGS}
            for shape in ("rectangular", "round")
        },
        "palettes": {scheme: dict(palette) for scheme, palette in PALETTES.items()},
        "fonts": fonts,
        "sizes": {name: size for name, size in SIZES.items() if name != "medium"},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.plugin", description=__doc__)
    parser.add_argument("to", nargs="?", type=Path, help="a folder, or an archive by its name .zip")
    parser.add_argument("--catalogues", action="store_true", help="bring the plugin's catalogues up to date")
    given = parser.parse_args()
    if given.catalogues:
        for language, missing in plugin_catalogues.update().items():
            print(f"{language}: {missing} without translation")
    if given.to is not None:
        archive(given.to) if given.to.suffix == ".zip" else build(given.to)


if __name__ == "__main__":
    main()
