"""Simulated banks with scripted answers, and the rounds that produce every sort of remark, without a network.

They are providers like any other, found by entry points of a distribution that ``install`` writes into a folder; what
they answer is put before each round, and the shipped refresher does the rest.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from fxwidget import (
    Agreement,
    ConfigurationError,
    CredentialsRejected,
    Daily,
    Dated,
    Exchange,
    Kind,
    Provider,
    ProviderUnavailable,
    Quote,
    RateLimited,
    ResponseInvalid,
    Snapshot,
    Terms,
    Upstream,
)
from fxwidget.config.settings import Settings
from fxwidget.domain.codes import Exclusion, Reason, because, stored
from fxwidget.domain.overrides import Command, Verb
from fxwidget.refresher.round import Refresher
from fxwidget.store import open_store

USUAL = {
    "AED": "3.6725", "BRL": "5.20", "CNH": "6.95", "EGP": "48.2", "ETB": "155", "IDR": "16900", "INR": "92.1",
    "IRR": "1280000", "RUB": "80", "SAR": "3.75", "ZAR": "16.8",
}  # fmt: skip
"""Units of each currency per 1 USD while nothing happens."""

Says = Mapping[str, str | list[Quote]] | Exception
"""What a bank says in place of the usual numbers, as text or as quotes, or how it fails."""


class Bank(Provider):
    """A central bank with a fixing at 14:00 UTC, at the latest 16:00; ``answer`` is its scripted answer."""

    site = docs = terms_url = "https://bank.example/"
    attribution = "Source: a bank"
    terms = Terms.UNSTATED
    lists = frozenset([*USUAL, "USD"])
    kind = Kind.FIXING
    upstream = Upstream.OWN
    kinds = {"IRR": Kind.OFFICIAL}
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="UTC", usual=time(14), latest=time(16))
    answer: ClassVar[list[Quote] | Exception] = []

    def exchange(self, day: date) -> Exchange:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
        yield  # an exchange without a request


FACTS: Mapping[str, Mapping[str, object]] = {
    "bank_a": {"terms": Terms.ALLOWED},
    "bank_b": {},
    "bank_c": {"terms": Terms.FORBIDDEN},
    "bank_d": {},
    "mirror": {"group": "bank_a", "kinds": {}, "lists": frozenset(("INR", "ZAR", "USD"))},
    "blend": {"blends": frozenset(("bank_b",)), "kinds": {}, "lists": frozenset(("INR", "USD"))},
    "coarse": {"coarse": frozenset(("INR",)), "kinds": {}, "lists": frozenset(("INR", "USD"))},
    "pegs": {"kinds": {"AED": Kind.PEG, "SAR": Kind.PEG}, "lists": frozenset(("AED", "SAR", "USD"))},
    "street": {"kinds": {"IRR": Kind.FREE_MARKET}, "lists": frozenset(("IRR", "USD"))},
}
BANKS: Mapping[str, type[Bank]] = {
    name: type(name, (Bank,), {"title": f"The {name.replace('_', ' ')}", **facts})
    for name, facts in FACTS.items()
}
globals().update(BANKS)


def install(folder: Path) -> None:
    """Register the banks as installed providers of this process."""
    facts = folder / "fxwidget_banks-1.dist-info"
    facts.mkdir()
    points = "".join(f"{name} = {__name__}:{name}\n" for name in BANKS)
    (facts / "entry_points.txt").write_text(f"[fxwidget.providers]\n{points}", encoding="utf-8")
    (facts / "METADATA").write_text("Name: fxwidget_banks\nVersion: 1\n", encoding="utf-8")
    sys.path.append(str(folder))


def _per_usd(code: str, day: date, text: str) -> list[Quote]:
    return [Quote(base="USD", quote=code, mid=Decimal(text), as_of=day)]


def _usual_answers(day: date, **others: Says) -> None:
    """Let every bank publish the usual numbers, a little apart from the next bank's, but for the given exceptions."""
    for place, (name, bank) in enumerate(BANKS.items()):
        other = others.get(name, {})
        if isinstance(other, Exception):
            bank.answer = other
            continue
        quotes: list[Quote] = []
        for code, text in {**USUAL, **other}.items():
            usual = f"{Decimal(text) * (1 + Decimal(place) / 5000):f}" if isinstance(text, str) else ""
            quotes += (
                text if isinstance(text, list) else _per_usd(code, day, text if code in other else usual)
            )
        bank.answer = [quote for quote in quotes if {quote.base, quote.quote} & (bank.lists - {"USD"})]


def at(day: int, clock: str) -> datetime:
    """An instant of May 2026 in UTC; the 11th is a Monday."""
    return datetime(2026, 5, 1, tzinfo=UTC) + timedelta(
        days=day - 1, hours=int(clock[:2]), minutes=int(clock[3:])
    )


def settings(store: str, **more: Any) -> Settings:
    """Settings with all banks, over a store."""
    return Settings(**{"store": store, "sources": tuple(BANKS), **more})


def _down() -> dict[str, Says]:
    return {name: ProviderUnavailable("bank.example did not answer within 20 s") for name in BANKS}


def silent(store: str) -> datetime:
    """A first round in which nobody gives a number."""
    _usual_answers(
        at(11, "15:00").date(), **{**_failing(), "bank_b": ConfigurationError("bank_b needs a proxy")}
    )
    return _round(settings(store), at(11, "15:00"))


def _failing() -> dict[str, Says]:
    return _down() | {
        "bank_c": ResponseInvalid("bank_c sent something unexpected: 'rates' is missing", in_format=True),
        "bank_d": CredentialsRejected("bank.example answered with HTTP 401"),
        "mirror": RateLimited("bank.example answered with HTTP 429"),
    }


def _round(of: Settings, now: datetime, *commands: Command) -> datetime:
    """A round, and the instant five minutes later at which it is looked at."""
    store = open_store(of.store)
    for command in commands:
        store.order(command)
    refresher = Refresher(of, store)
    try:
        refresher.round(now, everyone=True)
    finally:
        refresher.close()
    return now + timedelta(minutes=5)


def week(store: str) -> Iterator[tuple[str, datetime]]:
    """A week in which everything happens: the name of each state of the store, and the instant at which to look."""
    every, monday, tuesday, wednesday = settings(store), *(at(day, "00:00").date() for day in (11, 12, 13))
    thursday = at(14, "00:00").date()
    _usual_answers(monday, bank_d={"ETB": []})
    yield "agreed", _round(every, at(11, "15:00"))
    strange: dict[str, str | list[Quote]] = {
        "BRL": "5.35", "ZAR": "168", "EGP": "0.0207", "SAR": "3.9", "IDR": "0", "IRR": "42000",
        "ETB": _per_usd("ETB", tuesday, "155") + _per_usd("ETB", tuesday, "156"),
        "CNH": [Quote(base="CNH", quote="EUR", mid=Decimal("0.12"), as_of=tuesday)],
        "AED": [Quote(base="USD", quote="AED", bid=Decimal("3.68"), ask=Decimal("3.67"), as_of=tuesday)],
    }  # fmt: skip
    split = {"BRL": "5.10", "INR": "110", "RUB": "84.5", "CNH": "6.96"}
    other: dict[str, str | list[Quote]] = {
        "BRL": "5.22", "EGP": [Quote(base="EGP", quote="USD", mid=Decimal("0.02075"), as_of=tuesday)],
        "ETB": [Quote(base="USD", quote="ETB", bid=Decimal(154), ask=Decimal(156), as_of=tuesday)],
    }  # fmt: skip
    _usual_answers(tuesday, bank_a=split, bank_b=strange, bank_c=other, bank_d={"BRL": "5.0", "ZAR": "17.4"})
    yield "strange", _round(every, at(12, "15:00"))
    moved = {"INR": "110", "SAR": "3.9", "EGP": "60"}
    quiet = ProviderUnavailable("bank.example did not answer within 20 s")
    _usual_answers(
        wednesday, bank_a=moved, bank_b=moved, bank_c={"SAR": "3.9", "RUB": "90"}, bank_d=quiet, mirror=quiet
    )
    yield "pending", _round(every, at(13, "15:00"))
    _round(every, at(13, "15:10"))
    yield "moved", _round(every, at(13, "15:20"))
    _usual_answers(thursday, **{**_failing(), "bank_b": {"RUB": "84.9", "INR": "131"}})
    until = at(16, "12:00")
    hold = Command(at=at(14, "16:20"), verb=Verb.HOLD, target="INR", reason="feeds are odd", until=until)
    never = Command(at=at(14, "16:20"), verb=Verb.HOLD, target="ZAR")
    off = Command(at=at(14, "16:20"), verb=Verb.DISABLE, target="street", reason="moved house")
    yield "failing", _round(every, at(14, "16:30"), hold, never, off)
    fewer = settings(store, sources=("bank_b", "bank_c", "blend"))
    _usual_answers(
        at(15, "00:00").date(),
        bank_b=ProviderUnavailable("bank.example was not found"),
        bank_c=_failing()["bank_c"],
    )
    yield "fewer", _round(fewer, at(15, "16:30"))
    _usual_answers(at(18, "00:00").date(), **_down())
    _round(fewer, at(18, "16:30"))
    yield "stale", at(18, "20:00")
    yield "withdrawn", _round(fewer, at(61, "16:30"))


ODD: tuple[Reason | str | None, ...] = (
    because(Exclusion.STALE),
    because(Exclusion.NO_NUMBER),
    because(Exclusion.NOT_ASKED),
    because(Exclusion.OFF_THE_PEG),
    because(Exclusion.LEVEL_UNSEEN),
    "refused",
    because(Exclusion.IMPOSSIBLE_DATE, date="2040-01-01"),
    because(Exclusion.SAME_GROUP, source="bank_a"),
    because(Exclusion.OTHER_KIND, kind="official"),
    "words of tomorrow",
    None,
)
"""Why a source is left out; a text without a code is one of an older build."""


def odd(store: str, of: str) -> datetime:
    """A snapshot with what rounds seldom bring or a newer release may write: kinds, derivations, notes, reasons."""
    last = open_store(of).load()
    assert last is not None
    table = json.loads(last.to_json(), parse_float=Decimal)
    derived = (None, "mid", "inverse", "cross RUB", "by_hand")
    notes = ("newer_unconfirmed", "peg_broken", "operator_hold", "new_level_pending", "of_tomorrow")
    for place, (row, code) in enumerate(zip(table["rates"][:-1], USUAL, strict=True)):
        row |= {"rate": float(USUAL[code]), "display": USUAL[code], "kind": list(Kind)[place % 6].value}
        row |= {
            "agreement": list(Agreement)[place % 6].value,
            "derived": derived[place % 5],
            "spread_bps": 12.5,
        }
        ends, week = at(16, "12:00").isoformat(), at(22, "12:00").isoformat()
        row |= (
            {"late_at": week, "stale_at": week, "closed": [[str(at(15, "12:00")), ends]]}
            if place == 4
            else {}
        )
        row["notes"] = [{"code": notes[place % 5], "source": "bank_a", "reason": "as it is"}] * (
            place % 3 > 0
        )
        row["notes"] += [{"code": notes[place % 5], "rate": 1.5, "peg": 3.7, "until": row["late_at"]}] * (
            place % 2
        )
        shown = {"id": "bank_b", "rate": row["rate"], "as_of": row["as_of"], "role": "shown", "reason": None}
        row["sources"] = [shown, {**shown, "id": "bank_c", "role": "confirms"}]
        for why in ODD[place :: len(USUAL)]:
            reason = {"reason": why} if isinstance(why, str) else stored(why)
            row["sources"].append({**shown, "id": "bank_d", "role": "excluded", **reason})
    outcomes = ("of_tomorrow", "unchanged", "empty")
    table["sources"] = [
        info | {"outcome": outcomes[place % 3]} for place, info in enumerate(table["sources"])
    ]
    open_store(store).publish(Snapshot.from_json(json.dumps(table, default=float)))
    return at(15, "16:00")
