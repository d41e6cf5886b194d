"""Refresher rounds over recorded days, whose snapshots are marked as a replay."""

from __future__ import annotations

from datetime import datetime

from fxwidget.domain.snapshot import Replay, Snapshot
from fxwidget.domain.state import Memory
from fxwidget.refresher.round import Refresher, Round

__all__ = ["ReplayRefresher"]


class ReplayRefresher(Refresher):
    """A refresher whose clock stands at recorded days, again and again from the first."""

    _replay: Replay | None = None
    _highest_seq = 0

    def begin_anew(self) -> None:
        """Forget everything, as on a first run; but each ``seq`` to come is higher than those before."""
        self._highest_seq = self.previous.seq if self.previous else 0
        self.memory, self.previous = Memory(), None

    def replay(self, now: datetime, replay: Replay) -> Round:
        """A round of all sources at the recorded time ``now``, its snapshot marked as such."""
        self._replay = replay
        return self.round(now, everyone=True)

    def decide(self, now: datetime) -> Snapshot:
        snapshot = super().decide(now)
        seq = max(snapshot.seq, self._highest_seq + 1)
        return snapshot.model_copy(update={"replay": self._replay, "seq": seq})
