"""Files that are replaced in one step."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from fxwidget.ops.files import replace_file


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new content stands under the name, and nothing beside it."""
    file = tmp_path / "orders.json"
    replace_file(file, b"one")
    replace_file(file, b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("orders.json", b"two")]


@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
def test_a_file_that_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Where the disk fails the content before stands, and nothing takes its room."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / "orders.json"
    replace_file(file, b"one")
    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match="No space left"):
        replace_file(file, b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("orders.json", b"one")]
