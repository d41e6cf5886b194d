"""Counts the requests of a simulated day: how often each source is asked by rounds five minutes apart.

    python -m tools.simulated_day [YYYY-MM-DD]

Every source publishes in the middle of its window, between its usual and its latest hour; nothing is asked of the network.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fxwidget import Continuous, Kind
from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.state import Row, SourceMemory
from fxwidget.provider.calendar import DAY, Daily, Dated, last_weekday_before
from fxwidget.provider.source import Source

REFRESH = timedelta(minutes=5)


def newest(source: Source, code: str, now: datetime) -> date:
    """The market day of the newest publication that is out by now."""
    calendar = source.calendar(code)
    if isinstance(calendar, Continuous):
        return now.date()
    assert isinstance(calendar, Daily)
    local = now.astimezone(ZoneInfo(calendar.zone))
    day = local.date()
    while not calendar.publishes(day) or local < _comes_out(calendar, day):
        day -= DAY
    return last_weekday_before(day) if source.provider.dated is Dated.BUILD_DAY else day


def _comes_out(calendar: Daily, day: date) -> datetime:
    """The middle of a day's publication window."""
    zone = ZoneInfo(calendar.zone)
    usual, latest = (datetime.combine(day, hour, zone) for hour in (calendar.usual, calendar.latest))
    return usual + (latest - usual) / 2


def simulate(day: date, enabled: tuple[Source, ...]) -> Counter[str]:
    """How often each source is asked from midnight to midnight UTC, after a day that warmed it up."""
    asked: Counter[str] = Counter()
    memories = {source.name: SourceMemory() for source in enabled}
    midnight = datetime.combine(day, time(0), UTC)
    now = midnight - DAY
    while now < midnight + DAY:
        for source in enabled:
            if not source.due(memories[source.name], now, REFRESH):
                continue
            asked[source.name] += now >= midnight
            rows = {code: _row(newest(source, code, now), now) for code in source.provider.currencies}
            memories[source.name] = SourceMemory(
                asked_at=now,
                answered_at=now,
                outcome="answered",
                rows=rows,
                sought=source.provider.currencies,
            )
        now += REFRESH
    return asked


def _row(day: date, now: datetime) -> Row:
    return Row(rate=Decimal(1), as_of=day, market_day=day, published=now, kind=Kind.FIXING)


def main(text: str) -> None:
    """Print the table of requests by source."""
    day = date.fromisoformat(text)
    counts = simulate(day, sources(Settings()))
    print(f"Requests on {day:%A %d %B %Y}, a round every {REFRESH.seconds // 60} minutes:")
    for name, count in counts.most_common():
        print(f"{name:24}{count:4}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "2026-03-18")
