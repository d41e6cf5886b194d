"""The account of a run: a test that did not run fails it, and so does a recording that nobody accounts for.

With several processes each worker hands its share of the account to the process that reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from . import circles, recordings

TESTS = Path(__file__).parents[1]


class Run:
    """A plugin that keeps the account. ``unrun`` names tests with the reason why they did not run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._picked = False
        self.unrun: list[str] = []
        self.left_out: Counter[str] = Counter()

    # What happens in each process

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        circles.arrange(items)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        outer = circles.count(items)
        self.left_out += outer
        self._picked |= outer.total() < len(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.unrun.append(f"{report.nodeid}: {_why(report)}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if (report.skipped or hasattr(report, "wasxfail")) and not hasattr(self._config, "workerinput"):
            self.unrun.append(f"{report.nodeid.partition('@')[0]}: {_why(report)}")

    # From the workers to the process that reports

    def _share(self) -> dict[str, Any]:
        return {
            "picked": self._picked,
            "unrun": self.unrun,
            "left_out": dict(self.left_out),
            "recordings": sorted(recordings.seen),
        }

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        share = getattr(node, "workeroutput", {}).get("account")
        if share is None:
            return  # It crashed, which fails the run by itself.
        self._picked |= share["picked"]
        self.unrun += [line for line in share["unrun"] if line not in self.unrun]
        self.left_out = Counter(share["left_out"])
        recordings.seen.update(share["recordings"])

    # Its end

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["account"] = self._share()
            return
        faults = self.unrun or (self._whole() and recordings.taken().faults)
        if faults and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.unrun:
            terminalreporter.section("tests that did not run fail the run", red=True)
            for line in self.unrun:
                terminalreporter.write_line(line)

    def pytest_unconfigure(self) -> None:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None or hasattr(self._config, "workerinput"):
            return
        for line in self._last_lines():
            reporter.write_line(line)

    def _last_lines(self) -> list[str]:
        lines = ["recordings: not counted, only some tests were asked for"]
        if self._whole():
            taken = recordings.taken()
            lines = [*taken.lines, *(f"recordings: FAILED: {fault}" for fault in taken.faults)]
        return [*lines, circles.summary(self.left_out)] if self.left_out else lines

    def _whole(self) -> bool:
        """Whether this run is of the whole suite."""
        config = self._config
        asked = {
            (config.invocation_params.dir / arg.partition("::")[0]).resolve()
            for arg in config.args
            if "::" not in arg
        }
        option = config.option
        narrowed = self._picked or self.left_out or option.ignore or option.ignore_glob or option.collectonly
        return not narrowed and bool(asked & {TESTS, *TESTS.parents})


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(getattr(report, "wasxfail", "") or "expected to fail")
