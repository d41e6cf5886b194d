"""The builder: a form of every option, with a preview, what to paste, and how the numbers behind it are doing.

It is whole without script: a plain form that asks for the same page again. ``builder.js`` asks in its place and shows
what has changed, so the server alone writes previews and snippets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup

from fxwidget.domain.scalars import day_of
from fxwidget.domain.snapshot import Snapshot, SourceInfo
from fxwidget.presentation.language import LANGUAGES, Language, marked
from fxwidget.presentation.options import BOOLEAN, MOST_CODES, OPTIONS, Option, Options, canonical
from fxwidget.render import wording
from fxwidget.render.flags import flag
from fxwidget.render.page import html

__all__ = ["KINDS", "Fault", "Handed", "Preview", "page"]

KINDS: dict[str, tuple[str, str]] = {
    "frame": (marked("Frame"), marked("for any site, without script on its page")),
    "element": (marked("Element"), marked("one small script, in the look of your page")),
    "fragment": (marked("Fragment"), marked("for pages that a server makes at each request")),
    "image": (marked("Image"), marked("for mail and places that take only pictures")),
    "link": (marked("Link"), marked("for WordPress and others that know oEmbed")),
    "badge": (marked("Badge"), marked("one rate as a small picture")),
}
"""What each kind of embed is called, and what it is for."""

_LABELS: dict[str, str] = {
    "embed": marked("What to embed"),
    "ui": marked("Language"),
    "currencies": marked("Currencies"),
    "base": marked("Base currency"),
    "amount": marked("Amount"),
    "inverse": marked("Prices the other way round"),
    "decimals": marked("Decimals"),
    "columns": marked("More columns"),
    "layout": marked("Layout"),
    "theme": marked("Colours"),
    "flags": marked("Flags"),
    "names": marked("Names"),
    "symbol": marked("Currency symbols"),
    "converter": marked("With a converter"),
    "from": marked("From"),
    "to": marked("To"),
    "lang": marked("Language"),
    "tz": marked("Time zone"),
    "header": marked("Heading"),
    "caption": marked("Line under the heading"),
    "disclaimer": marked("Words after the disclaimer"),
    "refresh": marked("Seconds between updates"),
}
_GROUPS: dict[str, tuple[str, ...]] = {
    marked("Numbers"): ("base", "amount", "decimals", "inverse", "columns"),
    marked("Look"): ("layout", "theme", "flags", "names", "symbol"),
    marked("Conversion"): ("converter", "from", "to"),
    marked("Words and times"): ("lang", "tz", "header", "caption", "disclaimer", "refresh"),
}
_AUTOMATIC = marked("automatic")
_CHOICES: dict[str, dict[str, str]] = {
    "layout": {"table": marked("table"), "compact": marked("compact"), "card": marked("cards")},
    "theme": {"auto": _AUTOMATIC, "light": marked("light"), "dark": marked("dark")},
    "flags": {"rectangular": marked("rectangular"), "round": marked("round"), "none": marked("none")},
    "names": {"both": marked("names and codes"), "names": marked("names"), "codes": marked("codes")},
}
_HINTS: dict[str, str] = {
    "header": marked("“none” hides it."),
    "refresh": marked("“auto”, “off”, or 30 to 86400."),
}

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
    """What was typed for an option and can't be, and what is ``allowed``, in English."""

    typed: str
    allowed: str


@dataclass(frozen=True)
class Preview:
    """What the chosen embed looks like: a page in a frame that is so high, or else pictures."""

    page: str = ""
    height: int = 0
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
    """One option as it stands in the form.

    kind: ``choice``, ``yes``, ``text``, ``prose`` or ``several``.
    """

    name: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    chosen: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def label(self) -> str:
        return _LABELS[self.name]


def page(
    snapshot: Snapshot,
    now: datetime,
    options: Options,
    *,
    kind: str,
    language: Language,
    codes: Sequence[str],
    handed: Handed | None,
    faults: Mapping[str, Fault] = {},
) -> str:
    """The builder as it stands at the wall clock's ``now``.

    Args:
        language: the page's own; the table's is an option.
        codes: every currency that can be chosen, in the table's order.
        handed: what is handed out; nothing where there are faults.
        faults: by option, what was typed and can't be.
    """
    form = _Form(options, language, tuple(codes), faults)
    reading = wording.Reading.of(snapshot, now, language)
    return (
        html.templates()
        .get_template("builder.html")
        .render(
            language=language,
            say=language.say,
            kinds=KINDS,
            kind=kind,
            languages=[(code, name, _at(kind, options, code)) for code, name in LANGUAGES.items()],
            rows=form.rows(),
            groups=[(title, [form.field(name) for name in names]) for title, names in _GROUPS.items()],
            labels=_LABELS,
            faults=faults,
            handed=handed,
            query=canonical([("embed", kind)] * (kind != "frame") + options.pairs()),
            flag=lambda code: Markup(flag(code)),
            decided=DECIDED,
            notices=[text for text in (reading.replayed, reading.alarm) if text],
            sources=[_Doing.of(source, reading) for source in snapshot.sources],
            disclaimer=reading.disclaimer,
        )
    )


def _at(kind: str, options: Options, language: str) -> str:
    """The builder in another language, the table with it."""
    pairs = [("embed", kind)] * (kind != "frame") + options.pairs(but=("lang",))
    return "/?" + canonical([*pairs, ("lang", language)])


@dataclass(frozen=True)
class _Form:
    """Makes the fields."""

    options: Options
    language: Language
    codes: tuple[str, ...]
    faults: Mapping[str, Fault]

    def rows(self) -> list[tuple[str, str, bool]]:
        """Every currency with its name and whether it is chosen: the chosen ones first, in their order."""
        chosen = self.options.currencies
        others = [code for code in self.codes if code not in chosen]
        every = not chosen and len(others) <= MOST_CODES
        return [(code, self.language.name(code), code in chosen or every) for code in (*chosen, *others)]

    def field(self, name: str) -> Field:
        option = next(option for option in OPTIONS if option.name == name)
        fault = self.faults.get(name)
        value = fault.typed if fault else self._value(option)
        make = partial(Field, name, value=value, hint=_HINTS.get(name, ""), fault=fault)
        if option.values == BOOLEAN:
            return make("yes")
        if name == "columns":
            titles = tuple(
                (column, self.language.say(title)) for column, title in wording.COLUMN_TITLES.items()
            )
            return make("several", choices=titles, chosen=self.options.columns)
        if choices := self._choices(name):
            return make("choice", choices=choices)
        if name in ("caption", "disclaimer"):
            return make("prose")
        return make("text")

    def _value(self, option: Option) -> str:
        value = getattr(self.options, option.field)
        return "" if value is None and option.name in ("base", "from", "to") else option.text(value)

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        say = self.language.say
        if name in _CHOICES:
            return tuple((value, say(label)) for value, label in _CHOICES[name].items())
        if name == "lang":
            return tuple(LANGUAGES.items())
        if name == "decimals":
            return (("auto", say(_AUTOMATIC)), *((str(places), str(places)) for places in range(9)))
        if name in ("base", "from", "to"):
            named = tuple((code, f"{code} · {self.language.name(code)}") for code in self.codes)
            return (("", say(_AUTOMATIC)), *named)
        return ()


@dataclass(frozen=True)
class _Doing:
    """How one source is doing, in words."""

    name: str
    url: str
    did: str
    well: bool
    asked_at: datetime | None
    newest: str
    next_at: datetime | None

    @classmethod
    def of(cls, source: SourceInfo, reading: wording.Reading) -> _Doing:
        did, well = wording.did(source, reading.language)
        stated = [
            said.as_of for rate in reading.snapshot.rates for said in rate.sources if said.id == source.id
        ]
        days = [day_of(as_of) for as_of in stated if as_of is not None]
        newest = reading.language.day(max(days), year=True) if days else wording.NO_RATE
        return cls(source.name, source.url, did, well, source.asked_at, newest, source.next_at)
