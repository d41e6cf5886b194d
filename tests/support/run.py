"""The account of a run: a test that did not run fails it.

With several processes each worker hands its share of the account to the process that reports.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from . import circles


class Run:
    """A plugin that keeps the account. ``unrun`` names tests with the reason why they did not run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.unrun: list[str] = []
        self.left_out: Counter[str] = Counter()
        if hasattr(config, "workerinput") and config.args == config.getini("testpaths"):
            config.args = _turned(
                _folders(config.rootpath / config.args[0]),
                int(config.workerinput["workerid"].removeprefix("gw")),
                config.workerinput["workercount"],
            )

    # What happens in each process

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Look for no garbage among what stays for the whole run: ten thousand tests and what they import."""
        gc.disable()
        try:
            return (yield)
        finally:
            gc.freeze()
            gc.enable()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        circles.arrange(items)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self.left_out += circles.count(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.unrun.append(f"{report.nodeid}: {_why(report)}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if (report.skipped or hasattr(report, "wasxfail")) and not hasattr(self._config, "workerinput"):
            self.unrun.append(f"{report.nodeid.partition('@')[0]}: {_why(report)}")

    # From the workers to the process that reports

    def _share(self) -> dict[str, Any]:
        return {"unrun": self.unrun, "left_out": dict(self.left_out)}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        share = getattr(node, "workeroutput", {}).get("account")
        if share is None:
            return  # It crashed, which fails the run by itself.
        self.unrun += [line for line in share["unrun"] if line not in self.unrun]
        self.left_out = Counter(share["left_out"])

    # Its end

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["account"] = self._share()
            return
        if self.unrun and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
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
        if self.left_out:
            reporter.write_line(circles.summary(self.left_out))


def _folders(tests: Path) -> list[str]:
    """The folders of tests."""
    return sorted({str(file.parent) for file in tests.glob("*/test_*.py")})


def _turned(folders: list[str], number: int, of: int) -> list[str]:
    """The folders as one of several processes collects them, each from elsewhere on: it finds compiled what others met before."""
    first = number * len(folders) // of
    return folders[first:] + folders[:first]


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(getattr(report, "wasxfail", "") or "expected to fail")
