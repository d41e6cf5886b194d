"""``fxwidget history``: a currency's past out of the store or from a service, as a line in the terminal, as CSV or as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from fxwidget.cli import completing
from fxwidget.cli.choice import Choice
from fxwidget.cli.examples import examples
from fxwidget.domain.past import Interval
from fxwidget.errors import ConfigurationError

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    short_help="Show the past of currencies.",
    epilog=examples(
        "fxwidget history INR --days 365 --interval month",
        "fxwidget history RUB --store https://rates.example",
        "fxwidget history INR RUB --base EUR --csv > inr.csv",
    ),
)
@click.argument("codes", nargs=-1, required=True, metavar="CODE...", shell_complete=completing.currencies)
@click.option("--days", type=click.IntRange(1, 100_000), help="How many days back; 90 by default.")
@click.option("--from", "first", type=DAY, help="The first day, in place of --days.")
@click.option("--to", "last", type=DAY, help="The last day; that of the newest close by default.")
@click.option(
    "--base",
    shell_complete=completing.currencies,
    help="What the rates are for 1 unit of; the configured base by default.",
)
@click.option(
    "--interval",
    type=click.Choice([each.value for each in Interval]),
    default=Interval.DAY.value,
    show_default=True,
    help="What a row is of; a week or month has its first, highest, lowest and last close.",
)
@click.option(
    "--store",
    metavar="STORE",
    help="A store's folder or URL, or the address of a service; the configured store by default.",
)
@click.option("--csv", "as_csv", is_flag=True, help="The CSV that GET /v1/history.csv serves.")
@click.option("--json", "as_json", is_flag=True, help="The JSON that GET /v1/history serves.")
@click.pass_obj
def history(
    choice: Choice,
    codes: tuple[str, ...],
    days: int | None,
    first: datetime | None,
    last: datetime | None,
    base: str | None,
    interval: str,
    store: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Show the past of each CODE as it is stored; 'fxwidget backfill' fetches what is not.

    Where the configured store follows another service, that is asked for what this machine has no past of.
    """
    from rich.console import Console

    from fxwidget.domain.currency import check_past_code
    from fxwidget.domain.snapshot import DISCLAIMER
    from fxwidget.past.reading import open_past
    from fxwidget.render import past_csv, past_json, past_terminal
    from fxwidget.render.past_view import USUAL_DAYS, Wanted, past_view

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are two forms; leave one of them out")
    settings = choice.settings()
    wanted = Wanted(
        tuple(dict.fromkeys(check_past_code(code) for code in codes)),
        (),
        check_past_code(base or settings.base),
        _first(days, first),
        last.date() if last is not None else None,
        Interval(interval),
        datetime.now(UTC).date(),
        timedelta(days=days) if days is not None else USUAL_DAYS,
    )
    view = past_view(open_past(settings, store, {*wanted.codes, wanted.base}), wanted)
    if as_json:
        click.echo(past_json.document(view, past_json.facts(view.sources), DISCLAIMER).decode())
    elif as_csv:
        click.echo(past_csv.table(view), nl=False)
    else:
        console = Console(highlight=False)
        for rows in view.currencies:
            past_terminal.show(view, rows, console)


def _first(days: int | None, first: datetime | None) -> date | None:
    if days is not None and first is not None:
        raise ConfigurationError("--days counts back from the last day: leave it or --from out")
    return first.date() if first is not None else None
