"""What a snapshot of another service must be before it is served: whole, possible to show, and of a time that will pass."""

from __future__ import annotations

from datetime import datetime, timedelta

from fxwidget.domain.currency import is_currency
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import FXWidgetError

__all__ = ["unfit"]

MOST_SEQ = 2**53
"""The first ``seq`` that not every reader of JSON reads exactly."""

LONGEST_VALID = timedelta(days=7)
"""How far ahead a snapshot's own end may lie: as no older ``seq`` replaces one that counts, a later end would hold it for good."""


def unfit(snapshot: Snapshot, now: datetime) -> str | None:
    """Why a snapshot can't be served, in English; None where it can be.

    Args:
        now: by this machine's clock.
    """
    codes = [row.code for row in snapshot.rates]
    if not 0 <= snapshot.seq < MOST_SEQ:
        return f"its seq is {str(snapshot.seq)[:20]}"
    if len(set(codes)) < len(codes) or snapshot.base not in codes or not all(map(is_currency, codes)):
        return "its rows are not those of a table: one for each currency, and one for the base"
    if not all(number > 0 for row in snapshot.rates if (number := row.last_number) is not None):
        return "a rate of it is not above zero"
    if not all(source.url.startswith(("https://", "http://")) for source in snapshot.sources):
        return "a source of it has an address of no page"
    try:
        if snapshot.valid_until > snapshot.own_time(now) + LONGEST_VALID:
            return f"it would count until {snapshot.valid_until:%Y-%m-%d}"
        snapshot.next_change_at(now)
        snapshot.aged(now).to_json()
    except (FXWidgetError, ArithmeticError, ValueError) as error:
        return f"it can't be shown: {type(error).__name__}"
    return None
