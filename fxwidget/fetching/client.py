"""The only module that talks HTTP to the outside: one request in, one bounded answer or one error of the tree out.

No answer can take more time, bytes or memory than ``Limits`` allow, and no error tells a key. Requests go to
httpx's transport, not through an ``httpx.Client``: a client would write every URL, with its query, to the log.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from fxwidget._version import __version__
from fxwidget.errors import ProviderUnavailable
from fxwidget.fetching.call import Call, credentials, redirected
from fxwidget.fetching.headers import read_instant
from fxwidget.fetching.message import Ask, Greeting, Limits, Response, Validators
from fxwidget.fetching.transport import Transport

if TYPE_CHECKING:
    from fxwidget.config.settings import Settings

__all__ = ["Client", "client_for", "user_agent"]

USUAL = Limits()
_MOST_HOPS = 3


class Client:
    """Sends requests and keeps connections alive between them; any number of threads may share one.

    ``proxy`` is an ``http://`` URL. Neither it nor anything else is ever taken from the environment.
    """

    def __init__(self, *, limits: Limits = USUAL, user_agent: str, proxy: str | None = None) -> None:
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
        """Close the idle connections."""
        self._transport.close()

    def send(self, request: httpx.Request, ask: Ask) -> Response:
        """The answer to ``request``, which keeps its own headers.

        Raises:
            ConfigurationError: the URL or a header can't be sent.
            ProviderUnavailable: network, time-out, an answer that broke off, a redirect not followed, 408, 5xx.
            RateLimited: 429, or 403 or 503 with Retry-After.
            CredentialsRejected: 401, 403.
            ResponseInvalid: any other status, an unknown coding, a body beyond its limits.
        """
        request = self._prepare(request, ask.validators)
        call = self._call(request, ask)
        for _hop in range(_MOST_HOPS + 1):
            with self._answer(request, call) as answer:
                if (target := call.target(request, answer)) is None:
                    return call.read(request, answer)
            request = redirected(request, target, call.secrets)
        raise call.error(ProviderUnavailable, f"{request.url.host} is one redirect too many")

    def greet(self, host: httpx.URL, *, provider: str, now: datetime) -> Greeting:
        """Ask a host for the head of its root page, without key, path or query.

        Raises:
            ProviderUnavailable: network, TLS, time-out.
            ConfigurationError: the URL can't be asked.
        """
        root = host.copy_with(path="/", query=None, fragment=None, userinfo=b"")
        request = self._prepare(httpx.Request("HEAD", root), None)
        with self._answer(request, self._call(request, Ask(provider, now, insecure=True))) as answer:
            return Greeting(
                answer.status_code, read_instant(answer.headers.get("Date")), _certified_until(answer)
            )

    def _prepare(self, request: httpx.Request, validators: Validators | None) -> httpx.Request:
        """A copy with our own headers, where it has none of that name, and those that make it conditional."""
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

    def _call(self, request: httpx.Request, ask: Ask) -> Call:
        """A prepared request's call, whose time runs from now on.

        Raises:
            ConfigurationError: its URL can't be asked.
        """
        secrets = (*ask.secrets, *credentials(request))
        call = Call(ask, secrets, self._limits, monotonic() + self._limits.deadline, self._via)
        call.check(request.url)
        return call

    @contextmanager
    def _answer(self, request: httpx.Request, call: Call) -> Iterator[httpx.Response]:
        """The answer's head, its body still to be read; what fails until the block ends is an error of the tree."""
        try:
            with closing(self._open(request, call.ends)) as answer:
                yield answer
        except httpx.TransportError as error:
            raise call.failure(error, request.url) from call.cause(error)

    def _open(self, request: httpx.Request, ends: float) -> httpx.Response:
        """The answer's head; asked once more at once where the connection failed before the first byte of it."""
        try:
            return self._hand_over(request, ends)
        except httpx.ConnectError:
            return self._hand_over(request, ends)

    def _hand_over(self, request: httpx.Request, ends: float) -> httpx.Response:
        connect = min(ends, monotonic() + self._limits.connect)
        pool = max(0.0, ends - monotonic())
        request.extensions = {"timeout": {"connect": connect, "read": ends, "write": ends, "pool": pool}}
        return self._transport.handle_request(request)


def client_for(settings: Settings) -> Client:
    """A client as an operator's settings want it: deadline, contact and proxy."""
    return Client(
        limits=Limits(deadline=settings.deadline.total_seconds()),
        user_agent=user_agent(settings.contact),
        proxy=settings.proxy,
    )


def user_agent(contact: str = "") -> str:
    """How fxwidget presents itself to providers; ``contact`` is the operator's address, if set."""
    return f"fxwidget/{__version__}" + (f" ({contact})" if contact else "")


def _certified_until(answer: httpx.Response) -> datetime | None:
    """Until when the certificate of an answer's host holds, in UTC; None without TLS."""
    tls = answer.extensions["network_stream"].get_extra_info("ssl_object")
    if tls is None:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"]), UTC)
