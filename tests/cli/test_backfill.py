"""``fxwidget backfill`` as people run it: plain lines in a pipe, a report, and what is said of wrong input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from fxwidget.backfill.report import CurrencyReport, Report
from fxwidget.cli.backfilling import _codes, tell
from fxwidget.cli.commands import cli
from fxwidget.config.settings import Settings
from fxwidget.errors import ConfigurationError, StoreBusy, StoreError, UnknownCurrency
from tests.support.archives import ecb_zip
from tests.support.loopback import Loopback, answer

SPAN = ("--from", "2025-01-02", "--to", "2026-01-15")


def run(home: Path, url: str, *arguments: str) -> str:
    """What the command prints, on both streams; its own errors are raised."""
    config = home / "fxwidget.toml"
    lines = [
        f'store = "disk://{home}/store"',
        'sources = ["ecb", "floatrates"]',
        'currencies = ["INR", "BRL"]',
        "[provider.ecb]",
        f'url = "{url}"',
    ]
    config.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(cli, ["--config", str(config), "backfill", *arguments], catch_exceptions=False)
    return done.output


def test_a_year_of_the_real_archive(tmp_path: Path) -> None:
    """Each span is a line, the report a table; run again, it asks for nothing. An ended currency may be named."""
    with Loopback(answer(200, ecb_zip())) as server:
        first = run(tmp_path, server.url(""), *SPAN, "--currency", "INR", "--currency", "bgn")
        again = run(tmp_path, server.url(""), *SPAN, "--currency", "INR", "--currency", "bgn")
        assert [request.target for request in server.requests] == ["/stats/eurofxref/eurofxref-hist.zip"]
    lines = first.splitlines()
    assert lines[:3] == [
        "ecb: spans to ask for: 1",
        "ecb: 2025-01-02 to 2026-01-15",
        "deciding 2025-01-02 to 2026-01-15",
    ]
    table = {line.split()[0]: line.split()[1:4] for line in lines if line.strip()[:3] in ("INR", "BGN")}
    assert table == {
        "BGN": ["255", "2025-01-02", "2025-12-31"],
        "INR": ["265", "2025-01-02", "2026-01-15"],
    }
    assert "520 new closes; 1 requests" in lines
    assert "ecb: all is known" in again
    assert "0 new closes; 0 requests" in again


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_report_fits(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has the columns that there is room for; who was not asked for all has a line, the same on wrapped ones."""
    inr = CurrencyReport("INR", 2821, date(2015, 1, 2), date(2026, 1, 15), disputed=[date(2020, 3, 9)])
    away = "data-api.ecb.europa.eu could not be reached: [Errno 111] Connection refused"
    report = Report(requests=3, new=9, currencies={"INR": inr}, faults={"ecb": away, "nbp": "as well"})
    tell(report, Console(width=width, force_terminal=True, color_system=None))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    row = next(line.split() for line in lines if line.startswith("INR "))
    assert row == ["INR", "2821", "2015-01-02", "2026-01-15", "0", "1", "0"][: 7 if width == 80 else 5]
    assert "INR: sources disagree: 2020-03-09" in lines
    text = " ".join(" ".join(lines).split())
    assert f"run it again to go on: 2 of the sources ecb: {away} nbp: as well" in text


def test_all_is_not_the_lek() -> None:
    """In small letters it is every currency of the archives, in capitals Albania's."""
    given = Settings(sources=("ecb",))
    assert _codes(given, (), ("ALL",)) == ("ALL",)
    assert {"INR", "BGN", "EUR"} <= set(_codes(given, (), ("INR", "all")))


def test_nothing_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a close there is no table, only why; a pipe has each line whole."""
    tell(Report(requests=3, faults={"ecb": "away " * 30}), Console(width=40))
    first, heading, line = capsys.readouterr().out.splitlines()
    assert first == "0 new closes; 3 requests"
    assert heading == "not asked for all, run it again to go on: 1 of the sources"
    assert line.startswith("  ecb: away away")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("--from", "2999-01-01"), ConfigurationError, "--from 2999-01-01 is later than --to"),
        (("--from", "2025-01-01", "--to", "2999-01-01"), ConfigurationError, "is not over yet"),
        ((*SPAN, "--currency", "XXY"), UnknownCurrency, "XXY"),
        ((*SPAN, "--source", "floatrates"), ConfigurationError, "floatrates has no archive"),
    ],
)
def test_wrong_input(tmp_path: Path, arguments: tuple[str, ...], error: type[Exception], words: str) -> None:
    """It is said before anything is asked."""
    with pytest.raises(error, match=words):
        run(tmp_path, "http://127.0.0.1:9", *arguments)


def test_two_at_once(tmp_path: Path) -> None:
    """The second one says that another fills the store."""
    import fcntl

    (tmp_path / "store").mkdir()
    with open(tmp_path / "store" / "backfill.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusy, match="wait for its end"):
            run(tmp_path, "http://127.0.0.1:9", *SPAN)


def test_a_store_that_can_not_be_written(tmp_path: Path) -> None:
    """It is one sentence that says what to look at, before any source is asked."""
    (tmp_path / "store").write_text("a file")
    with Loopback(answer(200, ecb_zip())) as server:
        with pytest.raises(
            StoreError, match=r"can't write the store .*: File exists; check the folder, its owner"
        ):
            run(tmp_path, server.url(""), *SPAN)
        assert server.requests == []
