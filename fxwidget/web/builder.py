"""``/``: the builder, what a request for it asks for, and its answer to values that can't be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, request

from fxwidget.config.settings import Settings
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import ConfigurationError
from fxwidget.presentation.language import Language, marked
from fxwidget.presentation.options import OPTIONS, Option, Options, read
from fxwidget.presentation.transform import seen
from fxwidget.render.page import builder
from fxwidget.render.page.builder import Fault, Handed, Preview
from fxwidget.web import problems
from fxwidget.web.csp import lock
from fxwidget.web.embeds import KINDS, Addresses, embed, height
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.problems import HttpProblem
from fxwidget.web.snapshot_cache import Board, RenderedBody

__all__ = ["Home", "refused"]

Pairs = Sequence[tuple[str, str]]


def _kind(text: str) -> str:
    if text.lower() not in KINDS:
        raise ValueError
    return text.lower()


_LANG = next(option for option in OPTIONS if option.name == "lang")
_CODES = ("currencies", "base", "from", "to")
"""The options that name currencies, which have to be in the table."""

EMBED = Option("embed", ", ".join(KINDS), KINDS[0], "what is handed out", _kind, schema={"enum": [*KINDS]})
UI = replace(_LANG, name="ui", default="that of lang", meaning="the language of the builder itself")
MOVE = Option(
    "move",
    "up or down, and a code, such as up,INR",
    "none",
    "a chosen currency to be moved by one place",
    str,
)


_ALLOWED = (
    marked("What your Content-Security-Policy has to allow"),
    marked("Or, by the hash of the script"),
)


@dataclass(frozen=True)
class Home(Endpoint):
    """The builder's endpoint. A form without script says the same name several times, and moves by a button."""

    def asked(self, code: str | None, given: Iterable[tuple[str, str]], base: str) -> ViewRequest:
        asked = super().asked(code, _joined(list(given)), base)
        more, options = dict(asked.more), asked.options
        moved = _moved(options.currencies, more.pop("move", ""))
        if more.get("embed") == KINDS[0]:
            del more["embed"]
        if more.get("ui") == options.lang:
            del more["ui"]
        return replace(asked, more=more, options=replace(options, currencies=moved))

    @classmethod
    def of(cls, settings: Settings, media_type: str) -> Home:
        """The endpoint of a service. Where the service does not know its own address, it tells each client the one it used."""

        def draw(asked: ViewRequest, snapshot: Snapshot, now: datetime) -> bytes:
            return _drawn(asked, snapshot, now, settings).encode()

        return cls(
            "/",
            media_type,
            draw,
            options=OPTIONS,
            parameters=(EMBED, UI, MOVE),
            host_dependent=settings.url is None,
            prerendered=(),
        )


def refused(error: HttpProblem, board: Board, settings: Settings) -> Response:
    """The builder with what was typed there and can't be; at every other endpoint the problem itself."""
    wanted = request.endpoint == "/" and error.status is HTTPStatus.UNPROCESSABLE_ENTITY
    if not wanted or board.snapshot is None:
        return problems.of_wrong(error)
    pairs = _joined(list(request.args.items(multi=True)))
    body = _with_faults(pairs, board.snapshot, board.clock(), settings).encode()
    response = Response(body, error.status, content_type="text/html; charset=utf-8")
    lock(response, RenderedBody.of(body), settings.frame_ancestors)
    response.headers["Cache-Control"] = "no-store"
    return response


def _joined(given: Pairs) -> list[tuple[str, str]]:
    """The parameters with those that are ticked one by one as one."""
    found: list[tuple[str, str]] = []
    for name in ("currencies", "columns"):
        texts = [text for key, text in given if key.lower() == name and text.strip()]
        found += [(name, ",".join(texts))] if texts else []
    return found + [(key, text) for key, text in given if key.lower() not in ("currencies", "columns")]


def _moved(codes: tuple[str, ...], move: str) -> tuple[str, ...]:
    way, _, code = move.partition(",")
    if code not in codes:
        return codes
    others = [other for other in codes if other != code]
    place = codes.index(code) + (-1 if way == "up" else 1)
    others.insert(max(place, 0), code)
    return tuple(others)


def _drawn(asked: ViewRequest, snapshot: Snapshot, now: datetime, settings: Settings) -> str:
    every = seen(snapshot, replace(asked.options, currencies=()), settings.base)
    rows = tuple(row.code for row in every.rows)
    options = asked.options
    if tuple(code for code in options.currencies if code != every.base) == rows:
        options = replace(options, currencies=())
    view = seen(snapshot, options, settings.base)
    kind = asked.more.get("embed", KINDS[0])
    codes = tuple(row.code for row in view.rows)
    return builder.page(
        snapshot,
        now,
        options,
        kind=kind,
        language=Language(asked.more.get("ui", options.lang), options.language.zone),
        codes=(*rows, every.base),
        handed=_handed(kind, options, codes, settings, asked.address),
    )


def _handed(kind: str, options: Options, codes: tuple[str, ...], settings: Settings, address: str) -> Handed:
    service = settings.url or address
    at, made, here = (
        Addresses(service, options),
        embed(kind, service, options, codes, settings.base),
        Addresses("", options),
    )
    texts = [
        (marked("Address") if kind == "link" else "HTML", made.code),
        (marked("What your server asks for at each request"), made.fetched),
        ("Markdown", made.markdown),
        (marked("PNG, for mail"), at.image("png") if kind == "image" else ""),
        *zip(_ALLOWED, made.policies, strict=False),
        ("oEmbed", at.oembed),
    ]
    pictures = {"image": (here.image("svg"),), "badge": tuple(here.badge(code) for code in codes)}.get(
        kind, ()
    )
    return Handed(
        preview=Preview(pictures=pictures) if pictures else Preview(here.page, height(options, len(codes))),
        texts=tuple((title, text) for title, text in texts if text),
        json=here.json,
        reached=address,
    )


def _with_faults(given: Pairs, snapshot: Snapshot, now: datetime, settings: Settings) -> str:
    """The builder where some of the parameters can't be: those as they were typed, the others in force."""
    options = {option.name: option for option in (*OPTIONS, EMBED, UI)}
    values: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    known = [row.code for row in snapshot.rates]
    for name, text in given:
        option = options.get(name.lower())
        if option is None or option.name in values or option.name in faults:
            continue
        try:
            found = read([(name, text)], [option])
        except ConfigurationError:
            faults[option.name] = Fault(text, option.values)
        else:
            codes = option.text(found.get(option.name, "")).split(",") if option.name in _CODES else ()
            if any(code and code not in known for code in codes):
                faults[option.name] = Fault(text, ", ".join(known))
            elif option.name in found:
                values[option.name] = found[option.name]
    if "currencies" in faults:
        typed = re.split(r"[,\s]+", faults["currencies"].typed.upper())
        values["currencies"] = tuple(dict.fromkeys(code for code in typed if code in known))
    kept = Options(**{option.field: values[option.name] for option in OPTIONS if option.name in values})
    every = seen(snapshot, replace(kept, currencies=()), settings.base)
    return builder.page(
        snapshot,
        now,
        kept,
        kind=values.get("embed", KINDS[0]),
        language=Language(values.get("ui", kept.lang), kept.language.zone),
        codes=(*(row.code for row in every.rows), every.base),
        handed=None,
        faults=faults,
    )
