"""Every link of README and the documents leads somewhere: to a file of the project, to a heading, to a well-formed address."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from tests.support.markdown import PAGES, ROOT, anchors, links


def fault(page: str, link: str) -> str | None:
    """What is wrong with a link of a page; None where it leads somewhere. Other hosts are asked nothing."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        well_formed = parts.scheme == "https" and "." in (parts.hostname or "") and " " not in link
        return None if well_formed else "is no address of https"
    target = os.path.normpath(PurePosixPath(page).parent / parts.path) if parts.path else page
    if not (ROOT / target).exists():
        return "leads to no file"
    if parts.fragment and parts.fragment not in anchors(target):
        return "leads to no heading"
    return None


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """Files and headings are there; addresses elsewhere are of https and have a host."""
    assert {link: found for link in links(page) if (found := fault(page, link))} == {}


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("rules.md#the-vote", None),
        ("../CONTRIBUTING.md#a-provider", None),
        ("../fxwidget", None),
        ("https://example.com/a?b#c", None),
        ("#i-want-to", None),
        ("rules.md#the-veto", "leads to no heading"),
        ("rule.md", "leads to no file"),
        ("http://example.com/", "is no address of https"),
        ("https://example/", "is no address of https"),
    ],
)
def test_faults_are_found(link: str, found: str | None) -> None:
    """One letter too many, a page that is gone, an address without TLS."""
    assert fault("docs/README.md", link) == found
