"""The systemd units: every key is known to systemd, and what they expose is little."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fxwidget.config.settings import Settings
from fxwidget.refresher.daemon import limit
from tests.support.processes import environment

UNITS = sorted((Path(__file__).parents[2] / "examples/ops").glob("*.service"))
EXPOSURE = 2.0
PROGRAM = "/opt/fxwidget/bin/fxwidget"


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, env=environment(), check=False
    )


def copied(unit: Path, folder: Path) -> Path:
    """The unit with the program as it is installed here."""
    text = unit.read_text(encoding="utf-8")
    assert text.count(f"ExecStart={PROGRAM} ") == 1
    copy = folder / unit.name
    copy.write_text(text.replace(PROGRAM, str(Path(sys.executable).parent / "fxwidget")), encoding="utf-8")
    return copy


def assignments(unit: Path) -> dict[str, str]:
    """The keys of a unit with the last value of each."""
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))


def test_there_are_two() -> None:
    """The refresher and the web have a unit each."""
    assert [unit.name for unit in UNITS] == ["fxwidget-refresher.service", "fxwidget-web.service"]


@pytest.mark.needs("systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_knows_every_key(unit: Path, tmp_path: Path) -> None:
    """``verify`` says nothing about the unit: an unknown key or value would be a line of its own."""
    done = analyze("verify", copied(unit, tmp_path))
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []
    assert done.returncode == 0


@pytest.mark.needs("systemd")
def test_a_key_that_systemd_does_not_know_is_found(tmp_path: Path) -> None:
    """The check can fail: a mistyped key is a line on standard error that names the unit."""
    unit = copied(UNITS[0], tmp_path)
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec", "WatchdogSecs"), encoding="utf-8")
    assert f"{unit}:" in analyze("verify", unit).stderr


@pytest.mark.needs("systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_little_is_exposed(unit: Path, tmp_path: Path) -> None:
    """systemd counts at most 2.0 of 10 for what the service might do to its machine."""
    copy = copied(unit, tmp_path)
    threshold = f"--threshold={EXPOSURE * 10:.0f}"
    done = analyze("security", "--offline=true", "--no-pager", threshold, copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_its_command_is_one_of_ours(unit: Path) -> None:
    """The command line that a unit starts is understood."""
    command = shlex.split(assignments(unit)["ExecStart"])[1:]
    done = subprocess.run(
        [sys.executable, "-m", "fxwidget", *command, "--help"],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_watchdog_bears_the_longest_round() -> None:
    """The refresher's watchdog and start have time for a round of the default deadline, and its end for the last."""
    (unit,) = [unit for unit in UNITS if "refresher" in unit.name]
    keys = assignments(unit)
    most = limit(Settings(store="disk:///nowhere"))
    assert (keys["WatchdogSec"], keys["TimeoutStartSec"], keys["TimeoutStopSec"]) == ("3min", "3min", "15")
    assert most * 4 / 3 <= 180
    assert f"A round may take {most:g} s" in unit.read_text(encoding="utf-8")
