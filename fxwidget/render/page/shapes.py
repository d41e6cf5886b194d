"""Pictures of the layouts, as small as buttons, for those who choose one by what it looks like."""

from __future__ import annotations

from markupsafe import Markup

__all__ = ["shape"]

_WIDE, _TALL = 60, 44


def _bar(x: float, y: float, wide: float, kind: str = "", tall: float = 3) -> str:
    """A bar for a word; ``q`` is a quiet one, ``f`` a flag."""
    named = f' class="{kind}"' if kind else ""
    return f'<rect{named} x="{x:g}" y="{y:g}" width="{wide:g}" height="{tall:g}" rx="1"/>'


def _box(x: float, y: float, wide: float, tall: float) -> str:
    return f'<rect class="b" x="{x:g}" y="{y:g}" width="{wide:g}" height="{tall:g}" rx="2"/>'


def _lines(rows: int, first: float, step: float, name: float = 14) -> str:
    """Rows of a flag, a name and a price each."""
    return "".join(
        _bar(4, y, 6, "f", 4) + _bar(13, y, name - 4 * (row % 2), "q") + _bar(42, y, 14)
        for row in range(rows)
        for y in (first + row * step,)
    )


_SPARK = '<path class="l" d="M36 30l5-4 4 3 5-7 6-3"/>'

_PICTURES: dict[str, str] = {
    "auto": _bar(4, 5, 22, tall=4) + _lines(4, 14, 7),
    "table": _bar(4, 4, 22, tall=4)
    + "".join(
        _bar(4, y, 6, "f", 4) + _bar(13, y, 16) + _bar(13, y + 4, 8, "q", 2) + _bar(40, y, 12)
        for y in (13, 23, 33)
    ),
    "compact": _lines(7, 3, 5.6, name=12),
    "card": "".join(
        _box(x, y, 24, 17) + _bar(x + 4, y + 4, 12, "q") + _bar(x + 4, y + 9, 16, tall=4)
        for x in (4, 32)
        for y in (4, 23)
    ),
    "strip": _box(2, 16, 56, 12) + "".join(_bar(x, 21, 5, "q") + _bar(x + 6, 21, 8) for x in (6, 24, 42)),
    "single": _box(2, 9, 56, 26)
    + _bar(6, 13, 14, "q")
    + _bar(6, 19, 22, tall=6)
    + _bar(6, 28, 14, "q")
    + _SPARK,
    "matrix": "".join(
        _bar(4 + 14 * x, 5 + 9 * y, 10, "f" if not x and y else "q" if not y or not x else "", 4)
        for x in range(4)
        for y in range(4)
        if x or y
    ),
    "heatmap": "".join(
        _bar(4 + 18 * x, 4 + 13 * y, 16, "u" if (x + y) % 3 == 0 else "d" if (x + y) % 3 == 1 else "q", 11)
        for x in range(3)
        for y in range(3)
    ),
}


def shape(layout: str) -> Markup:
    """The picture of a layout as SVG; of one that none is drawn for, a table's outline."""
    inside = _PICTURES.get(layout, _box(4, 4, 52, 36) + _lines(3, 12, 9))
    return Markup(
        f'<svg class="picture" width="{_WIDE}" height="{_TALL}" viewBox="0 0 {_WIDE} {_TALL}" aria-hidden="true">{inside}</svg>'
    )
