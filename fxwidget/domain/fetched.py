"""What one exchange with a provider gave: its quotes, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fxwidget.domain.quote import Quote
from fxwidget.domain.state import CachedBody


@dataclass
class Tally:
    """The cost of one exchange with a provider so far: requests, the last HTTP status, bytes on the wire."""

    requests: int = 0
    status: int | None = None
    bytes: int = 0


@dataclass(frozen=True)
class Fetched:
    """The quotes of one exchange with a provider. ``unchanged``: every answer was a 304, so they are those of before."""

    quotes: Sequence[Quote]
    unchanged: bool
    bodies: Mapping[str, CachedBody]
