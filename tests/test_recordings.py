"""The suite's own rules: what did not run fails the run, and every recording is accounted for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE
from tests.support.recordings import account

ROOT = Path(__file__).parents[1]
REASONS = {"nbp": "no adapter reads it yet", "cbr/old.xml": "another format"}
FILES = {"nbp/a.json", "nbp/b.json", "cbr/old.xml", "cbr/new.xml"}


def test_every_recording_is_read_or_has_a_reason() -> None:
    """A reason may name a file or a whole sub-folder; both are counted."""
    found = account(FILES, {"cbr/new.xml"}, REASONS)
    assert found.faults == ()
    assert found.lines == (
        "recordings: 1 read, 3 not wanted",
        "not wanted: cbr/old.xml: another format",
        "not wanted: nbp (2 files): no adapter reads it yet",
    )


@pytest.mark.parametrize(
    ("files", "read", "fault"),
    [
        (FILES | {"ecb/x.xml"}, {"cbr/new.xml"}, "ecb/x.xml is neither read nor named as not wanted"),
        (FILES, {"cbr/new.xml", "nbp/a.json"}, "nbp/a.json is read, and named as not wanted: nbp"),
        (FILES - {"cbr/old.xml"}, {"cbr/new.xml"}, "cbr/old.xml is named as not wanted, and is not there"),
    ],
)
def test_what_is_not_accounted_for(files: set[str], read: set[str], fault: str) -> None:
    """A file without reader and reason, one with both, and a reason without file each fail the run."""
    assert account(files, read, REASONS).faults == (fault,)


def run(folder: Path, **bodies: str) -> tuple[int, str]:
    """The exit status and the words of a run of these test files."""
    for name, body in bodies.items():
        (folder / f"test_{name}.py").write_text(f"import pytest\n{body}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stdout


def test_a_run_of_all_its_tests_passes(tmp_path: Path) -> None:
    """Nothing is said where nothing was left out; the account of the recordings is the very last line."""
    status, said = run(tmp_path, one="def test_it(): pass")
    assert (status, "did not run" in said) == (0, False)
    assert said.rstrip().endswith("recordings: not counted, only some tests were asked for")


def test_what_did_not_run_fails_the_run(tmp_path: Path) -> None:
    """A skip hides what nobody looked at: the run names each such test with its reason, and fails."""
    marked = "@pytest.mark.xfail(reason='not yet')\n"
    status, said = run(
        tmp_path,
        passed="def test_it(): pass",
        skipped="def test_it(): pytest.skip('no time')",
        xfailed=f"{marked}def test_it(): assert False",
        xpassed=f"{marked}def test_it(): pass",
        module="pytest.skip('no module', allow_module_level=True)",
        empty="@pytest.mark.parametrize('x', [])\ndef test_it(x): pass",
    )
    assert status == 1
    for line in (
        "test_skipped.py::test_it: Skipped: no time",
        "test_xfailed.py::test_it: not yet",
        "test_xpassed.py::test_it: not yet",
        "test_module.py: Skipped: no module",
        "test_empty.py::test_it[NOTSET]: Skipped: got empty parameter set for (x)",
    ):
        assert f"\n{line}\n" in said, said
    assert "test_passed.py::" not in said.partition("fail the run")[2]
