"""The page of a set of files that hands out what a site pastes: one for each table that the set has, whole without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fxwidget.domain.scalars import stamp
from fxwidget.presentation.language import LANGUAGES, Language
from fxwidget.presentation.option import Control
from fxwidget.presentation.options import Options, option_named
from fxwidget.render import wording
from fxwidget.render.page import html
from fxwidget.render.page.builder import DECIDED, KINDS, Doing, Preview

__all__ = ["Past", "Snippet", "Table", "described", "page"]


@dataclass(frozen=True)
class Snippet:
    """What is pasted for one of ``KINDS``: texts under their titles, in English."""

    kind: str
    texts: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @property
    def has_picture(self) -> bool:
        """Whether one of its texts is of a picture, which has no clock."""
        return self.kind in ("image", "badge") or any(title == "Image" for title, _ in self.texts)

    @property
    def meaning(self) -> str:
        return KINDS[self.kind][1]


@dataclass(frozen=True)
class Table:
    """One of the set's tables: its options, and the address of its own page of this kind."""

    options: Options
    page: str


@dataclass(frozen=True)
class Past:
    """The addresses of each currency's page, and of the numbers of all of them in each form."""

    pages: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def page(
    reading: wording.Reading,
    options: Options,
    tables: Sequence[Table],
    snippets: Sequence[Snippet],
    preview: Preview,
    *,
    json: str,
    past: Past,
    placeholder: str,
    files: str,
) -> str:
    """The page as HTML, in the language of its table.

    Args:
        reading: of the snapshot, in that language.
        tables: every table that the set has.
        json: the address of the table as JSON.
        past: the addresses of what was before.
        placeholder: the address in the snippets that stands for the page's own, where the set does not know its host.
        files: the address of the list of all tables.
    """
    language = reading.language
    return (
        html.templates()
        .get_template("handout.html")
        .render(
            language=language,
            say=language.say,
            tables=[(described(it.options, language), it.page, it.options) for it in tables],
            options=options,
            snippets=snippets,
            preview=preview,
            json=json,
            past=past,
            placeholder=placeholder,
            files=files,
            until=stamp(reading.snapshot.ends_at),
            valid_until=reading.snapshot.valid_until,
            old_copy=reading.old_copy,
            decided=DECIDED,
            alarms=[text for text in (reading.replayed, reading.alarm) if text],
            notices=[],
            sources=[Doing.of(source, reading) for source in reading.snapshot.sources],
            disclaimer=reading.disclaimer,
        )
    )


def described(options: Options, language: Language) -> str:
    """A table's options for people: its language by its own name, then what else is not as usual."""
    others = [_option(name, text, language) for name, text in options.pairs(but=("lang",))]
    return " · ".join([LANGUAGES[options.language.code], *others])


def _option(name: str, text: str, language: Language) -> str:
    option = option_named(name)
    label = language.say(option.label)
    if option.control is Control.YES:
        return label
    chosen = language.say(option.choices[text]) if text in option.choices else language.isolated(text)
    return f"{label}: {chosen}"
