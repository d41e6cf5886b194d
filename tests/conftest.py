"""What holds for the whole run.

What only some tests want is imported by its fixture: a run of a few tests is not to wait for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.beside import Beside
from tests.support.browser import Shared
from tests.support.run import Run
from tests.support.threads import Threads

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.browser import Look
    from tests.support.service import Service

CHROMIUM = Shared()

UNHURRIED = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Properties hold on a busy machine too. What was found once stands beside its test as an ``@example``."""

settings.register_profile("fixed", UNHURRIED, derandomize=True)
settings.register_profile("fresh", UNHURRIED, max_examples=2000, print_blob=True)
settings.load_profile("fixed")

# What whoever runs the tests has set is not the tests': settings, proxies, and how wide and colourful a terminal is.
for _name in [name for name in os.environ if name.upper().startswith("FXWIDGET_")]:
    del os.environ[_name]
for _name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "no_color", "force_color", "lines"):
    os.environ.pop(_name, None)
    os.environ.pop(_name.upper(), None)
os.environ["COLUMNS"] = "80"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--beside", metavar="COMMAND", help="run COMMAND beside the tests, and fail where it fails"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(part, ...): what of its machine a test of the outer circle needs"
    )
    config.pluginmanager.register(Run(config), "account of the run")
    config.pluginmanager.register(Threads(), "threads that end")
    config.pluginmanager.register(
        CHROMIUM, "shared browser"
    )  # after the threads: those that it starts are there before a test
    if config.option.beside and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Beside(config.option.beside), "command beside the run")


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """The application over the table of 14 May 2025."""
    from tests.support.service import Service
    from tests.support.snapshots import snapshot

    it = Service(tmp_path / "store")
    it.publish(snapshot())
    return it


@pytest.fixture
def empty(tmp_path: Path) -> Service:
    """The application before the first rates."""
    from tests.support.service import Service

    return Service(tmp_path / "store")


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The Chromium that tests share; what a test opens in it is closed after the test."""
    yield CHROMIUM.open()
    CHROMIUM.close_opened()


@pytest.fixture
def look(browser: Browser) -> Look:
    """Looks at documents, one after the other, in one page of that Chromium."""
    return CHROMIUM.look


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over HTTP, its clock standing, with a table in which everything is said."""
    from fxwidget.config.settings import Settings
    from fxwidget.store.disk import DiskStore
    from fxwidget.web import create_app
    from tests.support.pages import QUIET
    from tests.support.past import store_past
    from tests.support.snapshots import NOW
    from tools.serving import serving

    store = tmp_path_factory.mktemp("browser") / "store"
    DiskStore(store).publish(QUIET)
    store_past(store)
    with serving(create_app(Settings(store=f"disk://{store}"), clock=lambda: NOW, watch=False)) as address:
        yield address
