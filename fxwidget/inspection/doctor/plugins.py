"""Whether every installed provider can be used, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from fxwidget.inspection.doctor.finding import Finding, ok, warn
from fxwidget.provider.registry import flaws, usable


def look_at_plugins() -> Iterator[Finding]:
    """A warning for each provider that is left out, with its distribution and what is wrong with it."""
    broken = flaws()
    for name, fault in broken.items():
        yield warn(f"provider {name}", fault, "install a version that is put right, or uninstall it")
    if not broken:
        yield ok("providers", f"{len(usable())} installed, all of them can be used")
