"""``fxwidget convert``: an amount of one currency in another, by the newest rates or by a past day's closes."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from fxwidget.cli import completing
from fxwidget.cli.choice import Choice
from fxwidget.cli.examples import examples
from fxwidget.cli.stored import snapshot_in, stored_or_fetched
from fxwidget.errors import ConfigurationError
from fxwidget.ops import log

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings
    from fxwidget.render.conversion import Converted
    from fxwidget.render.view import View

USE_STALE = "add --stale to use it all the same"


@click.command(
    short_help="Convert an amount, now or by a past day.",
    epilog=examples(
        "fxwidget convert 100 USD INR",
        "fxwidget convert 250.50 BRL EUR --on 2026-03-12",
        "fxwidget convert 1000 RUB CNY --json",
        "fxwidget convert 5 ZAR INR --store https://rates.example",
    ),
)
@click.argument("amount")
@click.argument("base", metavar="FROM", shell_complete=completing.currencies)
@click.argument("quote", metavar="TO", shell_complete=completing.currencies)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="By the closes of that day, or the last ones before it; the newest rates by default.",
)
@click.option("--stale", is_flag=True, help="By rates that are stale or withdrawn too.")
@click.option(
    "--store",
    metavar="STORE",
    help="A store's folder or URL, or the address of a service; the configured store by default.",
)
@click.option("--json", "as_json", is_flag=True, help="The JSON that GET /v1/convert serves.")
@click.pass_obj
def convert(
    choice: Choice,
    amount: str,
    base: str,
    quote: str,
    day: datetime | None,
    stale: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """Convert AMOUNT of the currency FROM into TO, and say whose rate of which day that is.

    The stored rates are used; where there are none, the sources are asked first. A rate that is stale or withdrawn is refused
    with exit code 1.
    """
    from rich.console import Console

    from fxwidget.presentation.options import parse
    from fxwidget.render import conversion, conversion_terminal
    from fxwidget.render.view import View

    if stale and day is not None:
        raise click.UsageError(
            "--stale is of the newest rates, and a close has its day: leave it or --on out"
        )
    if not amount.strip():
        raise ConfigurationError("AMOUNT is empty: write digits, and a point before decimals")
    log.configure(logging.INFO if choice.verbose else logging.ERROR)
    settings, options = choice.settings(), parse([("amount", amount)])
    table = stored_or_fetched(settings) if store is None else snapshot_in(store, settings)
    view = View(table, datetime.now(UTC), options)
    if day is None:
        found = _by_rates(view, base, quote, stale)
    else:
        found = _by_closes(view, base, quote, day.date(), settings, store)
    if as_json:
        click.echo(conversion.document(found).decode())
    else:
        conversion_terminal.show(found, Console())


def _by_rates(view: View, base: str, quote: str, stale: bool) -> Converted:
    """The amount by the newest rates."""
    from fxwidget.domain.currency import check_code
    from fxwidget.render.conversion import by_rates

    return by_rates(view, check_code(base), check_code(quote), allow_stale=stale, instead=USE_STALE)


def _by_closes(
    view: View, base: str, quote: str, day: date, settings: Settings, store: str | None
) -> Converted:
    """The amount by the closes of a past day."""
    from fxwidget.domain.currency import check_past_code
    from fxwidget.past.reading import open_past
    from fxwidget.render import past_json
    from fxwidget.render.past_day import by_closes

    base, quote = check_past_code(base), check_past_code(quote)
    past, today = open_past(settings, store, {base, quote}), view.snapshot.own_time(view.now).date()
    return by_closes(
        past, view, base, quote, day, today, lambda names: past_json.facts(names, view.snapshot.sources)
    )
