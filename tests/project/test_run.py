"""The suite's own rules: what did not run fails the run or is named in its last line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.processes import PATIENCE

PROCESSES = pytest.mark.needs("processes")
ROOT = Path(__file__).parents[2]


def run(folder: Path, *options: str, **bodies: str) -> tuple[int, str]:
    """The exit status and the words of a run of these test files."""
    for name, body in bodies.items():
        (folder / f"test_{name}.py").write_text(f"import pytest\n{body}\n", encoding="utf-8")
    plugins = ("-p", "tests.conftest", "-p", "xdist.plugin", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *plugins, *options, str(folder)]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **alone}
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stdout


def test_a_run_of_all_its_tests_passes(tmp_path: Path) -> None:
    """Nothing is said where nothing was left out."""
    status, output = run(tmp_path, one="def test_it(): pass")
    assert (status, "did not run" in output) == (0, False)
    assert " passed in " in output.rstrip().splitlines()[-1]


def test_what_did_not_run_fails_the_run(tmp_path: Path) -> None:
    """A skip hides what nobody looked at: the run names each such test with its reason, and fails."""
    marked = "@pytest.mark.xfail(reason='not yet')\n"
    status, output = run(
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
        assert f"\n{line}\n" in output, output
    assert "test_passed.py::" not in output.partition("fail the run")[2]


@pytest.mark.parametrize(
    "workers",
    [pytest.param((), id="one process"), pytest.param(("-n", "2"), id="workers", marks=PROCESSES)],
)
def test_the_last_line_says_what_was_left_out(tmp_path: Path, workers: tuple[str, ...]) -> None:
    """The inner circle names the parts that its tests do without, counted, and the command that runs them."""
    status, output = run(
        tmp_path,
        *("-m", "not needs", *workers),
        inner="def test_it(): pass",
        outer="pytestmark = pytest.mark.needs('browser')\ndef test_one(): assert 0\ndef test_other(): assert 0",
        root="@pytest.mark.needs('root')\ndef test_it(): assert 0",
    )
    assert status == 0
    last = output.rstrip().splitlines()[-1]
    assert last == "not run here: 3 tests (browser 2, root 1); 'make test-all' runs them"


def test_a_thread_that_goes_on_fails_its_test(tmp_path: Path) -> None:
    """A thread that a test starts ends with it, else the test is named; what a lasting fixture starts may go on."""
    body = """import threading
from tests.support import threads
threads.PATIENCE, ended = 0.01, threading.Event()
def start(name):
    threading.Thread(target=ended.wait, name=name, daemon=True).start()
@pytest.fixture
def short():
    start('of a fixture')
@pytest.fixture(scope='module')
def lasting():
    start('lasting')
    yield
    ended.set()
def test_lasting(lasting): pass
def test_body(): start('of a test')
def test_fixture(short, lasting): pass
def test_end():
    thread = threading.Thread(target=ended.wait, args=(0.001,))
    thread.start()"""
    status, output = run(tmp_path, one=body)
    assert status == 1
    for name, thread in {"body": "of a test", "fixture": "of a fixture"}.items():
        failure = output.partition(f" ERROR at teardown of test_{name} ")[2].splitlines()[1]
        assert failure == f"threads of this test go on: {thread}"
    assert "4 passed, 2 errors" in output


@PROCESSES
def test_workers_tell_what_did_not_run(tmp_path: Path) -> None:
    """A skip in another process, even of a whole module, fails the run and is named once."""
    bodies = {"skipped": "def test_it(): pytest.skip('no time')", "passed": "def test_it(): pass"}
    module = "pytest.skip('no module', allow_module_level=True)"
    status, output = run(tmp_path, "-n", "2", "--dist", "loadgroup", module=module, **bodies)
    assert status == 1
    assert output.count("test_skipped.py::test_it: Skipped: no time\n") == 1
    assert output.count("test_module.py: Skipped: no module\n") == 1


@PROCESSES
def test_a_files_tests_stay_together(tmp_path: Path) -> None:
    """The tests of a file of the outer circle run in one process, which has what they share."""
    body = """import os, pathlib
pytestmark = pytest.mark.needs('browser')
@pytest.mark.parametrize('number', range(6))
def test_it(number):
    with (pathlib.Path(__file__).parent / 'workers').open('a') as file:
        print(pathlib.Path(__file__).stem, os.environ['PYTEST_XDIST_WORKER'], file=file)"""
    status, output = run(
        tmp_path, "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", one=body, other=body
    )
    assert status == 0, output
    assert len(set((tmp_path / "workers").read_text().splitlines())) == 2


def test_an_unknown_part(tmp_path: Path) -> None:
    """A test that needs what is no part is an error of usage, not a test that never runs."""
    status, output = run(tmp_path, one="@pytest.mark.needs('the moon')\ndef test_it(): pass")
    assert status == pytest.ExitCode.USAGE_ERROR, output


@PROCESSES
@pytest.mark.parametrize(("command", "status", "word"), [("true", 0, "passed"), ("false", 1, "FAILED")])
def test_a_command_beside_the_tests(tmp_path: Path, command: str, status: int, word: str) -> None:
    """The run fails with the command that runs beside it."""
    ended, output = run(tmp_path, "--beside", command, one="def test_it(): pass")
    assert (ended, f" {command}: {word} " in output) == (status, True)


def test_properties_are_the_same_everywhere() -> None:
    """Property tests draw the same examples on every machine, remember nothing between runs, and have no deadline."""
    fixed = settings.get_profile("fixed")
    assert (fixed.derandomize, fixed.database, fixed.deadline) == (True, None, None)
