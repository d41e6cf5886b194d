"""What the tests of all providers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite(
    "tests.providers.asking", "tests.providers.checks", "tests.providers.contract", "tests.providers.spoiled"
)

from .asking import hang_up


@pytest.fixture(scope="session", autouse=True)
def _clients() -> Iterator[None]:
    """The clients that the conversations opened end with the run."""
    yield
    hang_up()
