"""The changelog of a release: what was not released becomes the section of a version, with one group of each kind."""

from __future__ import annotations

import re
from datetime import date

KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
"""The kinds of group, in the order of Keep a Changelog."""

UNRELEASED = "Unreleased"


def heading(text: str) -> str:
    """The first heading of a version, without its marks; empty where there is none."""
    found = re.search(r"^## (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def section(text: str, title: str) -> str:
    """What stands under a heading, without the heading; empty where there is nothing.

    Args:
        title: the heading, as in ``0.2.0 - 2026-12-31``.
    """
    found = _section(text, title)
    return found[1].strip() if found else ""


def released(text: str, version: str, day: date) -> str:
    """The changelog with ``Unreleased`` as the section of a version.

    Groups of one kind become one without a day, in which what is newest stands first. Text above the first group stays
    where it is: it says what an operator must do.

    Raises:
        ValueError: there is no such heading, nothing under it, or a group of an unknown kind.
    """
    found = _section(text, UNRELEASED)
    if found is None or not found[1].strip():
        raise ValueError(f"nothing stands under ## {UNRELEASED}")
    new = f"## {version} - {day}\n\n{_merged(found[1])}\n\n"
    return (text[: found.start()] + new + text[found.end() :]).rstrip() + "\n"


def _section(text: str, title: str) -> re.Match[str] | None:
    return re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)


def _merged(part: str) -> str:
    """The groups of a section, one of each kind."""
    first, *parts = re.split(r"^### (.+)\n", part, flags=re.MULTILINE)
    groups: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        kind = title.partition(",")[0]
        if kind not in groups:
            raise ValueError(f"### {title} is none of {', '.join(KINDS)}")
        groups[kind].append(body.strip())
    written = [f"### {kind}\n\n" + "\n".join(bodies) for kind, bodies in groups.items() if bodies]
    return "\n\n".join(filter(None, [first.strip(), *written]))
