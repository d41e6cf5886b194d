"""An amount of one currency in another as a JSON document: the result, and what its two rates are worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

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

__all__ = ["Conversion", "conversion", "shown_result"]


class Conversion(BaseModel):
    """``result`` is ``amount`` in the other currency, ``rate`` 1 unit of it, each worked out once from the stored numbers.

    The rate has at most 12 significant digits, the result as many as an amount of money needs.

    Age, freshness and agreement are those of the worse of the two.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

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


def conversion(view: View, base: str, quote: str, *, allow_stale: bool = False) -> bytes:
    """The view's amount of ``base`` in ``quote`` by the stored numbers; its decimals and language are of ``display``.

    Raises:
        RateStale: one of the two is stale or withdrawn, and ``allow_stale`` is false.
        RateNotFound: one is not in the snapshot, or has no number.
    """
    table, options = view.snapshot.aged(view.now), view.options
    if not allow_stale:
        _refuse_stale((table[base], table[quote]))
    result = table.convert(options.amount, base, quote, allow_stale=allow_stale)
    row = rebase(table, base)[quote]
    named = {source.id for source in row.sources}
    document = Conversion(
        amount=options.amount,
        base=base,
        quote=quote,
        result=result,
        display=shown_result(result, base, quote, options),
        rate=table.convert(Decimal(1), base, quote, allow_stale=allow_stale),
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
        expired=table.expired(view.now),
        replay=table.replay,
        rate_sources=row.sources,
        sources=[info for info in table.sources if info.id in named],
        disclaimer=table.disclaimer,
    )
    return encode(document.model_dump(by_alias=True))


def _refuse_stale(rows: Iterable[Rate]) -> None:
    for row in rows:
        if row.freshness.age >= Freshness.STALE.age and not row.is_missing:
            day = f", of {stamp(row.as_of)}" if row.as_of is not None else ""
            raise RateStale(f"{row.code} is {row.freshness}{day}: ask with stale=true to use it all the same")


def shown_result(result: Decimal, base: str, quote: str, options: Options) -> str:
    """The shown digits of a converted amount, as its options ask for them."""
    if options.decimals is not None:
        return options.language.number(result, options.decimals)
    return options.language.amount(result) if base == quote else options.language.money(result, quote)
