"""What is printed where a command fails: a short sentence, then a line for each source, at any width."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fxwidget.cli import failure, main
from fxwidget.domain.wrapping import hanging
from fxwidget.errors import ProviderUnavailable
from fxwidget.ops import log

MESSAGE = (
    "no source gave a rate: look at this machine's network; 'fxwidget doctor' says more\n"
    "  bank_of_russia: www.cbr.ru could not be reached: [Errno 111] Connection refused\n"
    "  ecb: www.ecb.europa.eu did not finish within 20 s"
)


class Terminal:
    """Standard error as it is, which says that it is a terminal."""

    def __init__(self, stream: object) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)

    def isatty(self) -> bool:
        return True


def test_a_terminal_of_sixty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines are broken at blanks, what goes on stands farther in, and no line is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys, "stderr", Terminal(sys.stderr))
    failure.report(ProviderUnavailable(MESSAGE))
    assert capsys.readouterr().err.splitlines() == [
        "fxwidget: no source gave a rate: look at this machine's",
        "    network; 'fxwidget doctor' says more",
        "  bank_of_russia: www.cbr.ru could not be reached: [Errno",
        "      111] Connection refused",
        "  ecb: www.ecb.europa.eu did not finish within 20 s",
    ]


def test_a_pipe_has_a_line_for_each_source(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is broken, so that it can be searched."""
    monkeypatch.setenv("COLUMNS", "40")
    failure.report(ProviderUnavailable(MESSAGE))
    assert capsys.readouterr().err == f"fxwidget: {MESSAGE}\n"


@pytest.mark.parametrize("width", [20, 40, 60])
def test_a_word_is_never_broken(width: int) -> None:
    """One that is wider than the terminal, such as an address, stands whole in a line of its own."""
    address = "https://www.centralbank.example/a/very/long/path"
    lines = list(hanging(f"  see {address} for it", width))
    assert any(line.strip() == address for line in lines) is (width < 60)
    assert " ".join(line.strip() for line in lines) == f"see {address} for it"


@pytest.mark.parametrize(
    ("words", "settings", "code", "says"),
    [
        (
            ("show",),
            'store = "http://127.0.0.1:9/v1/rates?copy=copy"',
            1,
            "can't follow http://127.0.0.1:9/v1/snapshot: 127.0.0.1:9 could not be reached: [Errno 111] Connection refused",
        ),
        (
            ("history", "INR"),
            'store = "http://127.0.0.1:9/v1/rates?copy=copy"',
            1,
            "127.0.0.1:9 could not be reached: [Errno 111] Connection refused",
        ),
        (("history", "INR"), "", 1, "no past of INR is stored; 'fxwidget backfill' fetches what the sources have"),
        (("publish", "site"), "", 1, "there are no rates to publish yet; 'fxwidget refresher --once' asks for them"),
        (
            ("source", "disable", "bank_of_rusia"),
            "",
            2,
            "'bank_of_rusia' is not an enabled source; did you mean bank_of_russia?",
        ),
        (("show",), 'refresh = "soon"', 2, 'fxwidget.toml: refresh: \'soon\' is not a duration; write a number and s, m, h or d, as in "5m"'),
    ],
)  # fmt: skip
def test_one_sentence_where_there_is_one_fault(
    words: tuple[str, ...],
    settings: str,
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A service that is not reached, a store that has nothing, a name that is none: what it is, and mostly what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(log, "configure", lambda level: None)  # this process has a log of its own
    for variable in [name for name in os.environ if name.startswith("FXWIDGET_")]:
        monkeypatch.delenv(variable)
    (tmp_path / "fxwidget.toml").write_text(
        settings or f'store = "disk://{tmp_path}/store"', encoding="utf-8"
    )
    monkeypatch.setattr(sys, "argv", ["fxwidget", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (code, f"fxwidget: {says}\n")
