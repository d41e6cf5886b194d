"""Who stands behind a rate: independent groups of sources, counted by what they say of whose their numbers are."""

from __future__ import annotations

from datetime import timedelta

from fxwidget.domain.model import Frozen

SWITCH_NOTED = timedelta(days=1)
"""How long a note says whose number was shown before a switch of sources."""


class Groups(Frozen):
    """How many independent groups stand behind a rate, by what they say of whose their numbers are: ``Upstream``."""

    own: int = 0
    named: int = 0
    undisclosed: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.own + self.named + self.undisclosed

    @property
    def hidden(self) -> bool:
        """Whether several stand behind it, and none says whose its number is: they may all have it from one place."""
        return self.undisclosed > 1 and self.undisclosed == self.count
