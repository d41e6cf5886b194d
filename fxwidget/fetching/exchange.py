"""One provider's conversation, start to finish: its requests sent within every limit, its answer read as quotes.

Whatever an adapter raises becomes one of the ``ProviderError`` leaves, so that a round can go on.
"""

from __future__ import annotations

import base64
import hashlib
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

import httpx

from fxwidget.domain.fetched import Fetched, Tally
from fxwidget.domain.quote import Quote
from fxwidget.domain.state import CachedBody
from fxwidget.errors import ConfigurationError, ProviderError, ProviderUnavailable, ResponseInvalid
from fxwidget.fetching.client import Client, Response, Validators
from fxwidget.fetching.redaction import redact
from fxwidget.provider.base import Answer, Provider

MOST_REQUESTS = 40
"""One for each currency of a long table, and some fallbacks; an adapter that asks for more runs in a circle."""


def converse(
    name: str,
    provider: Provider,
    day: date,
    *,
    client: Client,
    now: datetime,
    bodies: Mapping[str, CachedBody],
    url: str | None = None,
    patience: float = 60.0,
    tally: Tally | None = None,
) -> Fetched:
    """Ask a provider.

    Args:
        day: the source's own today.
        bodies: answers kept from the last conversation, for conditional requests.
        url: an origin that replaces scheme, host and port of every request.
        patience: seconds for the conversation as a whole.
        tally: counts the requests while they are sent.

    Raises:
        ProviderError: one of its leaves; the message never holds the provider's key.
        ConfigurationError: the adapter's request can't be sent as it is configured.
    """
    secrets = (provider.key,) if provider.key else ()
    seen: dict[str, CachedBody] = {}
    statuses: list[int] = []
    ends = time.monotonic() + patience
    cost = tally if tally is not None else Tally()

    def allow() -> None:
        if len(statuses) >= MOST_REQUESTS:
            raise ResponseInvalid(f"{name} asked for more than {MOST_REQUESTS} documents", provider=name)
        if time.monotonic() > ends:
            raise ProviderUnavailable(f"{name} did not finish within {patience:g} s", provider=name)

    def send(request: httpx.Request) -> Answer:
        if url is not None:
            request = _redirected(request, url)
        label = _label(request)
        kept = bodies.get(label)
        statuses.append(0)
        cost.requests += 1
        try:
            response = client.send(
                request,
                provider=name,
                now=now,
                statuses=provider.statuses,
                redirects=provider.redirects,
                validators=None if kept is None else Validators(kept.etag, kept.last_modified),
                secrets=secrets,
                insecure=url is not None,
            )
        except ProviderError as error:
            cost.status = error.status
            raise
        statuses[-1] = cost.status = response.status
        cost.bytes += response.size
        if response.status == httpx.codes.NOT_MODIFIED and kept is not None:
            seen[label] = kept
            return Answer(response.url, 200, _unpack(kept.body))
        keeps = response.validators != Validators() and not _tells(response, secrets)
        if response.status == httpx.codes.OK and keeps:
            seen[label] = _pack(response)
        return Answer(response.url, response.status, response.body, response.retry_after)

    try:
        quotes = _drive(provider, day, allow, send)
    except ProviderError as error:
        told = redact(str(error), secrets)
        if type(error) is ProviderError:  # an adapter's own word: the public name is that of the whole branch
            raise ResponseInvalid(f"{name}: {told}", provider=name, status=error.status) from None
        if told != str(error):
            error.args = (told,)
        error.provider = name
        raise
    except ConfigurationError:
        raise
    except NotImplementedError as error:
        raise ConfigurationError(f"{name}: {error}") from error
    except Exception as error:
        told = redact(_words(error), secrets)[:300]  # cut last: half a key is found by nobody
        if secrets:
            raise ResponseInvalid(f"{name} sent something unexpected: {told}", provider=name) from None
        raise ResponseInvalid(f"{name} sent something unexpected: {told}", provider=name) from error
    fresh = [status for status in statuses if status != httpx.codes.NOT_FOUND]
    unchanged = bool(fresh) and all(status == httpx.codes.NOT_MODIFIED for status in fresh)
    return Fetched(quotes, unchanged, seen)


def _words(error: Exception) -> str:
    """What a parser stumbled over, for people."""
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return f"{type(error).__name__}: {error}"


def _drive(
    provider: Provider, day: date, allow: Callable[[], None], send: Callable[[httpx.Request], Answer]
) -> Sequence[Quote]:
    """The adapter's side, answered. What ``allow`` raises ends it, whatever the adapter would catch."""
    exchange = provider.exchange(day)
    try:
        request = next(exchange)
        while True:
            allow()
            try:
                answer = send(request)
            except ProviderError as error:
                request = exchange.throw(error)  # the adapter may know another host
            else:
                request = exchange.send(answer)
    except StopIteration as end:
        quotes = list(end.value or ())
    finally:
        exchange.close()
    for quote in quotes:
        if not isinstance(quote, Quote):
            raise TypeError(f"expected quotes, got {type(quote).__name__}")
    return quotes


def _redirected(request: httpx.Request, origin: str) -> httpx.Request:
    """The same request to another scheme, host and port."""
    to = urlsplit(origin)
    target = request.url.copy_with(scheme=to.scheme, host=to.hostname, port=to.port)
    headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
    return httpx.Request(request.method, target, headers=headers, content=request.read())


def _label(request: httpx.Request) -> str:
    """A name for a request that holds no key."""
    return hashlib.sha256(f"{request.method} {request.url}".encode() + request.read()).hexdigest()[:32]


def _tells(response: Response, secrets: Sequence[str]) -> bool:
    """Whether an answer repeats a secret: such a one is not kept."""
    stated = response.validators
    said = (response.body.decode("latin-1"), stated.etag or "", stated.last_modified or "")
    return any(redact(text, secrets) != text for text in said)


def _pack(response: Response) -> CachedBody:
    packed = base64.b64encode(zlib.compress(response.body)).decode()
    return CachedBody(
        etag=response.validators.etag, last_modified=response.validators.last_modified, body=packed
    )


def _unpack(body: str) -> bytes:
    return zlib.decompress(base64.b64decode(body))
