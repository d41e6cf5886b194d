"""What holds for the whole run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.support.beside import Beside
from tests.support.run import Run

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--beside", metavar="COMMAND", help="run COMMAND beside the tests, and fail where it fails"
    )
