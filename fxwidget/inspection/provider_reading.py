"""What a provider reads in files: the answers of one conversation with it, held without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fxwidget.deciding.cross_rates import UsdRate, per_usd
from fxwidget.domain.currency import is_currency
from fxwidget.domain.quote import Quote
from fxwidget.domain.scalars import stamp
from fxwidget.errors import ConfigurationError
from fxwidget.fetching.exchange import converse
from fxwidget.fetching.message import Ask, Response, Validators
from fxwidget.provider.base import Provider
from fxwidget.provider.calendar import today
from fxwidget.provider.registry import provider_class
from fxwidget.provider.source import Source

if TYPE_CHECKING:
    import httpx

__all__ = ["Reading", "read"]

KEY = "any-key"
"""Stands for a key where a provider needs one: nobody is asked."""


@dataclass(frozen=True)
class Reading:
    """What a conversation gave.

    asked: the URLs of its requests. quotes: as published. numbers: units of each currency per 1 USD, the newest.
    refused: why a currency has no number. unlisted: currencies of the quotes that the provider's facts do not list.
    """

    asked: Sequence[str]
    quotes: Sequence[Quote]
    numbers: Mapping[str, UsdRate]
    refused: Mapping[str, str]
    unlisted: Sequence[str]

    def document(self) -> dict[str, Any]:
        """The same as plain values for JSON; numbers are text, to the last digit."""
        return {
            "asked": list(self.asked),
            "quotes": [quote.model_dump(mode="json", exclude_none=True) for quote in self.quotes],
            "per_dollar": {
                code: {"rate": str(it.rate), "as_of": stamp(it.as_of), "derived": it.derived}
                for code, it in self.numbers.items()
            },
            "refused": dict(self.refused),
            "unlisted": list(self.unlisted),
        }


@dataclass
class _Files:
    """Gives the files as answers, one after the other, in place of a client."""

    name: str
    files: Sequence[Path]
    asked: list[str] = field(default_factory=list)

    def send(self, request: httpx.Request, ask: Ask) -> Response:
        place, url = len(self.asked), str(request.url)
        if place == len(self.files):
            raise ConfigurationError(
                f"{self.name} asks for {place + 1} documents, and {place} files are named: the next is the answer to {url}"
            )
        self.asked.append(url)
        try:
            body = self.files[place].read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{self.files[place]} can't be read: {error.strerror}") from error
        return Response(url, 200, body, Validators())


def read(name: str, files: Sequence[Path], codes: Sequence[str], day: date | None, now: datetime) -> Reading:
    """What a provider reads in the files that hold its answers, in the order in which it asks for them.

    Args:
        codes: the currencies that are wanted of one that asks for each.
        day: the publisher's own day on which it is asked; by default that of ``now``.

    Raises:
        UnknownProvider: there is no such provider.
        ConfigurationError: it asks for more documents than there are files, or for fewer.
        ProviderError: the documents can't be read.
    """
    cls = provider_class(name)
    provider = cls(key=KEY if cls.needs_key else None, currencies=codes)
    given = _Files(name, files)
    on = day or today(cls.calendar, now)
    quotes = converse(Source(name, provider), on, client=given, now=now.astimezone(UTC), bodies={}).quotes
    if len(given.asked) < len(files):
        raise ConfigurationError(
            f"{name} asks for {len(given.asked)} of the {len(files)} files: {', '.join(given.asked)}"
        )
    found = per_usd(quotes)
    return Reading(
        given.asked,
        quotes,
        {code: rates[0] for code, rates in sorted(found.rates.items())},
        {code: it.reason.sentence for code, it in sorted(found.refused.items())},
        _unlisted(cls, quotes),
    )


def _unlisted(cls: type[Provider], quotes: Sequence[Quote]) -> list[str]:
    codes = {code for quote in quotes for code in (quote.base, quote.quote)}
    return sorted(code for code in codes - cls.lists if is_currency(code))
