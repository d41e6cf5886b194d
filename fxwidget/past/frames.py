"""Closes as the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fxwidget.domain.past import PairClose
from fxwidget.render.frames import Column

__all__ = ["columns"]


def columns(closes: Sequence[PairClose]) -> Mapping[str, Column]:
    """One row for each close."""
    return {
        "day": Column([close.day for close in closes], "day"),
        "rate": Column([close.rate for close in closes], "number"),
        "kind": Column([close.kind.value for close in closes]),
        "agreement": Column([close.agreement.value for close in closes]),
        "sources": Column([" ".join(close.sources) for close in closes]),
    }
