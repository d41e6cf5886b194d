"""``fxwidget backfill``: fills the past from archives, with a bar for each step, or plain lines where nobody watches."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from fxwidget.backfill.report import Progress
from fxwidget.cli import completing
from fxwidget.cli.choice import Choice
from fxwidget.cli.examples import examples
from fxwidget.domain.archived import Span
from fxwidget.errors import ConfigurationError, StoreBusy, StoreError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.table import Table

    from fxwidget.backfill.report import Report
    from fxwidget.config.settings import Settings
    from fxwidget.provider.source import Source

WIDE = 64
"""Columns of a terminal from which on all columns of the report have room."""

MOST_SHOWN = 5
"""The most gaps, days or reasons of one sort that the report names; it counts the others."""


@click.command(
    epilog=examples(
        "fxwidget backfill --from 2025-01-01",
        "fxwidget backfill --from 2015-01-01 --currency INR",
    )
)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day; yesterday by default.")
@click.option(
    "--source",
    "names",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.providers,
    help="Ask only this source; may be repeated.",
)
@click.option(
    "--currency",
    "currencies",
    multiple=True,
    metavar="CODE",
    shell_complete=completing.currencies_or_all,
    help="Fill this currency's past; may be repeated. Those of the table by default; 'all' for all there are.",
)
@click.pass_obj
def backfill(
    choice: Choice,
    first: datetime,
    last: datetime | None,
    names: tuple[str, ...],
    currencies: tuple[str, ...],
) -> None:
    """Fill the past from the sources' archives.

    It asks slowly, may be ended at any time and goes on where it was; what is known is not asked again. A day that was
    recorded as it was shown stays as it is.
    """
    from rich.console import Console

    from fxwidget.backfill.run import archive_sources
    from fxwidget.config.store_urls import local_folder

    settings = choice.settings()
    now = datetime.now(UTC)
    span = _span(first.date(), last.date() if last is not None else None, now)
    codes = _codes(settings, names, currencies)
    with _alone(local_folder(settings.store)):
        report = _run(settings, archive_sources(settings, names, codes), codes, span, now)
    tell(report, Console())
    if report.faults:
        raise SystemExit(1)


def _run(
    settings: Settings, asked: tuple[Source, ...], codes: tuple[str, ...], span: Span, now: datetime
) -> Report:
    from contextlib import ExitStack, closing

    from rich.console import Console

    from fxwidget.backfill.run import Backfill
    from fxwidget.config.store_urls import local_folder
    from fxwidget.fetching.client import client_for
    from fxwidget.store import open_writable_history
    from fxwidget.store.archives import Archives

    with ExitStack() as held:
        progress = held.enter_context(_progress(Console(stderr=True)))
        return Backfill(
            sources=asked,
            codes=codes,
            span=span,
            archives=held.enter_context(closing(Archives(local_folder(settings.store)))),
            history=held.enter_context(closing(open_writable_history(settings.store))),
            client=held.enter_context(closing(client_for(settings))),
            now=now.replace(microsecond=0),
            pause=lambda span: time.sleep(span.total_seconds()),
            progress=progress,
        ).run()


def _span(first: date, last: date | None, now: datetime) -> Span:
    yesterday = now.date() - timedelta(days=1)
    span = Span(first, last or yesterday)
    if span.last > yesterday:
        raise ConfigurationError(
            f"--to {span.last} is not over yet; the last day that is over is {yesterday}"
        )
    if span.first > span.last:
        raise ConfigurationError(f"--from {span.first} is later than --to {span.last}")
    return span


def _codes(settings: Settings, names: tuple[str, ...], currencies: tuple[str, ...]) -> tuple[str, ...]:
    """The currencies to fill: the table's, those named, or all that the archives have. Ended ones may be named.

    Raises:
        UnknownCurrency: there never was one of that code.
    """
    from fxwidget.backfill.run import archive_sources
    from fxwidget.deciding.past import past_codes
    from fxwidget.domain.currency import check_code
    from fxwidget.domain.retired import ended

    given = tuple(dict.fromkeys(code.strip().upper() for code in currencies))
    if completing.ALL in currencies:
        every = {code for source in archive_sources(settings, names) for code in past_codes(source)}
        return tuple(sorted(every - {"USD"}))
    for code in given:
        if ended(code) is None:
            check_code(code)
    return given or settings.currencies


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only backfill of a store within the block; a refresher may run beside.

    Raises:
        StoreBusy: another one fills it.
        StoreError: its folder can't be written.
    """
    with _opened(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(f"another backfill fills {folder}: wait for its end") from error
        yield


def _opened(folder: Path) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return open(folder / "backfill.lock", "a", encoding="utf-8")
    except OSError as error:
        reason = f"{error.strerror}; check the folder, its owner and its free space"
        raise StoreError(f"can't write the store {folder}: {reason}") from error


# What it says on the way


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    """Bars where somebody watches a terminal, plain lines elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    if not console.is_terminal:
        yield _Lines()
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Bars(*columns, console=console) as bars:
        yield _Bars(bars)


class _Lines(Progress):
    """A plain line for each span, and for each year or so that is decided."""

    def asking(self, source: str, spans: int) -> None:
        click.echo(f"{source}: spans to ask for: {spans}" if spans else f"{source}: all is known", err=True)

    def span(self, source: str, span: Span) -> None:
        click.echo(f"{source}: {span.first} to {span.last}", err=True)

    def deciding(self, first: date, last: date) -> None:
        click.echo(f"deciding {first} to {last}", err=True)

    def decided(self, day: date) -> None:
        click.echo(f"decided to {day}", err=True)


class _Bars(Progress):
    """A bar for each source, and one for the days that are decided."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._begun = False
        self._first = date.min

    def asking(self, source: str, spans: int) -> None:
        self._end_task()
        self._task = self._bars.add_task(source, total=spans)
        self._begun = False

    def span(self, source: str, span: Span) -> None:
        self._bars.update(self._task, advance=int(self._begun), description=f"{source} {span.first}")
        self._begun = True

    def deciding(self, first: date, last: date) -> None:
        self._end_task()
        self._first = first
        self._task = self._bars.add_task("deciding", total=(last - first).days)

    def decided(self, day: date) -> None:
        done = (day - self._first).days
        self._bars.update(self._task, completed=done, description=f"decided to {day}")

    def _end_task(self) -> None:
        for task in self._bars.tasks:
            self._bars.update(task.id, completed=task.total)


# What it came to


def tell(report: Report, console: Console) -> None:
    """Print what a backfill came to: a table of currencies, then what is missing, disputed, refused or was not answered."""
    if any(own.closes for own in report.currencies.values()):
        console.print(_table(report, console.width))
    _print(console, f"{report.new} new closes; {report.requests} requests")
    for line in _remarks(report):
        _print(console, line)
    if report.faults:
        _print(console, f"not asked for all, run it again to go on: {len(report.faults)} of the sources")
    for source, fault in report.faults.items():
        _print(console, f"  {source}: {fault}")


def _table(report: Report, width: int) -> Table:
    """A row for each currency; in a narrow terminal without the counts of days that stand in the remarks below too."""
    from rich.table import Table

    counts = 6 if width >= WIDE else 4
    gap = 2 if width >= WIDE else 1
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0))
    for heading in ("code", "closes", "first", "last", "gaps", "disputed", "pending")[: counts + 1]:
        table.add_column(heading, no_wrap=True)
    for code, own in sorted(report.currencies.items()):
        days = own.first or "", own.last or ""
        figures = own.closes, *days, len(own.gaps), len(own.disputed), len(own.pending)
        table.add_row(code, *map(str, figures[:counts]))
    return table


def _print(console: Console, line: str) -> None:
    """A line; in several ones where a terminal is narrower."""
    from fxwidget.domain.wrapping import hanging

    for part in hanging(line, console.width if console.is_terminal else None):
        click.echo(part)


def _remarks(report: Report) -> Iterator[str]:
    for code, own in sorted(report.currencies.items()):
        yield from _some(f"{code}: no close", [f"after {gap.first} until {gap.last}" for gap in own.gaps])
        yield from _some(f"{code}: sources disagree", [str(day) for day in own.disputed])
        yield from _some(f"{code}: nobody confirmed", [str(day) for day in own.pending])
    for (source, reason), number in report.refused.most_common():
        yield f"{source}: {number} rows refused: {reason}"


def _some(what: str, items: list[str]) -> Iterator[str]:
    if items:
        more = len(items) - MOST_SHOWN
        yield f"{what}: {', '.join(items[:MOST_SHOWN])}" + (f", and {more} more" if more > 0 else "")
