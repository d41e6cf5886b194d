"""Content codings: what is compressed is what was given, whatever of it was compressed before."""

from __future__ import annotations

import gzip

import pytest

from fxwidget.web import content_coding
from fxwidget.web.content_coding import compressed

STYLE, SCRIPT = f"<style>{'p { color: red }' * 40}</style>", "<script>\nlet price = 1\n</script>"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>",
        f"<title>1</title>{STYLE}<p>1 color: red</p>{SCRIPT}</html>",
        f"{STYLE}<p>",
        f"<p>{SCRIPT}",
        f"{SCRIPT}{STYLE}",
        f"{STYLE}{STYLE}{SCRIPT}{SCRIPT}",
        f'<script type="application/ld+json">{{}}</script>{STYLE}',
    ],
)
def test_a_page_in_gzip_is_one_stream(page: str) -> None:
    """Style and script that are put in compressed make one member of gzip with the rest, with its length and checksum."""
    for body in (page.encode(), page.replace("1", "курс").encode()):
        assert gzip.decompress(compressed(body, "gzip", "text/html")) == body


def test_what_pages_share_is_compressed_once() -> None:
    """The style and the script of a thousandth page are those of the first."""
    content_coding._deflated_once.cache_clear()
    for amount in range(1000):
        compressed(f"<title>{amount}</title>{STYLE}{amount}{SCRIPT}".encode(), "gzip", "text/html")
    assert content_coding._deflated_once.cache_info().misses == 2
