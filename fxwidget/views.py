"""Views of a snapshot: the same decisions against another base. The stored snapshot is always against USD."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fxwidget import currency
from fxwidget.calendars import day_of
from fxwidget.change import Change, compare
from fxwidget.digits import display
from fxwidget.rate import Agreement, Kind, Note, Rate, RateSource, Role, Snapshot
from fxwidget.values import TWELVE_DIGITS


def rebase(snapshot: Snapshot, base: str) -> Snapshot:
    """The snapshot in units per 1 ``base``: each rate the cross r(q)/r(b) to 12 significant digits, half even.

    A cross is as old as its older leg, as fresh and as agreed as its worse one; its spread is the sum of theirs.

    Raises:
        UnknownCurrency: no currency has that code.
        RateNotFound: the base is not in the snapshot.
    """
    under = snapshot[base]
    base = under.code
    if base == snapshot.base:
        return snapshot
    others = [_cross(rate, under) for rate in snapshot.rows if rate.code != base]
    dollar = _cross(snapshot[snapshot.base], under)
    one = Rate(code=base, name=currency.name(base), rate=Decimal(1), display="1")
    return snapshot.model_copy(update={"base": base, "rates": (*others, dollar, one)})


def choose(snapshot: Snapshot, codes: Sequence[str]) -> Snapshot:
    """Only these currencies, in this order, and the base last; none are all.

    Raises:
        RateNotFound: one is not in the snapshot.
    """
    if not codes:
        return snapshot
    chosen = [snapshot[code] for code in codes if code != snapshot.base]
    return snapshot.model_copy(update={"rates": (*chosen, snapshot[snapshot.base])})


def _cross(rate: Rate, under: Rate) -> Rate:
    legs = (rate, under)
    number = _divide(rate.rate, under.rate)
    close = _divide(_close(rate), _close(under))
    change = compare(number, close) if number is not None and close is not None else Change()
    dated = [leg for leg in legs if leg.as_of is not None]
    older = min(dated, key=lambda leg: day_of(leg.as_of), default=None)  # type: ignore[arg-type]
    worse = max(legs, key=lambda leg: leg.freshness.age)
    agreements = list(Agreement)
    spreads = [leg.spread_bps for leg in legs if leg.spread_bps is not None]
    return Rate(
        code=rate.code,
        name=rate.name,
        rate=number,
        display=None if number is None else display(number),
        direction=change.direction,
        change=change.change,
        change_pct=change.change_pct,
        previous_close=close,
        as_of=older.as_of if older is not None else None,
        market_day=min((leg.market_day for leg in legs if leg.market_day is not None), default=None),
        changed_at=max((leg.changed_at for leg in legs if leg.changed_at is not None), default=None),
        switched_at=max((leg.switched_at for leg in legs if leg.switched_at is not None), default=None),
        freshness=worse.freshness,
        late_at=min((leg.late_at for leg in legs if leg.late_at is not None), default=None),
        stale_at=min((leg.stale_at for leg in legs if leg.stale_at is not None), default=None),
        withdraw_at=min((leg.withdraw_at for leg in legs if leg.withdraw_at is not None), default=None),
        closed=tuple(sorted({*rate.closed, *under.closed})),
        agreement=max((leg.agreement for leg in legs), key=agreements.index),
        kind=Kind.CROSS,
        derived=None if number is None else "cross USD",
        spread_bps=sum(spreads, Decimal(0)) if spreads else None,
        last_rate=None if number is not None else _divide(rate.last_number, under.last_number),
        notes=_notes(rate, under),
        sources=_sources(rate, under),
    )


def _close(rate: Rate) -> Decimal | None:
    return Decimal(1) if rate.as_of is None and rate.rate == 1 else rate.previous_close


def _divide(over: Decimal | None, under: Decimal | None) -> Decimal | None:
    return None if over is None or under is None else TWELVE_DIGITS.divide(over, under)


def _notes(rate: Rate, under: Rate) -> tuple[Note, ...]:
    """The notes of both legs, a number in one crossed like the leg's own; a peg holds against the dollar only."""
    of_rate = [(note, _divide(note.rate, under.last_number)) for note in rate.notes]
    of_under = [(note, _divide(rate.last_number, note.rate)) for note in under.notes]
    crossed = [note.model_copy(update={"rate": n, "peg": None}) for note, n in (*of_rate, *of_under)]
    return tuple(dict.fromkeys(crossed))


def _sources(rate: Rate, under: Rate) -> tuple[RateSource, ...]:
    """Who stands behind both legs; against another base their own numbers would mislead and are left out."""
    seen: dict[str, RateSource] = {}
    for source in (*rate.sources, *under.sources):
        known = seen.get(source.id)
        if known is None or (known.role is Role.EXCLUDED and source.role is not Role.EXCLUDED):
            seen[source.id] = source.model_copy(update={"rate": None})
    return tuple(seen.values())
