"""One Chromium for all tests of a process that want one."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, Protocol

import pytest

from tests.support.processes import PATIENCE
from tests.support.snapshots import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Look(Protocol):
    """Opens a document in the page that tests share: ``Shared.look``."""

    def __call__(self, url: str, *, width: int, scheme: Literal["light", "dark"] = "light") -> Page: ...


class Shared:
    """A browser that starts before the first test that wants one, and ends before the next test that wants none.

    While it runs ``asyncio.run`` fails, which other tests call. Tests that want one stand together.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None
        self._page: Page | None = None

    def open(self) -> Browser:
        """The browser."""
        from playwright.sync_api import expect

        from tools.browser import chromium

        if self._browser is None:
            expect.set_options(timeout=1000 * PATIENCE)  # a busy machine draws late
            self._browser = self._stack.enter_context(chromium())
        return self._browser

    def look(self, url: str, *, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        """A document in a page that stays for the next look: a page of its own takes half a second to open and to close.

        It is for documents that store nothing, looked at by the clock of ``NOW``.
        """
        if self._page is None:
            self._page = self.open().new_page()
            self._page.clock.set_fixed_time(NOW)
        self._page.set_viewport_size({"width": width, "height": 700})
        self._page.emulate_media(media="screen", color_scheme=scheme)
        self._page.goto(url)
        return self._page

    def close_opened(self) -> None:
        """Close what tests opened by themselves."""
        for context in self.open().contexts:
            if self._page is None or context is not self._page.context:
                context.close()

    def close(self) -> None:
        """Close the browser, if it was started."""
        self._browser = self._page = None
        self._stack.close()

    # Hooks of pytest

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if "browser" in getattr(item, "fixturenames", ()):
            self.open()
        else:
            self.close()

    def pytest_sessionfinish(self) -> None:
        self.close()
