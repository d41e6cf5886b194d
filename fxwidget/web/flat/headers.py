"""The headers of a set's files as hosts read them from a file: ``_headers`` of Netlify and Cloudflare, ``.htaccess`` of Apache."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fxwidget.web.flat.names import link

__all__ = ["apache", "netlify"]

MOST_RULES, LONGEST_LINE = 100, 2000
"""What Cloudflare reads of such a file: rules, and characters of a line."""

SHARED = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cross-Origin-Resource-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
)
"""Every file has them, with the same values."""

LOCKED = ("Content-Security-Policy", "Cross-Origin-Embedder-Policy")
"""Those of pages."""

Listed = Sequence[Mapping[str, Any]]


def netlify(listed: Listed) -> str:
    """The content of ``_headers``. Values of several rules that match would be joined, so no two say the same of a file."""
    rules = [("/*", _chosen(listed[0], SHARED)), *_by_place(listed)]
    pages = [(f"/{link(it['file'])}", _chosen(it, LOCKED)) for it in listed if LOCKED[0] in it["headers"]]
    fit = [(path, headers) for path, headers in pages if all(len(line) <= LONGEST_LINE for line in headers)]
    rules += fit[: MOST_RULES - len(rules)]
    return "".join(f"{path}\n{''.join(headers)}\n" for path, headers in rules)


def _chosen(one: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [f"  {name}: {one['headers'][name]}\n" for name in names if name in one["headers"]]


def _by_place(listed: Listed) -> Iterator[tuple[str, list[str]]]:
    """How long copies are good, and types that hosts don't know: by folder, and by file in the uppermost one."""
    folders: dict[str, str] = {}
    for one in listed:
        folder, slash, _ = one["file"].partition("/")
        if slash:
            folders.setdefault(folder, one["headers"]["Cache-Control"])
        else:
            yield f"/{link(one['file'])}", _chosen(one, ("Cache-Control", *_own_type(one["file"])))
    for folder, cache in folders.items():
        yield f"/{folder}/*", [f"  Cache-Control: {cache}\n"]


def _own_type(file: str) -> tuple[str, ...]:
    return ("Content-Type",) if re.search(r"\.(atom|d\.ts)$|^feed\.json$", file) else ()


def apache(listed: Listed) -> str:
    """The content of ``.htaccess``: nothing of it is more than a host that allows ``FileInfo`` lets through."""
    shared = [f"  Header set {line}" for line in _directives(listed[0], SHARED)]
    pages = []
    for number, one in enumerate(it for it in listed if LOCKED[0] in it["headers"]):
        path = re.escape(link(one["file"]))
        pages.append(f'    SetEnvIf Request_URI "(^|/){path}(index\\.html)?$" fxwidget_{number}')
        pages += [f"    Header set {line} env=fxwidget_{number}" for line in _directives(one, LOCKED)]
    lines = [
        "<IfModule mod_mime.c>",
        "  AddType application/atom+xml .atom",
        "  AddType text/javascript .js",
        "  AddType image/svg+xml .svg",
        "</IfModule>",
        "<IfModule mod_headers.c>",
        *shared,
        *(f"  {line}" for line in _cached(listed)),
        "  <IfModule mod_setenvif.c>",
        *pages,
        "  </IfModule>",
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"


def _directives(one: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [f'{name} "{one["headers"][name]}"' for name in names if name in one["headers"]]


def _cached(listed: Listed) -> Iterator[str]:
    """A rule for all files, and those of the few names that have another."""
    usual = next(it for it in listed if it["url"] == "/widget")["headers"]["Cache-Control"]
    yield f'Header set Cache-Control "{usual}"'
    by_value: dict[str, list[str]] = {}
    for one in listed:
        value = one["headers"]["Cache-Control"]
        if value != usual:
            by_value.setdefault(value, []).append(re.escape(one["file"].rpartition("/")[2]))
    for value, names in by_value.items():
        yield f'<FilesMatch "^({"|".join(sorted(set(names)))})$">'
        yield f'  Header set Cache-Control "{value}"'
        yield "</FilesMatch>"
