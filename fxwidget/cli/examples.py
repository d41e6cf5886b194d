"""The examples at the end of a command's help."""

from __future__ import annotations

__all__ = ["examples"]

UNWRAPPED = "\b"
"""With this line before it click lets a paragraph's lines stand as they are."""


def examples(*lines: str) -> str:
    """The end of a help text: command lines to be copied, none longer than a narrow terminal is wide."""
    return "\n".join(
        [UNWRAPPED, "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)]
    )
