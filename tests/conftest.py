"""What holds for the whole run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.beside import Beside
from tests.support.run import Run
from tests.support.service import Service
from tests.support.snapshots import snapshot

UNHURRIED = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Properties hold on a busy machine too. What was found once stands beside its test as an ``@example``."""

settings.register_profile("fixed", UNHURRIED, derandomize=True)
settings.register_profile("fresh", UNHURRIED, max_examples=2000, print_blob=True)
settings.load_profile("fixed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(part, ...): what of its machine a test of the outer circle needs"
    )
    config.pluginmanager.register(Run(config), "account of the run")
    if config.option.beside and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Beside(config.option.beside), "command beside the run")


for _name in [name for name in os.environ if name.upper().startswith("FXWIDGET_")]:
    del os.environ[_name]  # the settings of whoever runs the tests are not the tests'


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """The application over the table of 14 May 2025."""
    it = Service(tmp_path / "store")
    it.publish(snapshot())
    return it


@pytest.fixture
def empty(tmp_path: Path) -> Service:
    """The application before the first rates."""
    return Service(tmp_path / "store")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--beside", metavar="COMMAND", help="run COMMAND beside the tests, and fail where it fails"
    )
