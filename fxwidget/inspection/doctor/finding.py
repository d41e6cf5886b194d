"""One finding of an examination, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The severity of a finding. A warning does not stop the service; a failure does, or will."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


PROVIDER = "provider "
"""How the name of what was looked at begins where that is a provider's host."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``mend`` is None where nothing is wrong."""

    what: str
    status: Status
    found: str
    mend: str | None = None


def ok(what: str, found: str) -> Finding:
    return Finding(what, Status.OK, found)


def warn(what: str, found: str, mend: str) -> Finding:
    return Finding(what, Status.WARN, found, mend)


def fail(what: str, found: str, mend: str) -> Finding:
    return Finding(what, Status.FAIL, found, mend)
