"""Closes and points as the entries of streams: compressed JSON, each basis once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fxwidget.domain.close import DailyClose, Point
from fxwidget.errors import StoreError
from fxwidget.store.history_rows import basis_of, digits, instant, row_of, seconds

__all__ = ["closes_in", "pack_closes", "pack_points", "points_in"]


def pack_closes(closes: Sequence[DailyClose]) -> bytes:
    """An entry of these closes, without the numbers of their revisions: these follow from the order."""
    order = {basis: number for number, basis in enumerate(dict.fromkeys(close.basis for close in closes))}
    rows = [[it.code, it.day.toordinal(), digits(it.rate), order[it.basis]] for it in closes]
    return _pack({"bases": [row_of(basis) for basis in order], "closes": rows})


def closes_in(entry: bytes) -> list[DailyClose]:
    """The closes of an entry.

    Raises:
        StoreError: it is none.
    """
    found = _unpack(entry)
    try:
        bases = [basis_of(row) for row in found["bases"]]
        return [
            DailyClose(code, date.fromordinal(day), Decimal(rate), bases[basis])
            for code, day, rate, basis in found["closes"]
        ]
    except (KeyError, ValueError, TypeError, IndexError, InvalidOperation, OverflowError) as error:
        raise StoreError(
            "an entry of the past in Redis holds no closes: remove the past and backfill"
        ) from error


def pack_points(points: Sequence[Point], forget_before: datetime) -> bytes:
    """An entry of these points, and before which instant earlier ones are forgotten."""
    rows = [[it.code, seconds(it.at), digits(it.rate), it.source, it.series] for it in points]
    return _pack({"before": seconds(forget_before), "points": rows})


def points_in(entry: bytes) -> tuple[list[Point], datetime]:
    """The points of an entry, and before which instant earlier ones are forgotten.

    Raises:
        StoreError: it is none.
    """
    found = _unpack(entry)
    try:
        points = [
            Point(code, instant(at), Decimal(rate), source, series)
            for code, at, rate, source, series in found["points"]
        ]
        return points, instant(found["before"])
    except (KeyError, ValueError, TypeError, InvalidOperation, OverflowError) as error:
        raise StoreError(
            "an entry of the past in Redis holds no points: remove the past and backfill"
        ) from error


def _pack(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode())


def _unpack(entry: bytes) -> Any:
    try:
        return json.loads(zlib.decompress(entry))
    except (zlib.error, ValueError, RecursionError) as error:
        raise StoreError(
            "an entry of the past in Redis can't be read: remove the past and backfill"
        ) from error
