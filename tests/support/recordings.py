"""Full recorded answers of publishers, in the folders that the environment variable ``RECORDINGS`` names.

Without them the tests that read recordings do not exist. What each recording is, and what it holds, stands in
``figures.toml`` of its provider; ``tests.support.figures`` reads that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .figures import FOLDERS
from .figures import recorded as recording

__all__ = ["recording", "with_recordings"]

Test = TypeVar("Test", bound=Callable[..., None])


def with_recordings(test: Test) -> Test | None:
    """A test that reads recordings; where there are none at hand there is no such test, not even a skipped one."""
    return test if FOLDERS else None
