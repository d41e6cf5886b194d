"""HTTP requests and answers as values, without any I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["Ask", "Greeting", "Limits", "Response", "Validators"]


@dataclass(frozen=True)
class Limits:
    """The limits of one request; times in seconds."""

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
    """An answer's cache validators (ETag, Last-Modified), word for word, for the next conditional request."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Ask:
    """The context of a request: its provider, and which answers are accepted."""

    provider: str
    """Whom the errors name."""
    now: datetime
    """What a Retry-After date is counted from; aware."""
    statuses: frozenset[int] = frozenset({200})
    """The HTTP statuses that carry an answer."""
    redirects: frozenset[str] = frozenset()
    """The hosts to which a redirect of a GET is followed, beside those within the same scheme, host and port."""
    validators: Validators | None = None
    """They make the request conditional; only then may the answer be a 304."""
    secrets: Sequence[str] = field(default=(), repr=False)
    """What no error may tell. Credentials in the URL and in the usual headers need not be listed."""
    most_bytes: int | None = None
    """The most bytes of the body, on the wire and decoded, where this provider's are beyond the client's limits."""
    insecure: bool = False
    """Plain ``http`` is allowed, because the operator replaced the URL."""


@dataclass(frozen=True)
class Response:
    """One HTTP answer. ``url`` is the last one asked, without query, user information and secrets.

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
    max_age: float | None = field(default=None, compare=False)
    """The seconds for which its Cache-Control says that it needs not be asked for again, less those that a cache had it."""


@dataclass(frozen=True)
class Greeting:
    """A host's clock, and until when its certificate is valid; None where it shows none."""

    status: int
    date: datetime | None
    certified_until: datetime | None
