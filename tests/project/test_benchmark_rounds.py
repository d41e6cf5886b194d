"""The benchmark of rounds over many sources: that it asks them, and fails where a limit is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import rounds
from benchmarks.rounds import Publisher, Round
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.provider.registry import default_names, installed

ROOT = Path(__file__).parents[2]


def test_what_costs_more_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that takes a third more, a round that lasts, and one who gives nothing break a limit each."""
    before = [Round(0.9, 3.0, 1.0, 10, []), Round(0.1, 1.01, 1.0, 10, [])]
    now = [Round(0.56, 1.51, 1.0, 40, ["cbe: a web page"])]
    part = rounds.compared({"before": before, "now": now})
    assert [figure.holds(1) for figure in part.figures] == [False, False, False]
    kept = rounds.compared({"before": before, "now": [Round(0.51, 1.49, 1.0, 40, [])]})
    assert [figure.holds(1) for figure in kept.figures] == [True, True, True]
    monkeypatch.setattr(rounds, "measure", lambda *_: part)
    assert rounds.main(["--before", str(ROOT)]) == 1
    assert "BROKEN: sources without a row cbe: a web page" in capsys.readouterr().out


def test_the_adapters_of_a_build_are_found_in_its_folder() -> None:
    """Those of this one are the installed ones, but for one whose class is not named as its module."""
    assert set(installed()) - set(rounds.adapters(ROOT / "providers")) == {"currencyapi"}


def test_a_conversation_begins_anew() -> None:
    """The first request is answered by the first document each time, what comes after it in order, the last one again."""
    with Publisher([(200, b"a"), (200, b"b")], 0.0) as server:
        assert [server.answer(it)[1] for it in "12314"] == [b"a", b"b", b"b", b"a", b"b"]


@pytest.mark.needs("benchmarks")
def test_every_source_gives_rows(tmp_path: Path) -> None:
    """All that are on by default, but for one whose document is of a stated year, answer in a round that waits for the slowest."""
    names = [name for name in default_names(BRICS_PLUS) if rounds.readable(name)]
    assert set(default_names(BRICS_PLUS)) - set(names) == {"bcp"}
    with rounds.publishers(names, 0.1) as urls:
        (found,) = rounds.run(rounds.environment(ROOT, tmp_path / "now"), tmp_path, urls, 1)
    assert (found.sources, found.failed) == (len(names), [])
    assert found.extra() < 20 * rounds.EXTRA_SECONDS
