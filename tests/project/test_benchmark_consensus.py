"""The rules beside their rivals: that it runs, prints what it should, and fails where a promise is broken."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.consensus import noise
from benchmarks.consensus.command import RIVALS, main
from benchmarks.consensus.report import promises, table
from benchmarks.consensus.rules import OURS, RULES, frankfurter, mean
from benchmarks.consensus.run import run
from benchmarks.consensus.tally import Result
from benchmarks.page import write
from fxwidget.deciding.consensus import Verdict
from fxwidget.deciding.poll import Entry
from fxwidget.domain.codes import Exclusion, Reason, because
from fxwidget.domain.currency import Limits
from fxwidget.domain.snapshot import Agreement, Role
from fxwidget.domain.state import LevelState
from tests.support.recordings import with_recordings

pytestmark = pytest.mark.needs("time")

ROUNDS, SEED, WORKERS = 2400, 1, 1
FEW = ["--only", RIVALS, "--rounds", f"{ROUNDS}", "--seed", f"{SEED}", "--workers", f"{WORKERS}"]


@pytest.fixture(scope="module")
def played() -> Result:
    """What comes of few rounds: the same however often they are played."""
    return run(ROUNDS, SEED, WORKERS)


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch, played: Result) -> Result:
    """The same, which the command takes for what it has played itself."""
    asked = {(ROUNDS, SEED, WORKERS): played}
    monkeypatch.setattr("benchmarks.consensus.run.run", lambda *rounds: asked[rounds])
    return played


@pytest.mark.needs("benchmarks")
@pytest.mark.usefixtures("once")
def test_what_it_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule has its column; the rule that ships keeps all it promises."""
    assert main(FEW) == 0
    output = capsys.readouterr().out
    assert "BROKEN" not in output
    assert output.count("kept by ours") == 6
    header = next(line for line in output.splitlines() if "Frankfurter" in line)
    assert [cell.strip() for cell in header.split("|")[2:-1]] == [
        "ours",
        "mean",
        "median",
        "first answer",
        "Frankfurter",
    ]
    titles = [line.split("|")[1].strip() for line in output.splitlines() if line.count("|") == 7]
    for title in (
        "shown outside, three or more voting",
        "of these by more than the tolerance",
        "error p50, three or more voting",
        "error p99, two voting",
        "error largest, three or more voting",
        "rounds held, nothing happened",
        "evaluations until a devaluation shows, p50 / p90 / p99 / worst",
        "fell back to the old level",
        "rounds with a change that no source made",
    ):
        assert title in titles
    for code in noise.MEASURED:
        assert f"| {code} " in output


@pytest.mark.needs("benchmarks")
def test_an_average_is_found_out(once: Result, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends with 1 where the rule that is looked at breaks a promise, as each of the others does."""
    assert main([*FEW, "--check", "mean"]) == 1
    assert "BROKEN by mean" in capsys.readouterr().out
    verdicts = {rule: all(promises(once, rule).values()) for rule in RULES}
    assert verdicts == {rule: rule == OURS for rule in RULES}


@pytest.mark.needs("benchmarks")
def test_a_broken_rule_is_found_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A vote that shows whoever stands first, whatever it says, ends with 1."""

    def credulous(entries: Sequence[Entry], limits: Limits, *, standing: LevelState, **known: Any) -> Verdict:
        voters = [entry for entry in entries if entry.row is not None]
        roles: dict[str, tuple[Role, Reason | None]] = {e.source: (Role.CONFIRMS, None) for e in voters}
        roles[voters[0].source] = (Role.SHOWN, None)
        silent = (Role.EXCLUDED, because(Exclusion.NO_NUMBER))
        roles |= {entry.source: silent for entry in entries if entry.row is None}
        return Verdict(Agreement.AGREED, voters[0], standing, tuple(voters), roles=roles)

    monkeypatch.setattr("fxwidget.deciding.assemble.decide", credulous)
    assert main(FEW) == 1
    assert "BROKEN by ours" in capsys.readouterr().out


@pytest.mark.needs("benchmarks")
def test_the_same_seed_is_the_same_run() -> None:
    """However many processes play the histories."""
    assert table(run(480, 7, 1)) == table(run(480, 7, 2))


def test_it_writes_between_the_markers(tmp_path: Path) -> None:
    """Whatever stands around the markers stays, and what stood between them goes."""
    page = tmp_path / "page.md"
    begin, end = "<!-- it: written by the command from here -->", "<!-- it: to here -->"
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    write(page, "it", ["new"])
    assert page.read_text(encoding="utf-8") == f"before\n{begin}\n\nnew\n\n{end}\nafter\n"
    page.write_text("no markers\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="lacks"):
        write(page, "it", ["new"])


def test_frankfurters_rule() -> None:
    """From four sources on what is far from the median is left out; of three nothing is."""
    numbers = [Decimal(number) for number in ("100", "101", "102", "200")]
    assert frankfurter(numbers) == 101
    assert frankfurter(numbers[1:]) == mean(numbers[1:])


@with_recordings
def test_pinned_noise_is_measured_noise() -> None:
    """The pinned figures are those that the recordings give."""
    folder = noise.folder()
    assert folder is not None
    assert noise.measured(folder) == noise.PINNED
