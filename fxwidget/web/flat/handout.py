"""The builder of a set of files: a page for each table that the set has, so nothing else can be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from fxwidget.config.settings import Settings
from fxwidget.presentation.language import marked
from fxwidget.presentation.option import Form
from fxwidget.presentation.options import Options
from fxwidget.render.page import handout
from fxwidget.render.page.builder import WIDTHS, Preview
from fxwidget.render.page.handout import Past, Snippet, Table
from fxwidget.render.sparkline import charted
from fxwidget.render.view import View
from fxwidget.web.addresses import Addresses
from fxwidget.web.embeds import KINDS, Embed, embed_at, frame_height
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.flat.contents import HISTORY
from fxwidget.web.flat.places import FileAddresses, FileSite, home_url
from fxwidget.web.frame_height import frame_width
from fxwidget.web.media_types import PAGE

__all__ = ["PLACEHOLDER", "home"]

PLACEHOLDER = "https://rates.example/rates"
"""Stands in snippets for the address of a set that does not know its host."""

FULL = "full"


def home(settings: Settings, files: Mapping[str, str], tables: Sequence[Options]) -> Endpoint:
    """The endpoint of the builder of a set of these files and tables."""
    site = FileSite(settings.url, files=files)
    render = partial(_drawn, site, settings.base, tuple(tables))
    return Endpoint("/", PAGE, "", render, form=Form.PAGE, prerendered=())


def _drawn(site: FileSite, base: str, tables: Sequence[Options], request: ViewRequest, view: View) -> bytes:
    options = view.options
    here = site.within(request, options)
    at = site.outside(replace(request, address=PLACEHOLDER), options)
    codes = tuple(row.code for row in view.reading.snapshot.rows)
    width = frame_width(options)
    page = handout.page(
        view.reading,
        options,
        [Table(each, here.to(home_url(each))) for each in tables],
        list(_snippets(at, codes, charted(view), base)),
        Preview(here.page, frame_height(options, len(codes), width), width),
        json=here.json,
        past=_past(here, view),
        placeholder="" if site.url else f"{PLACEHOLDER}/",
        files=site.of_set(request, options)["files"],
    )
    return site.sealed(page).encode()


def _past(here: FileAddresses, view: View) -> Past:
    """The pages and the numbers of the past that the set has; none of a currency before its first close."""
    pages = {code: url for code in charted(view) if (url := here.rate(code))}
    known = charted(replace(view, options=Options()))
    numbers = {"JSON": here.to(HISTORY[0]), "CSV": here.to(HISTORY[1])} if known else {}
    return Past(pages, {form: url for form, url in numbers.items() if url})


def _snippets(
    at: FileAddresses, codes: Sequence[str], with_past: Sequence[str], base: str
) -> Iterator[Snippet]:
    """Those of every kind that the set has the files for; of a chart of those currencies that have a past."""
    some = {
        "badge": [code for code in codes if at.badge(code)],
        "chart": [code for code in with_past if at.chart(code)],
    }
    for kind in KINDS:
        if kind == "frame":
            yield Snippet(kind, tuple(_frames(at, codes, base)))
        elif its := some.get(kind, codes):
            made = embed_at(kind, at, its, base)
            yield Snippet(kind, tuple(_texts(kind, made, at, its[0])))


def _frames(at: FileAddresses, codes: Sequence[str], base: str) -> Iterator[tuple[str, str]]:
    """The frame as wide as its column, then in each width."""
    widths = {title: None if value == FULL else int(value) for value, title in reversed(WIDTHS.items())}
    frames = {title: embed_at("frame", at, codes, base, width=width) for title, width in widths.items()}
    yield from ((title, made.code) for title, made in frames.items())
    policies = next(iter(frames.values())).policies
    yield marked("What your Content-Security-Policy has to allow"), policies[0]


def _texts(kind: str, made: Embed, at: FileAddresses, code: str) -> Iterator[tuple[str, str]]:
    yield {"link": marked("Address"), "chart": marked("Frame")}.get(kind, "HTML"), made.code
    yield from made.others
    if made.fetched:
        yield marked("What your server asks for at each request"), made.fetched
    if made.markdown:
        yield "Markdown", made.markdown
    if kind == "image" and at.png():
        yield marked("PNG, for mail"), at.png()
    if made.policies:
        needed = made.policies if kind == "chart" else made.policies[:1]
        yield marked("What your Content-Security-Policy has to allow"), "\n".join(needed)
    documents = {"link": at.oembed, "chart": at.oembed_of(Addresses("", at.options).chart(code))}
    if documents.get(kind):
        yield "oEmbed", documents[kind]
