"""One exchange with a provider, start to finish: its requests sent within every limit, its answer read as quotes.

Whatever an adapter raises becomes one of the ``ProviderError`` leaves, so that a round can go on.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from fxwidget.domain.faults import in_words
from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.quote import Quote
from fxwidget.domain.state import CachedBody
from fxwidget.errors import ConfigurationError, ProviderError, ProviderUnavailable, ResponseInvalid
from fxwidget.fetching.message import Ask, Response, Validators
from fxwidget.fetching.redaction import redact
from fxwidget.provider.base import Answer
from fxwidget.provider.parsing import NotInFormat
from fxwidget.provider.source import Source

ARCHIVE_PATIENCE = 3600.0
"""Seconds for one conversation about an archive, of many requests with a pause before each."""

MOST_REQUESTS = 40
"""One for each currency of a long table, and some fallbacks; an adapter that asks for more runs in a circle."""


MOST_ARCHIVE_REQUESTS = 400
"""One for each day of a year, or for each currency of any table."""


LEAST_SECRET = 3
"""Characters of a part that is kept from texts: fewer would be found in any word."""


class Sender(Protocol):
    """What a conversation needs of a client."""

    def send(self, request: httpx.Request, ask: Ask) -> Response:
        """The answer to one request; see ``fetching.client.Client``."""
        ...


Quotes = TypeVar("Quotes", bound=Iterable[Quote])


def converse(
    source: Source,
    day: date,
    *,
    client: Sender,
    now: datetime,
    bodies: Mapping[str, CachedBody],
    patience: float = 60.0,
    tally: Tally | None = None,
) -> Fetched:
    """Ask a source; its ``url`` replaces scheme, host and port of every request.

    Args:
        day: the source's own today.
        bodies: stored answers of the last exchange, for conditional requests.
        patience: seconds for the exchange as a whole.
        tally: counts the requests while they are sent.

    Raises:
        ProviderError: one of its leaves; the message never holds the provider's key.
        ConfigurationError: the adapter's request can't be sent as it is configured.
    """
    if source.unset is not None:
        raise ConfigurationError(f"{source.name}: {source.unset}")
    session = _Session(source, client, now, bodies, patience, tally or Tally())
    with _as_leaves(source, session):
        quotes = _quotes(session.talk(source.provider.exchange(day)))
    return Fetched(quotes, session.unchanged, session.bodies)


def read_archive(
    source: Source,
    first: date,
    last: date,
    *,
    client: Sender,
    now: datetime,
    between: Callable[[], None],
    tally: Tally,
) -> Iterator[list[Quote]]:
    """What a source's archive has of the days from ``first`` to ``last``: the quotes of one stated day after the other.

    Args:
        between: is called before each request but the first; it waits as long as the provider wants.
        tally: counts the requests while they are sent.

    Raises:
        ProviderError: one of its leaves, also after some quotes.
        ConfigurationError: the adapter has no archive, or its request can't be sent as it is configured.
    """
    if source.unset is not None:
        raise ConfigurationError(f"{source.name}: {source.unset}")
    session = _Session(source, client, now, {}, ARCHIVE_PATIENCE, tally, between)
    with _as_leaves(source, session):
        for day in _by_day(session.talk(source.provider.archive(first, last)) or ()):
            for quote in day:
                _look_at(quote)
            yield [quote for quote in day if not quote.of_itself]


class _Session:
    """An exchange in progress.

    bodies: the answers to store, by their requests' labels. body: the last one.
    """

    def __init__(
        self,
        source: Source,
        client: Sender,
        now: datetime,
        bodies: Mapping[str, CachedBody],
        patience: float,
        tally: Tally,
        between: Callable[[], None] | None = None,
    ) -> None:
        self._source = source
        self._between = between
        self._client = client
        self._now = now
        self._known = bodies
        self._patience = patience
        self._ends = time.monotonic() + patience
        self._tally = tally
        self._statuses: list[int] = []
        self._secrets = _secrets(source)
        self.bodies: dict[str, CachedBody] = {}
        self.body: bytes | None = None

    def talk(self, exchange: Generator[httpx.Request, Answer, Quotes]) -> Quotes:
        """The adapter's side, answered. What ``allow`` raises ends it, whatever the adapter would catch."""
        try:
            request = next(exchange)
            while True:
                self.allow()
                try:
                    answer = self.send(request)
                except ProviderError as error:
                    request = exchange.throw(error)  # the adapter may know another host
                else:
                    request = exchange.send(answer)
        except StopIteration as end:
            returned: Quotes = end.value
        finally:
            exchange.close()
        return returned

    def allow(self) -> None:
        """Let one more request pass.

        Raises:
            ResponseInvalid: the adapter has asked for too many.
            ProviderUnavailable: the time is over.
        """
        name = self._source.name
        most = MOST_REQUESTS if self._between is None else MOST_ARCHIVE_REQUESTS
        if len(self._statuses) >= most:
            raise ResponseInvalid(f"{name} asked for more than {most} documents", provider=name)
        if time.monotonic() > self._ends:
            raise ProviderUnavailable(f"{name} did not finish within {self._patience:g} s", provider=name)
        if self._statuses and self._between is not None:
            self._between()

    def send(self, request: httpx.Request) -> Answer:
        """The answer to one request, from the stored bodies where the provider says that it has not changed."""
        answer = self._sent(request)
        self.body = answer.body
        return answer

    def _sent(self, request: httpx.Request) -> Answer:
        if self._source.url is not None:
            request = _at_origin(request, self._source.url)
        label = _label(request)
        known = self._known.get(label)
        response = self._counted(request, known)
        if response.status == httpx.codes.NOT_MODIFIED and known is not None:
            self.bodies[label] = known
            return Answer(response.url, 200, _unpack(known.body))
        conditional = response.validators != Validators() and not _repeats(response, self._secrets)
        if response.status == httpx.codes.OK and conditional:
            self.bodies[label] = _pack(response)
        return Answer(response.url, response.status, response.body, response.retry_after)

    def _counted(self, request: httpx.Request, known: CachedBody | None) -> Response:
        """Send it and count what it costs, failed or not; a failure stands among the statuses as 0."""
        self._statuses.append(0)
        self._tally.requests += 1
        try:
            response = self._client.send(request, self._ask(known))
        except ProviderError as error:
            self._tally.status = error.status
            raise
        self._statuses[-1] = self._tally.status = response.status
        self._tally.bytes += response.size
        return response

    def _ask(self, known: CachedBody | None) -> Ask:
        return Ask(
            provider=self._source.name,
            now=self._now,
            statuses=self._source.provider.statuses,
            redirects=self._source.provider.redirects,
            validators=None if known is None else Validators(known.etag, known.last_modified),
            secrets=self._secrets,
            most_bytes=self._source.provider.most_bytes,
            insecure=self._source.url is not None,
        )

    @property
    def unchanged(self) -> bool:
        """Whether every answer was a 304, those apart that found nothing."""
        fresh = [status for status in self._statuses if status != httpx.codes.NOT_FOUND]
        return bool(fresh) and all(status == httpx.codes.NOT_MODIFIED for status in fresh)


@contextmanager
def _as_leaves(source: Source, session: _Session) -> Iterator[None]:
    """Whatever the block raises becomes a leaf of ``ProviderError`` or a ``ConfigurationError``, without secrets."""
    name, secrets = source.name, _secrets(source)
    try:
        yield
    except ProviderError as error:
        text = redact(str(error), secrets)
        if type(error) is ProviderError:  # an adapter's own word: the public name is that of the whole branch
            raise ResponseInvalid(f"{name}: {text}", provider=name, status=error.status) from None
        if text != str(error):
            error.args = (text,)
        error.provider = name
        raise
    except ConfigurationError:
        raise
    except NotImplementedError as error:
        raise ConfigurationError(f"{name}: {error}") from error
    except Exception as error:
        instead = _instead(session.body, error)
        text = redact(instead or in_words(error), secrets)[:300]  # cut last: half a key is found by nobody
        unexpected = f"{name} sent something unexpected: {text}"
        invalid = ResponseInvalid(unexpected, provider=name, in_format=instead is None)
        if secrets:
            raise invalid from None
        raise invalid from error


def _instead(body: bytes | None, error: Exception) -> str | None:
    """What came in place of a document in its provider's format, by the error of reading it; None where such a one came."""
    head = (body or b"").removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    if body is not None and not head:
        return "an empty answer"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if isinstance(error, NotInFormat):
        return str(error)
    return in_words(error) if isinstance(error, UnicodeDecodeError) else None


def _secrets(source: Source) -> tuple[str, ...]:
    """What no text may tell: the key, either part of one that is a name and a password, and both as a header has them."""
    key = source.provider.key
    if not key:
        return ()
    parts = (part for part in key.split(":", 1) if len(part) >= LEAST_SECRET)
    return (key, base64.b64encode(key.encode("utf-8", "replace")).decode(), *parts)


def _quotes(returned: Sequence[Quote] | None) -> Sequence[Quote]:
    """What an adapter returned, looked at; without the base in itself.

    Raises:
        TypeError: something among it is no quote.
        ValueError: no row can be read, or the table is one of another base.
    """
    quotes = list(returned or ())
    for quote in quotes:
        _look_at(quote)
    if quotes and all(quote.flaw is not None for quote in quotes):
        raise ValueError("no row of the document can be read")
    return [quote for quote in quotes if not quote.of_itself]


def _by_day(quotes: Iterable[Quote]) -> Iterator[list[Quote]]:
    """Quotes by the day that they state: of a sequence however they are strewn, of an iterator as they stand together."""
    if not isinstance(quotes, Sequence):
        yield from (list(own) for _, own in groupby(quotes, key=attrgetter("as_of")))
        return
    days: dict[date | datetime, list[Quote]] = {}
    for quote in quotes:
        days.setdefault(quote.as_of, []).append(quote)
    yield from days.values()


def _look_at(quote: object) -> None:
    """Raise where something is no quote, or shows that its table is of another base."""
    if not isinstance(quote, Quote):
        raise TypeError(f"expected quotes, got {type(quote).__name__}")
    if quote.of_itself and quote.flaw is None and quote.mid != quote.units:
        raise ValueError(f"a table of another base than {quote.base}, of which 1 is not 1 in it")


def _at_origin(request: httpx.Request, origin: str) -> httpx.Request:
    """The same request to another scheme, host and port."""
    to = urlsplit(origin)
    target = request.url.copy_with(scheme=to.scheme, host=to.hostname, port=to.port)
    headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
    return httpx.Request(request.method, target, headers=headers, content=request.read())


def _label(request: httpx.Request) -> str:
    """A name for a request that holds no key."""
    return hashlib.sha256(f"{request.method} {request.url}".encode() + request.read()).hexdigest()[:32]


def _repeats(response: Response, secrets: Sequence[str]) -> bool:
    """Whether an answer repeats a secret: such a one is not stored."""
    stated = response.validators
    texts = (response.body.decode("latin-1"), stated.etag or "", stated.last_modified or "")
    return any(redact(text, secrets) != text for text in texts)


def _pack(response: Response) -> CachedBody:
    packed = base64.b64encode(zlib.compress(response.body)).decode()
    return CachedBody(
        etag=response.validators.etag, last_modified=response.validators.last_modified, body=packed
    )


def _unpack(body: str) -> bytes:
    return zlib.decompress(base64.b64decode(body))
