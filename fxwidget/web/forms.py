"""The forms of a table: what each endpoint's answer is made of, one function for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from fxwidget.config.settings import Settings
from fxwidget.domain.change_log import RateChange
from fxwidget.errors import ConfigurationError
from fxwidget.provider.source import Described
from fxwidget.render import badge, csv_table, discovery, feed, json_api, png, wording
from fxwidget.render.conversion import conversion
from fxwidget.render.image import measure, svg
from fxwidget.render.page import html
from fxwidget.render.page.assets import style
from fxwidget.render.page.look import look
from fxwidget.render.page.wall import walled
from fxwidget.render.view import View
from fxwidget.store.history import History
from fxwidget.web import past_forms
from fxwidget.web.addresses import USUAL_SCALE
from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.frame_height import noted_height
from fxwidget.web.oembed import Embeddable, Subject, oembed
from fxwidget.web.site import Site

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """What the answers of a service are made of beside a snapshot and a request.

    sources: the enabled ones.
    site: where its forms are found.
    past: the past rates; an empty past where nothing was ever stored.
    """

    settings: Settings
    sources: Sequence[Described]
    site: Site
    past: History

    @cached_property
    def pictures(self) -> bool:
        """Whether the program is there that draws PNGs."""
        return png.available()


def page(context: Context, request: ViewRequest, view: View) -> bytes:
    """The table as a page, or as a fragment of one. A service that does not know its address names paths only."""
    view = past_forms.dated(context.past, request, view)
    site, own = context.site, context.settings.url
    here = site.within(request, view.options)
    links = html.Links(here.json, here.csv, **site.of_set(request, view.options), rate=here.rate)
    if request.parameters.get("fragment"):
        return html.fragment(view, links).encode()
    at, feeds = site.outside(request, view.options), site.feeds(request, view.options)
    others = {discovery.ATOM: feeds.feed("atom"), discovery.JSON_FEED: feeds.feed("json")}
    if own:
        others[discovery.OEMBED] = at.oembed
    head = discovery.head(
        view,
        url=at.page if own else "",
        links={kind: link for kind, link in others.items() if link},
        image_url=at.png() if own and context.pictures else "",
    )
    return site.sealed(html.page(view, links, head=head)).encode()


def stylesheet(request: ViewRequest) -> bytes:
    """The style of fragments and elements, with the look that is asked for."""
    return style().body + walled(look(request.options)).encode()


def image(context: Context, request: ViewRequest, view: View) -> bytes:
    """The table as SVG."""
    view = past_forms.dated(context.past, request, view)
    return svg(view).encode()


def picture(context: Context, request: ViewRequest, view: View) -> bytes:
    """The same image as PNG."""
    view = past_forms.dated(context.past, request, view)
    return png.png(svg(view), request.parameters.get("scale") or USUAL_SCALE)


def text(context: Context, request: ViewRequest, view: View) -> bytes:
    """The table as text."""
    from fxwidget.render.plain_text import plain  # with rich, which a page need not

    view = past_forms.dated(context.past, request, view)
    return plain(view).encode()


def rows(context: Context, request: ViewRequest, view: View) -> bytes:
    """The table as CSV."""
    view = past_forms.dated(context.past, request, view)
    return csv_table.table(view, decimal_comma=request.parameters.get("decimal") == "comma").encode()


def badge_image(context: Context, request: ViewRequest, view: View) -> bytes:
    """One rate as a badge."""
    view = past_forms.dated(context.past, request, view)
    assert request.code is not None
    return badge.svg(view, request.code, dated=context.site.lasting).encode()


def badge_json(context: Context, request: ViewRequest, view: View) -> bytes:
    """One rate as shields.io reads a badge."""
    view = past_forms.dated(context.past, request, view)
    assert request.code is not None
    return badge.json(view, request.code, dated=context.site.lasting)


def atom(context: Context, request: ViewRequest, view: View, changes: Sequence[RateChange]) -> bytes:
    """The changes as Atom."""
    at = context.site.outside(request, view.options)
    return feed.atom(view, _until(changes, view), url=at.feed("atom"), page_url=at.page).encode()


def json_feed(context: Context, request: ViewRequest, view: View, changes: Sequence[RateChange]) -> bytes:
    """The changes as JSON Feed."""
    at = context.site.outside(request, view.options)
    return feed.json(view, _until(changes, view), url=at.feed("json"), page_url=at.page)


def _until(changes: Sequence[RateChange], view: View) -> list[RateChange]:
    """The changes up to the snapshot: the store may have a newer one by now."""
    last = view.snapshot.changed_at
    return [change for change in changes if last is None or change.changed_at <= last]


def embedding(context: Context, request: ViewRequest, view: View, *, of: Sequence[Embeddable]) -> bytes:
    """What shows an address ``of`` those that are known in somebody's page."""
    return oembed(request, view, of, context.site, pictures=context.pictures)


def embedded(context: Context, request: ViewRequest, shown: ViewRequest, view: View) -> Subject:
    """A table, as other sites embed it.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    at, rows = context.site.outside(request, shown.options), len(view.reading.snapshot.rows)
    title = wording.Head.of(view.reading, shown.options).title
    return Subject(title, at.page, partial(noted_height, shown.options, rows), at.png, partial(measure, view))


def rates(context: Context, request: ViewRequest, view: View) -> bytes:
    """The table, or one row of it, as JSON; on a ``date`` that of the past day."""
    if request.parameters.get("date") is not None:
        return past_forms.rates(context.past, request, view)
    return json_api.rates(view, request.code or "")


def converted(context: Context, request: ViewRequest, view: View) -> bytes:
    """An amount of one currency in another as JSON."""
    options = view.options
    if options.to is None:
        raise ConfigurationError("to is missing: ask with to= and a currency of the table, such as to=INR")
    base = options.from_ or request.base
    if request.parameters.get("date") is not None:
        return past_forms.converted_on(context.past, request, view, base, options.to)
    return conversion(view, base, options.to, allow_stale=bool(request.parameters.get("stale")))


def history(context: Context, request: ViewRequest, view: View) -> bytes:
    """The past as JSON."""
    return past_forms.document(context.past, request, view)


def history_rows(context: Context, request: ViewRequest, view: View) -> bytes:
    """The past as CSV."""
    return past_forms.rows(context.past, request, view)


def history_lines(context: Context, request: ViewRequest, view: View) -> Iterable[bytes]:
    """The past as newline-delimited JSON."""
    return past_forms.lines(context.past, request, view)


def currencies(context: Context, _request: ViewRequest, view: View) -> bytes:
    """The currencies of the table as JSON."""
    return json_api.currencies(view.snapshot, context.sources)


def sources(context: Context, _request: ViewRequest, view: View) -> bytes:
    """What each source did last as JSON."""
    return json_api.sources(view.snapshot.sources, context.sources, view.snapshot, view.now)
