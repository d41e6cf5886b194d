"""The widget as one SVG image, in whatever layout: what the SVG, the PNG and link previews show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fxwidget.render import shape_images
from fxwidget.render.svg import Sheet, described, table, unseen
from fxwidget.render.view import View

__all__ = ["measure", "svg"]

DRAWINGS: Mapping[str, Callable[[View], Sheet]] = {
    "strip": shape_images.strip,
    "single": shape_images.single,
    "matrix": shape_images.square,
    "heatmap": shape_images.square,
}
"""How the layouts are drawn that are no table of rows."""


def svg(view: View) -> str:
    """The widget as an SVG document.

    Raises:
        ConfigurationError: the layout does not take so many currencies.
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    title = view.head.title
    return _drawn(view).document(title, " ".join([described(view), *unseen(view)]))


def measure(view: View) -> tuple[int, int]:
    """Width and height of the image, in its units.

    Raises:
        ConfigurationError: the layout does not take so many currencies.
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    return _drawn(view).size


def _drawn(view: View) -> Sheet:
    return DRAWINGS.get(view.options.layout, table)(view)
