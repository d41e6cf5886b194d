"""The benchmark of the library and the start: that it measures all it should, and fails where a limit is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import library
from benchmarks.figures import Figure, Part
from benchmarks.library import UNWANTED, Service, loaded
from benchmarks.parsing import readings
from fxwidget.provider.registry import installed
from tests.support.figures import FOLDERS

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
    """All providers' newest documents are measured, and their recordings where they are at hand."""
    measured = readings()
    assert {reading.provider for reading in measured} == set(installed())
    assert sum(reading.name.startswith(f"{reading.provider}/") for reading in measured) >= len(installed())
    assert (len(measured) > len(installed())) == bool(FOLDERS)
    assert all(reading.read() is not None for reading in measured)


@pytest.mark.needs("benchmarks")
def test_a_worker_asks_nobody(tmp_path: Path) -> None:
    """A web worker that has served a page has loaded no HTTP client, no scheduler and no adapter: it asks nobody."""
    service = Service(tmp_path)
    assert loaded(service, (*UNWANTED, "fxwidget_providers", "flask")) == ["flask"]
