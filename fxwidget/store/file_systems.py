"""On which file systems a store may lie."""

from __future__ import annotations

from pathlib import Path

from fxwidget.errors import StoreError

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs"}
"""SQLite's locks can't be trusted there."""


def file_system(folder: Path) -> str:
    """The kind of file system that a folder lies on, such as ``ext4``; empty where this system does not tell."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:  # not Linux: nothing to ask
        return ""
    here, found, kind = str(folder.resolve()), "", ""
    for mount in mounts:
        left, _, right = mount.partition(" - ")
        point = left.split()[4].replace("\\040", " ")
        if (here + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(found):
            found, kind = point, right.split()[0]
    return kind


def refuse_network(folder: Path) -> None:
    kind = file_system(folder)
    if kind in NETWORK_FILE_SYSTEMS:
        raise StoreError(
            f"the store {folder} lies on {kind}, where SQLite's locks fail; choose a local folder"
        )
