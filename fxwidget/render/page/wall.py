"""The wall around a fragment: its style goes before whatever style the page around it has.

Each selector begins with one that weighs as much as three ids, and matches the fragment's root. So the first rules, which
take from everything inside what the page gave it (``wall.css``), go before the page's own, and the widget's before those.
"""

from __future__ import annotations

import re

__all__ = ["walled"]

ROOT = ":is(#fx#fx#fx,.fx-widget)"
"""The fragment's root; no element need have the id."""

_PRELUDE = re.compile(r"[^{};]+(?=\{)")
"""What stands before a block: selectors, or an at-rule."""

_SELECTOR = re.compile(r"(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+")
"""One of the selectors of a list: no comma but within parentheses, which may hold others."""

_NO_SELECTOR = re.compile(r"@|from$|to$|[\d.]+%$")
_OUTSIDE = (":host", "html", "body")


def walled(style: str) -> str:
    """A minified stylesheet whose selectors all begin at the fragment's root."""
    return _PRELUDE.sub(lambda found: _prelude(found[0]), style)


def _prelude(text: str) -> str:
    if _NO_SELECTOR.match(text):
        return text
    return ",".join(map(_selector, _SELECTOR.findall(text)))


def _selector(text: str) -> str:
    """One selector. The direction is the page's root's in the page, in a fragment its own root's."""
    if text.startswith(_OUTSIDE):
        return text
    if text.startswith(".fx-widget"):
        return text.replace(".fx-widget", ROOT, 1)
    return f"{ROOT}{text}" if text.startswith("[dir=") else f"{ROOT} {text}"
