"""Draws a Mermaid flow chart whose arrows all lead downward as an arc diagram: its nodes in a column, an arc for each arrow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fxwidget.render.markup import xml

__all__ = ["drawing"]

STEP, TOP, LINE = 34, 28, 190
"""Pixels between two nodes, above the first one, and left of the line on which they stand."""

STYLE = (
    ".t{fill:#1c2127}.a{fill:none;stroke:#0b57d0;stroke-opacity:.55;stroke-width:1.5}.n{fill:#0b57d0}"
    "@media(prefers-color-scheme:dark){.t{fill:#e6e9ec}.a{stroke:#8ab4f8}.n{fill:#8ab4f8}}"
)
"""Without a ground of its own: it stands on the page's."""


def drawing(chart: str, title: str) -> str:
    """A flow chart as SVG.

    Args:
        chart: the text of the chart: its nodes from the top down, one a line, then its arrows, as ``a --> b``.

    Raises:
        ValueError: an arrow leads up, or from or to what is no node.
    """
    lines = chart.splitlines()[1:]
    arrows = [re.findall(r"\w+", line) for line in lines if "-->" in line]
    nodes = [found[0] for line in lines if "-->" not in line and (found := re.findall(r"\w+", line))]
    places = {node: TOP + STEP * number for number, node in enumerate(nodes)}
    arcs = [_arc(places, arrow) for arrow in arrows]
    height = 2 * TOP + STEP * (len(nodes) - 1)
    width = LINE + max(places[to] - places[above] for above, to in arrows) // 2 + 20
    names = [
        f'<text class="t" x="{LINE - 14}" y="{y + 5}" text-anchor="end">{xml(node)}</text><circle class="n" cx="{LINE}" cy="{y}" r="4"/>'
        for node, y in places.items()
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="Noto Sans,system-ui,sans-serif" font-size="15"><title>{xml(title)}</title><style>{STYLE}</style>'
        f"{''.join([*arcs, *names])}</svg>\n"
    )


def _arc(places: dict[str, int], arrow: Sequence[str]) -> str:
    above, to = arrow
    if not places.keys() >= {above, to} or places[above] >= places[to]:
        raise ValueError(f"{above} --> {to} does not lead down from one node to another")
    y, end = places[above], places[to]
    radius = (end - y) / 2
    tip = f"M{LINE + 12} {end - 6}L{LINE + 5} {end}L{LINE + 12} {end + 6}"
    return f'<path class="a" d="M{LINE} {y}A{radius:g} {radius:g} 0 0 1 {LINE} {end}{tip}"/>'
