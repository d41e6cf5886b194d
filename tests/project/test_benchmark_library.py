"""The benchmark of the library and the start: that it measures all it should, and fails where a limit is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import library
from benchmarks.figures import Figure, Part
from benchmarks.library import Service, loaded
from benchmarks.parsing import DOCUMENTS, READ, written_and_recorded
from fxwidget.provider.registry import installed
from tests.documents import NEWEST
from tests.support.recordings import FOLDER, with_recordings

SMALL = ["--repetitions", "1", "--requests", "100", "--calls", "20"]
FIGURES = (
    "serve answers its first request",
    "import fxwidget",
    "a worker's memory after",
    "its growth over them",
    "packages of httpx, httpcore, apscheduler, prometheus_client, pygments in it",
    "convert a cross",
    "convert to the base",
    "convert from the base",
    "the slowest of",
    "a round over 30 providers",
)
REFUSALS = {
    "bank_of_russia/error_in_parameters.xml",
    "bank_of_russia/no_data.xml",
    "er_api/unsupported_code.json",
    "frankfurter/invalid_currency.json",
    "frankfurter/not_found.json",
    "nbp/not_found.txt",
    "nbrb/not_set.json",
    "open_exchange_rates/invalid_app_id.json",
}
"""Documents of providers that hold no table."""


def verdicts(output: str) -> dict[str, str]:
    """What became of each figure."""
    lines = [line.removeprefix("- ").split(": ", 2) for line in output.splitlines() if line.startswith("- ")]
    return {what: verdict for verdict, what, _ in lines}


@pytest.mark.needs("benchmarks")
def test_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure has its line beside its limit, and all of it is written into the page; wide limits are kept."""
    page = tmp_path / "page.md"
    page.write_text("<!-- library: written by the command from here -->\n<!-- library: to here -->\n")
    assert library.main([*SMALL, "--factor", "1000", "--write", str(page)]) == 0
    output = capsys.readouterr().out
    found = verdicts(output)
    assert len(found) == len(FIGURES)
    assert all(what.startswith(start) for what, start in zip(found, FIGURES, strict=True))
    assert set(found.values()) == {"kept"}
    titles = {line.split("|")[1].strip() for line in output.splitlines() if line.startswith("|")}
    assert {"httpx and pydantic", "fxwidget", "a cross", "document"} <= titles
    assert output in page.read_text()


def test_no_time_is_enough(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Against limits of 0 it ends with 1 and names what is broken."""
    parts = [
        Part([], [Figure("a start", 0.4, 2.0, "s")]),
        Part([], [Figure("clients", 0, 0, "loaded"), Figure("a round", 1.01, 1.5, "s")]),
    ]
    monkeypatch.setattr(library, "measure", lambda *_: parts)
    assert library.main([]) == 0
    assert set(verdicts(capsys.readouterr().out).values()) == {"kept"}
    assert library.main(["--factor", "0"]) == 1
    assert verdicts(capsys.readouterr().out) == {"a start": "BROKEN", "clients": "kept", "a round": "BROKEN"}


def test_each_limit_can_be_broken() -> None:
    """What is just above its limit, or its rival, is broken; what is equal is not."""
    figure = Figure("convert a cross", 0.7, 0.7, "µs", "CurrencyConverter in Decimal")
    assert figure.line(1) == (
        "- kept: convert a cross: 0.7 µs; at most 0.7 µs (CurrencyConverter in Decimal)"
    )
    assert replace(figure, measured=0.701).line(1).startswith("- BROKEN: convert a cross: 0.701 µs")


@pytest.mark.needs("benchmarks")
def test_measured_figures_can_break(tmp_path: Path) -> None:
    """A round that really took its time breaks a limit that is shorter."""
    (figure,) = library.rounds(tmp_path, 1).figures
    assert figure.holds(1000)
    assert not figure.holds(library.SLOW / figure.most / 2)


def test_every_document_is_parsed() -> None:
    """All providers' documents are measured, but for those that hold no table."""
    documents = written_and_recorded(None)
    assert {document.reader.partition(".")[0] for document in documents} == set(installed()) == set(NEWEST)
    read = {file.relative_to(DOCUMENTS).as_posix() for document in documents for file in document.files}
    there = {
        file.relative_to(DOCUMENTS).as_posix()
        for file in DOCUMENTS.glob("*/*")
        if file.parent.name not in ("errors", "__pycache__")
    }
    assert there - read == REFUSALS
    assert read - there == set()


@with_recordings
def test_every_recording_is_parsed() -> None:
    """Every table of a provider that is recorded in full is measured."""
    documents = {document.name for document in written_and_recorded(FOLDER)}
    for provider in READ:
        for name in READ[provider][1].split():
            assert any(document.startswith(name.partition("/")[0]) for document in documents)
    assert len(documents) > len(written_and_recorded(None))
    for document in written_and_recorded(FOLDER):
        assert document.parsing()() is not None


@pytest.mark.needs("benchmarks")
def test_a_worker_has_no_http_client(tmp_path: Path) -> None:
    """A web worker that has served a page has loaded no HTTP client and no scheduler: it asks nobody."""
    service = Service(tmp_path)
    assert loaded(service) == []
    assert loaded(service, ("flask", "httpx")) == ["flask"]


def test_nothing_to_parse_is_told(tmp_path: Path) -> None:
    """Recordings that are missing are no quick parsing."""
    with pytest.raises(SystemExit, match="has no "):
        written_and_recorded(tmp_path)
