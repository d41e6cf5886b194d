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
