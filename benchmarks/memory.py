"""Measures the memory and the processor time of a process, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["own", "processor_seconds", "resident"]


def resident(pid: int) -> int:
    """The resident memory of a process in bytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0][1]) * 1024 if lines else 0


def own(pid: int) -> int:
    """The memory of a process that it shares with no other one, in bytes; 0 once it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = [
        line.split() for line in text.splitlines() if line.startswith(("Private_Clean:", "Private_Dirty:"))
    ]
    return sum(int(line[1]) for line in lines) * 1024


def processor_seconds(pid: int) -> float:
    """The seconds for which a process has run on a processor, to a hundredth; 0 once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
