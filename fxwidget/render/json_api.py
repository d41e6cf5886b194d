"""The JSON documents: the rates, the currencies, and what each source did last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fxwidget.domain import currency
from fxwidget.domain.overrides import Journal
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Rate, Snapshot, SourceInfo
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
    plain = view.per_unit()
    table = plain.reading.snapshot
    if code:
        row = table[code]
        named = {source.id for source in row.sources}
        sources = tuple(info for info in table.sources if info.id in named)
        table = table.model_copy(update={"rates": (row,), "sources": sources}).aged(view.now)
    if plain is view:
        return encode(table.model_dump())
    priced, options = view.reading.snapshot, view.options
    document = table.model_dump() | {"amount": options.amount, "inverse": options.inverse}
    for row in document["rates"]:
        itself = row["code"] == priced.base
        row["price"] = options.amount if itself else priced[row["code"]].rate
    return encode(document)


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
