"""Every provider against its documents and recordings, as ``figures.toml`` beside them states what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

import pytest

from fxwidget.provider.registry import installed
from tests.support.conversation import case
from tests.support.figures import Recorded, at_hand, described, figures, of_publishers_at_hand, unread
from tests.support.recordings import with_recordings

from .checks import CHECKS, its_recordings
from .spoiled import Check

NAMES = sorted(installed())


def test_every_provider_has_figures() -> None:
    """Who is installed is checked, and nobody else has figures."""
    assert described() == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_provider(name: str, check: Check) -> None:
    """Each check says by itself what it is about."""
    check(case(name))


@with_recordings
@pytest.mark.parametrize("name", NAMES)
def test_recordings(name: str) -> None:
    """What was recorded in full gives the stated figures, or is the stated error."""
    its_recordings(case(name))


@with_recordings
def test_every_recording_is_accounted_for_once() -> None:
    """Each is of one conversation of one provider, or has one reason why it is not read; what is named is there."""
    own = [entry for name in NAMES for entry in figures(name).recordings]
    entries = of_publishers_at_hand([*own, *unread()])
    files = set(at_hand())
    named = Counter(file for entry in entries for file in _files(entry, files))
    assert {file: named[file] for file in {*files, *named} if named[file] != 1 or file not in files} == {}
    assert [entry.files for entry in entries if not _files(entry, files)] == []


def _files(entry: Recorded, files: AbstractSet[str]) -> set[str]:
    """The recordings that an entry names, those of a reason by patterns."""
    if not entry.reason:
        return set(entry.files)
    return {file for file in files for pattern in entry.files if fnmatchcase(file, pattern)}
