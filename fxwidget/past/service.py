"""The past of a running service, read over HTTP as a store is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fxwidget.config.service_urls import service_of
from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.past import PIVOT
from fxwidget.errors import RateNotFound, SnapshotInvalid
from fxwidget.fetching.service import ask_service

__all__ = ["ServicePast"]

NOT_THERE = frozenset({404, 422})
"""Statuses with which a service says that it lacks what is asked for, and why."""


class ServicePast:
    """The closes that a service gives at ``/v1/history``, and at ``/v1/history.ndjson`` however many they are.

    address: the service's, such as ``https://rates.example``, or that of its rates. deadline: how long one answer may take in all.
    All methods raise ``RateNotFound`` with the service's own reason where it has nothing, ``ProviderUnavailable`` where it
    gave no answer, or none of success, and ``SnapshotInvalid`` where what it gave are no closes.
    """

    def __init__(self, address: str, deadline: timedelta) -> None:
        self._address = service_of(address)
        self._deadline = deadline
        self._documents: dict[tuple[str, date | None], _Document] = {}

    def closes(self, code: str, first: date, last: date, *, series: str | None = None) -> list[DailyClose]:
        """The closes per 1 USD from a first to a last day."""
        body = self._asked("/v1/history.ndjson", {"currencies": code, "from": first, "to": last})
        with self._of_service():
            return [_close(json.loads(line, parse_float=Decimal)) for line in body.splitlines()]

    def first_day(self, code: str) -> date:
        """The market day of a currency's first close."""
        return self._document(code).first_day

    def newest(
        self, codes: Sequence[str], count: int, *, until: date | None = None
    ) -> dict[str, list[DailyClose]]:
        """The last closes of each currency up to a day, of the ninety days before it; a currency without any is absent."""
        found = {}
        for code in codes:
            try:
                closes = self._document(code, until).closes
            except RateNotFound:
                continue
            if closes:
                found[code] = closes[-count:]
        return found

    def _document(self, code: str, until: date | None = None) -> _Document:
        """A currency's last ninety days, asked for once."""
        key = code, until
        if key not in self._documents:
            query = {"currencies": code} if until is None else {"currencies": code, "to": until}
            body = self._asked("/v1/history", query)
            with self._of_service():
                (row,) = json.loads(body, parse_float=Decimal)["currencies"]
                closes = [_close({**close, "code": code}) for close in row["closes"]]
                self._documents[key] = _Document(date.fromisoformat(row["first_day"]), closes)
        return self._documents[key]

    def _asked(self, path: str, query: Mapping[str, Any]) -> bytes:
        url = f"{self._address}{path}?{urlencode({'base': PIVOT, **query})}"
        answer = ask_service(url, self._deadline, NOT_THERE | {200})
        if answer.status in NOT_THERE:
            with self._of_service():
                why = str(json.loads(answer.body)["detail"])
            raise RateNotFound(why)
        return answer.body

    @contextmanager
    def _of_service(self) -> Iterator[None]:
        """Read what a service answered, within the block; whatever is not as it would be is one error."""
        try:
            yield
        except (ValueError, KeyError, IndexError, TypeError, ArithmeticError, RecursionError) as error:
            raise SnapshotInvalid(
                f"{self._address} does not serve past rates: name the address of a service, "
                "as in https://rates.example"
            ) from error


class _Document(NamedTuple):
    """What a service says of one currency: the day of its first close of all, and its last closes."""

    first_day: date
    closes: list[DailyClose]


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
