"""One Chromium for all tests of a process that want one."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Shared:
    """A browser that starts with the first test that wants one, and ends before the next test that wants none.

    While it runs ``asyncio.run`` fails, which other tests call. Tests that want one stand together.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def open(self) -> Browser:
        """The browser."""
        from tools.browser import chromium

        if self._browser is None:
            self._browser = self._stack.enter_context(chromium())
        return self._browser

    def close(self) -> None:
        """Close the browser, if it was started."""
        self._browser = None
        self._stack.close()

    # Hooks of pytest

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if "browser" not in getattr(item, "fixturenames", ()):
            self.close()

    def pytest_sessionfinish(self) -> None:
        self.close()
