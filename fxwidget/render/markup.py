"""Escapes any text for XML."""

from __future__ import annotations

import re
from html import escape

__all__ = ["xml"]

_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: one of these and no reader takes the document."""


def xml(text: str) -> str:
    """``text`` escaped for an element or an attribute, what XML can't hold as a replacement character."""
    return escape(_NEVER.sub("\ufffd", text)).replace("&#x27;", "&#39;")
