"""``fxwidget providers``: readable at any number of them, by what turns them on and what they cover, in any terminal."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from fxwidget.cli import cli
from fxwidget.config.settings import Settings
from fxwidget.inspection import tables
from fxwidget.inspection.provider_check import Check
from fxwidget.inspection.provider_list import HEADINGS, State, roster
from fxwidget.ops import log
from fxwidget.provider.registry import installed, provider_class

CODES = ("INR", "RUB", "IDR", "ZAR")
SETTINGS = Settings(currencies=CODES)


def printed(width: int, *codes: str, on: bool = False) -> list[str]:
    """The lines that a terminal of that width shows."""
    file = io.StringIO()
    tables.providers(roster(SETTINGS, codes, on=on), codes, Console(file=file, width=width))
    return file.getvalue().splitlines()


def test_each_stands_once_under_what_turns_it_on() -> None:
    """All that are installed are listed: those that are on by preference, the others by state, the widest first."""
    members = roster(SETTINGS)
    assert sorted(member.name for member in members) == sorted(installed())
    states = [member.state for member in members]
    assert states == sorted(states, key=list(HEADINGS).index)
    assert [member.name for member in members if member.on] == list(SETTINGS.names)
    for state in set(State) - {State.ON}:
        covered = [len(member.covers) for member in members if member.state is state]
        assert covered == sorted(covered, reverse=True)
    where = {member.name: member.state for member in members}
    assert (where["cbu"], where["cfets"], where["bcb"]) == (State.ON, State.TERMS, State.UNUSED)


@pytest.mark.parametrize("width", [40, 60])
def test_those_of_currencies_in_a_narrow_terminal(width: int) -> None:
    """What each one's number counts for stands below its name; no line is wider than the terminal, and no word is broken."""
    lines = printed(width, "IDR", "INR", on=True)
    assert max(map(len, lines)) <= width
    at = lines.index("cbr_xml_daily  4 rates")
    words = " ".join(line.strip() for line in lines[at + 1 : at + 5])
    assert words.startswith(
        "IDR: fixing, one vote with bank_of_russia INR: fixing, one vote with bank_of_russia"
    )


@pytest.mark.parametrize("width", [40, 60])
def test_checks_in_a_narrow_terminal(width: int) -> None:
    """How each does comes first, its figures below; a wide terminal has the same in columns."""
    well = Check("ecb", "ok", False, 213, "2026-04-28", 0, 4, distance_bps="3.1", farthest="ZAR")
    ill = Check("nbp", "api.nbp.pl could not be reached: [Errno 111] Connection refused", True, 12)

    def shown(columns: int) -> str:
        file = io.StringIO()
        tables.checks([well, ill], Console(file=file, width=columns))
        return file.getvalue()

    lines = shown(width).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0] == "ecb: ok"
    words = " ".join(" ".join(lines).split())
    assert "as of 2026-04-28, missed 0, 4 rows, 213 ms, farthest ZAR 3.1 bps nbp: api.nbp.pl could" in words
    assert "ecb   2026-04-28       0     4  213  ZAR 3.1 bps  ok" in shown(120)


def test_those_of_a_currency(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who lists it, with what its number counts for; a code in small letters is that code."""
    members = roster(SETTINGS, ("IRR",))
    assert {member.name for member in members} == {
        name for name in installed() if "IRR" in provider_class(name).lists
    }
    counts = {member.name: member.counts["IRR"] for member in members}
    assert counts["bank_of_russia"] == "official"
    assert counts["cbu"] == "official, too few digits to vote"
    monkeypatch.setattr(log, "configure", lambda level: None)  # this process has a log of its own
    done = CliRunner().invoke(cli, ["providers", "--currency", "irr", "--on", "--json"])
    shown = json.loads(done.output)
    assert {member["state"] for member in shown} == {"on"}
    assert {member["name"] for member in shown} <= set(counts)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_any_terminal(width: int) -> None:
    """Each provider has one line in which its name is whole, and no line is longer than the terminal is wide."""
    lines = printed(width, "ZAR")
    assert max(map(len, lines)) <= width
    for member in roster(SETTINGS, ("ZAR",)):
        assert sum(line.split(" ")[0] == member.name for line in lines) == 1


def test_nobody() -> None:
    """A currency that nobody lists is said to be one."""
    file = io.StringIO()
    tables.providers([], ("VED",), Console(file=file))
    assert file.getvalue() == "No provider lists VED.\n"
