"""Measures the memory of a process."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resident"]


def resident(pid: int) -> int:
    """The resident memory of a process in bytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0][1]) * 1024 if lines else 0
