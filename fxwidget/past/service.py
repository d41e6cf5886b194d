"""The past of a running service, read over HTTP as a store is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.past import PIVOT
from fxwidget.errors import RateNotFound, SnapshotInvalid
from fxwidget.fetching.service import ask_service

__all__ = ["ServicePast"]

NOT_THERE = frozenset({404, 422})
"""Statuses with which a service says that it lacks what is asked for, and why."""


class ServicePast:
    """The closes that a service gives at ``/v1/history.ndjson``.

    address: the service's, such as ``https://rates.example``, or that of its rates. deadline: how long one answer may take in all.
    """

    def __init__(self, address: str, deadline: timedelta) -> None:
        self._address = address.partition("?")[0].rstrip("/").removesuffix("/v1/rates")
        self._deadline = deadline

    def closes(self, code: str, first: date, last: date, *, series: str | None = None) -> list[DailyClose]:
        """The closes per 1 USD from a first to a last day.

        Raises:
            RateNotFound: the service has none, for the reason that it gives.
            ProviderUnavailable: it gave no answer, or none of success.
            SnapshotInvalid: what it gave are no closes.
        """
        query = urlencode({"currencies": code, "base": PIVOT, "from": first, "to": last})
        url = f"{self._address}/v1/history.ndjson?{query}"
        answer = ask_service(url, self._deadline, NOT_THERE | {200})
        try:
            if answer.status in NOT_THERE:
                raise RateNotFound(str(json.loads(answer.body)["detail"]))
            return [_close(json.loads(line, parse_float=Decimal)) for line in answer.body.splitlines()]
        except (ValueError, KeyError, IndexError, TypeError, ArithmeticError, RecursionError) as error:
            raise SnapshotInvalid(
                f"{self._address} does not serve past rates: name the address of a service, "
                "as in https://rates.example"
            ) from error


def _close(row: Mapping[str, Any]) -> DailyClose:
    """A close as ``/v1/history.ndjson`` writes it."""
    day, groups, spread = date.fromisoformat(row["day"]), row["groups"], row["spread_bps"]
    basis = Basis(
        source=row["sources"][0],
        kind=Kind(row["kind"]),
        agreement=Agreement(row["agreement"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        derived=row["derived"],
        own=groups["own"],
        named=groups["named"],
        undisclosed=groups["undisclosed"],
        spread_bps=None if spread is None else Decimal(spread),
        stated=_stated(row["as_of"], day),
        backfilled=row["backfilled"],
    )
    rate = Decimal(row["rate"])
    if not (rate.is_finite() and rate > 0):
        raise ValueError("a close that is no number above zero")
    return DailyClose(row["code"], day, rate, basis, row["revision"])


def _stated(as_of: str, day: date) -> timedelta | datetime:
    return datetime.fromisoformat(as_of) if "T" in as_of else date.fromisoformat(as_of) - day
