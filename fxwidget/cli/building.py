"""``fxwidget build``: a round and a publication in one command, for a job that runs once in a while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from fxwidget.cli.choice import Choice, opened_store
from fxwidget.cli.examples import examples
from fxwidget.errors import ConfigurationError, ProviderUnavailable, StoreBusy
from fxwidget.ops import log
from fxwidget.ops.clock import utc_now

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.store import Store
    from fxwidget.store.history import WritableHistory
    from fxwidget.store.state_file import StateFile

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)

logger = logging.getLogger("fxwidget.build")


class _Span(click.ParamType[timedelta]):
    """A duration as the settings have it, of ``least`` at least."""

    name = "duration"

    def __init__(self, least: timedelta = timedelta(0)) -> None:
        self.least = least

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        from fxwidget.config.values import duration

        try:
            span = value if isinstance(value, timedelta) else duration(value)
        except ConfigurationError as error:
            self.fail(str(error), param, ctx)
        if span < self.least:
            self.fail("must be at least one second", param, ctx)
        return span


@click.command(
    short_help="Ask once, and write the table as files.",
    epilog=examples("fxwidget build site", "fxwidget build site --state state --every 3h"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="The one file that is kept from run to run; without it, the store of the settings.",
)
@click.option(
    "--every",
    type=_Span(SECOND),
    help="How often the job runs, as in 3h; the setting build_every by default.",
)
@click.option(
    "--late",
    type=_Span(),
    help="How much later than that a run may be before the pages are out of date; build_late by default.",
)
@click.option("--compressed", is_flag=True, help="Write each file in gzip and brotli too.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file, as before the command.")
@click.pass_obj
def build(
    choice: Choice,
    folder: Path,
    state: Path | None,
    every: timedelta | None,
    late: timedelta | None,
    compressed: bool,
    config: Path | None,
) -> None:
    """Ask the sources now, and write the table as a set of files into DIR, which any file host serves as it is.

    For a scheduled job: it runs, and ends. Exit code 0: DIR has a new set. 1: no source answered, or something could not
    be read or written, and DIR stands as it was. 2: a setting or an argument is wrong.
    """
    log.configure(logging.DEBUG if choice.verbose else logging.INFO)
    settings = Choice(config or choice.config, choice.verbose).settings()
    changes = {
        name: value for name, value in (("build_every", every), ("build_late", late)) if value is not None
    }
    settings = settings.model_copy(update=changes)
    done = built(settings, folder, state, compressed=compressed)
    click.echo(done)


def _compare(store: StateFile, now: datetime) -> None:
    """Say that this run came later than the pages of the one before were good for."""
    runs, good_until = store.runs(), store.good_until()
    if runs and good_until is not None and now > good_until:
        logger.warning(
            "this run came %.1f h after the one before, whose pages were good for %.1f h; "
            "fxwidget doctor --state %s says what to set",
            (now - runs[-1]) / HOUR,
            (good_until - runs[-1]) / HOUR,
            store.file,
        )


@contextmanager
def _past_of(store: Store, settings: Settings) -> Iterator[WritableHistory]:
    """The past to read and to add to: that of the settings' store, or for the block what a file of state has of it."""
    from fxwidget.store import open_writable_history
    from fxwidget.store.sqlite_history import SqliteHistory
    from fxwidget.store.state_file import StateFile

    if not isinstance(store, StateFile):
        with closing(open_writable_history(settings.store)) as past:
            yield past
        return
    with TemporaryDirectory() as folder, closing(SqliteHistory(Path(folder), writable=True)) as copy:
        if store.past():
            copy.add(store.past())
        yield copy


def built(
    settings: Settings,
    folder: Path,
    state: Path | None,
    *,
    compressed: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> str:
    """Run one round and publish it; returns what came of it, in a line.

    Raises:
        ConfigurationError: the state is another file's content, or would be published.
        ProviderUnavailable: no source answered.
        PublishingFailed: the folder can't be written.
        StoreError: the state can't be read or written, or another run uses it.
    """
    from fxwidget.refresher.daemon import in_words
    from fxwidget.refresher.recording import Recorder
    from fxwidget.refresher.round import Refresher
    from fxwidget.store.state_file import StateFile
    from fxwidget.store.state_past import PAST_KEPT
    from fxwidget.web.flat.publisher import FlatPublisher

    settings = settings.model_copy(update={"refresh": settings.build_every})
    store = StateFile(state) if state is not None else opened_store(settings)
    if isinstance(store, StateFile):
        store.check(folder)
    with store.own(), _past_of(store, settings) as past:
        publisher = FlatPublisher(settings, folder, store, past, compressed=compressed)
        valid_for = settings.build_every + settings.build_late
        refresher = Refresher(settings, store, valid_for=valid_for, recorder=Recorder(past))
        try:
            now = clock()
            done = refresher.round(now, everyone=True)
            if not any(outcome.reason is None for outcome in done.outcomes):
                raise ProviderUnavailable(f"no source answered; {folder} stands as it was\n{done.failures()}")
            if not done.published:
                raise StoreBusy(
                    f"the store could not take the new table, see above; {folder} stands as it was"
                )
            published = publisher.publish(done.snapshot, now)
            if isinstance(store, StateFile):
                _compare(store, now)
                store.note_run(
                    now,
                    published.good_until,
                    every=settings.build_every,
                    late=settings.build_late,
                    past=past.every(now.date() - PAST_KEPT),
                )
        finally:
            refresher.close()
    until = f"{published.good_until:%Y-%m-%d %H:%M} UTC"
    return (
        f"{in_words(done)}; {published.files} files, {published.size:,} bytes in {folder}, good until {until}"
    )
