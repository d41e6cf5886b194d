"""One HTTP request in progress: its redirects, the reading of its answer within limits, and errors without secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from traceback import format_exception
from typing import TypeVar

import httpx

from fxwidget.errors import (
    ConfigurationError,
    FXWidgetError,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    ResponseInvalid,
    of_status,
)
from fxwidget.fetching.decoding import Unfit, decode
from fxwidget.fetching.headers import seconds_fresh, seconds_to_wait, stated_validators
from fxwidget.fetching.message import Ask, Limits, Response, Validators
from fxwidget.fetching.redaction import redact

__all__ = ["Call", "credentials", "redirected"]

_ProviderError = TypeVar("_ProviderError", bound=ProviderError)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRET_HEADERS = frozenset({"authorization", "apikey", "api-key", "x-api-key", "cookie"})


@dataclass(frozen=True)
class Call:
    """The facts of one request that redirects do not change.

    secrets: what no text may tell, the request's own credentials among them.
    ends: the instant of the monotonic clock by which all must be over.
    via: " through the proxy", where there is one.
    """

    ask: Ask
    secrets: Sequence[str]
    limits: Limits
    ends: float
    via: str

    def check(self, url: httpx.URL) -> None:
        """Refuse a URL that no request may be sent to.

        Raises:
            ConfigurationError: it is such a one.
        """
        if flaw := _flaw(url, self.ask.insecure):
            raise ConfigurationError(redact(f"{url.host or 'a URL without host'}: {flaw}", self.secrets))

    def error(self, kind: type[_ProviderError], text: str, status: int | None = None) -> _ProviderError:
        """An error of the provider's branch, without secrets."""
        return kind(redact(text, self.secrets), provider=self.ask.provider, status=status)

    def failure(self, error: httpx.TransportError, url: httpx.URL) -> FXWidgetError:
        """A failure of the connection in words that quote neither our request nor the other side."""
        host, place = url.host, url.netloc.decode("ascii")
        if isinstance(error, httpx.LocalProtocolError):
            return ConfigurationError(redact(f"{host}: a header holds what HTTP forbids", self.secrets))
        if isinstance(error, httpx.ConnectTimeout) and monotonic() < self.ends:
            text = f"{place} could not be reached{self.via} within {self.limits.connect:g} s"
        elif isinstance(error, httpx.TimeoutException):
            text = f"{host} did not finish within {self.limits.deadline:g} s"
        elif isinstance(error, httpx.ProxyError):
            text = f"the proxy does not connect to {host}"
        elif isinstance(error, httpx.ConnectError):
            text = f"{place} could not be reached{self.via}: {error}"
        elif isinstance(error, httpx.NetworkError):
            text = f"{host} broke off its answer: {error}"
        else:
            text = f"{host} broke off its answer, or does not speak HTTP"
        return self.error(ProviderUnavailable, text)

    def cause(self, error: httpx.TransportError) -> httpx.TransportError | None:
        """The error's own message, unless it quotes one of the two sides or contains a secret."""
        trace = "".join(format_exception(error))
        quotes = isinstance(error, (httpx.ProtocolError, httpx.ProxyError))
        return None if quotes or redact(trace, self.secrets) != trace else error

    def target(self, request: httpx.Request, answer: httpx.Response) -> httpx.URL | None:
        """The URL that an answer redirects to; None where it does not redirect.

        Raises:
            ProviderUnavailable: it redirects to where we may not go, which says nothing about numbers.
        """
        status, host = answer.status_code, request.url.host
        if status in self.ask.statuses or status not in _REDIRECTS or "Location" not in answer.headers:
            return None
        target = _location(request.url, answer)
        if (refused := self._unfollowed(request, target)) is not None or target is None:
            raise self.error(ProviderUnavailable, f"{host} redirects {refused}", status)
        return target.copy_with(userinfo=b"", fragment=None)

    def _unfollowed(self, request: httpx.Request, target: httpx.URL | None) -> str | None:
        """Why a redirect to ``target`` is not followed, None where it is: within its own origin, or as the adapter allows."""
        if target is None:
            return "to what is no URL"
        if request.method != "GET":
            return f"a {request.method}"
        if _origin(target) == _origin(request.url):
            return None
        if target.host in {name.lower() for name in self.ask.redirects}:
            return f"to {target.host}: {flaw}" if (flaw := _flaw(target, self.ask.insecure)) else None
        if target.host == request.url.host:
            return "to another scheme or port of its own"
        return f"to {target.host}, which is foreign"

    def read(self, request: httpx.Request, answer: httpx.Response) -> Response:
        """Read the whole answer.

        Raises:
            ProviderError: the leaf that its status stands for, or ``ResponseInvalid`` where its body can't be read.
        """
        status, host = answer.status_code, request.url.host
        url = redact(_place(request.url), self.secrets)
        asked, stated = self.ask.validators or Validators(), stated_validators(answer.headers)
        fresh = seconds_fresh(answer.headers.get("Cache-Control"), answer.headers.get("Age"))
        if status == 304 and asked != Validators():
            return Response(url, status, b"", asked if stated == Validators() else stated, max_age=fresh)
        after = answer.headers.get("Retry-After")
        wait = seconds_to_wait(after, self.ask.now)
        if status in self.ask.statuses and status != 304:
            body, size = self._body(host, answer)
            return Response(url, status, body, stated, wait, size, fresh)
        error = self.error(
            of_status(status, wait=after is not None), f"{host} answered with HTTP {status}", status
        )
        if isinstance(error, RateLimited):
            error.retry_after = wait
        raise error

    def _body(self, host: str, answer: httpx.Response) -> tuple[bytes, int]:
        """The decoded body, and its bytes on the wire."""
        coding = answer.headers.get("Content-Encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            shown = redact(coding, self.secrets)[:40]
            raise self.error(ResponseInvalid, f"{host} answers in the coding {shown!r}", answer.status_code)
        try:
            return decode(answer.iter_raw(), coding.endswith("gzip"), self._room)
        except Unfit as error:
            raise self.error(ResponseInvalid, f"{host}: {error}", answer.status_code) from error

    @property
    def _room(self) -> Limits:
        most = self.ask.most_bytes
        return self.limits if most is None else replace(self.limits, raw_bytes=most, decoded_bytes=most)


def _place(url: httpx.URL) -> str:
    """A URL without user, query and fragment; put together, as a copy of the URL costs a twentieth of its request."""
    return b"".join((url.raw_scheme, b"://", url.netloc, url.raw_path.partition(b"?")[0])).decode("ascii")


def _location(url: httpx.URL, answer: httpx.Response) -> httpx.URL | None:
    """The URL that a redirect names, None where that is none."""
    try:
        return url.join(answer.headers["Location"])
    except (httpx.InvalidURL, ValueError):
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port; None is the scheme's usual one."""
    return url.scheme, url.host, url.port


def _flaw(url: httpx.URL, insecure: bool) -> str | None:
    """The reason why no request can be sent to a URL, or None."""
    if url.scheme != "https" and not (insecure and url.scheme == "http"):
        return "only https is asked, or http where the operator replaces the provider's URL"
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return "this is not a host name"
    if not url.host or not 0 < (url.port or 443) < 65536:
        return "the URL has no host, or an impossible port"
    return None


def credentials(request: httpx.Request) -> list[str]:
    """The secrets that a request carries, which no message may contain."""
    url, query = request.url, request.url.query.decode("ascii")
    headers = [value.split(" ")[-1] for name, value in request.headers.items() if name in _SECRET_HEADERS]
    # A query without "=" holds no key, and may be a word that our own texts need.
    return [*headers, url.username, url.password, url.userinfo.decode("ascii"), query if "=" in query else ""]


def redirected(request: httpx.Request, target: httpx.URL, secrets: Sequence[str]) -> httpx.Request:
    """The GET of ``target``; at another origin without the headers that hold a secret."""
    here, there = _origin(request.url), _origin(target)
    headers = {
        name: value
        for name, value in request.headers.items()
        if name != "host"
        and (here == there or (name not in _SECRET_HEADERS and redact(value, secrets) == value))
    }
    return httpx.Request("GET", target, headers=headers)
