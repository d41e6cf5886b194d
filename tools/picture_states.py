"""The states in which ``tools.pictures`` draws what is served: how the store of each comes to be, and when it is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from fxwidget.config.settings import Settings
from fxwidget.demo.days import DAYS, at
from fxwidget.demo.past import closes
from fxwidget.demo.upstreams import PROVIDERS, Document, Documents, Upstreams
from fxwidget.domain.close import DailyClose
from fxwidget.presentation.language import LANGUAGES
from fxwidget.refresher.recording import Recorder
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store, open_writable_history
from tools.rounds import rounds, rounds_with_past

__all__ = ["SCHEMES", "STATES", "State"]

WIDTHS = (320, 800)
SCHEMES = ("light", "dark")
EVERYWHERE = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)


@dataclass(frozen=True)
class State:
    """A state of the page to be pictured: how its store is made, and the instant of the picture.

    shots: the widths and colour schemes at which it is drawn, ``query`` its options, ``opened`` whether rows are open,
        ``script`` whether the browser runs any.
    """

    name: str
    meaning: str
    prepare: Callable[[Settings, Upstreams], None]
    looked_at: datetime
    sources: tuple[str, ...] = tuple(PROVIDERS)
    providers: Mapping[str, Documents] | None = None
    query: str = ""
    shots: tuple[tuple[int, str], ...] = EVERYWHERE
    opened: bool = False
    path: str = "/widget"
    script: bool = True

    @property
    def pictures(self) -> dict[str, tuple[int, str]]:
        """The names of the state's pictures, with width and colour scheme."""
        return {f"{self.name}-{width}-{scheme}.png": (width, scheme) for width, scheme in self.shots}


def silence(settings: Settings, upstreams: Upstreams, after: timedelta) -> None:
    """A store after one round and another much later: the refresher lives, the upstreams publish nothing new."""
    refresher = Refresher(settings, open_store(settings.store))
    try:
        refresher.round(at(DAYS[0]), everyone=True)
        refresher.round(at(DAYS[0]) + after, everyone=True)
    finally:
        refresher.close()


def off(factors: Mapping[str, str], documents: Documents) -> Documents:
    """A provider that multiplies some of its rates from the second day on."""

    def changed(day: date) -> Mapping[str, Document]:
        if day == DAYS[0]:
            return documents(day)
        return {path: _multiplied(document, factors) for path, document in documents(day).items()}

    return changed


def _multiplied(document: Document, factors: Mapping[str, str]) -> Document:
    body = json.loads(document.body, parse_float=Decimal, parse_int=Decimal)
    rates = body["data"][0]["rates"] if "data" in body else body["usd"]
    for code, factor in factors.items():
        rates[code if code in rates else code.lower()] *= Decimal(factor)
    return Document(document.media_type, json.dumps(body, default=float).encode())


def nothing(settings: Settings, upstreams: Upstreams) -> None:
    """A store before the first round."""


NARROW = ((320, "light"), (320, "dark"))
WIDE = ((1280, "light"), (1280, "dark"))
QUARREL = {"BRL": "1.025", "INR": "1.2", "ZAR": "10"}
"""One rate out of tolerance, one far away, one ten times too high."""
EVERY = "columns=previous,change,source&converter=1&amount=1000"


def _everyday(
    name: str,
    meaning: str,
    query: str,
    *,
    opened: bool = False,
    shots: tuple[tuple[int, str], ...] = NARROW[:1],
) -> State:
    """The everyday page with options."""
    prepare = partial(rounds, days=DAYS)
    return State(name, meaning, prepare, at(DAYS[-1]), query=query, opened=opened, shots=shots)


def _builder(
    name: str, meaning: str, query: str = "", *, shots: tuple[tuple[int, str], ...], script: bool = True
) -> State:
    """The builder on an everyday afternoon."""
    prepare = partial(rounds, days=DAYS)
    return State(name, meaning, prepare, at(DAYS[-1]), query=query, path="/", shots=shots, script=script)


WITH_PAST = partial(rounds_with_past, days=DAYS)
"""The everyday afternoon with the demo's past behind it."""


def _chart(
    name: str,
    meaning: str,
    path: str,
    query: str = "",
    *,
    opened: bool = False,
    shots: tuple[tuple[int, str], ...] = EVERYWHERE,
    prepare: Callable[[Settings, Upstreams], None] = WITH_PAST,
) -> State:
    """A page on an everyday afternoon with the demo's past behind it."""
    return State(name, meaning, prepare, at(DAYS[-1]), query=query, path=path, opened=opened, shots=shots)


def broken(settings: Settings, upstreams: Upstreams) -> None:
    """A past of which three weeks are missing, and of a pound that was devalued amid it."""
    history = open_writable_history(settings.store)
    gap = {DAYS[0] - timedelta(days) for days in range(20, 41)}
    history.add(close for close in closes() if close.day not in gap)
    basis = next(closes()).basis
    history.add(
        DailyClose("EGP", DAYS[0] - timedelta(back), Decimal("30.9" if back > 30 else "47.6"), basis)
        for back in range(60, 0, -1)
    )
    rounds(settings, upstreams, DAYS, Recorder(history))


def one(settings: Settings, upstreams: Upstreams) -> None:
    """A past of one birr, that of today."""
    open_writable_history(settings.store).add(
        [DailyClose("ETB", DAYS[-1], Decimal(155), next(closes()).basis)]
    )
    rounds(settings, upstreams, DAYS)


STATES = (
    State("agreed", "the everyday page: three sources, arrows", partial(rounds, days=DAYS), at(DAYS[-1])),
    State("first-start", "no rate yet: what is being asked", nothing, at(DAYS[0])),
    State(
        "stale",
        "the refresher died two days ago",
        partial(rounds, days=DAYS[:3]),
        at(DAYS[2]) + timedelta(days=2),
        sources=("bank_of_russia", "currency_api"),
    ),
    State(
        "disputed",
        "two sources disagree on BRL, one newer number for INR, one ten times too high for ZAR",
        partial(rounds, days=DAYS[:2]),
        at(DAYS[1]),
        sources=("currencyrate", "bank_of_russia"),
        providers={**PROVIDERS, "currencyrate": off(QUARREL, PROVIDERS["currencyrate"])},
    ),
    State(
        "late",
        "one publication is missing",
        partial(silence, after=timedelta(days=1)),
        at(DAYS[0]) + timedelta(days=1),
        shots=NARROW,
    ),
    State(
        "withdrawn",
        "nothing was published for a month: numbers are gone, the last ones are said",
        partial(silence, after=timedelta(days=30)),
        at(DAYS[0]) + timedelta(days=30),
        shots=NARROW,
    ),
    State(
        "pending",
        "two sources say that the rupee jumped, in the first round that hears it",
        partial(rounds, days=DAYS[:2]),
        at(DAYS[1]),
        sources=("currencyrate", "currency_api"),
        providers={
            **PROVIDERS,
            "currencyrate": off({"INR": "1.2"}, PROVIDERS["currencyrate"]),
            "currency_api": off({"INR": "1.2"}, PROVIDERS["currency_api"]),
        },
        shots=NARROW,
    ),
    *(
        _everyday(f"language-{code}", f"the everyday page in {LANGUAGES[code]}", f"lang={code}")
        for code in LANGUAGES
        if code != "en"
    ),
    _everyday("explained", "every row open", "", opened=True),
    _everyday(
        "table",
        "the whole look: a mark for each row, facts in full",
        "layout=table&facts=open",
        shots=EVERYWHERE,
    ),
    _everyday("columns", "all columns and the converter", f"{EVERY}&lang=ar", opened=True, shots=EVERYWHERE),
    _everyday("compact", "the compact layout, codes alone", "layout=compact&names=codes", shots=EVERYWHERE),
    _everyday(
        "card", "the cards, round flags and symbols", "layout=card&flags=round&symbol=1", shots=EVERYWHERE
    ),
    _everyday("strip", "the strip", "layout=strip", shots=EVERYWHERE),
    _everyday("strip-ar", "a strip that moves, from right to left", "layout=strip&moving=1&lang=ar"),
    _everyday("strip-opened", "the strip with its facts", "layout=strip&lang=ru", opened=True),
    _everyday("single", "one currency", "layout=single&currencies=INR", shots=EVERYWHERE),
    _everyday(
        "single-fa", "one currency, from right to left", "layout=single&currencies=INR&lang=fa", opened=True
    ),
    _everyday("matrix", "the matrix", "layout=matrix", shots=EVERYWHERE),
    _everyday("matrix-ar", "the matrix, from right to left", "layout=matrix&lang=ar"),
    _everyday("heatmap", "the heatmap", "layout=heatmap&lang=hi", shots=EVERYWHERE),
    _everyday("inverse", "the other way round, for a hundred", "inverse=1&amount=100&header=What%20we%20pay"),
    _everyday(
        "look",
        "a look of its own, a colour for each scheme",
        "accent=b3005e,ff9ecb&ground=fffdf5,1a1a2e&font=georgia&size=large",
        shots=EVERYWHERE,
    ),
    _everyday(
        "look-small",
        "a small one on grey, of one colour for both schemes",
        "ground=ccd3da&size=small&lang=ar",
        shots=NARROW,
    ),
    _chart("lines", "the table with a past", "/widget"),
    _chart("lines-fa", "lines from right to left", "/widget", "layout=card&lang=fa", shots=NARROW),
    _chart("past-day", "the table of a past day", "/widget", "date=2026-02-03", shots=NARROW),
    _chart("rate", "a currency's page: it floats", "/rate/INR"),
    _chart(
        "rate-numbers", "its numbers, open", "/rate/INR", "range=1y&lang=ru", opened=True, shots=NARROW[:1]
    ),
    _chart("rate-pegged", "a peg, which is flat", "/rate/AED", "range=1y"),
    _chart("rate-fa", "from right to left", "/rate/ZAR", "lang=fa&range=1y", shots=NARROW),
    _chart(
        "rate-none",
        "a currency without a past",
        "/rate/INR",
        prepare=partial(rounds, days=DAYS),
        shots=NARROW,
    ),
    _chart("chart-gap", "three weeks are missing, in a frame", "/chart/BRL", "range=1y", prepare=broken),
    _chart(
        "chart-devalued",
        "a devaluation",
        "/chart/EGP",
        "range=1y&theme=dark",
        prepare=broken,
        shots=NARROW[:1],
    ),
    _chart("chart-one", "one close", "/chart/ETB", "range=1w", prepare=one, shots=NARROW),
    _builder("builder", "the builder", shots=(*WIDE, *NARROW)),
    _builder("builder-element", "an element, chosen", f"embed=element&layout=card&{EVERY}", shots=WIDE[:1]),
    _builder("builder-image", "an image", "embed=image&theme=dark", shots=WIDE[:1]),
    _builder("builder-badge", "badges", "embed=badge&currencies=INR,RUB", shots=WIDE[:1]),
    _builder(
        "builder-without-script", "the builder as a plain form", script=False, shots=(WIDE[0], NARROW[0])
    ),
    _builder("builder-phone", "the builder on a phone", "lang=ru&width=300", shots=((360, "light"),)),
    _builder(
        "builder-wrong",
        "what can't be",
        "decimals=9&amount=x&currencies=INR,JPY&accent=0b57d0",
        shots=(WIDE[0], NARROW[0]),
    ),
    *(
        _builder(
            f"builder-{code}", f"the builder in {LANGUAGES[code]}", f"lang={code}", shots=(WIDE[0], NARROW[0])
        )
        for code in LANGUAGES
        if code != "en"
    ),
)
