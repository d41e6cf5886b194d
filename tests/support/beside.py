"""A command that runs beside the tests: ``pytest --beside "make check"``. What it finds fails the run."""

from __future__ import annotations

import shlex
import subprocess
import tempfile

import pytest


class Beside:
    """A plugin that starts a command with the run and waits for it at the run's end; its output stands there."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._output = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it is open as long as the run
        self._status: int | None = None
        self._process: subprocess.Popen[str] | None = None

    def pytest_sessionstart(self) -> None:
        self._process = subprocess.Popen(
            shlex.split(self._command), stdout=self._output, stderr=subprocess.STDOUT, text=True
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        assert self._process is not None
        self._status = self._process.wait()
        if self._status and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section(f"{self._command}: {'FAILED' if self._status else 'passed'}")
        self._output.seek(0)
        terminalreporter.write(self._output.read())
        self._output.close()
