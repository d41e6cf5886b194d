"""What was chosen before a command, and the store that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fxwidget.ops import log

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.store import Store


@dataclass(frozen=True)
class Choice:
    """The command line's options before the command."""

    config: Path | None
    verbose: bool

    def settings(self) -> Settings:
        """Load the settings, and configure the log by them."""
        from fxwidget.config import settings as configuration  # --help needs none

        settings = configuration.load(self.config)
        log.use(settings.log_format)
        if settings.verbose:
            log.log_routine()
        return settings


def opened_store(settings: Settings) -> Store:
    """The store that settings name; its module is loaded only for commands that need it."""
    from fxwidget.store import open_store

    return open_store(settings.store)
