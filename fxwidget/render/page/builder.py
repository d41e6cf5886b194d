"""The builder: a form of every option, with a preview, what to paste, and how the numbers behind it are doing.

It is whole without script: a plain form that asks for the same page again. ``builder.js`` asks in its place and shows
what has changed, so the server alone writes previews and snippets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from fxwidget.domain.scalars import day_of
from fxwidget.domain.snapshot import SourceInfo
from fxwidget.presentation.colours import COLOURED, READABLE, SCHEMES, LowContrast, palette, whole
from fxwidget.presentation.language import LANGUAGES, Language, marked
from fxwidget.presentation.option import Control, Group, Option, canonical
from fxwidget.presentation.options import AUTOMATIC, Options, options_in
from fxwidget.presentation.values import MOST_CODES
from fxwidget.render import wording
from fxwidget.render.flags import flag
from fxwidget.render.page import html
from fxwidget.render.page.shapes import shape

__all__ = ["DECIDED", "KINDS", "USUAL_WIDTH", "WIDTHS", "Doing", "Fault", "Handed", "Preview", "page"]

KINDS: dict[str, tuple[str, str]] = {
    "frame": (marked("Frame"), marked("for any site, without script on its page")),
    "element": (marked("Element"), marked("one small script, in the look of your page")),
    "fragment": (marked("Fragment"), marked("for pages that a server makes at each request")),
    "image": (marked("Image"), marked("for mail and places that take only pictures")),
    "link": (marked("Link"), marked("for WordPress and others that know oEmbed")),
    "badge": (marked("Badge"), marked("one rate as a small picture")),
    "chart": (
        marked("Chart"),
        marked("the past of the first currency, in a frame, as an element or as an image"),
    ),
}
"""What each kind of embed is called, and what it is for."""

WIDTHS: dict[str, str] = {
    "220": "220 px",
    "300": "300 px",
    "400": "400 px",
    "full": marked("as wide as its column"),
}
"""The widths that can be chosen for a table, by value."""

USUAL_WIDTH = "400"

DECIDED: tuple[str, ...] = (
    marked(
        "Several independent sources are asked. Each rate is one source’s own number that others confirm, never an average."
    ),
    marked("A number that jumps is set aside until other sources, or its next market day, confirm it."),
    marked("Where sources disagree, the last good rate stays, and the table says so."),
    marked("An arrow compares with the previous close of the same source."),
    marked(
        "A rate is late when one publication is missing, stale when two are, and withdrawn long after that."
    ),
)
"""How the numbers are decided, in short."""


@dataclass(frozen=True)
class Fault:
    """A rejected parameter value, and what is ``allowed``, in English, or how it can't be read. ``label`` is the parameter's."""

    label: str
    typed: str
    allowed: str = ""
    contrast: LowContrast | None = None


@dataclass(frozen=True)
class Preview:
    """The preview of the chosen embed: a page in a frame of that width and height, or else pictures.

    width: in px; None is that of its column.
    """

    page: str = ""
    height: int = 0
    width: int | None = None
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """What the builder hands out for the chosen options.

    texts: what is copied, under its title.
    reached: the address by which the service was reached, where it stands in the texts; behind a proxy it may be another
        than the reader's, and then the script puts that in its place.
    """

    preview: Preview
    texts: tuple[tuple[str, str], ...]
    json: str
    reached: str = ""


@dataclass(frozen=True)
class Field:
    """One option as it stands in the form: ``value`` as text, or what of its choices is ``chosen``.

    pictured: whether its choices are shown as pictures.
    picked: of a colour, what is drawn now in each scheme, as ``#rrggbb``.
    """

    name: str
    label: str
    control: Control
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    chosen: tuple[str, ...] = ()
    fault: Fault | None = None
    pictured: bool = False
    picked: tuple[tuple[str, str], ...] = ()


def page(
    reading: wording.Reading,
    options: Options,
    *,
    kind: str,
    codes: Sequence[str],
    handed: Handed | None,
    own: Sequence[tuple[str, str]] = (),
    width: str = USUAL_WIDTH,
    unticked: bool = False,
    faults: Mapping[str, Fault] = {},
    home: str = "/",
) -> str:
    """The builder as an HTML page.

    Args:
        reading: of the stored snapshot, in the page's own language; the table's is an option.
        codes: every currency that can be chosen, in the table's order.
        handed: what is handed out; nothing where there are faults.
        own: the builder's own parameters that its address has, beside the options.
        width: the chosen one of ``WIDTHS``.
        unticked: whether no currency is ticked, so that a few can be.
        faults: by option, what was typed and can't be.
        home: the path of the page itself.
    """
    language = reading.language
    form = _Form(options, language, tuple(codes), faults, unticked)
    return (
        html.templates()
        .get_template("builder.html")
        .render(
            language=language,
            say=language.say,
            kinds=KINDS,
            kind=kind,
            widths=[(value, language.isolated(language.say(title))) for value, title in WIDTHS.items()],
            width=width,
            home=home,
            languages=[
                (code, name, f"{home}?{_query(own, options, code)}") for code, name in LANGUAGES.items()
            ],
            rows=form.rows(),
            groups=form.groups(),
            faults=faults,
            handed=handed,
            query=canonical([*own, *options.pairs()]),
            flag=lambda code: Markup(flag(code)),
            shape=shape,
            decided=DECIDED,
            notices=[text for text in (reading.replayed, reading.alarm) if text],
            sources=[Doing.of(source, reading) for source in reading.snapshot.sources],
            disclaimer=reading.disclaimer,
            needed=language.number(Decimal(READABLE)),
        )
    )


def _query(own: Sequence[tuple[str, str]], options: Options, language: str) -> str:
    """The query of the builder and its table in another language."""
    return canonical([*own, *options.pairs(but=("lang",)), ("lang", language)])


@dataclass(frozen=True)
class _Form:
    """Makes the builder form's fields."""

    options: Options
    language: Language
    codes: tuple[str, ...]
    faults: Mapping[str, Fault]
    unticked: bool

    def rows(self) -> list[tuple[str, str, bool]]:
        """Every currency with its name and whether it is chosen: the chosen ones first, in their order."""
        chosen = self.options.currencies
        others = [code for code in self.codes if code not in chosen]
        every = not chosen and not self.unticked and len(others) <= MOST_CODES
        return [(code, self.language.name(code), code in chosen or every) for code in (*chosen, *others)]

    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields under their titles. The currencies have a list of their own."""
        return [
            (group.value, [self.field(option) for option in options_in(group)])
            for group in Group
            if group is not Group.CURRENCIES
        ]

    def field(self, option: Option) -> Field:
        fault = self.faults.get(option.name)
        return Field(
            name=option.name,
            label=option.label,
            control=option.control,
            value=fault.typed if fault else self._value(option),
            choices=self._choices(option),
            hint=option.hint,
            chosen=getattr(self.options, option.field) if option.control is Control.SEVERAL else (),
            fault=fault,
            pictured=option.name == "layout",
            picked=self._picked(option) if option.control is Control.COLOUR else (),
        )

    def _picked(self, option: Option) -> tuple[tuple[str, str], ...]:
        purpose = COLOURED[option.name]
        return tuple((scheme, whole(palette(self.options, scheme)[purpose])) for scheme in SCHEMES)

    def _value(self, option: Option) -> str:
        value = getattr(self.options, option.field)
        return "" if value is None and option.names_currencies else option.text(value)

    def _choices(self, option: Option) -> tuple[tuple[str, str], ...]:
        say = self.language.say
        if option.control is Control.CURRENCY:
            named = tuple(
                (code, f"{self.language.isolated(code)} · {self.language.name(code)}") for code in self.codes
            )
            return (("", say(AUTOMATIC)), *named)
        return tuple((value, say(label)) for value, label in option.choices.items())


@dataclass(frozen=True)
class Doing:
    """The state of one source in words."""

    name: str
    url: str
    did: str
    well: bool
    asked_at: datetime | None
    newest: str
    next_at: datetime | None

    @classmethod
    def of(cls, source: SourceInfo, reading: wording.Reading) -> Doing:
        did, well = wording.did(source, reading.language)
        stated = [
            part.as_of for rate in reading.snapshot.rates for part in rate.sources if part.id == source.id
        ]
        days = [day_of(as_of) for as_of in stated if as_of is not None]
        newest = reading.language.day(max(days), year=True) if days else wording.NO_RATE
        return cls(source.name, source.url, did, well, source.asked_at, newest, source.next_at)
