"""The headers of a set's files as hosts read them from a file: ``_headers`` of Netlify and Cloudflare, ``.htaccess`` of Apache.

They speak of the set's own files only: whatever else is in the folder is served as it was. What a host makes of them is a
gain and no need: the pages bear their policies themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fxwidget.web.flat.names import INDEX, link

__all__ = ["apache", "netlify"]

MOST_RULES, LONGEST_LINE = 100, 2000
"""What Cloudflare reads of such a file: rules, and characters of a line."""

SHARED = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cross-Origin-Resource-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cache-Control",
)
"""Headers that all files of one place have, with the same values."""

LOCKED = ("Content-Security-Policy", "Cross-Origin-Embedder-Policy")
"""Headers of a page of its own."""

Listed = Sequence[Mapping[str, Any]]


def netlify(listed: Listed) -> str:
    """The content of ``_headers``. Values of several rules that match would be joined, so no two say the same of a file.

    Where there are more pages than rules may be, the others have their policy in themselves only.
    """
    rules = [
        (f"/{place}*" if place.endswith("/") else f"/{link(place)}", its) for place, its in _places(listed)
    ]
    pages = [(f"/{link(it['file'])}", _chosen(it, LOCKED)) for it in _pages(listed) if it["file"] != INDEX]
    fit = [
        (path, its) for path, its in pages if all(len(value) < LONGEST_LINE - 50 for value in its.values())
    ]
    rules += fit[: MOST_RULES - len(rules)]
    return "\n".join(f"{path}\n{_lines(headers)}" for path, headers in rules)


def _lines(headers: Mapping[str, str]) -> str:
    return "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _places(listed: Listed) -> Iterator[tuple[str, dict[str, str]]]:
    """The folders and files of the uppermost folder, with the headers that all that is in them has."""
    known: set[str] = set()
    for one in listed:
        folder, slash, _ = one["file"].partition("/")
        if (place := f"{folder}{slash}") in known:
            continue
        known.add(place)
        names = SHARED if slash else (*SHARED, *_own_type(place), *(LOCKED if place == INDEX else ()))
        yield place, _chosen(one, names)


def _own_type(file: str) -> tuple[str, ...]:
    """The type of a file whose name tells hosts another one, or none."""
    return ("Content-Type",) if re.search(r"\.(atom|csv|txt|d\.ts)$|^feed\.json$", file) else ()


def _pages(listed: Listed) -> list[Mapping[str, Any]]:
    return [one for one in listed if link(one["file"]) != one["file"]]


def _chosen(one: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: one["headers"][name] for name in names if name in one["headers"]}


def apache(listed: Listed) -> str:
    """The content of ``.htaccess``: all of it is for hosts that allow ``FileInfo``, and of modules that may be missing.

    The page at ``/`` is left out: nobody knows what is before it in the address.
    """
    grouped: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for place, headers in _places(listed):
        if place != INDEX:
            path = re.escape(place) if place.endswith("/") else f"{re.escape(place)}$"
            grouped.setdefault(tuple(headers.items()), []).append(path)
    for one in _pages(listed):
        if one["file"] != INDEX:
            path = f"{re.escape(link(one['file']))}(index\\.html)?$"
            grouped.setdefault(tuple(_chosen(one, LOCKED).items()), []).append(path)
    rules = [
        line for number, (its, paths) in enumerate(grouped.items()) for line in _rule(number, its, paths)
    ]
    return "\n".join(
        [
            "<IfModule mod_mime.c>",
            "  AddType application/atom+xml .atom",
            "  AddType text/javascript .js",
            "  AddType image/svg+xml .svg",
            "  AddCharset utf-8 .csv .txt",
            "</IfModule>",
            "<IfModule mod_setenvif.c>",
            "<IfModule mod_headers.c>",
            *rules,
            "</IfModule>",
            "</IfModule>",
            "",
        ]
    )


def _rule(number: int, headers: Iterable[tuple[str, str]], paths: Iterable[str]) -> Iterator[str]:
    yield from (f'  SetEnvIf Request_URI "/{path}" fxwidget_{number}' for path in paths)
    for name, value in headers:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
        yield f'  Header set {name} "{quoted}" env=fxwidget_{number}'
