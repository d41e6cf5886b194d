"""What a page's head says to machines: where its other forms are, its rates as data, and a link preview's card."""

from __future__ import annotations

from fxwidget.render import structured_data
from fxwidget.render.markup import xml
from fxwidget.render.view import View

__all__ = ["OEMBED", "head"]

ATOM, JSON_FEED, OEMBED = "application/atom+xml", "application/feed+json", "application/json+oembed"


def head(view: View, *, url: str, links: dict[str, str], image_url: str) -> str:
    """The markup.

    Args:
        url: the page's own address, absolute; empty where it is not known.
        links: the addresses of its other forms by media type.
        image_url: the address of its picture, absolute; empty where there is none, and then there is no card.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    lines = [f'<link rel="alternate" type="{kind}" href="{xml(link)}">' for kind, link in links.items()]
    lines.append(structured_data.json_ld(view, url=url))
    if url and image_url:
        lines.append(structured_data.open_graph(view, url=url, image_url=image_url))
    return "\n".join(lines)
