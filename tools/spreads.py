"""How far the sources of a currency lie apart, over the weeks that recorded answers speak of.

python -m tools.spreads            prints the table
python -m tools.spreads --write    also stores its figures, from which ``python -m tools.docs`` writes docs/providers.md

``RECORDINGS`` names the folders of recorded answers. Figures are stored, never an answer.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from statistics import median
from zoneinfo import ZoneInfo

from fxwidget import Quote
from fxwidget.deciding.cross_rates import UsdRate, per_usd
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import Kind, series_of
from fxwidget.provider.calendar import Daily, market_day
from fxwidget.provider.source import Source
from tests.support.conversation import Case, case
from tests.support.figures import FOLDERS, described, of_publishers_at_hand
from tools.spread_table import FIGURES, Pair, Spread, lines

__all__ = ["Seen", "main", "monday", "of_week", "recorded", "spreads"]

WEEK = date(2026, 3, 16)
"""The recorded week: more answers are of it than of any other, and the replay's days too."""

MOST_WEEKS = 3
"""How many weeks of a currency are shown where fewer than four groups were recorded in each."""
ENOUGH = 4


@dataclass(frozen=True)
class Seen:
    """Units of a currency per 1 USD, of a market day, by one source; ``group`` is who makes the number."""

    source: str
    group: str
    day: date
    rate: Decimal


Series = tuple[str, str]
"""A currency and the series of prices that is compared in itself alone."""


def recorded() -> Mapping[Series, Sequence[Seen]]:
    """All that was recorded of the currencies that are shown by default, by those sources that may vote on it."""
    found: dict[Series, list[Seen]] = defaultdict(list)
    for it in map(case, described()):
        for quotes, published in _conversations(it):
            for code, rates in per_usd(quotes).rates.items():
                if code in BRICS_PLUS and _votes(it, code):
                    series = series_of(it.provider.kinds.get(code, it.provider.kind))
                    found[code, series] += _seen(it, code, rates, published)
    return found


def _conversations(it: Case) -> Iterator[tuple[Sequence[Quote], date]]:
    for each in of_publishers_at_hand(it.figures.recordings):
        if not each.reason and not each.error:
            yield it.recorded(each).quotes(), each.published or it.figures.published


def _votes(it: Case, code: str) -> bool:
    """Whether its numbers of a currency are observations with digits enough."""
    return code not in it.provider.coarse and it.provider.kinds.get(code, it.provider.kind) is not Kind.PEG


def _seen(it: Case, code: str, rates: Iterable[UsdRate], published: date) -> Iterator[Seen]:
    source = Source(it.name, it.made())
    calendar = source.calendar(code)
    zone = ZoneInfo(calendar.zone) if isinstance(calendar, Daily) else UTC
    evening = datetime.combine(published, time(23, 59), zone).astimezone(UTC)
    for rate in rates:
        day = market_day(rate.as_of, it.provider.dated, calendar, evening)
        yield Seen(it.name, source.group(code), day, rate.rate)


def spreads(seen: Mapping[Series, Iterable[Seen]]) -> Iterator[Spread]:
    """The spreads of each series in the recorded week, else in the fullest one; in three where all are of few groups."""
    for (code, series), every in sorted(
        seen.items(), key=lambda each: (BRICS_PLUS.index(each[0][0]), each[0])
    ):
        weeks: dict[date, list[Seen]] = defaultdict(list)
        for it in every:
            weeks[monday(it.day)].append(it)
        groups = {week: len({it.group for it in own}) for week, own in weeks.items()}
        found = [Spread(code, series, week, *of_week(weeks[week])) for week in weeks if groups[week] > 1]
        found.sort(key=lambda it: (groups[it.week], it.week), reverse=True)
        enough = [it for it in found if groups[it.week] >= ENOUGH]
        yield from [it for it in enough if it.week == WEEK] or enough[:1] or found[:MOST_WEEKS]


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def of_week(week: Iterable[Seen]) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """The sources that spoke in a week, and each two of them that are not of one group."""
    days: dict[str, dict[date, Seen]] = defaultdict(dict)
    for it in week:
        days[it.source][it.day] = it
    pairs = [_pair(days[one], days[other]) for one, other in combinations(sorted(days), 2)]
    return tuple(sorted(days)), tuple(pair for pair in pairs if pair)


def _pair(one: Mapping[date, Seen], other: Mapping[date, Seen]) -> Pair | None:
    """Two sources on the days that both have; on the newest of each where they have none in common."""
    first, second = one[max(one)], other[max(other)]
    if first.group == second.group:
        return None
    common = [(one[day], other[day]) for day in one.keys() & other.keys()]
    distances = [_distance(a.rate, b.rate) for a, b in common or [(first, second)]]
    apart = 0 if common else abs((first.day - second.day).days)
    return Pair(first.source, second.source, float(median(distances)), float(max(distances)), apart)


def _distance(one: Decimal, other: Decimal) -> Decimal:
    """How far the larger of two numbers is above the smaller, in hundredths of a per cent, to one decimal."""
    return ((max(one, other) / min(one, other) - 1) * 10_000).quantize(Decimal("0.1"))


def main(arguments: Sequence[str]) -> int:
    """Print the table, store its figures if asked, and return the exit code."""
    if not FOLDERS:
        print("RECORDINGS names no folder of recorded answers", file=sys.stderr)
        return 2
    found = list(spreads(recorded()))
    print("\n".join(lines(found)))
    if "--write" in arguments:
        rows = ",\n".join(json.dumps(each.row()) for each in found)
        FIGURES.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
