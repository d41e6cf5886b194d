"""The fixtures for pytest: ``pytest_plugins = ["fxwidget.testing.fixtures"]`` in the ``conftest.py`` of a program's tests.

It is named there, and not found by entry point: pytest would load it, and compile all of fxwidget anew, in every project
of an environment that has fxwidget.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fxwidget.library.snapshot import Snapshot
from fxwidget.testing.fake_service import FakeService, serve
from fxwidget.testing.made_up import snapshot

__all__ = ["fxwidget_service", "fxwidget_snapshot"]


@pytest.fixture
def fxwidget_snapshot() -> Snapshot:
    """A fresh snapshot of made-up numbers."""
    return snapshot()


@pytest.fixture
def fxwidget_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeService]:
    """A service on the loopback address with made-up numbers, and an empty cache folder for who connects to it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fxwidget-cache"))
    with serve() as service:
        yield service
