"""The snippets that a site pastes to show the table, and the policies that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit

from fxwidget.config.urls import address as checked
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.option import Control, Form
from fxwidget.presentation.options import Options, option_named, options_of
from fxwidget.presentation.typeface import SIZES
from fxwidget.render.page.script import chart_script, converter_script, script
from fxwidget.render.shape_images import SINGLE
from fxwidget.render.svg import WIDTH
from fxwidget.web.addresses import Addresses
from fxwidget.web.frame_height import FRAME_WIDTH, MEASURED_WIDTHS, NARROW, chart_height, height, noted_height

__all__ = ["KINDS", "Embed", "embed", "embed_at", "embeds", "frame_height"]

KINDS = ("frame", "element", "fragment", "image", "link", "badge", "chart")

IMAGE_WIDTHS = {"single": SINGLE[0], "matrix": None, "heatmap": None}
"""Units of the images that have a width of their own; None where it is that of their numbers."""

_TITLES = {
    "frame": "A frame",
    "element": "An element",
    "fragment": "A fragment, which your server puts into its page",
    "image": "An image",
    "link": "A link, which WordPress and others turn into a frame",
    "badge": "A badge",
    "chart": "A chart",
}
"""What each kind is called where all are listed."""


@dataclass(frozen=True)
class Embed:
    """A snippet of one kind for one view, with its policies.

    code: what is pasted: HTML, or an address.
    policies: what the site's own Content-Security-Policy has to allow; one of them is enough.
    markdown: the same for where Markdown is written.
    fetched: what the site's server asks for at each request, where it does.
    others: what may be pasted in place of the code, each under its title in English.
    """

    code: str
    policies: tuple[str, ...]
    markdown: str = ""
    fetched: str = ""
    others: tuple[tuple[str, str], ...] = ()


def embed(
    kind: str,
    service: str,
    options: Options,
    codes: Sequence[str],
    base: str = "USD",
    *,
    width: int | None = None,
) -> Embed:
    """An embed of one of ``KINDS`` of the service at an address, such as ``https://rates.example``.

    Args:
        codes: the rows of the view; a chart is of the first one.
        base: the configured one.
        width: of a frame in px; None is that of its column.
    """
    return embed_at(kind, Addresses(service, options), codes, base, width=width)


def embed_at(
    kind: str, at: Addresses, codes: Sequence[str], base: str = "USD", *, width: int | None = None
) -> Embed:
    """The same of the forms that are at these absolute addresses."""
    options, parts = at.options, urlsplit(at.service)
    origin = f"{parts.scheme}://{parts.netloc}"
    match kind:
        case "frame":
            tall = frame_height(options, len(codes), width)
            return Embed(_frame(at, width, tall), (f"frame-src {origin}",))
        case "element":
            scripts = [script(), converter_script()] if options.converter else [script()]
            hashes = " ".join(f"'{each.integrity}'" for each in scripts)
            who = (origin, hashes) if at.pinned else (origin,)
            allowed = [f"script-src {each}; connect-src {origin}" for each in who]
            return Embed(_element(at, len(codes)), tuple(allowed))
        case "fragment":
            link = f'<link rel="stylesheet" href="{escape(at.style)}">'
            return Embed(link, (f"style-src {origin}",), fetched=at.fragment)
        case "image":
            pictures = [(options.language.say("Exchange rates"), at.svg, at)]
            drawn = IMAGE_WIDTHS.get(options.layout, WIDTH)
            sized = f' width="{round(drawn * SIZES[options.size])}"' if drawn else ""
            return _pictures(pictures, origin, f'{sized} style="max-width:100%"')
        case "badge":
            on = options.base or base
            pictures = [
                (
                    f"{code}/{on}" if options.inverse else f"{on}/{code}",
                    at.badge(code),
                    replace(at, options=replace(options, currencies=(code,))),
                )
                for code in codes
            ]
            return _pictures(pictures, origin)
        case "chart":
            return _chart(at, codes[0], base, origin, width)
    return Embed(at.page, (f"frame-src {origin}",))


def _chart(at: Addresses, code: str, base: str, origin: str, width: int | None) -> Embed:
    """The snippets of a currency's chart: a frame, or else an element or an image; each needs a policy of its own."""
    language, on = at.options.language, at.options.base or base
    title = escape(language.say("{unit} in {name}", unit=language.unit(on), name=language.name(code)))
    tall = chart_height(at.options, width)
    page, image = escape(at.rate(code)), at.chart(code, ".svg")
    frame = (
        f'<iframe src="{escape(at.chart(code))}" title="{title}" loading="lazy" width="{width or "100%"}" height="{tall}"\n'
        '        frameborder="0" sandbox="allow-scripts allow-popups"></iframe>'
    )
    pairs = at.options.pairs(options_of(Form.CHART))
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in [("code", code), *pairs])
    checked = f'\n        integrity="{chart_script().integrity}"' if at.pinned else ""
    element = (
        f'<script type="module" src="{escape(at.chart_script)}"{checked}></script>\n'
        f'<fx-chart{attributes} height="{tall}"><table role="presentation" height="{tall}"><tr><td valign="top">\n'
        f'  <a href="{page}">{title}</a></td></tr></table></fx-chart>'
    )
    picture = f'<a href="{page}"><img src="{escape(image)}" alt="{title}" style="max-width:100%"></a>'
    policies = f"frame-src {origin}", f"script-src {origin}; connect-src {origin}", f"img-src {origin}"
    others = [("Element", element), ("Image", picture)] if image else [("Element", element)]
    return Embed(frame, policies, others=tuple(others))


def embeds(address: str) -> str:
    """Every kind for the service at ``address``, such as ``https://rates.example``, and the policies: text for a terminal.

    Raises:
        ConfigurationError: that is no web address.
    """
    try:
        service = checked(address)
    except ValueError as error:
        raise ConfigurationError(f"{address!r} {error}") from error
    parts = []
    for kind, title in _TITLES.items():
        codes = BRICS_PLUS if kind not in ("badge", "chart") else ("INR",)
        made = embed(kind, service, Options(), codes)
        policy = "\n   or:   ".join(made.policies)
        what = f": {made.fetched}" if made.fetched else ""
        snippets = [made.code, *(text for _, text in made.others)]
        code = "\n\n".join("\n".join(f"  {line}" for line in each.splitlines()) for each in snippets)
        parts.append(f"{title}{what}\npolicy: {policy}\n\n{code}\n")
    return "\n".join(parts)


def frame_height(options: Options, rows: int, width: int | None) -> int:
    """The px to be reserved for a frame; that of a column has to do at whichever width the column has, from a phone's on."""
    return (
        noted_height(options, rows, width)
        if width
        else max(noted_height(options, rows, each) for each in MEASURED_WIDTHS[1:])
    )


def _frame(at: Addresses, width: int | None, tall: int) -> str:
    """The snippet of the frame: as wide as its column unless a width is given, by attributes alone, which no policy for styles refuses."""
    title = escape(at.options.language.say("Exchange rates"))
    return (
        f'<iframe src="{escape(at.page)}" title="{title}" loading="lazy" width="{width or "100%"}" height="{tall}"\n'
        '        frameborder="0" sandbox="allow-scripts allow-popups allow-downloads"></iframe>'
    )


def _element(at: Addresses, rows: int) -> str:
    """The snippet of the element, which reserves its place by attributes: a table's before its script runs, then its own.

    The script's hash holds for the service that is there now; where the address has no hash either, there is none.
    """
    code = script()
    checked = f'\n        integrity="{code.integrity}"' if at.pinned else ""
    tall = max(height(at.options, rows, width) for width in (NARROW, FRAME_WIDTH))
    attributes = "".join(
        f" {name}" if option_named(name).control is Control.YES else f' {name}="{escape(text)}"'
        for name, text in at.options.pairs()
    )
    label = escape(at.options.language.say("Today’s rates"))
    return (
        f'<script type="module" src="{escape(at.script)}"{checked}></script>\n'
        f'<fx-widget{attributes} height="{tall}"><table role="presentation" height="{tall}"><tr><td valign="top">\n'
        f'  <a href="{escape(at.page)}">{label}</a></td></tr></table></fx-widget>'
    )


def _pictures(pictures: Sequence[tuple[str, str, Addresses]], origin: str, more: str = "") -> Embed:
    """The snippet of linked images: each with its text, its address, and the page that it links to."""
    code = [
        f'<a href="{escape(at.page or at.service)}"><img src="{escape(image)}" alt="{escape(text)}"{more}></a>'
        for text, image, at in pictures
    ]
    markdown = [f"[![{text}]({image})]({at.page or at.service})" for text, image, at in pictures]
    return Embed("\n".join(code), (f"img-src {origin}",), "\n".join(markdown))
