"""Tables with every sort of remark, and pages as tests read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

from fxwidget.domain.codes import Exclusion, because, stored
from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import (
    Agreement,
    Note,
    RateSource,
    Replay,
    Role,
)
from tests.support.snapshots import NOW, SOURCES, rate, shown_by, snapshot, without_number

VALUES = {
    "given": "'₿'",
    "date": "2026-04-30",
    "days": "10",
    "percent": "10",
    "digits": "28",
    "pair": "INR/RUB",
    "detail": "404",
    "outcome": "unavailable",
    "kind": "official",
    "source": "ecb",
    "sources": "ecb, bank_of_russia",
    "currency": "INR",
    "factor": "100",
}
"""What the sentences of reasons need, without an English word."""


def left_out(id: str, code: Exclusion) -> RateSource:
    """A source that has no part in a rate, for this reason."""
    why = because(code, **{name: VALUES[name] for name in code.needs})
    return RateSource(id=id, rate=None, as_of=None, role=Role.EXCLUDED, **stored(why))


SAYING = snapshot(
    rate(
        "INR",
        previous_close=Decimal("84.9012"),
        change=Decimal("0.4383"),
        change_pct=Decimal("0.52"),
        spread_bps=Decimal(12),
        agreement=Agreement.TWO_SOURCES,
        derived="mid",
        sources=(
            *shown_by("currencyrate", None),
            RateSource(id="ecb", rate=None, as_of=None, role=Role.CONFIRMS),
            left_out("bank_of_russia", Exclusion.OFF_THE_PEG),
        ),
    ),
    rate("RUB", as_of=date(2025, 5, 15), agreement=Agreement.PENDING, derived="cross RUB", kind=Kind.FIXING),
    rate("ZAR", late_at=NOW, notes=(Note(code="newer_unconfirmed", source="ecb", rate=Decimal(2)),)),
    rate(
        "SAR", kind=Kind.PEG, notes=(Note(code="peg_broken", peg=Decimal("3.75")), Note(code="operator_hold"))
    ),
    rate("EGP", withdraw_at=NOW, late_at=NOW, stale_at=NOW),
    rate("ETB", late_at=NOW, stale_at=NOW, kind=Kind.FREE_MARKET, derived="inverse"),
    rate(
        "BRL",
        closed=((NOW, NOW.replace(hour=20)),),
        notes=(Note(code="new_level_pending"), Note(code="newer_unconfirmed")),
        sources=(
            *shown_by("currencyrate", None),
            *(left_out("ecb", code) for code in Exclusion),
        ),
    ),
    without_number("CNH", agreement=Agreement.DISPUTED),
    without_number("AED", agreement=Agreement.HELD),
    changed_at=None,
    replay=Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=20),
    sources=tuple(info.model_copy(update={"attribution": ""}) for info in SOURCES.values()),
)
"""Every kind of row, note and part that a page has words for."""

QUIET = SAYING.model_copy(update={"replay": None})
"""The same table of a service that replays nothing."""

VOID = {"meta", "link", "br", "path", "circle", "input"}


class Reader(HTMLParser):
    """Reads a page as text: its rows, its notices, its links; and checks that every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.whys: list[str] = []
        self.notices: list[str] = []
        self.links: dict[str, str | None] = {}
        self.times: list[str | None] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("class") == "why":
            self.whys.append("")
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"} and not self._explains:
            self.rows[-1].append("")
        if tag == "li" and self._explains:
            self.whys[-1] += "; " if self.whys[-1] else ""
        if attributes.get("role") == "status" and "hidden" not in attributes:
            self.notices.append("")
        if tag == "time":
            self.times.append(attributes["datetime"])
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    @property
    def _explains(self) -> bool:
        return any(attributes.get("class") == "why" for _, attributes in self.open)

    def handle_data(self, data: str) -> None:
        if self._explains:
            if "li" in {tag for tag, _ in self.open}:
                self.whys[-1] += data
            return
        inside = {tag for tag, _ in self.open}
        if inside & {"style", "script", "svg", "title"} or any("hidden" in a for _, a in self.open):
            return
        self.text += data
        if inside & {"th", "td"}:
            self.rows[-1][-1] += data
        if any(attributes.get("role") == "status" for _, attributes in self.open):
            self.notices[-1] += data
        if self.open and self.open[-1][0] == "a":
            self.links[data] = self.open[-1][1]["href"]
