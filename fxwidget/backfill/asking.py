"""Asks archives for the days that are not known yet: span by span, slowly, and stored as soon as it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fxwidget.deciding.cross_rates import per_usd
from fxwidget.deciding.past import past_codes
from fxwidget.domain.archived import ArchivedDay, Number, Span
from fxwidget.domain.fetched import Tally
from fxwidget.domain.quote import Quote
from fxwidget.domain.scalars import day_of
from fxwidget.errors import ProviderUnavailable, RateLimited
from fxwidget.fetching.exchange import Sender, read_archive
from fxwidget.provider import calendar as calendars
from fxwidget.provider.calendar import Dated
from fxwidget.provider.source import Source
from fxwidget.store.archives import Archives

__all__ = ["ArchiveAsker", "wanted_of"]

DAY = timedelta(days=1)

STATED_LATER = timedelta(days=11)
"""How long after a market day a source may state the day of its number: a table for the day after ten days of feasts."""

TRIES = 3
"""How often a conversation is begun that fails on the way, or that the provider wants later."""

PAUSE_AFTER_FAILURE = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class ArchiveAsker:
    """Asks archives by one client.

    pause: waits for so long; it may raise whatever ends the process. progress: is told each span before it is asked.
    """

    client: Sender
    archives: Archives
    now: datetime
    pause: Callable[[timedelta], None]
    progress: Callable[[str, Span], None]

    def missing(self, source: Source, span: Span) -> list[Span]:
        """The spans that are still to be asked of a source, the oldest first, each as long as it allows."""
        provider = source.provider
        first = max(span.first, provider.archive_since or span.first)
        today = calendars.today(provider.calendar, self.now)
        if provider.dated in (Dated.VALID_FROM, Dated.BUILD_DAY):
            last = min(span.last + STATED_LATER, today + DAY)
        else:
            last = min(span.last, today - DAY)
        if first > last:
            return []
        gaps = self.archives.missing(source.name, wanted_of(source), Span(first, last))
        return [part for gap in gaps for part in _parts(gap, provider.archive_days)]

    def ask(self, source: Source, span: Span, tally: Tally) -> None:
        """Ask for one span and store it; what it cost is added to ``tally``.

        Raises:
            ProviderError: it failed, several times where that may help.
        """
        self.progress(source.name, span)
        for left in reversed(range(TRIES)):
            try:
                archived = list(self._archived(source, span, tally))
            except RateLimited as error:
                wait = (
                    PAUSE_AFTER_FAILURE if error.retry_after is None else timedelta(seconds=error.retry_after)
                )
                if not left or wait > LONGEST_WAIT:
                    raise
                self.pause(wait)
            except ProviderUnavailable:
                if not left:
                    raise
                self.pause(PAUSE_AFTER_FAILURE)
            else:
                self.archives.keep(source.name, wanted_of(source), span, archived)
                return

    def _archived(self, source: Source, span: Span, tally: Tally) -> Iterator[ArchivedDay]:
        """What a source says of the days of a span, crossed, day by day."""

        def between() -> None:
            self.pause(source.provider.archive_pause)
            self._count(source)

        self._count(source)
        days = read_archive(source, *span, client=self.client, now=self.now, between=between, tally=tally)
        wanted = wanted_of(source)
        for quotes in days:
            # A source's own word on the close before is of another day than it stands beside.
            own = [quote for quote in quotes if not quote.close]
            if own and span.first <= day_of(own[0].as_of) <= span.last:
                yield _crossed(source, wanted, own[0].as_of, own, self.now)

    def _count(self, source: Source) -> None:
        """Count a request before it is sent, where there is a quota.

        Raises:
            RateLimited: the quota is spent; it says when there is more.
        """
        if source.quota is None:
            return
        spent = self.archives.spent(source.name)
        if not source.quota.left(spent, self.now):
            wait = (source.quota.again(spent, self.now) - self.now).total_seconds()
            raise RateLimited(
                f"{source.name}: the quota of {source.quota} is spent; go on later",
                provider=source.name,
                retry_after=wait,
            )
        self.archives.count(source.name, self.now.date())


def wanted_of(source: Source) -> list[str]:
    """The currencies that are wanted of a source's archive."""
    return sorted(set(source.provider.currencies) & past_codes(source))


def _parts(span: Span, most: int | None) -> Iterator[Span]:
    """A span in pieces of at most so many days, the oldest first."""
    if most is None:
        yield span
        return
    first = span.first
    while first <= span.last:
        last = min(span.last, first + timedelta(days=most - 1))
        yield Span(first, last)
        first = last + DAY


def _crossed(
    source: Source, wanted: Iterable[str], as_of: date | datetime, quotes: list[Quote], now: datetime
) -> ArchivedDay:
    crossed = per_usd(quotes)
    numbers, refused = {}, {}
    for code in wanted:
        if code in crossed.rates:
            rate = crossed.rates[code][0]
            numbers[code] = Number(rate.rate, rate.derived, rate.kind)
        elif code in crossed.refused:
            refused[code] = crossed.refused[code].reason.sentence
    calendar = source.provider.calendar
    market_day = calendars.market_day(as_of, source.provider.dated, calendar, now)
    return ArchivedDay(source.name, as_of, market_day, numbers, refused)
