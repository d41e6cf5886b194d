"""Views of a snapshot: the same decisions against another base, the other way round, for another amount, in another language.

The stored snapshot is always units per 1 of its base. Every number of a view is computed once, from the stored ones,
to 12 significant digits, half even; for an amount to no fewer than a conversion of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from fxwidget.domain import currency
from fxwidget.domain.change import Change, compare
from fxwidget.domain.groups import Groups
from fxwidget.domain.number_format import asked_places, display, places
from fxwidget.domain.quote import Kind
from fxwidget.domain.scalars import converted, day_of
from fxwidget.domain.snapshot import Agreement, Note, Rate, RateSource, Role, Snapshot
from fxwidget.presentation.language import ENGLISH, Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SQUARE, only, squared

__all__ = ["apply_options", "crosses", "localise", "prices", "rebase", "select"]

Usual = Callable[[str], int]
"""By a row's code: the decimals to which its number is shown at least."""


def _no_money(code: str) -> int:
    return 0


def rebase(snapshot: Snapshot, base: str, *, amount: Decimal = Decimal(1), inverse: bool = False) -> Snapshot:
    """The snapshot in units per ``amount`` of ``base``: each rate the cross r(q)/r(b).

    With ``inverse`` the rates are the other way round: units of ``base`` for ``amount`` of each currency.
    A cross is as old as its older leg, as fresh and as agreed as its worse one; its spread is the sum of theirs.

    Raises:
        UnknownCurrency: no currency has that code.
        RateNotFound: the base is not in the snapshot.
    """
    under = snapshot[base]
    base = under.code
    if amount != 1:
        return _rebased(snapshot, under, amount, inverse)
    if base == snapshot.base and not inverse:
        return snapshot
    shared = snapshot.memo("rebase", base, inverse)
    if "view" not in shared:
        shared["view"] = _rebased(snapshot, under, amount, inverse)
    view: Snapshot = shared["view"]
    return view


def _rebased(snapshot: Snapshot, under: Rate, amount: Decimal, inverse: bool) -> Snapshot:
    base = under.code
    leg = _Leg(
        under,
        amount,
        inverse,
        base != snapshot.base,
        snapshot.unnumbered_sources,
        snapshot.memo("legs", base),
    )
    others = [leg.cross(rate) for rate in snapshot.rows if rate.code != base]
    if leg.crossed:
        others.append(leg.cross(snapshot[snapshot.base]))
    one = Rate(code=base, name=ENGLISH.name(base), rate=Decimal(1), display="1")
    return snapshot.model_copy(update={"base": base, "rates": (*others, one)})


def prices(
    snapshot: Snapshot, base: str, amount: Decimal, *, inverse: bool
) -> Callable[[str], Decimal | None]:
    """The rates of ``rebase``, each by its code and without the rest of its row.

    Raises:
        RateNotFound: the base is not in the snapshot, or the currency whose price is asked for.
    """
    leg = _Leg(snapshot[base], amount, inverse, base != snapshot.base, snapshot.unnumbered_sources, {})
    usual = _usual(base, amount, inverse)
    return lambda code: leg.number(snapshot[code].rate, leg.under.rate, usual(code))


def select(snapshot: Snapshot, codes: Sequence[str]) -> Snapshot:
    """Only these currencies, in this order, and the base last; none are all.

    Raises:
        RateNotFound: one is not in the snapshot.
    """
    if not codes:
        return snapshot
    chosen = [snapshot[code] for code in codes if code != snapshot.base]
    return snapshot.model_copy(update={"rates": (*chosen, snapshot[snapshot.base])})


def localise(
    snapshot: Snapshot, language: Language = ENGLISH, decimals: int | None = None, usual: Usual = _no_money
) -> Snapshot:
    """The snapshot with its names and shown digits as a language writes them, to ``decimals`` where they are given.

    ``usual`` gives the decimals that the numbers are shown to at least, by currency.
    An arrow never stands beside a number that looks the same: its direction is of the shown digits.
    """
    if language.english and decimals is None:
        return snapshot
    rates = tuple(_localised(rate, language, decimals, usual(rate.code)) for rate in snapshot.rates)
    return snapshot.model_copy(update={"rates": rates})


def apply_options(snapshot: Snapshot, options: Options, base: str | None = None) -> Snapshot:
    """The view that options ask for; ``base`` is the configured one, the snapshot's own where none is given.

    That of a matrix has the legs of its crosses, for 1 of the snapshot's base.

    Raises:
        ConfigurationError: the layout does not take so many currencies.
        RateNotFound: a currency is not in the snapshot.
    """
    if options.layout in SQUARE:
        legs = select(snapshot, squared(snapshot, options, base))
        return localise(legs, options.language, options.decimals)
    on = options.base or base or snapshot.base
    view = rebase(snapshot, on, amount=options.priced, inverse=options.inverse)
    usual = _usual(on, options.priced, options.inverse)
    rows = select(view, options.currencies)
    if options.layout == "single":
        rows = select(view, (only(rows, options),))
    return localise(rows, options.language, options.decimals, usual)


def crosses(snapshot: Snapshot, options: Options, base: str | None = None) -> tuple[Snapshot, ...]:
    """The table against each currency of a matrix, in its order, with the others of the matrix as rows.

    Raises:
        ConfigurationError: they are too few or too many.
        RateNotFound: a currency is not in the table.
    """
    codes = squared(snapshot, options, base)
    table, asked = select(snapshot, codes), replace(options, layout="auto", currencies=codes)
    return tuple(apply_options(table, replace(asked, base=code)) for code in codes)


def _usual(base: str, amount: Decimal, inverse: bool) -> Usual:
    """The fewest decimals of a view's numbers: a currency's usual ones where they are for an amount of money."""
    if amount == 1:
        return _no_money
    return (lambda _: currency.decimals(base)) if inverse else currency.decimals


def _localised(rate: Rate, language: Language, decimals: int | None, usual: int) -> Rate:
    update: dict[str, object] = {} if language.english else {"name": language.name(rate.code)}
    if rate.rate is not None:
        whole = rate.as_of is None and rate.rate == 1  # the base's own line
        update["display"] = language.number(rate.rate, None if whole else decimals, usual=usual)
        if decimals is not None and rate.previous_close is not None:
            to = asked_places(rate.rate, decimals)
            update["direction"] = compare(rate.rate, rate.previous_close, to).direction
    return rate.model_copy(update=update)


@dataclass(frozen=True)
class _Leg:
    """The leg that all rates of a view are divided by: the new base's row, with the amount and the direction.

    sources: those of each row without their numbers, which are against the dollar and would mislead here.
    shared: the members of each row that are the same for every amount and direction, once they are known.
    """

    under: Rate
    amount: Decimal
    inverse: bool
    crossed: bool
    sources: Mapping[str, tuple[RateSource, ...]]
    shared: dict[str, Mapping[str, object]]

    def cross(self, rate: Rate) -> Rate:
        """A row of the view. What a row is but its numbers stays as it is where its other leg is the dollar."""
        usual = _usual(self.under.code, self.amount, self.inverse)(rate.code)
        if rate.code not in self.shared:
            self.shared[rate.code] = self._standing(rate)
        row = {**self._numbers(rate, usual), "notes": self.notes(rate), **self.shared[rate.code]}
        return rate.model_copy(update=row)

    def _standing(self, rate: Rate) -> Mapping[str, object]:
        """The members that no number is in."""
        sources = self.sources[rate.code]
        if not self.crossed:
            return {"sources": sources}
        return {**self._of_both(rate), "sources": _merged(sources, self.sources[self.under.code])}

    def _numbers(self, rate: Rate, usual: int) -> dict[str, object]:
        """The members that are computed from both legs' numbers."""
        number = self.number(rate.rate, self.under.rate, usual)
        close = self.number(_close(rate), _close(self.under), usual)
        change = Change()
        if number is not None and close is not None:
            change = compare(number, close, places(number, usual))
        return {
            "rate": number,
            "display": None if number is None else display(number, usual=usual),
            "direction": change.direction,
            "change": change.change,
            "change_pct": change.change_pct,
            "previous_close": close,
            "derived": None if number is None else self.derived(rate),
            "last_rate": None
            if number is not None
            else self.number(rate.last_number, self.under.last_number),
        }

    def _of_both(self, rate: Rate) -> dict[str, object]:
        """The members in which the older, the worse or the later of two legs counts."""
        legs = (rate, self.under)
        dated = [leg for leg in legs if leg.as_of is not None]
        older = min(dated, key=lambda leg: day_of(leg.as_of), default=None)  # type: ignore[arg-type]
        ages = not any(leg.is_missing for leg in legs)
        spreads = [leg.spread_bps for leg in legs if leg.spread_bps is not None]
        return {
            "as_of": older.as_of if older is not None else None,
            "market_day": _one(min, legs, "market_day"),
            "changed_at": _one(max, legs, "changed_at"),
            "switched_at": _one(max, legs, "switched_at"),
            "freshness": max(legs, key=lambda leg: leg.freshness.age).freshness,
            "late_at": _one(min, legs, "late_at") if ages else None,
            "stale_at": _one(min, legs, "stale_at") if ages else None,
            "withdraw_at": _one(min, legs, "withdraw_at") if ages else None,
            "closed": tuple(sorted({*rate.closed, *self.under.closed})),
            "agreement": max((leg.agreement for leg in legs), key=[*Agreement].index),
            "groups": _fewest(legs),
            "kind": Kind.CROSS,
            "spread_bps": sum(spreads, Decimal(0)) if spreads else None,
        }

    def number(self, over: Decimal | None, under: Decimal | None, usual: int = 0) -> Decimal | None:
        """The cross rate of both legs' numbers, with the ``usual`` decimals of an amount."""
        if over is None or under is None:
            return None
        if self.inverse:
            over, under = under, over
        return converted(self.amount, over, under, usual)

    def derived(self, rate: Rate) -> str | None:
        if self.crossed:
            return "cross USD"
        return rate.derived or ("inverse" if self.inverse else None)

    def notes(self, rate: Rate) -> tuple[Note, ...]:
        """The notes of both legs, a number in one crossed like the leg's own; a peg holds against the dollar only."""
        if not rate.notes and not self.under.notes:
            return ()
        of_rate = [(note, self.number(note.rate, self.under.last_number)) for note in rate.notes]
        of_under = [(note, self.number(rate.last_number, note.rate)) for note in self.under.notes]
        crossed = [note.model_copy(update={"rate": n, "peg": None}) for note, n in (*of_rate, *of_under)]
        return tuple(dict.fromkeys(crossed))


def _one(choose: Callable[..., Any], legs: Iterable[Rate], member: str) -> Any:
    """The earliest or latest value of a member over the legs that have one; None where none has."""
    return choose((value for leg in legs if (value := getattr(leg, member)) is not None), default=None)


def _fewest(legs: Iterable[Rate]) -> Groups | None:
    """The groups of the leg behind which the fewest stand; the dollar's own row has none to be counted."""
    known = [leg.groups for leg in legs if leg.groups is not None]
    return min(known, key=lambda groups: (groups.count, groups.own), default=None)


def _close(rate: Rate) -> Decimal | None:
    return Decimal(1) if rate.as_of is None and rate.rate == 1 else rate.previous_close


def _merged(over: Iterable[RateSource], under: Iterable[RateSource]) -> tuple[RateSource, ...]:
    """The sources of both legs: each once, with its part where it has one in either."""
    seen: dict[str, RateSource] = {}
    for source in (*over, *under):
        known = seen.get(source.id)
        if known is None or (known.role is Role.EXCLUDED and source.role is not Role.EXCLUDED):
            seen[source.id] = source
    return tuple(seen.values())
