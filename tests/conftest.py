"""What holds for the whole run: a test that did not run fails it, and so does a recording nobody accounts for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from . import recordings

UNHURRIED = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Properties hold on a busy machine too. What was found once stands beside its test as an ``@example``."""

settings.register_profile("fixed", UNHURRIED, derandomize=True)
settings.register_profile("fresh", UNHURRIED, max_examples=2000, print_blob=True)
settings.load_profile("fixed")

_unrun: list[str] = []
"""Tests that were skipped or expected to fail, with the reason."""

_picked = False
"""Whether tests were left out by ``-k``, ``-m``, ``--deselect`` and the like."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        _unrun.append(f"{report.nodeid}: {_why(report)}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _unrun.append(f"{report.nodeid}: {_why(report)}")


def pytest_deselected() -> None:
    global _picked
    _picked = True


def pytest_sessionfinish(session: pytest.Session) -> None:
    faults = _unrun or (_whole(session.config) and recordings.taken().faults)
    if faults and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _unrun:
        terminalreporter.section("tests that did not run fail the run", red=True)
        for line in _unrun:
            terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    whole, taken = _whole(config), recordings.taken()
    lines = taken.lines if whole else ("recordings: not counted, only some tests were asked for",)
    for line in (*lines, *(f"recordings: FAILED: {fault}" for fault in taken.faults if whole)):
        reporter.write_line(line)


def _whole(config: pytest.Config) -> bool:
    """Whether this run is of the whole suite."""
    here = Path(__file__).parent
    asked = {
        (config.invocation_params.dir / arg.partition("::")[0]).resolve()
        for arg in config.args
        if "::" not in arg
    }
    narrowed = _picked or config.option.ignore or config.option.ignore_glob or config.option.collectonly
    return not narrowed and bool(asked & {here, *here.parents})


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(getattr(report, "wasxfail", "") or "expected to fail")
