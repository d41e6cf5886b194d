"""The distribution as a process finds it, with other entry points than the installed ones."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from fxwidget.provider.registry import GROUP

__all__ = ["registered"]


def registered(points: Mapping[str, str], folder: Path) -> None:
    """Make a process with ``folder`` on its path find these providers, by name and value, in place of those that are installed."""
    own = distribution("fxwidget")
    metadata = folder / f"fxwidget-{own.version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(own.read_text("METADATA") or "", encoding="utf-8")
    lines = [f"[{GROUP}]", *(f"{name} = {value}" for name, value in points.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
