"""What a request asks for: one canonical URL for every way of writing the same, by which it is drawn and stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from fxwidget.domain.change_log import RateChange
from fxwidget.domain.currency import check_code
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import UnknownCurrency
from fxwidget.presentation.option import Control, Form, Option, Parameter, canonical, read
from fxwidget.presentation.options import OPTIONS, Options, options_of, parse
from fxwidget.presentation.values import PAST_CODE
from fxwidget.render.view import View
from fxwidget.web.media_types import MediaType
from fxwidget.web.unknown_parameters import PAST_RATES, check_known, names_day

__all__ = [
    "AGELESS",
    "CACHE",
    "LONGEST_QUERY",
    "MOST_PARAMETERS",
    "Endpoint",
    "Router",
    "ViewRequest",
    "too_long",
]

CACHE = "max-age=60, stale-while-revalidate=300, stale-if-error=86400"
"""A copy may outlive its snapshot's validity, as its reader sees of which day and time it is."""

AGELESS = "max-age=60, stale-while-revalidate=300, stale-if-error=300"
"""Of what has no room for its day: no copy is given for longer while the service is gone than while it is renewed."""

LONGEST_QUERY, MOST_PARAMETERS = 16_384, 100
"""Characters and parameters of a query; all options together, at their longest, have fewer."""


def too_long(query: str | bytes) -> bool:
    """Whether a raw query is so long that reading it would be work."""
    ampersand: Any = b"&" if isinstance(query, bytes) else "&"
    return len(query) > LONGEST_QUERY or query.count(ampersand) >= MOST_PARAMETERS


@dataclass(frozen=True)
class Endpoint:
    """A form in which the snapshot is served, at one path.

    path: with ``{code}`` where a currency's code stands.
    summary: what it gives, in a sentence; only files that are named by their hash have none.
    render: the body of what is asked, from its view.
    render_changes: the same, where it is of the changes of the numbers too.
    stream: the same in parts, where it may be too long to be held: it is cached nowhere in the service.
    reads_past: whether it is drawn from past rates, whatever is asked; a request with a ``date`` is in any case.
    cache_of: the value of ``Cache-Control`` where it depends on what is asked; with the day that it is now, in UTC.
    form: by which the view's options that are read are found; None reads none.
    parameters: parameters of its own.
    required: the names of those that have to be given.
    strict: whether a parameter that it does not read is refused, as programs need it; pages pass over what trackers add.
    statuses: statuses of its own, beside those of every endpoint like it.
    serves_empty: whether it is drawn from a snapshot without any number too.
    throttled: whether drawing it takes so long that only so many are drawn while clients wait.
    host_dependent: whether it names the address by which the request reached the service: what one client is answered is
        nothing to be given to another.
    static_body: makes its body, where that comes from what is asked for and no snapshot at all, as a script does.
    schema: of its JSON, by its name in the OpenAPI document.
    listed: whether it is named to somebody who is lost.
    prerendered: the queries that are asked for so often that they are drawn beforehand.
    """

    path: str
    media_type: MediaType
    summary: str
    render: Callable[[ViewRequest, View], bytes] | None = None
    render_changes: Callable[[ViewRequest, View, Sequence[RateChange]], bytes] | None = None
    stream: Callable[[ViewRequest, View], Iterable[bytes]] | None = None
    reads_past: bool = False
    cache_of: Callable[[ViewRequest, date], str] | None = None
    form: Form | None = None
    parameters: tuple[Parameter, ...] = ()
    required: tuple[str, ...] = ()
    strict: bool = False
    statuses: tuple[HTTPStatus, ...] = ()
    cache: str = CACHE
    serves_empty: bool = False
    throttled: bool = False
    host_dependent: bool = False
    static_body: Callable[[ViewRequest], bytes] | None = None
    schema: str = ""
    listed: bool = True
    prerendered: tuple[str, ...] = ("",)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The view's options that are read."""
        return () if self.form is None else options_of(self.form)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parameters that are read."""
        return tuple(each.name for each in (*self.parameters, *self.options))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        return re.compile(re.escape(self.path).replace(r"\{code\}", "([^/]+)"))

    def language(self, request: ViewRequest) -> str | None:
        """The tag of the language that an answer is written in; None where that is no option."""
        return request.options.language.tag if self.form is not None else None

    def view_request(self, code: str | None, given: Iterable[tuple[str, str]], base: str) -> ViewRequest:
        """What a request for this endpoint asks for.

        Args:
            code: as it stands in the path, where one does.
            given: the request's parameters; unknown ones are passed over, unless the endpoint is strict.
            base: the configured one.

        Raises:
            UnknownCurrency: the path names none.
            ConfigurationError: a parameter is unknown to a strict endpoint, or has a value that can't be.
        """
        pairs = list(given)
        if self.strict:
            check_known((name for name, _ in pairs), self.names)
        parameters = read(pairs, self.parameters)
        options = parse(pairs, base=base, allowed=self._options_on(parameters.get("date")))
        if code is not None:
            options, code = replace(options, currencies=()), _checked(code)
        return ViewRequest(self, code, options, parameters, base)

    def _options_on(self, day: date | None) -> Sequence[Option]:
        """The view's options as a past day has them: a conversion by its closes is of currencies that ended since too."""
        if day is None or self.form is not Form.CONVERSION:
            return self.options
        return [
            replace(each, kind=PAST_CODE) if each.control is Control.CURRENCY else each
            for each in self.options
        ]


def _checked(code: str) -> str:
    if names_day(code):
        raise UnknownCurrency(f"{code!r} is a day and not a currency code: {PAST_RATES}")
    return check_code(code)


@dataclass(frozen=True)
class ViewRequest:
    """An endpoint, and what of it: a currency, options, parameters of its own.

    base: the configured one.
    address: by which the service was reached, where the endpoint names that.
    """

    endpoint: Endpoint
    code: str | None = None
    options: Options = field(default_factory=Options)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    base: str = "USD"
    address: str = ""

    @cached_property
    def url(self) -> str:
        """The canonical path and query: the same for all ways of asking for the same."""
        path = self.endpoint.path if self.code is None else self.endpoint.path.replace("{code}", self.code)
        own = [
            (parameter.name, parameter.text(self.parameters[parameter.name]))
            for parameter in self.endpoint.parameters
            if self.parameters.get(parameter.name)
        ]
        query = canonical([*own, *self.options.pairs()])
        return f"{path}?{query}" if query else path

    @property
    def reads_past(self) -> bool:
        """Whether the answer is drawn from past rates."""
        dated = self.parameters.get("date") or self.options.date
        return self.endpoint.reads_past or dated is not None

    def view(self, snapshot: Snapshot, now: datetime) -> View:
        """What is to be seen of a snapshot at an instant of the wall clock."""
        return View(snapshot, now, self.options, self.base)


class Router:
    """Finds what a path and its parameters ask for among ``endpoints``.

    incompressible: the names of the media types that no content coding makes smaller.
    """

    def __init__(self, endpoints: Iterable[Endpoint], base: str) -> None:
        self.endpoints = tuple(endpoints)
        self._base = base
        self._by_path = {endpoint.path: endpoint for endpoint in self.endpoints if "{" not in endpoint.path}
        self._with_code = [endpoint for endpoint in self.endpoints if "{" in endpoint.path]
        own = {parameter.name for endpoint in self.endpoints for parameter in endpoint.parameters}
        self._names = {option.name for option in OPTIONS} | own
        self._last: ViewRequest | None = None
        self.incompressible = frozenset(
            endpoint.media_type.name for endpoint in self.endpoints if not endpoint.media_type.compressible
        )

    def endpoint(self, path: str) -> tuple[Endpoint, str | None] | None:
        """The endpoint of a path, and the code that stands in it."""
        if path in self._by_path:
            return self._by_path[path], None
        for endpoint in self._with_code:
            if found := endpoint.pattern.fullmatch(path):
                return endpoint, found[1]
        return None

    def view_request(self, path: str, given: Iterable[tuple[str, str]]) -> ViewRequest | None:
        """What a request asks for; None where there is no such endpoint.

        Raises:
            UnknownCurrency: the path names none.
            ConfigurationError: a parameter is unknown to a strict endpoint, or has a value that can't be.
        """
        found = self.endpoint(path)
        request = found and found[0].view_request(found[1], given, self._base)
        self._last = request
        return request

    def requested(self, url: str) -> ViewRequest | None:
        """What a canonical URL asks for, as ``view_request``; that of the last request is not read once more."""
        last = self._last
        if last is not None and last.url == url:
            return last
        path, _, query = url.partition("?")
        return self.view_request(path, parse_qsl(query))

    def readable(self, path: str, query: str) -> str:
        """A raw query without the parameters that no endpoint reads: trackers and cache-busters are nobody's options.

        That of a strict endpoint is whole, as what it does not read is refused.
        """
        found = self.endpoint(path) if query else None
        if found is None or found[0].strict:
            return query
        return "&".join(part for part in query.split("&") if self._may_be_read(part.partition("=")[0]))

    def reads_past(self, url: str) -> bool:
        """Whether the answer of a canonical URL is drawn from past rates."""
        path, _, query = url.partition("?")
        found = self.endpoint(path)
        return found is not None and (found[0].reads_past or "&date=" in f"&{query}")

    def _may_be_read(self, name: str) -> bool:
        return name.lower() in self._names or not name.isascii() or "%" in name or "+" in name
