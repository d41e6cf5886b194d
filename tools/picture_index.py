"""The page of all pictures, each under what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def index(states: Iterable[tuple[str, str, Mapping[str, tuple[int, str]]]], more: Mapping[str, int]) -> str:
    """The HTML of the page.

    Args:
        states: the name and the meaning of each state, and its pictures with their widths in px and colour schemes.
        more: pictures that are of no page, with their widths.
    """
    parts = [
        "<!doctype html><meta charset=utf-8><title>fxwidget in pictures</title><h1>fxwidget in pictures</h1>"
    ]
    for state, meaning, pictures in states:
        parts.append(f"<h2>{state}: {meaning}</h2>")
        for name, (width, scheme) in pictures.items():
            parts.append(f'<img src="{name}" width="{width}" alt="{state} at {width} px, {scheme}">')
    parts.append("<h2>Images and badges</h2>")
    parts += [
        f'<img src="{name}" width="{width}" alt="{name.removesuffix(".png")}">'
        for name, width in more.items()
    ]
    return "\n".join(parts)
