"""Asking an adapter: by hand, request by request, or through the whole house over the loopback address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cache

import httpx

from fxwidget import Answer, Provider, Quote
from fxwidget.deciding.cross_rates import Crossed, per_usd
from fxwidget.domain.fetched import Fetched
from fxwidget.domain.state import CachedBody
from fxwidget.errors import ProviderError, ResponseInvalid
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import converse
from fxwidget.fetching.message import Limits
from fxwidget.provider.registry import provider_class
from fxwidget.provider.source import Source
from tests.support.conversation import Case
from tests.support.figures import figures
from tests.support.loopback import Loopback, Reply

NOW = datetime(2026, 9, 29, 8, 0, tzinfo=UTC)
PATIENT = Limits(deadline=10.0)


def numbers(found: Crossed) -> dict[str, str]:
    """The newest number of each code, in its very digits: units per 1 USD."""
    return {code: str(rates[0].rate) for code, rates in found.rates.items()}


def reasons(found: Crossed) -> dict[str, str]:
    """The code of the reason for which a currency has no number."""
    return {code: unusable.reason.code.value for code, unusable in found.refused.items()}


def in_a_line(case: Case, error: ProviderError) -> None:
    """An error names its provider, in one line of our own words."""
    assert error.provider == case.name
    assert 0 < len(str(error)) < 400
    assert "\n" not in str(error)
    assert "pydantic" not in str(error)


def per_dollar(quotes: Iterable[Quote]) -> dict[str, str]:
    """The newest number of each code, in its very digits: units per 1 USD."""
    return numbers(per_usd(quotes))


def refusals(quotes: Iterable[Quote]) -> dict[str, str]:
    """Why a code has no number."""
    return {code: unusable.reason.sentence for code, unusable in per_usd(quotes).refused.items()}


def row(quotes: Iterable[Quote], code: str) -> Quote:
    """The one quote, or the newer of two, of a code against another that the source quotes it in."""
    found = [quote for quote in quotes if code in (quote.base, quote.quote)]
    return max(found, key=lambda quote: str(quote.as_of))


def published(quotes: Iterable[Quote], code: str) -> tuple[str, str, str, str]:
    """What was printed: base, quote, units and mid."""
    quote = row(quotes, code)
    return quote.base, quote.quote, str(quote.units), str(quote.mid)


def ask(
    name: str,
    server: Loopback,
    *,
    day: date | None = None,
    provider: Provider | None = None,
    limits: Limits = PATIENT,
    bodies: Mapping[str, CachedBody] | None = None,
) -> Fetched:
    """One conversation with the server in the provider's place, on the day of its own document."""
    return converse(
        Source(name, provider or provider_class(name)(), server.url("")),
        day or figures(name).published,
        client=client(limits),
        now=NOW,
        bodies=bodies or {},
    )


@cache
def client(limits: Limits) -> Client:
    """One client for all conversations of a run: each one made reads the certificates anew."""
    return _open.enter_context(Client(limits=limits, user_agent="fxwidget-tests"))


_open = ExitStack()


def hang_up() -> None:
    """Close the clients of the run."""
    _open.close()
    client.cache_clear()


def fetched_from(
    name: str, *replies: Reply, provider: Provider | None = None, limits: Limits = PATIENT
) -> Fetched:
    """One conversation with a server that gives these replies."""
    with Loopback(*replies) as server:
        return ask(name, server, provider=provider, limits=limits)


def refused(name: str, *replies: Reply, provider: Provider | None = None) -> None:
    """The answer is refused: whole where the document is of another shape, else the row that can't be read."""
    try:
        quotes = fetched_from(name, *replies, provider=provider).quotes
    except ResponseInvalid as error:
        assert str(error).startswith(f"{name} sent something unexpected: ")  # noqa: PT017 - either is right
        return
    flawed = {code for quote in quotes if quote.flaw is not None for code in (quote.base, quote.quote)}
    assert flawed
    assert all("pydantic" not in reason for reason in refusals(quotes).values())


class ByHand:
    """An adapter's conversation without a network: look at ``url``, then ``answer`` it or let it ``fail``."""

    def __init__(self, provider: Provider, day: date) -> None:
        self.exchange = provider.exchange(day)
        self.request: httpx.Request = next(self.exchange)
        self.quotes: Sequence[Quote] | None = None

    @property
    def url(self) -> str:
        return str(self.request.url)

    def answer(self, status: int = 200, body: bytes = b"") -> None:
        """The next request, or ``quotes`` where the conversation is over."""
        try:
            self.request = self.exchange.send(Answer(self.url, status, body))
        except StopIteration as end:
            self.quotes = end.value

    def fail(self, error: Exception) -> None:
        """The request went wrong: the next one, or what the adapter makes of it."""
        self.request = self.exchange.throw(error)
