"""``fxwidget providers parse``: what a provider reads in files, and what one dollar costs by it; nobody is asked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from fxwidget import ConfigurationError, ProviderError
from fxwidget.inspection import tables
from fxwidget.inspection.provider_reading import Reading, read
from tests.support.figures import DOCUMENTS, figures
from tests.support.house import utc

NOW = utc("2026-11-30 12:00")


def reading(name: str, *files: str) -> Reading:
    """What the provider reads in documents of its folder, on the day of its newest table."""
    return read(name, [DOCUMENTS / name / file for file in files], (), figures(name).published, NOW)


def test_one_document() -> None:
    """The quotes as printed, and what a dollar costs: all of it in JSON, to the last digit."""
    found = reading("cbu", "json.json").document()
    assert {code: it["rate"] for code, it in found["per_dollar"].items()} == dict(figures("cbu").per_dollar)
    assert found["asked"] == ["https://cbu.uz/en/arkhiv-kursov-valyut/json/"]
    assert {
        "base": "IDR",
        "quote": "UZS",
        "as_of": "2026-04-01",
        "units": "10",
        "mid": "7.18",
        "close": False,
    } in (found["quotes"])
    assert (found["refused"], found["unlisted"]) == ({}, [])


def test_a_conversation_of_three() -> None:
    """The files are the answers in the order in which the provider asks."""
    found = reading("nbp", *(sent.file for sent in figures("nbp").answers))
    assert {code: str(it.rate) for code, it in found.numbers.items()} == dict(figures("nbp").per_dollar)


def test_what_is_printed() -> None:
    """Each quote has a line, bid and ask where those were printed, and so has each number; then what is wrong."""
    file = io.StringIO()
    tables.reading(reading("bcb", "CotacaoDolarPeriodo.json"), Console(file=file, width=80))
    lines = [line.split() for line in file.getvalue().splitlines()]
    assert ["USD/BRL", "1", "5.28720", "to", "5.28780", "2026-03-06"] in lines
    assert ["BRL", "5.2875", "2026-03-06", "mid"] in lines


def test_a_row_that_is_refused(tmp_path: Path) -> None:
    """It says why; a currency that the facts do not list is named."""
    body = (
        (DOCUMENTS / "cbu/json.json").read_bytes().replace(b'"129.72"', b'"-1"').replace(b'"ZAR"', b'"KPW"')
    )
    (tmp_path / "set.json").write_bytes(body)
    found = read("cbu", [tmp_path / "set.json"], (), None, NOW)
    file = io.StringIO()
    tables.reading(found, Console(file=file, width=80))
    assert "INR is refused: zero or negative" in file.getvalue()
    assert "Not in its lists: KPW" in file.getvalue()


@pytest.mark.parametrize(
    ("name", "files", "error", "words"),
    [
        ("nbp", ("not_found.txt",), ProviderError, "^nbp sent something unexpected: not a JSON document"),
        ("cbu", ("none.json",), ConfigurationError, r"none\.json can't be read: No such file"),
        ("cbu", ("json.json", "json.json"), ConfigurationError, "cbu asks for 1 of the 2 files: https://cbu"),
        (
            "nbp",
            ("tableA.json",),
            ConfigurationError,
            "nbp asks for 2 documents, and 1 files are named: .*/B/",
        ),
    ],
)
def test_what_can_not_be_read(name: str, files: tuple[str, ...], error: type[Exception], words: str) -> None:
    """A document that is none, a file that is not there, too many and too few: one sentence each."""
    with pytest.raises(error, match=words):
        reading(name, *files)
