"""The only module that talks HTTP to the outside: one request in, one bounded answer or one error of the tree out.

No answer can take more time, bytes or memory than ``Limits`` allow, and no error tells a key. Requests go to
httpx's transport, not through an ``httpx.Client``: a client would write every URL, with its query, to the log.
"""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from traceback import format_exception
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

from fxwidget._version import __version__
from fxwidget.errors import (
    ConfigurationError,
    FXWidgetError,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
    of_status,
)
from fxwidget.fetching.redaction import redact
from fxwidget.fetching.transport import Transport

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings

_ProviderError = TypeVar("_ProviderError", bound=ProviderError)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 3
_MOST_RETRY_AFTER = 86_400.0
_SECRET_HEADERS = frozenset({"authorization", "apikey", "api-key", "x-api-key", "cookie"})


@dataclass(frozen=True)
class Limits:
    """What one request may cost; times in seconds."""

    deadline: float = 20.0
    """In all, from looking up the name to the last byte, redirects and the retry included."""
    connect: float = 5.0
    """To look up the name, connect and agree on TLS."""
    raw_bytes: int = 2 * 2**20
    """The most bytes of a body on the wire."""
    decoded_bytes: int = 8 * 2**20
    """The most bytes of a body once gunzipped."""


@dataclass(frozen=True)
class Validators:
    """What an answer said to ask with next time, word for word."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Response:
    """One answer. ``url`` is the last one asked, without query, user information and secrets.

    ``body`` is decoded from its transfer coding; a 304 has none, and repeats the validators it was asked with
    where it states no others.
    """

    url: str
    status: int
    body: bytes
    validators: Validators
    retry_after: float | None = None
    """The seconds that its Retry-After asks to wait."""
    size: int = field(default=0, compare=False)
    """The bytes of the body on the wire."""


@dataclass(frozen=True)
class Greeting:
    """What a host shows of itself: its clock, and until when its certificate holds; None where it shows none."""

    status: int
    date: datetime | None
    certified_until: datetime | None


def user_agent(contact: str = "") -> str:
    """How fxwidget presents itself to providers; ``contact`` is the operator's address, if set."""
    return f"fxwidget/{__version__}" + (f" ({contact})" if contact else "")


class Client:
    """Sends requests and keeps connections alive between them; any number of threads may share one.

    ``proxy`` is an ``http://`` URL. Neither it nor anything else is ever taken from the environment.
    """

    def __init__(self, *, limits: Limits = Limits(), user_agent: str, proxy: str | None = None) -> None:
        self._limits = limits
        self._user_agent = user_agent
        self._via = " through the proxy" if proxy else ""
        self._transport = Transport(proxy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept alive."""
        self._transport.close()

    def send(
        self,
        request: httpx.Request,
        *,
        provider: str,
        now: datetime,
        statuses: frozenset[int] = frozenset({200}),
        redirects: frozenset[str] = frozenset(),
        validators: Validators | None = None,
        secrets: Sequence[str] = (),
        insecure: bool = False,
    ) -> Response:
        """The answer to ``request``, which keeps its own headers.

        Args:
            provider: whom the errors name.
            now: what a Retry-After date is counted from; aware.
            statuses: the HTTP statuses that carry an answer.
            redirects: the hosts to which a redirect of a GET is followed; none by default.
            validators: makes the request conditional; only then may the answer be a 304.
            secrets: what no error may tell. Credentials in the URL and in the usual headers need not be listed.
            insecure: plain ``http`` is allowed, because the operator replaced the URL.

        Raises:
            ConfigurationError: the URL or a header can't be sent.
            ProviderUnavailable: network, time-out, an answer that broke off, 408, 5xx.
            RateLimited: 429, or 403 or 503 with Retry-After.
            CredentialsRejected: 401, 403.
            ResponseInvalid: any other status, a foreign redirect, an unknown coding, a body beyond its limits.
        """
        request = self._prepare(request, validators)
        hidden = (*secrets, *_credentials(request))
        at = monotonic() + self._limits.deadline
        call = _Call(provider, now, statuses, redirects, validators, hidden, insecure, self._limits, at)
        if flaw := _flaw(request.url, insecure):
            raise ConfigurationError(redact(f"{request.url.host or 'a URL without host'}: {flaw}", hidden))
        for _hop in range(_MOST_HOPS + 1):
            try:
                with closing(self._open(request, at)) as answer:
                    if (target := call.target(request, answer)) is None:
                        return call.read(request, answer)
            except httpx.TransportError as error:
                raise self._failure(error, request.url.host, call) from call.cause(error)
            request = _redirected(request, target, hidden)
        raise call.error(ResponseInvalid, f"{request.url.host} is one redirect too many")

    def greet(self, host: httpx.URL, *, provider: str, now: datetime) -> Greeting:
        """Ask a host for the head of its root page, without key, path or query.

        Raises:
            ProviderUnavailable: network, TLS, time-out.
            ConfigurationError: the URL can't be asked.
        """
        root = host.copy_with(path="/", query=None, fragment=None, userinfo=b"")
        request = self._prepare(httpx.Request("HEAD", root), None)
        at = monotonic() + self._limits.deadline
        call = _Call(provider, now, frozenset(), frozenset(), None, (), True, self._limits, at)
        if flaw := _flaw(root, True):
            raise ConfigurationError(f"{root.host or 'a URL without host'}: {flaw}")
        try:
            with closing(self._open(request, at)) as answer:
                tls = answer.extensions["network_stream"].get_extra_info("ssl_object")
                until = tls.getpeercert()["notAfter"] if tls is not None else None
                return Greeting(
                    answer.status_code,
                    _instant(answer.headers.get("Date")),
                    None if until is None else datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC),
                )
        except httpx.TransportError as error:
            raise self._failure(error, root.host, call) from call.cause(error)

    def _prepare(self, request: httpx.Request, validators: Validators | None) -> httpx.Request:
        request.read()
        headers = httpx.Headers(request.headers)
        for name, value in ("Accept", "*/*"), ("Accept-Encoding", "gzip"), ("User-Agent", self._user_agent):
            headers.setdefault(name, value)
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        prepared = httpx.Request(request.method, request.url, headers=headers, stream=request.stream)
        if request.url.userinfo and "Authorization" not in headers:
            prepared = next(httpx.BasicAuth(request.url.username, request.url.password).auth_flow(prepared))
        return prepared

    def _open(self, request: httpx.Request, at: float) -> httpx.Response:
        """The answer's head; asked once more at once where the connection failed before the first byte of it."""
        try:
            return self._ask(request, at)
        except httpx.ConnectError:
            return self._ask(request, at)

    def _ask(self, request: httpx.Request, at: float) -> httpx.Response:
        connect = min(at, monotonic() + self._limits.connect)
        pool = max(0.0, at - monotonic())
        request.extensions = {"timeout": {"connect": connect, "read": at, "write": at, "pool": pool}}
        return self._transport.handle_request(request)

    def _failure(self, error: httpx.TransportError, host: str, call: _Call) -> FXWidgetError:
        """What went wrong, in words that quote neither our request nor the other side."""
        if isinstance(error, httpx.LocalProtocolError):
            return ConfigurationError(redact(f"{host}: a header holds what HTTP forbids", call.secrets))
        if isinstance(error, httpx.ConnectTimeout) and monotonic() < call.at:
            text = f"{host} could not be reached{self._via} within {self._limits.connect:g} s"
        elif isinstance(error, httpx.TimeoutException):
            text = f"{host} did not finish within {self._limits.deadline:g} s"
        elif isinstance(error, httpx.ProxyError):
            text = f"the proxy does not connect to {host}"
        elif isinstance(error, httpx.ConnectError):
            text = f"{host} could not be reached{self._via}: {error}"
        elif isinstance(error, httpx.NetworkError):
            text = f"{host} broke off its answer: {error}"
        else:
            text = f"{host} broke off its answer, or does not speak HTTP"
        return call.error(ProviderUnavailable, text)


def client_for(settings: Settings) -> Client:
    """A client as an operator's settings want it: deadline, contact and proxy."""
    return Client(
        limits=Limits(deadline=settings.deadline.total_seconds()),
        user_agent=user_agent(settings.contact),
        proxy=settings.proxy,
    )


@dataclass(frozen=True)
class _Call:
    """What stays the same through the hops of one ``send``."""

    provider: str
    now: datetime
    statuses: frozenset[int]
    redirects: frozenset[str]
    validators: Validators | None
    secrets: Sequence[str]
    insecure: bool
    limits: Limits
    at: float

    def error(self, kind: type[_ProviderError], text: str, status: int | None = None) -> _ProviderError:
        return kind(redact(text, self.secrets), provider=self.provider, status=status)

    def cause(self, error: httpx.TransportError) -> httpx.TransportError | None:
        """The error itself, unless it quotes one of the two sides or tells a secret."""
        told = "".join(format_exception(error))
        quotes = isinstance(error, (httpx.ProtocolError, httpx.ProxyError))
        return None if quotes or redact(told, self.secrets) != told else error

    def target(self, request: httpx.Request, answer: httpx.Response) -> httpx.URL | None:
        """Where the answer sends us, if it does and we may go."""
        status, host = answer.status_code, request.url.host
        if status in self.statuses or status not in _REDIRECTS or "Location" not in answer.headers:
            return None
        try:
            target = request.url.join(answer.headers["Location"])
        except (httpx.InvalidURL, ValueError):
            raise self.error(ResponseInvalid, f"{host} redirects to what is no URL", status) from None
        if target.host not in {name.lower() for name in self.redirects}:
            raise self.error(ResponseInvalid, f"{host} redirects to {target.host}, which is foreign", status)
        if flaw := _flaw(target, self.insecure):
            raise self.error(ResponseInvalid, f"{host} redirects to {target.host}: {flaw}", status)
        if request.method != "GET":
            raise self.error(ResponseInvalid, f"{host} redirects a {request.method}", status)
        return target.copy_with(userinfo=b"", fragment=None)

    def read(self, request: httpx.Request, answer: httpx.Response) -> Response:
        """The whole answer, or the error that its status stands for."""
        status, host = answer.status_code, request.url.host
        url = redact(str(request.url.copy_with(userinfo=b"", query=None, fragment=None)), self.secrets)
        asked = self.validators or Validators()
        stated = Validators(_ascii(answer.headers.get("ETag")), _ascii(answer.headers.get("Last-Modified")))
        if status == 304 and asked != Validators():
            return Response(url, status, b"", asked if stated == Validators() else stated)
        after = answer.headers.get("Retry-After")
        wait = _seconds(after, self.now)
        if status in self.statuses and status != 304:
            body, size = self._body(host, answer)
            return Response(url, status, body, stated, wait, size)
        kind = of_status(status, wait=after is not None)
        error = self.error(kind, f"{host} answered with HTTP {status}", status)
        if isinstance(error, RateLimited):
            error.retry_after = wait
        raise error

    def _body(self, host: str, answer: httpx.Response) -> tuple[bytes, int]:
        """The decoded body, and its size on the wire."""
        coding = answer.headers.get("Content-Encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            shown = redact(coding, self.secrets)[:40]
            raise self.error(ResponseInvalid, f"{host} answers in the coding {shown!r}", answer.status_code)
        try:
            return _decoded(answer.iter_raw(), coding.endswith("gzip"), self.limits)
        except (zlib.error, _Unfit) as error:
            raise self.error(ResponseInvalid, f"{host}: {error}", answer.status_code) from error


class _Unfit(ValueError):
    """A body that is too large or incomplete."""


def _decoded(chunks: Iterable[bytes], gzipped: bool, limits: Limits) -> tuple[bytes, int]:
    """A body of any number of gzip members, or as it comes; inflated to at most one byte beyond the limit.

    With it its bytes on the wire.
    """
    raw, body, member = 0, bytearray(), zlib.decompressobj(wbits=31)
    for chunk in chunks:
        raw += len(chunk)
        if raw > limits.raw_bytes:
            raise _Unfit(f"the body has more than {limits.raw_bytes} bytes on the wire")
        rest = chunk
        while rest:
            room = limits.decoded_bytes - len(body)
            if gzipped:
                member = zlib.decompressobj(wbits=31) if member.eof else member
                piece, rest = member.decompress(rest, room + 1), member.unused_data
            else:
                piece, rest = rest, b""
            if len(piece) > room:
                raise _Unfit(f"the body has more than {limits.decoded_bytes} bytes once decoded")
            body += piece
    if gzipped and not member.eof:
        raise _Unfit("the gzip body is cut short")
    return bytes(body), raw


def _flaw(url: httpx.URL, insecure: bool) -> str | None:
    """Why a URL can't be asked, if so."""
    if url.scheme != "https" and not (insecure and url.scheme == "http"):
        return "only https is asked, or http where the operator replaces the provider's URL"
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return "this is not a host name"
    if not url.host or not 0 < (url.port or 443) < 65536:
        return "the URL has no host, or an impossible port"
    return None


def _credentials(request: httpx.Request) -> list[str]:
    """What a request carries that no text may tell."""
    url, query = request.url, request.url.query.decode("ascii")
    headers = [value.split(" ")[-1] for name, value in request.headers.items() if name in _SECRET_HEADERS]
    # A query without "=" holds no key, and may be a word that our own texts need.
    return [*headers, url.username, url.password, url.userinfo.decode("ascii"), query if "=" in query else ""]


def _redirected(request: httpx.Request, target: httpx.URL, secrets: Sequence[str]) -> httpx.Request:
    """The GET of ``target``; at another origin without the headers that hold a secret."""
    here, there = ((url.scheme, url.host, url.port) for url in (request.url, target))
    headers = {
        name: value
        for name, value in request.headers.items()
        if name != "host"
        and (here == there or (name not in _SECRET_HEADERS and redact(value, secrets) == value))
    }
    return httpx.Request("GET", target, headers=headers)


def _seconds(after: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for, from 0 to a day; None where it says nothing we can read."""
    if after is None:
        return None
    try:
        if re.fullmatch(r"[+-]?[0-9]{1,20}", after.strip()):
            wait = float(after)
        else:
            until = _instant(after)
            if until is None:
                return None
            wait = (until - now).total_seconds()
    except OverflowError:
        return None
    return min(max(wait, 0.0), _MOST_RETRY_AFTER)


def _instant(text: str | None) -> datetime | None:
    """The instant of a header such as Date; None where it can't be read."""
    try:
        instant = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _ascii(value: str | None) -> str | None:
    """A validator that can be sent back."""
    return value if value is not None and value.isascii() else None
