"""The past as JSON: one document, or a line for each close. Numbers are literals with exactly their digits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from fxwidget.domain import currency
from fxwidget.domain.close import Basis
from fxwidget.domain.past import Bar, Interval, PairClose
from fxwidget.domain.retired import ended, successor
from fxwidget.domain.scalars import encode, stamp
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.errors import FXWidgetError
from fxwidget.provider.registry import facts_of
from fxwidget.render.past_view import PastRows, PastView

__all__ = ["FACTS", "LINES", "document", "facts", "lines"]

FACTS = {"id", "name", "url", "attribution", "terms"}
"""Who a source is; what it did last has nothing to do with the past."""

LINES = 1000
"""How many lines are given at once."""


def document(view: PastView, sources: Sequence[SourceInfo], disclaimer: str) -> bytes:
    """The document of ``/v1/history``.

    sources: facts of the providers whose numbers are in it.
    """
    named = [info.model_dump(include=FACTS) for info in sources]
    head = {"base": view.base, "interval": view.interval, "from": view.first, "to": view.last}
    tail = {"sources": named, "disclaimer": disclaimer}
    currencies = b",".join(_currency(view, rows) for rows in view.currencies)
    return b'%s,"currencies":[%s],%s' % (encode(head)[:-1], currencies, encode(tail)[1:])


def facts(names: Sequence[str], known: Iterable[SourceInfo] = ()) -> tuple[SourceInfo, ...]:
    """Who the named providers are: as is known of them already, and of the others by their own facts."""
    infos = {info.id: info for info in known}
    return tuple(infos[name] if name in infos else _of_provider(name) for name in names)


def _of_provider(name: str) -> SourceInfo:
    try:
        its = facts_of(name)
    except FXWidgetError:  # it was uninstalled since
        return SourceInfo(id=name, name=name, url="", attribution="", terms="")
    return SourceInfo(
        id=name, name=its.title, url=its.site, attribution=its.attribution, terms=its.terms.value
    )


def lines(view: PastView, rows: PastRows) -> Iterator[bytes]:
    """A currency's rows as newline-delimited JSON, some at a time."""
    pair = encode({"code": rows.code, "base": view.base})[:-1]
    written = [b"%s,%s\n" % (pair, row[1:]) for row in _rows(view, rows)]
    for start in range(0, len(written), LINES):
        yield b"".join(written[start : start + LINES])


def _currency(view: PastView, rows: PastRows) -> bytes:
    end = ended(rows.code)
    known = {
        "code": rows.code,
        "name": currency.name(rows.code),
        "first_day": rows.first_day,
        "ended_on": end.last if end is not None else None,
        "successor": successor(rows.code) if end is not None else None,
    }
    name = b"closes" if view.interval is Interval.DAY else b"bars"
    return b'%s,"%s":[%s]}' % (encode(known)[:-1], name, b",".join(_rows(view, rows)))


def _rows(view: PastView, rows: PastRows) -> list[bytes]:
    return _closes(rows.closes) if view.interval is Interval.DAY else list(map(_bar, view.bars(rows)))


def _closes(closes: Iterable[PairClose]) -> list[bytes]:
    """One object for each close. What closes of one basis share is written out once."""
    shared: dict[Hashable, bytes] = {}
    written = []
    for close in closes:
        facts = shared.get(close.basis_key) or shared.setdefault(close.basis_key, _facts(close))
        row = f'{{"day":"{close.day}","rate":{close.rate:f},"as_of":"{stamp(close.as_of)}",'
        written.append(row.encode() + facts)
    return written


def _facts(close: PairClose) -> bytes:
    """What stands behind a close, as an object without its opening brace."""
    weakest = min((leg.basis for leg in close.legs), key=_groups)
    facts = {
        "kind": close.kind,
        "derived": close.derived,
        "agreement": close.agreement,
        "groups": {"own": weakest.own, "named": weakest.named, "undisclosed": weakest.undisclosed},
        "spread_bps": close.spread_bps,
        "sources": close.sources,
        "recorded_at": max(leg.basis.recorded_at for leg in close.legs),
        "backfilled": close.backfilled,
        "revision": max(leg.revision for leg in close.legs),
    }
    return encode(facts)[1:]


def _groups(basis: Basis) -> int:
    return basis.groups


def _bar(bar: Bar) -> bytes:
    return encode(
        {
            "period": bar.period,
            "first_day": bar.first,
            "last_day": bar.last,
            "open": bar.open,
            "high": bar.high,
            "low": bar.low,
            "close": bar.close.rate,
            "closes": bar.number,
            "kind": bar.close.kind,
            "agreement": bar.close.agreement,
            "sources": bar.close.sources,
        }
    )
