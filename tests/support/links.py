"""The links of a set of files, followed as a reader's browser and programs follow them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from .processes import Got, get

REDIRECTS = (301, 302, 307, 308)
NAMES = frozenset(("href", "src", "action", "formaction", "poster", "cite"))
"""Attributes that hold one URL. Those of the page's own script are read beside them: ``data-…``, where it holds a path."""


@dataclass
class Walk:
    """Where the links of a site lead.

    pages: the answers by URL, of all that is on the site.
    broken: links that lead nowhere, each with the page that has it.
    outside: the addresses of others, which nobody asks here.
    redirected: links that another address answers.
    """

    pages: dict[str, Got] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    redirected: list[tuple[str, str]] = field(default_factory=list)


def walk(home: str) -> Walk:
    """Follow every link from a page and from the lists of a set on: those on the same host and below its path.

    What the builder hands out, as text, counts too. A fragment must be in its page.
    """
    done, waiting = Walk(), [("", f"{home}{name}") for name in ("", "manifest.json", "tables.json")]
    wanted: list[tuple[str, str]] = []
    while waiting:
        source, link = waiting.pop()
        url, fragment = urldefrag(link)
        if not f"{url}/".startswith(home):
            (done.outside.add(url) if _elsewhere(url, home) else done.broken.append((source, link)))
            continue
        if fragment:
            wanted.append((source, link))
        if url in done.pages:
            continue
        answer = done.pages[url] = get(url)
        if answer.status in REDIRECTS:
            done.redirected.append((source, link))
            waiting.append((source, urljoin(url, answer.headers["location"])))
        elif answer.status != 200:
            done.broken.append((source, link))
        else:
            waiting += [(url, urljoin(url, each)) for each in _links(url, answer)]
    done.broken += [(source, link) for source, link in wanted if not _has_fragment(done, link)]
    return done


def _elsewhere(url: str, home: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != urlsplit(home).netloc


def _has_fragment(done: Walk, link: str) -> bool:
    url, fragment = urldefrag(link)
    page = done.pages[url]
    return page.status != 200 or f'id="{fragment}"' in page.text or f"id={fragment}" in page.text


def _links(url: str, answer: Got) -> Iterator[str]:
    """The links of a document, by what its address says that it is."""
    path = urlsplit(url).path
    if path.endswith(("/", ".html")):
        yield from _of_html(answer.text)
        yield from re.findall(r"(?<=&#34;)https?://[^&]+(?=&#34;)", answer.text)
    elif path.endswith("tables.json"):
        yield from (value for value in json.loads(answer.body).values() if value.endswith(".html"))
    elif path.endswith(".atom"):
        yield from _of_atom(answer.body)
    elif path.endswith(".json"):
        yield from _of_json(json.loads(answer.body), path)
    elif path.endswith(".css"):
        yield from re.findall(r"url\([\"']?(?!data:)([^\"')]+)", answer.text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.links += [value for name, value in values.items() if name in NAMES and value]
        self.links += [each.split()[0] for each in values.get("srcset", "").split(",") if each.strip()]
        if tag == "meta" and re.search(r"^og:(url|image)$", values.get("property", "")):
            self.links.append(values["content"])
        self.links += [
            value
            for name, value in values.items()
            if name in ("data-src", "data-files", "data-url") and value
        ]


def _of_html(text: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(text)
    yield from (link for link in reader.links if not link.startswith(("data:", "mailto:", "javascript:")))


def _of_atom(body: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(body).iter():
        if element.tag.endswith(("}link", "}content")):
            yield from (element.attrib[name] for name in ("href", "src") if name in element.attrib)


def _of_json(document: Any, path: str) -> Iterator[str]:
    """Members whose names say that they hold an address."""
    if isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, str) and re.search(r"(^|_)(url|href|file)$", name):
                if not (path.endswith("manifest.json") and name == "url"):
                    yield value
            else:
                yield from _of_json(value, path)
    elif isinstance(document, list):
        for each in document:
            yield from _of_json(each, path)
