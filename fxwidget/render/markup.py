"""Escapes any text for XML."""

from __future__ import annotations

import re
from html import escape

__all__ = ["xml"]

_NEVER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write: one of these and no reader takes the document."""


def xml(text: str) -> str:
    """``text`` escaped for an element or an attribute, what XML can't hold as a replacement character."""
    return escape(_NEVER.sub("\ufffd", text)).replace("&#x27;", "&#39;")
