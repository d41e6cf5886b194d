"""The definition of one view option: all its facts are on one row, from which every list of options is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import quote

from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.presentation.language import marked
from fxwidget.presentation.values import ValueKind

__all__ = [
    "DRAWN",
    "NAMED",
    "PAGES",
    "WORDED",
    "Control",
    "Form",
    "Group",
    "Option",
    "Parameter",
    "canonical",
    "read",
]

LONGEST = 1000
"""Characters of a value that are looked at at all, as a rule."""


class Form(StrEnum):
    """A served format of the table that reads options of its own. The page reads all options."""

    PAGE = "page"
    IMAGE = "image"
    STYLE = "style"
    TEXT = "text"
    CSV = "csv"
    BADGE = "badge"
    FEED = "feed"
    RATES = "rates"
    CONVERSION = "conversion"
    CHART = "chart"


PAGES = frozenset({Form.PAGE})
DRAWN = PAGES | {Form.IMAGE}
WORDED = DRAWN | {Form.TEXT}
NAMED = WORDED | {Form.CSV, Form.FEED}
"""The forms with script, with a drawing, with words beside the numbers, and with the names of currencies."""


class Group(StrEnum):
    """The builder form's sections, in their order; each option stands in one of them."""

    CURRENCIES = marked("Currencies")
    NUMBERS = marked("Numbers")
    LOOK = marked("Look")
    COLOURS = marked("Colours, font and size")
    CONVERSION = marked("Conversion")
    WORDS = marked("Words and times")


class Control(StrEnum):
    """How an option is set in a form: ticked, chosen, typed in a line or as prose, picked, or as one or many currencies."""

    YES = "yes"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"
    PROSE = "prose"
    COLOUR = "colour"
    CURRENCY = "currency"
    CURRENCIES = "currencies"


@dataclass(frozen=True)
class Parameter:
    """A query parameter that a request may have; ``default`` and ``meaning`` are for people.

    longest: the characters of a value that is looked at at all.
    label: what the builder calls it, where it is in the builder.
    may_be_empty: whether it may be named without a value, and is then as if it were not named.
    """

    name: str
    kind: ValueKind
    default: str
    meaning: str
    longest: int = LONGEST
    label: str = ""
    may_be_empty: bool = True

    @staticmethod
    def text(value: Any) -> str:
        """A value as a query has it: ``true``, ``3.5``, ``INR,RUB``; ``auto`` for None."""
        if value is None:
            return "auto"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(value)
        return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, kw_only=True)
class Option(Parameter):
    """A parameter that says how a table is to be seen. Its facts are what every form, table and document is made from.

    applies_to: the forms that read it; the others pass it over like any unknown parameter.
    control: how it is set in the builder.
    place: where the builder has it: under which title, and in which place there, from 1.
    choices: what can be chosen, by value, as messages; in the order of the builder, the default first.
    hint: what the builder says below it.

    Raises:
        TypeError: a fact is missing, or contradicts another one.
    """

    applies_to: frozenset[Form]
    control: Control
    place: tuple[Group, int]
    choices: Mapping[str, str] = field(default_factory=dict, compare=False)
    hint: str = ""

    def __post_init__(self) -> None:
        if not self.label:
            raise TypeError(f"the option {self.name} has no label")
        if Form.PAGE not in self.applies_to:
            raise TypeError(f"the page reads every option, {self.name} too")
        if bool(self.choices) is not (self.control in (Control.CHOICE, Control.SEVERAL)):
            raise TypeError(f"the option {self.name} is a {self.control} with {len(self.choices)} choices")

    @cached_property
    def field(self) -> str:
        """The option's attribute in ``Options``: its name, but ``from_`` for Python's keyword ``from``."""
        return f"{self.name}_" if self.name == "from" else self.name

    @property
    def names_currencies(self) -> bool:
        """Whether the option's values are currency codes, which have to be in the table."""
        return self.control in (Control.CURRENCY, Control.CURRENCIES)


def read(
    given: Iterable[tuple[str, str]],
    allowed: Iterable[Parameter],
    *,
    collect: Callable[[Parameter], None] | None = None,
) -> dict[str, Any]:
    """The values of the ``allowed`` parameters of a request, by name.

    Args:
        given: names and texts in any order and case. Unknown and empty ones are passed over; of a name that is given
            twice the first counts.
        allowed: what is read.
        collect: is given each parameter whose value can't be, instead of an error.

    Raises:
        ConfigurationError: a value can't be; the message names the parameter and what is allowed.
    """
    by_name = {parameter.name: parameter for parameter in allowed}
    values: dict[str, Any] = {}
    for name, text in given:
        value = text.strip()
        parameter = by_name.get(name[:20].lower())
        if parameter is None or (not value and parameter.may_be_empty):
            continue
        del by_name[parameter.name]
        try:
            values[parameter.name] = _value(parameter, value)
        except ConfigurationError:
            if collect is None:
                raise
            collect(parameter)
    return values


def _value(parameter: Parameter, text: str) -> Any:
    try:
        if len(text) > parameter.longest:
            raise ValueError(f"longer than {parameter.longest} characters")
        return parameter.kind.read(text)
    except (ValueError, FXWidgetError) as error:
        why = f": {error}" if str(error) else ""
        shown = text[:40] + ("…" if len(text) > 40 else "")
        raise ConfigurationError(
            f"{parameter.name}={shown!r} can't be{why}. Allowed: {parameter.kind.values}."
        ) from error


def canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """The canonical form of a query."""
    return "&".join(f"{name}={quote(text, safe=',/:')}" for name, text in pairs)
