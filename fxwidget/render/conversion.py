"""An amount of one currency in another as a JSON document: the result, and what its two rates are worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.model import Instant, Number, Stated
from fxwidget.domain.quote import Kind
from fxwidget.domain.scalars import encode, stamp
from fxwidget.domain.snapshot import Agreement, Note, Rate, RateSource, Replay, SourceInfo
from fxwidget.errors import RateStale
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import rebase
from fxwidget.render.view import View

__all__ = ["Conversion", "Converted", "by_rates", "conversion", "document", "shown_result"]

ASK_STALE = "ask with stale=true to use it all the same"


class Conversion(BaseModel):
    """``result`` is ``amount`` in the other currency, ``rate`` 1 unit of it, each worked out once from the stored numbers.

    The rate has at most 12 significant digits, the result as many as an amount of money needs.

    Age, freshness and agreement are those of the worse of the two.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True, defer_build=True)

    amount: Number
    base: str = Field(serialization_alias="from")
    quote: str = Field(serialization_alias="to")
    result: Number
    display: str
    rate: Number
    freshness: Freshness
    agreement: Agreement
    kind: Kind | None
    derived: str | None
    as_of: Stated | None
    market_day: date | None
    changed_at: Instant | None
    notes: Sequence[Note]
    checked_at: Instant | None
    next_check_at: Instant
    valid_until: Instant
    expired: bool
    replay: Replay | None
    rate_sources: Sequence[RateSource]
    sources: Sequence[SourceInfo]
    disclaimer: str


class Converted(NamedTuple):
    """An amount of ``base`` in ``quote``, and what it was worked out from.

    view: with the amount, and with the present table.
    result, rate: what the amount and 1 unit of it come to.
    row: of ``quote`` against ``base``, with age, agreement and sources.
    sources: facts of the providers of the row, among others.
    day: the past day by whose closes it is; None by the newest rates.
    """

    view: View
    base: str
    quote: str
    result: Decimal
    rate: Decimal
    row: Rate
    sources: Sequence[SourceInfo]
    day: date | None = None

    @property
    def display(self) -> str:
        """The shown digits of the result, with the decimals and in the language of the view."""
        return shown_result(self.result, self.base, self.quote, self.view.options)


def by_rates(
    view: View, base: str, quote: str, *, allow_stale: bool = False, instead: str = ASK_STALE
) -> Converted:
    """The view's amount of ``base`` in ``quote`` by the stored numbers.

    instead: how to use a stale rate all the same, for the message of the error.

    Raises:
        RateStale: one of the two is stale or withdrawn, and ``allow_stale`` is false.
        RateNotFound: one is not in the snapshot, or has no number.
    """
    table = view.snapshot.aged(view.now)
    if not allow_stale:
        _refuse_stale((table[base], table[quote]), instead)
    result = table.convert(view.options.amount, base, quote, allow_stale=allow_stale)
    rate = table.convert(Decimal(1), base, quote, allow_stale=allow_stale)
    return Converted(view, base, quote, result, rate, rebase(table, base)[quote], table.sources)


def conversion(view: View, base: str, quote: str, *, allow_stale: bool = False) -> bytes:
    """The document of ``/v1/convert``: the view's amount by the stored numbers; its decimals and language are of ``display``.

    Raises:
        RateStale, RateNotFound: as ``by_rates``.
    """
    return document(by_rates(view, base, quote, allow_stale=allow_stale))


def document(of: Converted) -> bytes:
    """A conversion as JSON; one by closes has its ``date`` too."""
    table, row = of.view.snapshot, of.row
    named = {source.id for source in row.sources}
    found = Conversion(
        amount=of.view.options.amount,
        base=of.base,
        quote=of.quote,
        result=of.result,
        display=of.display,
        rate=of.rate,
        freshness=row.freshness,
        agreement=row.agreement,
        kind=row.kind,
        derived=row.derived,
        as_of=row.as_of,
        market_day=row.market_day,
        changed_at=row.changed_at,
        notes=row.notes,
        checked_at=table.checked_at,
        next_check_at=table.next_check_at,
        valid_until=table.valid_until,
        expired=table.expired(of.view.now),
        replay=table.replay,
        rate_sources=row.sources,
        sources=[info for info in of.sources if info.id in named],
        disclaimer=table.disclaimer,
    )
    dated = {} if of.day is None else {"date": of.day}
    return encode(found.model_dump(by_alias=True) | dated)


def _refuse_stale(rows: Iterable[Rate], instead: str) -> None:
    for row in rows:
        if row.freshness.age >= Freshness.STALE.age and not row.is_missing:
            day = f", of {stamp(row.as_of)}" if row.as_of is not None else ""
            raise RateStale(f"{row.code} is {row.freshness}{day}: {instead}")


def shown_result(result: Decimal, base: str, quote: str, options: Options) -> str:
    """The shown digits of a converted amount, as its options ask for them."""
    if options.decimals is not None:
        return options.language.number(result, options.decimals)
    return options.language.amount(result) if base == quote else options.language.money(result, quote)
