"""The JSON documents: the rates, the currencies, and what each source did last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from fxwidget.domain import currency
from fxwidget.domain.overrides import Journal
from fxwidget.domain.scalars import encode, encoded_list
from fxwidget.domain.snapshot import Rate, Snapshot, SourceInfo
from fxwidget.presentation.transform import prices
from fxwidget.provider.source import Described, listing
from fxwidget.render.view import View

__all__ = ["currencies", "rates", "sources"]


def rates(view: View, code: str = "") -> bytes:
    """The document of ``/v1/rates``: the view's table; with a ``code`` that row alone, and its sources.

    A ``rate`` is always in units per 1 of the base. Where an amount is asked for, or the other way round, both are stated,
    and each row has the ``price`` that follows.

    Raises:
        RateNotFound: a currency is not in the snapshot.
    """
    table, options = view.per_unit().table, view.options
    if code:
        row = table[code]
        named = {source.id for source in row.sources}
        sources = tuple(info for info in table.sources if info.id in named)
        table = table.model_copy(update={"rates": (row,), "sources": sources}).aged(view.now)
    if options.amount == 1 and not options.inverse:
        return _document(table, [row.encoded for row in table.rates])
    price = prices(view.snapshot, table.base, options.priced, inverse=options.inverse)
    rows = []
    for row in table.rates:
        of_row = options.amount if row.code == table.base else price(row.code) if row.rate else None
        rows.append(b'%b,"price":%b}' % (row.encoded[:-1], encode(of_row)))
    return _document(table, rows, {"amount": options.amount, "inverse": options.inverse})


def _document(
    table: Snapshot, rows: Iterable[bytes], further: Mapping[str, Any] = MappingProxyType({})
) -> bytes:
    """A table as JSON with these ``rows``. What no view changes of it is encoded once for all of them."""
    lists = {"rates": encoded_list(rows), "sources": encoded_list(each.encoded for each in table.sources)}
    members = table.model_dump(exclude={*lists}) | lists
    return encode({name: members[name] for name in Snapshot.model_fields if name in members} | {**further})


def currencies(snapshot: Snapshot, enabled: Sequence[Described]) -> bytes:
    """The document of ``/v1/currencies``: names, how far honest numbers may part, and which enabled sources list each."""
    return encode({"base": snapshot.base, "currencies": [_currency(row, enabled) for row in snapshot.rates]})


def _currency(row: Rate, enabled: Sequence[Described]) -> dict[str, Any]:
    limits = currency.limits(row.code)
    return {
        "code": row.code,
        "name": row.name,
        "tolerance": limits.tolerance,
        "jump_limit": limits.jump,
        "peg": limits.peg,
        "sources": [source.name for source in listing(enabled, row.code)],
    }


def sources(
    infos: Sequence[SourceInfo], enabled: Sequence[Described], snapshot: Snapshot | None, now: datetime
) -> bytes:
    """The document of ``/v1/sources``: each source's last fetch, and the facts that decide what its numbers count for."""
    facts = {source.name: source for source in enabled}
    return encode(
        {
            "seq": snapshot.seq if snapshot is not None else None,
            "checked_at": snapshot.checked_at if snapshot is not None else None,
            "orders": _orders(snapshot, now),
            "sources": [
                {**info.model_dump(), **_facts(facts.get(info.id), info, snapshot)} for info in infos
            ],
        }
    )


def _orders(snapshot: Snapshot | None, now: datetime) -> list[dict[str, Any]]:
    """The operators' orders, the newest first."""
    if snapshot is None:
        return []
    standing = Journal(commands=snapshot.orders).in_force(snapshot.own_time(now))
    return [
        {**command.model_dump(), "in_force": command in standing} for command in reversed(snapshot.orders)
    ]


def _facts(source: Described | None, info: SourceInfo, snapshot: Snapshot | None) -> dict[str, Any]:
    rows = snapshot.rows if snapshot is not None else ()
    roles = {row.code: part for row in rows for part in row.sources if part.id == info.id}
    return {
        "enabled": source is not None,
        "kind": source.provider.kind if source is not None else None,
        "dated": source.provider.dated if source is not None else None,
        "abstains": source.abstains.sentence if source is not None and source.abstains is not None else None,
        "currencies": [
            {
                "code": code,
                "role": part.role,
                "reason": part.reason,
                "reason_code": part.reason_code,
                "reason_values": part.reason_values,
                "as_of": part.as_of,
            }
            for code, part in roles.items()
        ],
    }
