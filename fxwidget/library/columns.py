"""The rows of a snapshot as the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping

from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Snapshot
from fxwidget.render.frames import Column

__all__ = ["columns"]


def columns(snapshot: Snapshot) -> Mapping[str, Column]:
    """One row for each currency but the base."""
    rows = snapshot.rows
    return {
        "code": Column([row.code for row in rows]),
        "name": Column([row.name for row in rows]),
        "rate": Column([row.rate for row in rows], "number"),
        "base": Column([snapshot.base] * len(rows)),
        "as_of": Column([None if row.as_of is None else stamp(row.as_of) for row in rows]),
        "market_day": Column([row.market_day for row in rows], "day"),
        "freshness": Column([row.freshness.value for row in rows]),
        "agreement": Column([row.agreement.value for row in rows]),
        "source": Column([row.shown_source for row in rows]),
    }
