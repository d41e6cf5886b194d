"""The options of a view: one table of everything that is known of each, and the values that a request gives them.

A new option is a row of ``OPTIONS`` and a member of ``Options``. Endpoints, the builder, embeds, the OpenAPI document and
the tables of the documents are made from the rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any

from fxwidget.errors import ConfigurationError
from fxwidget.presentation import values
from fxwidget.presentation.colours import low_contrasts
from fxwidget.presentation.language import Language, marked
from fxwidget.presentation.look_options import LOOKS, STYLED
from fxwidget.presentation.option import (
    DRAWN,
    NAMED,
    PAGES,
    WORDED,
    Control,
    Form,
    Group,
    Option,
    canonical,
    read,
)
from fxwidget.presentation.past_options import DATE, SPARK
from fxwidget.presentation.values import one_of, zone
from fxwidget.presentation.word_options import AUTOMATIC, WORDS

__all__ = [
    "AUTOMATIC",
    "COLUMNS",
    "OPTIONS",
    "Options",
    "made_of",
    "option_named",
    "options_in",
    "options_of",
    "parse",
]

COLUMNS: dict[str, str] = {
    "previous": marked("Previous close"),
    "change": marked("Change"),
    "source": marked("Source"),
}
"""The titles of the columns that can be added."""

_NUMBERS = WORDED | {Form.CSV, Form.BADGE, Form.RATES}
_CONVERTED = PAGES | {Form.CONVERSION}

OPTIONS: tuple[Option, ...] = (
    Option(
        "currencies",
        values.CODES,
        "all, as configured",
        "which currencies, in this order",
        applies_to=NAMED | {Form.RATES},
        control=Control.CURRENCIES,
        label=marked("Currencies"),
        place=(Group.CURRENCIES, 1),
    ),
    Option(
        "base",
        values.CODE,
        "as configured, USD",
        "the currency that the rates are for",
        applies_to=_NUMBERS | {Form.CHART},
        control=Control.CURRENCY,
        label=marked("Base currency"),
        place=(Group.NUMBERS, 1),
    ),
    Option(
        "amount",
        values.AMOUNT,
        "1",
        "how much of the base the prices are for; with a converter, its amount",
        applies_to=_NUMBERS | {Form.CONVERSION},
        control=Control.TEXT,
        label=marked("Amount"),
        place=(Group.NUMBERS, 2),
    ),
    Option(
        "inverse",
        values.BOOLEAN,
        "false",
        "prices the other way round: of each currency in the base",
        applies_to=_NUMBERS,
        control=Control.YES,
        label=marked("Prices the other way round"),
        place=(Group.NUMBERS, 4),
    ),
    Option(
        "names",
        one_of("names, codes or both"),
        "both",
        "what a row is called by",
        applies_to=WORDED,
        control=Control.CHOICE,
        label=marked("Names"),
        place=(Group.LOOK, 4),
        choices={"both": marked("names and codes"), "names": marked("names"), "codes": marked("codes")},
    ),
    Option(
        "symbol",
        values.BOOLEAN,
        "false",
        "the currency's symbol beside the price",
        applies_to=WORDED | {Form.BADGE},
        control=Control.YES,
        label=marked("Currency symbols"),
        place=(Group.LOOK, 5),
    ),
    Option(
        "flags",
        one_of("round, rectangular or none"),
        "rectangular",
        "the shape of the flags",
        applies_to=DRAWN,
        control=Control.CHOICE,
        label=marked("Flags"),
        place=(Group.LOOK, 3),
        choices={"rectangular": marked("rectangular"), "round": marked("round"), "none": marked("none")},
    ),
    Option(
        "decimals",
        values.DECIMALS,
        "auto",
        "decimals of the prices, and more where fewer than three significant digits would be left; auto is at most four",
        applies_to=_NUMBERS | {Form.CONVERSION},
        control=Control.CHOICE,
        label=marked("Decimals"),
        place=(Group.NUMBERS, 3),
        choices={"auto": AUTOMATIC} | {places: places for places in "012345678"},
    ),
    Option(
        "columns",
        values.several_of(*COLUMNS),
        "none",
        "more columns: the previous close, the change since, whose number it is",
        applies_to=WORDED,
        control=Control.SEVERAL,
        label=marked("More columns"),
        place=(Group.NUMBERS, 5),
        choices=COLUMNS,
    ),
    Option(
        "layout",
        one_of("auto, table, compact, card, strip, single, matrix or heatmap"),
        "auto",
        "how rows are laid out; auto is one line a row, with as much of its name as there is room for; strip is one line "
        "of rates, single one currency, matrix each currency in each other, heatmap how each pair moved",
        applies_to=DRAWN,
        control=Control.CHOICE,
        label=marked("Layout"),
        place=(Group.LOOK, 1),
        choices={
            "auto": AUTOMATIC,
            "table": marked("table"),
            "compact": marked("compact"),
            "card": marked("cards"),
            "strip": marked("strip of rates"),
            "single": marked("one currency"),
            "matrix": marked("matrix of cross rates"),
            "heatmap": marked("heatmap of changes"),
        },
    ),
    Option(
        "moving",
        values.BOOLEAN,
        "false",
        "a strip moves by itself and has a button that halts it; never for readers who want less motion",
        applies_to=PAGES,
        control=Control.YES,
        label=marked("A strip moves"),
        place=(Group.LOOK, 7),
    ),
    Option(
        "facts",
        one_of("closed or open"),
        "closed",
        "times, sources and disclaimer: behind one line that opens, or in full; an image has them in full but for one currency alone",
        applies_to=DRAWN,
        control=Control.CHOICE,
        label=marked("Sources and disclaimer"),
        place=(Group.LOOK, 6),
        choices={"closed": marked("behind one line"), "open": marked("in full")},
    ),
    SPARK,
    Option(
        "converter",
        values.BOOLEAN,
        "false",
        "a form that converts an amount, with and without script",
        applies_to=PAGES,
        control=Control.YES,
        label=marked("With a converter"),
        place=(Group.CONVERSION, 1),
    ),
    Option(
        "from",
        values.CODE,
        "the base",
        "the currency that the converter starts from",
        applies_to=_CONVERTED,
        control=Control.CURRENCY,
        label=marked("From"),
        place=(Group.CONVERSION, 2),
    ),
    Option(
        "to",
        values.CODE,
        "the first row",
        "the currency that the converter arrives at",
        applies_to=_CONVERTED,
        control=Control.CURRENCY,
        label=marked("To"),
        place=(Group.CONVERSION, 3),
    ),
    Option(
        "theme",
        one_of("auto, light, dark or page"),
        "auto",
        "the colours; auto is the reader's, page that of the page around",
        applies_to=STYLED,
        control=Control.CHOICE,
        label=marked("Colours"),
        place=(Group.COLOURS, 1),
        choices={
            "auto": AUTOMATIC,
            "light": marked("light"),
            "dark": marked("dark"),
            "page": marked("as the page around"),
        },
    ),
    *LOOKS,
    *WORDS,
    DATE,
)
"""Every option there is, in the order of a canonical query."""


def option_named(name: str) -> Option:
    """The option of that name."""
    return next(option for option in OPTIONS if option.name == name)


@cache
def options_in(group: Group) -> tuple[Option, ...]:
    """The options that the builder has under a title, in its order."""
    return tuple(sorted((each for each in OPTIONS if each.place[0] is group), key=lambda each: each.place))


@cache
def options_of(form: Form) -> tuple[Option, ...]:
    """The options that a form reads, in the table's order."""
    return tuple(option for option in OPTIONS if form in option.applies_to)


@dataclass(frozen=True)
class Options:
    """The values of all view options; each has its option's default. Equal options are one view.

    base: None is the configured one. date: None is now.
    """

    base: str | None = None
    currencies: tuple[str, ...] = ()
    amount: Decimal = Decimal(1)
    inverse: bool = False
    names: str = "both"
    symbol: bool = False
    flags: str = "rectangular"
    decimals: int | None = None
    columns: tuple[str, ...] = ()
    layout: str = "auto"
    moving: bool = False
    facts: str = "closed"
    spark: str = "auto"
    converter: bool = False
    from_: str | None = None
    to: str | None = None
    theme: str = "auto"
    accent: str = ""
    ground: str = ""
    text: str = ""
    up: str = ""
    down: str = ""
    font: str = "system"
    size: str = "medium"
    header: str = ""
    caption: str = ""
    disclaimer: str = ""
    lang: str = "en"
    tz: str = "UTC"
    calendar: str = "auto"
    refresh: int | None = None
    date: datetime.date | None = None

    @property
    def language(self) -> Language:
        """The view's language, with the requested time zone and calendar."""
        return Language(self.lang, zone(self.tz), self.calendar)

    @property
    def priced(self) -> Decimal:
        """The amount that the table's prices are for; 1 with a converter, as the amount is then the converter's."""
        return Decimal(1) if self.converter else self.amount

    def pairs(
        self, allowed: Iterable[Option] | None = None, *, but: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """The options that differ from their defaults, as a request writes them, in the table's order; ``allowed`` are all."""
        plain = _defaults()
        return [
            (option.name, option.text(getattr(self, option.field)))
            for option in (OPTIONS if allowed is None else allowed)
            if getattr(self, option.field) != plain[option.field] and option.name not in but
        ]

    def query(self, allowed: Iterable[Option] | None = None) -> str:
        """The canonical query: one for all ways of asking for the same."""
        return canonical(self.pairs(allowed))


@cache
def _defaults() -> Mapping[str, Any]:
    """What each option is where none is asked for, by its name in ``Options``."""
    return {field.name: field.default for field in fields(Options)}


def parse(
    given: Iterable[tuple[str, str]], *, base: str = "USD", allowed: Iterable[Option] | None = None
) -> Options:
    """The options of a request's parameters, as ``read`` reads them.

    Args:
        base: the configured one.
        allowed: the options that are read, all where none are given.

    Raises:
        ConfigurationError: a value can't be, or a colour can't be read on its ground; the message names the option and
            what is allowed.
    """
    found = read(given, OPTIONS if allowed is None else allowed)
    options = made_of(found, base=base)
    for fault in low_contrasts(options):
        raise ConfigurationError(str(fault))
    return options


def made_of(found: Mapping[str, Any], *, base: str | None = "USD") -> Options:
    """The options that have these values, by name; what else is among them is passed over."""
    chosen = {option.field: found[option.name] for option in OPTIONS if option.name in found}
    if chosen.get("base") == base:
        del chosen["base"]
    return Options(**chosen)
