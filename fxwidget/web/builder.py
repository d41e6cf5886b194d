"""``/``: the builder, what a request for it asks for, and its answer to values that can't be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Response, request

from fxwidget.config.settings import Settings
from fxwidget.domain import currency
from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.colours import low_contrasts
from fxwidget.presentation.language import Language, marked
from fxwidget.presentation.option import Form, Parameter, read
from fxwidget.presentation.options import OPTIONS, Options, made_of, option_named
from fxwidget.presentation.shape import TooFewOrMany
from fxwidget.presentation.values import ValueKind, one_of
from fxwidget.render.page import builder
from fxwidget.render.page.builder import Fault, Handed, Preview
from fxwidget.render.view import View
from fxwidget.render.wording import Reading
from fxwidget.web import problems
from fxwidget.web.addresses import Addresses
from fxwidget.web.csp import lock
from fxwidget.web.embeds import KINDS, Embed, embed, frame_height
from fxwidget.web.endpoint import Endpoint, ViewRequest
from fxwidget.web.frame_height import FRAME_WIDTH, NARROW, chart_height, frame_width
from fxwidget.web.media_types import PAGE
from fxwidget.web.problems import HttpProblem
from fxwidget.web.site import Site
from fxwidget.web.snapshot_cache import Board, RenderedBody

__all__ = ["Home", "refused"]

Pairs = Sequence[tuple[str, str]]


def _kind(text: str) -> str:
    if text.lower() not in KINDS:
        raise ValueError
    return text.lower()


_LANG = option_named("lang")

EMBED = Parameter(
    "embed",
    ValueKind(", ".join(KINDS), _kind, {"enum": [*KINDS]}),
    KINDS[0],
    "what is handed out",
    label=marked("What to embed"),
)
WIDTH = Parameter(
    "width",
    one_of("220, 300, 400 or full"),
    f"{NARROW} of one currency, {FRAME_WIDTH} otherwise",
    "how wide a frame is and the preview, in px",
    label=marked("Width"),
)
CHOOSE = Parameter(
    "choose",
    one_of("all or none"),
    "none of both",
    "every currency ticked, or none, to tick a few",
)
UI = Parameter("ui", _LANG.kind, "that of lang", "the language of the builder itself", label=_LANG.label)
MOVE = Parameter(
    "move",
    ValueKind("up or down, and a code, such as up,INR", str, {"type": "string"}),
    "none",
    "a chosen currency to be moved by one place",
)


def _usual(options: Options) -> dict[str, str]:
    """The builder's own parameters where none are asked for."""
    return {EMBED.name: KINDS[0], WIDTH.name: str(frame_width(options))}


_CODES = {"link": marked("Address"), "chart": marked("Frame")}
"""What a snippet is called that is no HTML, or one of several."""

_ALLOWED = (
    marked("What your Content-Security-Policy has to allow"),
    marked("Or, by the hash of the script"),
)


@dataclass(frozen=True)
class Home(Endpoint):
    """The builder's endpoint. A form without script says the same name several times, and moves by a button."""

    def view_request(self, code: str | None, given: Iterable[tuple[str, str]], base: str) -> ViewRequest:
        request = super().view_request(code, _joined(list(given)), base)
        own, options = dict(request.parameters), request.options
        chosen, move = own.pop("choose", ""), own.pop("move", "")
        moved = () if chosen else _moved(options.currencies, move)
        if chosen == "none":
            own["choose"] = chosen
        for name, usual in _usual(options).items():
            if own.get(name) == usual:
                del own[name]
        if own.get("ui") == options.lang:
            del own["ui"]
        return replace(request, parameters=own, options=replace(options, currencies=moved))

    def language(self, request: ViewRequest) -> str:
        return _language(request).tag

    @classmethod
    def of(cls, settings: Settings) -> Home:
        """The endpoint of a service. Where the service does not know its own address, it tells each client the one it used."""
        return cls(
            "/",
            PAGE,
            "The builder: it hands out what a site pastes, and shows it.",
            partial(_drawn, settings),
            form=Form.PAGE,
            parameters=(EMBED, WIDTH, UI, MOVE, CHOOSE),
            host_dependent=settings.url is None,
            prerendered=(),
        )


def refused(error: HttpProblem, board: Board, settings: Settings) -> Response:
    """The builder with what was typed there and can't be; at every other endpoint the problem itself."""
    wanted = request.endpoint == "/" and error.status is HTTPStatus.UNPROCESSABLE_ENTITY
    if not wanted or board.snapshot is None:
        return problems.of_wrong(error)
    pairs = _joined(list(request.args.items(multi=True)))
    body = _with_faults(
        pairs, View(board.snapshot, board.clock(), base=settings.base), f"{Site(settings.url).prefix}/"
    )
    response = Response(body, error.status, content_type=PAGE.content_type)
    response.headers.extend(lock(RenderedBody.of(body), settings.frame_ancestors))
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


def _drawn(settings: Settings, request: ViewRequest, view: View) -> bytes:
    every = _every(view)
    options = request.options
    if tuple(code for code in options.currencies if code != every.base) == _codes(every):
        options = replace(options, currencies=())
    shown = _codes(replace(view, options=options).reading.snapshot)
    kind = request.parameters.get("embed", KINDS[0])
    language = _language(request)
    page = builder.page(
        Reading.of(view.snapshot, view.now, language),
        options,
        kind=kind,
        codes=(*_codes(every), every.base),
        handed=_handed(request, options, shown, settings),
        own=_own(request.parameters, options),
        width=request.parameters.get(WIDTH.name, str(frame_width(options))),
        unticked=request.parameters.get("choose") == "none",
        home=f"{Site(settings.url).prefix}/",
    )
    return page.encode()


def _language(request: ViewRequest) -> Language:
    """The builder's own language: that of its table where no other is asked for."""
    options = request.options
    return replace(options.language, code=request.parameters.get("ui", options.lang))


def _every(view: View) -> Snapshot:
    """The table with all its rows."""
    return replace(view, options=replace(view.options, currencies=(), layout="auto")).reading.snapshot


def _codes(table: Snapshot) -> tuple[str, ...]:
    return tuple(row.code for row in table.rows)


def _own(parameters: Mapping[str, Any], options: Options) -> list[tuple[str, str]]:
    """The builder's own parameters that its address has, where they are not as usual."""
    usual = _usual(options)
    return [(name, parameters[name]) for name in usual if parameters.get(name, usual[name]) != usual[name]]


def _handed(request: ViewRequest, options: Options, codes: tuple[str, ...], settings: Settings) -> Handed:
    kind, width = (request.parameters.get(name, usual) for name, usual in _usual(options).items())
    service, pixels = settings.url or request.address, int(width) if width != "full" else None
    at, here = Addresses(service, options), Addresses(Site(settings.url).prefix, options)
    if kind == "chart" and not options.currencies:
        codes = _floating_first(codes)
    made = embed(kind, service, options, codes, settings.base, width=pixels)
    texts = [
        (_CODES.get(kind, "HTML"), made.code),
        *made.others,
        (marked("What your server asks for at each request"), made.fetched),
        ("Markdown", made.markdown),
        (marked("PNG, for mail"), at.png() if kind == "image" else ""),
        *_allowed(kind, made),
        ("oEmbed", at.oembed_of(Addresses("", options).chart(codes[0])) if kind == "chart" else at.oembed),
    ]
    pictures = {"image": (here.svg,), "badge": tuple(here.badge(code) for code in codes)}.get(kind, ())
    framed = Preview(here.page, frame_height(options, len(codes), pixels), pixels)
    if kind == "chart":
        framed = Preview(here.chart(codes[0]), chart_height(options, pixels), pixels)
    return Handed(
        preview=Preview(pictures=pictures) if pictures else framed,
        texts=tuple((title, text) for title, text in texts if text),
        json=here.json,
        reached=request.address,
    )


def _floating_first(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The same currencies, those without a peg first: the curve of a peg is a flat line."""
    return tuple(sorted(codes, key=lambda code: currency.limits(code).peg is not None))


def _allowed(kind: str, made: Embed) -> list[tuple[str, str]]:
    """The policies, of which one is enough; of a chart each belongs to one of its snippets."""
    if kind == "chart":
        return [(_ALLOWED[0], "\n".join(made.policies))]
    return list(zip(_ALLOWED, made.policies, strict=False))


def _with_faults(given: Pairs, view: View, home: str) -> bytes:
    """The builder where some of the parameters can't be: those as they were typed, the others in force."""
    known = [row.code for row in view.snapshot.rates]
    values, faults = _read(given, known)
    if "currencies" in faults:
        typed = re.split(r"[,\s]+", faults["currencies"].typed.upper())
        values["currencies"] = tuple(dict.fromkeys(code for code in typed if code in known))
    options = made_of(values, base=view.base)
    faults |= {} if "currencies" in faults else _misfit(replace(view, options=options))
    every = _every(replace(view, options=options))
    language = replace(options.language, code=values.get("ui", options.lang))
    page = builder.page(
        Reading.of(view.snapshot, view.now, language),
        options,
        kind=values.get("embed", KINDS[0]),
        codes=(*_codes(every), every.base),
        handed=None,
        own=_own(values, options),
        width=values.get(WIDTH.name, str(frame_width(options))),
        faults=faults,
        home=home,
    )
    return page.encode()


def _misfit(view: View) -> dict[str, Fault]:
    """What is wrong where a layout does not take as many currencies as are chosen."""
    try:
        view.reading  # noqa: B018
    except TooFewOrMany as error:
        chosen = ", ".join(view.options.currencies)
        return {"currencies": Fault(option_named("currencies").label, chosen, error.allowed)}
    return {}


def _read(given: Pairs, known: Sequence[str]) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The values that can be, and what can't be: no value of the parameter, a currency that is not ``known``, no contrast."""
    parameters = {each.name: each for each in (*OPTIONS, EMBED, WIDTH, UI)}
    allowed: dict[str, str] = {}
    values = read(
        given, parameters.values(), collect=lambda wrong: allowed.update({wrong.name: wrong.kind.values})
    )
    for option in OPTIONS:
        codes = option.text(values.get(option.name, "")).split(",") if option.names_currencies else ()
        if any(code and code not in known for code in codes):
            allowed[option.name] = ", ".join(known)
            del values[option.name]
    typed: dict[str, str] = {}
    for name, text in given:
        if text.strip():
            typed.setdefault(name.lower(), text)
    faults = {
        name: Fault(parameters[name].label, text, allowed[name])
        for name, text in typed.items()
        if name in allowed
    }
    for low in low_contrasts(made_of(values)):
        value = values.pop(low.option)
        faults[low.option] = Fault(parameters[low.option].label, value, contrast=low)
    return values, faults
