"""What a deployment installs: the lock file is what ``pyproject.toml`` asks for, and a wrong one is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools import lock

HASH = "sha256:" + 64 * "0"
PROJECT: dict[str, Any] = {
    "dependencies": ["babel>=2.17", "granian>=2.5; sys_platform != 'win32'"],
    "optional-dependencies": {"redis": ["redis>=5.2"]},
}
GOOD = f"""\
# This file was written by a command
Babel==2.18 \\
    --hash={HASH} \\
    --hash={HASH}
    # via fxwidget (pyproject.toml)
granian==2.8 ; sys_platform != 'win32' \\
    --hash={HASH}
pytz==1 ; python_full_version < '3.9' \\
    --hash={HASH}
redis==6 --hash={HASH}
"""


def test_the_lock_file_is_what_the_project_asks_for() -> None:
    """Each dependency, and each of the extra, is held to one version within its range, by hashes; no index is named."""
    assert lock.check() == []


def test_everything_that_is_installed_with_it_is_locked_too() -> None:
    """It names what its packages need in their turn, such as the engine of the templates."""
    names = {pin.name for pin, _ in lock.pins(lock.FILE.read_text("utf-8"))}
    assert {"jinja2", "pydantic-core", "h11"} <= names


def test_a_good_one() -> None:
    """Names are compared as an index does; markers and comments stand beside."""
    assert lock.faults(GOOD, PROJECT) == []
    assert [(pin.name, hashes) for pin, hashes in lock.pins(GOOD)] == [
        ("Babel", 2),
        ("granian", 1),
        ("pytz", 1),
        ("redis", 1),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("redis==6", "redis==5.1", "redis 5.1 is not in >=5.2"),
        ("redis==6", "hiredis==6", "redis is missing"),
        ("redis==6", "redis>=6", "redis is not held to one version"),
        ("redis==6", "redis==6.*", "redis is not held to one version"),
        (f"redis==6 --hash={HASH}", "redis==6", "redis has no hash"),
        ("# This", "--index-url https://mirror.example/simple\n# This", "it says where to install from: --index-url https://mirror.example/simple"),
        ("# This", "  --find-links ../wheels\n# This", "it says where to install from:   --find-links ../wheels"),
        ("redis==6", "redis @ https://mirror.example/redis.whl", f"it says where to install from: redis @ https://mirror.example/redis.whl --hash={HASH}"),
    ],
)  # fmt: skip
def test_a_wrong_one(old: str, new: str, fault: str) -> None:
    """Each fault is a sentence."""
    assert fault in lock.faults(GOOD.replace(old, new), PROJECT)


def test_the_check_can_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is wrong, or none, ends with 1 and says what mends it."""
    monkeypatch.setattr(lock, "FILE", tmp_path / "requirements.txt")
    assert lock.main(["--check"]) == 1
    assert "there is no requirements.txt; run python -m tools.lock" in capsys.readouterr().err
