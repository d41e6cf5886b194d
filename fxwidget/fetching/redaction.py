"""Removes secrets from texts."""

from __future__ import annotations

import re
from collections.abc import Sequence


def redact(text: str, secrets: Sequence[str]) -> str:
    """``text`` with every secret replaced by ``***``: as it is, in any case, and percent-encoded in any part."""
    found = [_in_any_form(secret) for secret in sorted(secrets, key=len, reverse=True) if secret]
    return re.sub("|".join(found), "***", text, flags=re.IGNORECASE) if found else text


def _in_any_form(secret: str) -> str:
    """A pattern for a secret, each character as it is or percent-encoded, once or more often."""
    forms = []
    for character in secret:
        octets = "".join(f"%(?:25)*{octet:02x}" for octet in character.encode("utf-8", "replace"))
        forms.append(f"(?:{re.escape(character)}|{octets}{'|[+]' if character == ' ' else ''})")
    return "".join(forms)
