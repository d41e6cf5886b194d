"""A refresher with its store on disk, whose sources answer by a clock that is right while its own may be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from fxwidget import Quote
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.snapshot import Snapshot
from fxwidget.domain.state import Memory
from fxwidget.errors import FXWidgetError
from fxwidget.fetching.client import client_for
from fxwidget.provider.calendar import Dated
from fxwidget.provider.source import Source
from fxwidget.refresher.asking import Asked, Asker
from fxwidget.refresher.round import Refresher
from fxwidget.store import Store, open_store
from tests.support.house import utc

HONEST = {
    "INR": Decimal("96.0853"), "BRL": Decimal("5.2242"), "EUR": Decimal("0.8531"),
    "CNH": Decimal("6.7078"), "CNY": Decimal("6.7077"),
}  # fmt: skip
"""Units per US dollar that every source gives, but for its own factors."""

MONDAY_TO_FRIDAY = range(5)


class Lab(Asker):
    """``now`` is the right time; each ``round`` may be given what the refresher's clock shows instead.

    factors: by source and currency, what its numbers are multiplied with. fails: by source, how it fails.
    earlier: by source, a currency whose number of the day before its answers state too, and that number's factor.
    """

    def __init__(
        self,
        folder: Path,
        sources: Sequence[str],
        start: str,
        *,
        currencies: tuple[str, ...] = ("INR",),
        quota: str | None = None,
    ) -> None:
        self.now = utc(start)
        self.factors: dict[str, dict[str, Decimal]] = {}
        self.fails: dict[str, FXWidgetError] = {}
        self.earlier: dict[str, tuple[str, Decimal]] = {}
        own = ProviderSettings(quota=quota) if quota else ProviderSettings()
        self.settings = Settings(
            sources=tuple(sources),
            currencies=currencies,
            store=f"disk://{folder}/store",
            provider=dict.fromkeys(sources, own),
        )
        self.store: Store = open_store(self.settings.store)
        super().__init__(client_for(self.settings), 1.0)
        self.refresher = self._refresher()

    def _refresher(self) -> Refresher:
        refresher = Refresher(self.settings, self.store, self.client)
        refresher.asker = self
        return refresher

    def ask(self, due: Sequence[Source], memory: Memory, now: datetime) -> Iterator[Asked]:
        """What each source answers at the right time, whatever the refresher takes for now."""
        for source in due:
            result = self.fails.get(source.name) or Fetched(self._quotes(source), False, {})
            yield Asked(source, result, 1, Tally(requests=1, status=200))

    def _quotes(self, source: Source) -> list[Quote]:
        factors = self.factors.get(source.name, {})
        as_of = self._as_of(source)
        quotes = [
            Quote(base="USD", quote=code, mid=number * factors.get(code, 1), as_of=as_of)
            for code, number in HONEST.items()
            if code in source.provider.lists
        ]
        return [*quotes, *self._day_before(source, as_of)]

    def _day_before(self, source: Source, as_of: date | datetime) -> Iterator[Quote]:
        """The number of the day before, where the answer states it too."""
        if source.name in self.earlier:
            code, factor = self.earlier[source.name]
            yield Quote(base="USD", quote=code, mid=HONEST[code] * factor, as_of=as_of - timedelta(days=1))

    def _as_of(self, source: Source) -> date | datetime:
        """The newest that a source has: its last half hour, today's file, or the last weekday's set."""
        if source.provider.dated is Dated.INSTANT:
            return self.now.replace(minute=self.now.minute // 30 * 30)
        day = self.now.date()
        if source.provider.dated is Dated.BUILD_DAY:
            return day
        while day.weekday() not in MONDAY_TO_FRIDAY:
            day -= timedelta(days=1)
        return day

    def give(self, factors: Mapping[str, Mapping[str, str]]) -> None:
        """From now on these factors, by source and currency."""
        self.factors = {
            name: {code: Decimal(text) for code, text in own.items()} for name, own in factors.items()
        }

    def states_day_before(self, name: str, code: str, factor: str) -> None:
        """From now on a source's answers state a currency's number of the day before too, times a factor."""
        self.earlier[name] = (code, Decimal(factor))

    def after(self, **span: float) -> Snapshot:
        """The round that comes so much later."""
        self.now += timedelta(**span)
        return self.round()

    def round(self, shown: datetime | None = None) -> Snapshot:
        """A round now, by a clock that shows ``shown``."""
        return self.refresher.round(shown or self.now).snapshot

    def reload(self, **changes: object) -> None:
        """Take over changed settings, as on SIGHUP."""
        before = self.refresher
        self.settings = Settings(**{**dict(self.settings), **changes})
        self.refresher = self._refresher()
        self.refresher.memory, self.refresher.previous = before.memory, before.previous
        self.refresher.journal = before.journal

    def close(self) -> None:
        """Let go of the store and the client."""
        self.refresher.close()

    def restart(self) -> None:
        """Begin anew with what the store has."""
        self.refresher = self._refresher()
