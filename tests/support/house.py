"""A refresher without a network: each source's answers are given by the test, the clock is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from fxwidget import Daily, Dated, Kind, Provider, Quote, Terms, Upstream
from fxwidget.deciding.assemble import compose
from fxwidget.deciding.ballot import Plan
from fxwidget.deciding.intake import answered, failed
from fxwidget.domain.codes import NoteCode
from fxwidget.domain.currency import with_siblings
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.overrides import Command, Journal, Override, Verb
from fxwidget.domain.snapshot import Note, Rate, Snapshot
from fxwidget.domain.state import Memory, SourceMemory
from fxwidget.errors import FXWidgetError
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.currency_api import CurrencyApi
from fxwidget_providers.currencyrate import CurrencyRate
from fxwidget_providers.floatrates import FloatRates
from fxwidget_providers.nbp import Nbp

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Fixing(Provider):
    """A central bank with its own fixing at 14:00 UTC, at the latest 16:00."""

    title = "A bank"
    site = docs = terms_url = "https://bank.example/"
    terms = Terms.UNSTATED
    attribution = "Source: a bank"
    lists = frozenset("BRL CNY INR ZAR IDR EUR USD".split())
    kind = Kind.FIXING
    upstream = Upstream.OWN
    dated = Dated.FIXING_DAY
    calendar = Daily(zone="UTC", usual=time(14), latest=time(16))


class ErApi(CurrencyApi):
    """A second aggregator, dated like the first."""

    title = "er_api"


def utc(text: str) -> datetime:
    """``2026-04-26 08:00`` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fixed(name: str, **facts: object) -> Source:
    """A source of a test's own, with facts of its own over those of ``Fixing``."""
    return Source(name, type(name, (Fixing,), dict(facts))())


KNOWN = {
    "currency_api": CurrencyApi,
    "bank_of_russia": BankOfRussia,
    "currencyrate": CurrencyRate,
    "ecb": Fixing,
    "er_api": ErApi,
    "floatrates": FloatRates,
    "nbp": Nbp,
}


class House:
    """Sources, memory and the last snapshot."""

    def __init__(self, *sources: str | Source, currencies: tuple[str, ...] = ("INR",)) -> None:
        self.sources = tuple(
            source if isinstance(source, Source) else Source(source, KNOWN[source]()) for source in sources
        )
        self.plan = Plan(currencies, timedelta(minutes=5), timedelta(days=14))
        self.memory = Memory()
        self.journal = Journal()
        self.snapshot: Snapshot | None = None

    def says(self, name: str, now: datetime, as_of: date | datetime | str, **numbers: str) -> None:
        """A source's answer: units of each currency per 1 USD."""
        stated = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        quotes = [
            Quote(base="USD", quote=code, mid=Decimal(text), as_of=stated) for code, text in numbers.items()
        ]
        self.quotes(name, now, quotes)

    def quotes(self, name: str, now: datetime, quotes: list[Quote]) -> None:
        """A source's answer, quote by quote."""
        source = self.source(name)
        codes = with_siblings(self.plan.currencies)
        after = answered(self._of(name), source, Fetched(quotes, False, {}), codes, now)
        self._put(name, after)

    def fails(self, name: str, now: datetime, error: FXWidgetError) -> None:
        """Let a source's fetch fail."""
        self._put(name, failed(self._of(name), self.source(name), error, now))

    def orders(self, code: str, order: Override) -> None:
        """Give an operator's command."""
        verb = Verb.HOLD if order.hold else Verb.ACCEPT
        self.journal = self.journal.with_(
            Command(at=order.at or LONG_AGO, verb=verb, target=code, reason=order.reason, until=order.until)
        )

    def evaluate(self, now: datetime) -> Snapshot:
        """Evaluate all answers given so far, at an instant."""
        self.snapshot, self.memory = compose(
            self.plan, self.sources, self.memory, self.snapshot, now, self.journal
        )
        return self.snapshot

    def row(self, code: str, now: datetime) -> Rate:
        """One evaluation, and its row of a currency."""
        return self.evaluate(now)[code]

    def source(self, name: str) -> Source:
        return next(source for source in self.sources if source.name == name)

    def _of(self, name: str) -> SourceMemory:
        return self.memory.sources.get(name, SourceMemory())

    def _put(self, name: str, after: SourceMemory) -> None:
        sources: Mapping[str, SourceMemory] = {**self.memory.sources, name: after}
        self.memory = self.memory.model_copy(update={"sources": sources})


def waiting(rate: Rate) -> list[Note]:
    """The notes of a row but that of a switch of sources."""
    return [note for note in rate.notes if note.code != NoteCode.SOURCE_SWITCHED]


def roles(rate: Rate) -> dict[str, str]:
    """What each source did, by name."""
    return {source.id: source.role.value for source in rate.sources}
