"""A whole conversation with a provider in this process: its answers are given, its requests noted, nothing is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import httpx

from fxwidget import Answer, Provider, Quote, get_request
from fxwidget.errors import ProviderUnavailable, of_status
from fxwidget.fetching.exchange import converse
from fxwidget.fetching.message import Ask, Response, Validators
from fxwidget.provider.registry import provider_class
from fxwidget.provider.source import Source

from .figures import DOCUMENTS, Figures, Recorded, Sent, figures, recorded

KEY = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)

Reply = tuple[int, bytes]
"""An HTTP status and a body."""


@dataclass
class Desk:
    """Answers in place of a client: one reply after the other, the last one again and again; nobody where there is none."""

    replies: Sequence[Reply]
    asked: list[httpx.Request] = field(default_factory=list)

    def send(self, request: httpx.Request, ask: Ask) -> Response:
        self.asked.append(request)
        if not self.replies:
            raise ProviderUnavailable("nobody is there", provider=ask.provider)
        status, body = self.replies[min(len(self.asked), len(self.replies)) - 1]
        if status not in ask.statuses:
            text = f"{request.url.host} answered with HTTP {status}"
            raise of_status(status, wait=False)(text, provider=ask.provider, status=status)
        return Response(str(request.url), status, body, Validators())


@dataclass(frozen=True)
class Case:
    """A provider with its documents: what the checks of every provider are about."""

    name: str
    provider: type[Provider]
    folder: Path = field(repr=False)
    figures: Figures = field(repr=False)

    def made(self, currencies: Sequence[str] | None = None, *, key: bool = False) -> Provider:
        """The adapter, with a key where it needs or gets one."""
        own = KEY if key or self.provider.needs_key else None
        return self.provider(
            key=own, currencies=self.figures.currencies if currencies is None else currencies
        )

    def file(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def replies(self, instead: Mapping[str, bytes] = MappingProxyType({})) -> list[Reply]:
        """What it answers on the day of its newest table, with other bytes in place of some files."""
        return [self.reply(sent, instead) for sent in self.figures.answers]

    def reply(self, sent: Sent, instead: Mapping[str, bytes] = MappingProxyType({})) -> Reply:
        """One answer, zipped where it is sent so."""
        bodies = {name: instead[name] if name in instead else self.file(name) for name in sent.files}
        return sent.status, zipped(
            {member: bodies[name] for member, name in sent.zip.items()}
        ) if sent.zip else bodies[sent.file]

    def quotes(
        self, replies: Sequence[Reply], *, provider: Provider | None = None, day: date | None = None
    ) -> Sequence[Quote]:
        """The quotes of a conversation with these replies.

        Raises:
            ProviderError: it failed.
        """
        return self.asked(Desk(replies), provider=provider, day=day)

    def asked(
        self, desk: Desk, *, provider: Provider | None = None, day: date | None = None
    ) -> Sequence[Quote]:
        """The same, with a desk that notes the requests."""
        source = Source(self.name, provider or self.made())
        return converse(source, day or self.figures.published, client=desk, now=NOW, bodies={}).quotes

    def recorded(self, it: Recorded) -> Conversation:
        """A conversation that was recorded, ready to be held again."""
        provider = self.made(it.currencies, key=it.key)
        replies = [(it.status, recorded(name)) for name in it.files]
        if it.reader:
            provider = reading(provider, it.reader, len(replies))
        return Conversation(self, provider, replies, it.published)


@dataclass(frozen=True)
class Conversation:
    """A conversation with an adapter: its replies, and the provider's own today."""

    case: Case
    provider: Provider
    replies: Sequence[Reply]
    day: date | None

    def quotes(self) -> Sequence[Quote]:
        """What it gives.

        Raises:
            ProviderError: it fails.
        """
        return self.case.quotes(self.replies, provider=self.provider, day=self.day)


def case(name: str) -> Case:
    """The case of a provider in the tree."""
    return Case(name, provider_class(name), DOCUMENTS / name, figures(name))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of files by their names, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    return made.getvalue()


def reading(provider: Provider, method: str, documents: int) -> Provider:
    """A provider like that one, which has its answers read by another of its methods than ``exchange``."""

    def exchange(self: Provider, day: date) -> Generator[httpx.Request, Answer, Sequence[Quote]]:
        bodies = []
        for number in range(documents):
            bodies.append((yield get_request(f"https://recording.example/{number}")).body)
        quotes: Sequence[Quote] = getattr(self, method)(*bodies)
        return quotes

    own = type(type(provider).__name__, (type(provider),), {"exchange": exchange})
    made: Provider = own(key=provider.key, currencies=provider.currencies)
    return made
