"""What asking a provider came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fxwidget.domain.quote import Quote
from fxwidget.domain.state import CachedBody


@dataclass
class Tally:
    """What a conversation has cost so far, however it ends: requests, the last HTTP status, bytes on the wire."""

    requests: int = 0
    status: int | None = None
    bytes: int = 0


@dataclass(frozen=True)
class Fetched:
    """What came of it. ``unchanged``: every answer was a 304, so these are the quotes of before."""

    quotes: Sequence[Quote]
    unchanged: bool
    bodies: Mapping[str, CachedBody]
