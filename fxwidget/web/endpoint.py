"""What a request asks for: one canonical URL for every way of writing the same, by which it is drawn and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from fxwidget.domain.change_log import Change
from fxwidget.domain.currency import check_code
from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.options import OPTIONS, Option, Options, canonical, parse, read

__all__ = ["CACHE", "LONGEST_QUERY", "MOST_PARAMETERS", "Asked", "Door", "Reader", "too_long"]

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
"""A copy may outlive its snapshot's validity: every door marks it."""

LONGEST_QUERY, MOST_PARAMETERS = 16_384, 100
"""Characters and parameters of a query; all options together, at their longest, have fewer."""


def too_long(query: str | bytes) -> bool:
    """Whether a raw query is so long that reading it would be work."""
    ampersand: Any = b"&" if isinstance(query, bytes) else "&"
    return len(query) > LONGEST_QUERY or query.count(ampersand) >= MOST_PARAMETERS


@dataclass(frozen=True)
class Door:
    """A form in which the snapshot is served, at one path.

    path: with ``{code}`` where a currency's code stands.
    draw: the body of what is asked, from a snapshot at an instant of the wall clock.
    tell: the same, where it is of the changes of the numbers too.
    options: the view's options that are read.
    more: parameters of its own.
    blank: whether it is drawn from a snapshot without any number too.
    costly: whether drawing it takes so long that only so many are drawn while clients wait.
    personal: whether it names the address by which the request reached the service: what one client is answered is
        nothing to be given to another.
    always: its body, where that comes from no snapshot at all, as a script does.
    schema: of its JSON, by its name in the OpenAPI document.
    listed: whether it is named to somebody who is lost.
    usual: the queries that are asked for so often that they are drawn beforehand.
    """

    path: str
    media_type: str
    draw: Callable[[Asked, Snapshot, datetime], bytes] | None = None
    tell: Callable[[Asked, Snapshot, datetime, Sequence[Change]], bytes] | None = None
    options: tuple[Option, ...] = ()
    more: tuple[Option, ...] = ()
    cache: str = CACHE
    blank: bool = False
    costly: bool = False
    personal: bool = False
    always: bytes | None = None
    schema: str = ""
    listed: bool = True
    usual: tuple[str, ...] = ("",)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        return re.compile(re.escape(self.path).replace(r"\{code\}", "([^/]+)"))

    def asked(self, code: str | None, given: Iterable[tuple[str, str]], base: str) -> Asked:
        """What a request for this door asks for.

        Args:
            code: as it stands in the path, where one does.
            given: the request's parameters; unknown ones are passed over.
            base: the configured one.

        Raises:
            UnknownCurrency: the path names none.
            ConfigurationError: a parameter has a value that can't be.
        """
        pairs = list(given)
        options = parse(pairs, base=base, allowed=self.options)
        if code is not None:
            options, code = replace(options, currencies=()), check_code(code)
        return Asked(self, code, options, read(pairs, self.more))


@dataclass(frozen=True)
class Asked:
    """A door, and what of it: a currency, options, parameters of its own.

    address: by which a personal door was reached.
    """

    door: Door
    code: str | None = None
    options: Options = field(default_factory=Options)
    more: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""

    @cached_property
    def url(self) -> str:
        """The canonical path and query: the same for all ways of asking for the same."""
        path = self.door.path if self.code is None else self.door.path.replace("{code}", self.code)
        more = [
            (option.name, option.text(self.more[option.name]))
            for option in self.door.more
            if self.more.get(option.name)
        ]
        query = canonical([*more, *self.options.pairs()])
        return f"{path}?{query}" if query else path


class Reader:
    """Finds what a path and its parameters ask for among ``doors``."""

    def __init__(self, doors: Iterable[Door], base: str) -> None:
        self.doors = tuple(doors)
        self._base = base
        self._plain = {door.path: door for door in self.doors if "{" not in door.path}
        self._others = [door for door in self.doors if "{" in door.path]
        more = {option.name for door in self.doors for option in door.more}
        self._names = {option.name for option in OPTIONS} | more

    def door(self, path: str) -> tuple[Door, str | None] | None:
        """The door of a path, and the code that stands in it."""
        if path in self._plain:
            return self._plain[path], None
        for door in self._others:
            if found := door.pattern.fullmatch(path):
                return door, found[1]
        return None

    def asked(self, path: str, given: Iterable[tuple[str, str]]) -> Asked | None:
        """What is asked for; None where there is no such door.

        Raises:
            UnknownCurrency: the path names none.
            ConfigurationError: a parameter has a value that can't be.
        """
        found = self.door(path)
        return found and found[0].asked(found[1], given, self._base)

    def readable(self, query: str) -> str:
        """A raw query without the parameters that no door reads: trackers and cache-busters are nobody's options."""
        if not query:
            return query
        return "&".join(part for part in query.split("&") if self._may_be_read(part.partition("=")[0]))

    def _may_be_read(self, name: str) -> bool:
        return name.lower() in self._names or not name.isascii() or "%" in name or "+" in name
