"""How far honest sources are apart, and how far a day moves a currency: measured on recorded days, pinned as data.

The environment variable ``RECORDINGS`` may name folders of full recorded answers. ``measured`` works the figures out
from them; ``PINNED`` is what it gave, so that the benchmark runs without them. A test keeps the two the same.
"""

from __future__ import annotations

import csv
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from fxwidget import Dated, Provider, Quote, read_json, read_xml
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.provider.calendar import market_day
from fxwidget_providers.bcb import Bcb
from fxwidget_providers.cbu import Cbu
from fxwidget_providers.ecb import Ecb
from fxwidget_providers.fbil import Fbil
from fxwidget_providers.nbp import Nbp
from fxwidget_providers.nbrb import Nbrb
from fxwidget_providers.sarb import Sarb

MEASURED = ("AED", "SAR", "BRL", "CNY", "IDR", "INR", "RUB", "ZAR")
"""Currencies of which recordings of several publishers speak of one market day."""

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)

PEGGED = ("AED", "SAR")
PEG_NOISE = 0.001
"""The most by which an honest number is let stray from a peg, as a fraction."""


@dataclass(frozen=True)
class Noise:
    """The noise of one currency's published rates, in per cent, to three decimals.

    apart: root mean square of the sources' distances from the middle of their market day.
    move: root mean square of one publisher's moves from one market day to its next.
    numbers: how many of the sources' numbers it comes from; none where it is taken over from ``like``.
    """

    apart: float
    move: float
    numbers: int
    first: date
    last: date
    like: str = ""


PINNED: Mapping[str, Noise] = {
    "AED": Noise(0.024, 0.009, 10, date(2026, 3, 4), date(2026, 3, 31)),
    "SAR": Noise(0.021, 0.031, 14, date(2026, 3, 4), date(2026, 3, 31)),
    "BRL": Noise(0.525, 0.965, 40, date(2026, 3, 2), date(2026, 3, 31)),
    "CNY": Noise(0.178, 0.237, 48, date(2026, 3, 2), date(2026, 3, 31)),
    "IDR": Noise(0.254, 0.413, 20, date(2026, 3, 2), date(2026, 3, 18)),
    "INR": Noise(0.167, 0.406, 37, date(2026, 3, 2), date(2026, 3, 31)),
    "RUB": Noise(0.951, 0.986, 15, date(2026, 3, 4), date(2026, 3, 31)),
    "ZAR": Noise(0.33, 1.018, 20, date(2026, 3, 2), date(2026, 3, 31)),
}

LIKE: Mapping[str, str] = {"EGP": "RUB", "ETB": "RUB"}
"""No day of these was recorded twice: they take over the noise of another currency that trades thinly."""


def pinned(code: str) -> Noise:
    """The pinned noise of a simulated currency."""
    if code not in LIKE:
        return PINNED[code]
    of = PINNED[LIKE[code]]
    return Noise(of.apart, of.move, 0, of.first, of.last, LIKE[code])


def folder() -> Path | None:
    """The first folder of recordings, where the environment names some."""
    named = os.environ.get("RECORDINGS", "").split(os.pathsep)[0]
    return Path(named) if named else None


Published = Mapping[tuple[str, date], Mapping[str, Decimal]]
"""Units per 1 USD of each publisher, by currency and market day."""


def measured(recordings: Path) -> dict[str, Noise]:
    """The figures of each of ``MEASURED``, from the recorded answers in a folder."""
    published = _published(recordings)
    return {code: _noise(code, published) for code in MEASURED}


def _noise(code: str, published: Published) -> Noise:
    squares: list[float] = []
    moves: list[float] = []
    days, numbers = [], 0
    by_publisher: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for (_, day), row in sorted((key, row) for key, row in published.items() if key[0] == code):
        logs = [math.log(rate) for rate in row.values()]
        for publisher, log in zip(row, logs, strict=True):
            by_publisher[publisher].append((day, log))
        if len(logs) < 2:
            continue
        middle = sum(logs) / len(logs)
        # Divided by one less than their number, as the middle is their own.
        squares += [(log - middle) ** 2 * len(logs) / (len(logs) - 1) for log in logs]
        days.append(day)
        numbers += len(logs)
    for series in by_publisher.values():
        pairs = pairwise(series)
        moves += [(log - before) ** 2 for (then, before), (day, log) in pairs if (day - then).days <= 3]
    return Noise(_per_cent(squares), _per_cent(moves), numbers, days[0], days[-1])


def _per_cent(squares: list[float]) -> float:
    return round(math.sqrt(sum(squares) / len(squares)) * 100, 3)


def _published(recordings: Path) -> Published:
    long_after = datetime(2027, 1, 1, tzinfo=UTC)
    published: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(dict)
    for publisher, facts, quotes in _answers(recordings):
        for code, rates in per_usd(quotes).rates.items():
            for rate in rates:
                day = market_day(rate.as_of, facts.dated, facts.calendar, long_after)
                if FIRST <= day <= LAST and code in MEASURED:
                    published[code, day][publisher] = rate.rate
    return published


def _answers(recordings: Path) -> Iterable[tuple[str, type[Provider], list[Quote]]]:
    """The quotes of each publisher: read by its adapter, or by a small reader where there is none."""
    adapters: dict[str, tuple[type[Provider], str]] = {
        "bcb": (Bcb, "bcb-ptax/CotacaoMoedaPeriodo.USD.2026-03.json"),
        "cbu": (Cbu, "cbu-uzbekistan/all.2026-04-01.json"),
        "fbil": (Fbil, "fbil/fetchfiltered.2026-03-*.json"),
        "nbp": (Nbp, "nbp-poland/table*.2026-03-*.json"),
        "nbrb": (Nbrb, "nbrb-belarus/rates.2026-03-17.json"),
        "sarb": (Sarb, "sarb/*.2026-03-*.json"),
    }
    for name, (facts, pattern) in adapters.items():
        bodies = [path.read_bytes() for path in _files(recordings, pattern)]
        yield name, facts, [quote for body in bodies for quote in facts().parse(body)]
    for name, read, pattern in (
        ("ecb", _ecb, "ecb/EXR.csvdata.2026-02_03.csv"),
        ("boc", _bank_of_canada, "bank-of-canada/FX_RATES_DAILY.2026-03.json"),
        ("fed", _fred, "fred/DEX*.2026-03.json"),
        ("tcmb", _tcmb, "tcmb-turkey/EVDS3.2026-03.json"),
    ):
        yield name, Ecb, [quote for path in _files(recordings, pattern) for quote in read(path)]
    kazakh = [quote for path in _files(recordings, "nbk-kazakhstan/*.2026-04-01.xml") for quote in _nbk(path)]
    yield "nbk", ValidFrom, kazakh


class ValidFrom(Ecb):
    """The facts of a publisher whose numbers hold from the day after."""

    dated = Dated.VALID_FROM


def _files(recordings: Path, pattern: str) -> list[Path]:
    found = sorted(recordings.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no recording {pattern} in {recordings}")
    return found


def _ecb(path: Path) -> list[Quote]:
    """Statistics of the European Central Bank as CSV: 1 EUR = ``OBS_VALUE``."""
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [_quote("EUR", row["CURRENCY"], row["OBS_VALUE"], row["TIME_PERIOD"]) for row in rows]


def _bank_of_canada(path: Path) -> list[Quote]:
    """The Bank of Canada's days: 1 unit of the series' first currency = ``v`` CAD."""
    days = read_json(path.read_bytes())["observations"]
    return [
        _quote(series[2:5], "CAD", cell["v"], day["d"])
        for day in days
        for series, cell in day.items()
        if series != "d"
    ]


def _fred(path: Path) -> list[Quote]:
    """The Federal Reserve's noon rates: units per 1 USD; a day without one is a full stop."""
    code = {"DEXBZUS": "BRL", "DEXCHUS": "CNY", "DEXINUS": "INR"}[path.name.split(".")[0]]
    days = read_json(path.read_bytes())["observations"]
    return [_quote("USD", code, day["value"], day["date"]) for day in days if day["value"] != "."]


def _tcmb(path: Path) -> list[Quote]:
    """The Central Bank of Türkiye's days: 1 unit = buying (A) and selling (S) TRY."""
    quotes = []
    for day in read_json(path.read_bytes())["items"]:
        as_of = datetime.strptime(day["Tarih"], "%d-%m-%Y").date()  # noqa: DTZ007 - a day, not an instant
        for code in ("USD", *MEASURED):
            bid, ask = (day.get(f"TP_DK_{code}_{side}_YTL") for side in "AS")
            if bid is not None and ask is not None:
                quotes.append(Quote(base=code, quote="TRY", bid=Decimal(bid), ask=Decimal(ask), as_of=as_of))
    return quotes


def _nbk(path: Path) -> list[Quote]:
    """The National Bank of Kazakhstan's list: ``quant`` units of ``title`` = ``description`` KZT."""
    root = read_xml(path.read_bytes())
    as_of = datetime.strptime(root.findtext("date", ""), "%d.%m.%Y").date()  # noqa: DTZ007 - a day
    return [
        Quote(
            base=item.findtext("title", ""),
            quote="KZT",
            units=Decimal(item.findtext("quant", "")),
            mid=Decimal(item.findtext("description", "")),
            as_of=as_of,
        )
        for item in root.iter("item")
    ]


def _quote(base: str, quote: str, number: str | Decimal, day: str) -> Quote:
    return Quote(base=base, quote=quote, mid=Decimal(number), as_of=date.fromisoformat(day))
