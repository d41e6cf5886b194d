"""Fonts and sizes of a view."""

from __future__ import annotations

__all__ = ["FONTS", "SIZES"]

FONTS: dict[str, tuple[str, ...]] = {
    "system": ("system-ui", "sans-serif"),
    "arial": ("Arial", "Liberation Sans", "Roboto", "sans-serif"),
    "verdana": ("Verdana", "DejaVu Sans", "sans-serif"),
    "georgia": ("Georgia", "Gelasio", "DejaVu Serif", "serif"),
    "times": ("Times New Roman", "Liberation Serif", "Noto Serif", "serif"),
}
"""The families of each font, the first that a reader has counts. None is fetched."""

SIZES: dict[str, float] = {"small": 0.875, "medium": 1.0, "large": 1.125}
"""By how much everything is larger."""
