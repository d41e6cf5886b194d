"""A backfill from its first question to its last close. It may be ended at any time, and goes on where it was."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fxwidget.backfill.asking import ArchiveAsker, wanted_of
from fxwidget.backfill.report import Progress, Report
from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.deciding.past import Past, past_codes
from fxwidget.domain.archived import Span
from fxwidget.domain.close import DailyClose
from fxwidget.domain.fetched import Tally
from fxwidget.errors import ConfigurationError, ProviderError
from fxwidget.fetching.exchange import Sender
from fxwidget.provider.source import Source
from fxwidget.store.archives import Archives
from fxwidget.store.history import WritableHistory

__all__ = ["Backfill", "archive_sources"]

log = logging.getLogger("fxwidget.backfill")

CLOSES_AT_ONCE = 5000
"""How many closes are stored in one transaction."""


def archive_sources(
    settings: Settings, names: Sequence[str] = (), currencies: Sequence[str] = ()
) -> tuple[Source, ...]:
    """The enabled sources that have an archive, for these currencies; of the named ones where there are names.

    Raises:
        ConfigurationError: a named source is not enabled or has no archive, or none has one.
    """
    enabled = {source.name: source for source in sources(settings)}
    able = {name: it for name, it in enabled.items() if type(it.provider).has_archive()}
    for name in names:
        if name not in able:
            why = "has no archive" if name in enabled else "is not enabled"
            raise ConfigurationError(f"{name} {why}; with an archive are {', '.join(able) or 'none'}")
    if not able:
        raise ConfigurationError(f"none of the enabled sources has an archive: {', '.join(enabled)}")
    codes = tuple(currencies) or settings.currencies
    return tuple(_for(able[name], codes) for name in able if not names or name in names)


def _for(source: Source, codes: Sequence[str]) -> Source:
    """A source that is asked for these currencies."""
    known = past_codes(source)
    provider = type(source.provider)(
        key=source.provider.key, currencies=[code for code in codes if code in known]
    )
    return replace(source, provider=provider)


@dataclass(frozen=True)
class Backfill:
    """What a backfill needs. ``pause`` waits for so long between requests.

    sources: in the configured order, each for the currencies that are wanted of it.
    """

    sources: Sequence[Source]
    codes: Sequence[str]
    span: Span
    archives: Archives
    history: WritableHistory
    client: Sender
    now: datetime
    pause: Callable[[timedelta], None]
    progress: Progress

    def run(self) -> Report:
        """Ask for what is missing, and decide the days up to the span's last by all that is known."""
        report = Report()
        self._ask(report)
        self._decide(report)
        span = self.span
        report.summarise({code: self.history.closes(code, date.min, span.last) for code in self.codes})
        return report

    def _ask(self, report: Report) -> None:
        asker = ArchiveAsker(self.client, self.archives, self.now, self.pause, self.progress.span)
        for source in self.sources:
            tally = Tally()
            if not wanted_of(source):
                continue
            missing = asker.missing(source, self.span)
            self.progress.asking(source.name, len(missing))
            try:
                for span in missing:
                    asker.ask(source, span, tally)
            except (ProviderError, ConfigurationError) as error:
                report.faults[source.name] = str(error)
                log.error("%s", error)
            report.requests += tally.requests

    def _decide(self, report: Report) -> None:
        """Decide every day that archives speak of, from the first on, and store the closes that are new.

        A day's close depends on the days before it, so all are decided anew where anything was learnt.
        """
        names = [source.name for source in self.sources]
        for source, _, _, reason in self.archives.refusals(names):
            report.refused[source, reason] += 1
        if self.archives.decided(self._signature()):
            return
        self.progress.deciding(*self.span)
        past = Past(self.sources, self.codes, self.now)
        recorded = self._recorded()
        waiting: list[DailyClose] = []
        for day, archived in self.archives.days(names, self.span.last):
            done = past.decide(day, archived)
            if day >= self.span.first:
                waiting += [close for close in done.closes if (close.code, day) not in recorded]
            for code in done.disputed:
                report.of(code).disputed.append(day)
            report.refused.update((source, why.sentence) for (source, _), why in done.refused.items())
            if len(waiting) >= CLOSES_AT_ONCE:
                report.new += self.history.add(waiting)
                waiting = []
                self.progress.decided(day)
        report.new += self.history.add(waiting)
        self.archives.set_decided(self._signature())

    def _recorded(self) -> set[tuple[str, date]]:
        """The currencies and days whose close was recorded as it was shown: no archive knows better what that was.

        Of every unit of money and kind of price that there was, where ``closes`` gives those of the last one.
        """
        stored = self.history.every(self.span.first)
        return {(close.code, close.day) for close in stored if not close.basis.backfilled}

    def _signature(self) -> str:
        """What the decisions depend on besides what archives archived."""
        facts = (self.codes, self.span, [(it.name, it.provider.currencies) for it in self.sources])
        return hashlib.sha256(repr((facts, self.history.version())).encode()).hexdigest()
