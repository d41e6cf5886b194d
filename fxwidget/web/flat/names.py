"""The names of the files in a set: such as every host and every file system can serve.

No name holds a sign that a URL or Windows gives a meaning: ``/widget?lang=ru&tz=Asia/Kolkata`` is
``widget/lang-ru_tz-Asia-Kolkata/index.html``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from fxwidget.web.endpoint import ViewRequest
from fxwidget.web.media_types import PAGE

__all__ = ["INDEX", "file_of", "files_of", "link", "spelled"]

INDEX = "index.html"

_PAGES = re.compile(r"(widget|chart/\w+|rate/\w+)$")
"""What ends the address of a page that has an oEmbed document."""

LONGEST = 80
"""Characters of a variant's name, without the hash that stands for what is cut off."""


def file_of(request: ViewRequest) -> str:
    """The file of a request, relative to the set: ``widget/lang-ru/index.html``, ``widget/lang-ru.svg``, ``v1/rates.json``.

    A table has a folder, with its page, its fragment and its oEmbed document, and so has a chart.
    """
    path, _, query = request.url.removeprefix("/").partition("?")
    extension = request.endpoint.media_type.extension
    if path == "oembed":
        shown, _, options = parse_qsl(query)[0][1].partition("?")
        found = _PAGES.search(shown)
        return _folder(found[0] if found else "", options) + "oembed.json"
    if request.endpoint.media_type is not PAGE:
        stem = path.removesuffix(extension)
        return f"{stem}/{_name(query)}{extension}" if query else f"{stem}{extension}"
    if request.parameters.get("fragment"):
        return _folder(path, query.removeprefix("fragment=true").removeprefix("&")) + "fragment.html"
    return _folder(path or ("embed" if query else ""), query) + INDEX


def _folder(path: str, query: str) -> str:
    return "".join(f"{part}/" for part in (path, _name(query)) if part)


def _name(query: str) -> str:
    """A name for options: as they are as far as that is safe; else a hash of them stands behind."""
    pairs = parse_qsl(query)
    name = "_".join(f"{key}-{re.sub('[,/: ]', '-', text)}" for key, text in pairs)
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:LONGEST].rstrip(".")
    return safe if safe == name else f"{safe}-{_hash(query)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def files_of(requests: Iterable[ViewRequest]) -> dict[str, str]:
    """The file of each request by its canonical URL. No two differ only in case, as some file systems know none."""
    files: dict[str, str] = {}
    taken: set[str] = set()
    for request in requests:
        file = file_of(request)
        if file.casefold() in taken:
            folder, slash, name = file.rpartition("/")
            file = f"{folder}-{_hash(request.url)}{slash}{name}"
        taken.add(file.casefold())
        files[request.url] = file
    return files


def link(file: str) -> str:
    """The path of a file in a URL: a page's is its folder."""
    return file.removesuffix(INDEX) if file == INDEX or file.endswith(f"/{INDEX}") else file


def spelled(pairs: Iterable[tuple[str, str]]) -> str:
    """Options as the elements' scripts write them, without capitals and blanks, which people write as they like."""
    plain = [(name, re.sub(r"\s", "", text).lower()) for name, text in pairs]
    return urlencode(plain, safe="*").replace("~", "%7E")
