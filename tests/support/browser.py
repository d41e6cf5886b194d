"""One Chromium for all tests of a process that want one."""

from __future__ import annotations

from contextlib import ExitStack

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Chromium:
    """A browser that starts when it is first wanted. While it runs this thread has an event loop, so ``asyncio.run`` fails:
    it is to be closed before a test that wants none.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def open(self) -> Browser:
        """The browser, started by the first call."""
        if self._browser is None:
            playwright = self._stack.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            self._stack.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """End it, if it was started."""
        self._browser = None
        self._stack.close()
