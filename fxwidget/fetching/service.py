"""One question to a running fxwidget service, at a URL that the caller names."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

import httpx

from fxwidget.errors import (
    ConfigurationError,
    ProviderError,
    ProviderUnavailable,
    ResponseInvalid,
    SnapshotInvalid,
)
from fxwidget.fetching.client import Client, user_agent
from fxwidget.fetching.message import Ask, Limits, Response, Validators

__all__ = ["ask_service"]


def ask_service(
    url: str, deadline: timedelta, statuses: AbstractSet[int], *, validators: Validators | None = None
) -> Response:
    """A service's answer of one of the ``statuses``, or a 304 where ``validators`` make the request conditional.

    Raises:
        SnapshotInvalid: it has another status, or a body that can't be read.
        ProviderUnavailable: it gave no answer, or none of success.
        ConfigurationError: the URL is none.
    """
    try:
        request = httpx.Request("GET", url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"this is no URL: {error}") from error
    with Client(limits=Limits(deadline=deadline.total_seconds()), user_agent=user_agent()) as client:
        try:
            # Plain http is allowed: it is the caller who names the URL.
            ask = Ask(
                request.url.host,
                datetime.now(UTC),
                statuses=frozenset(statuses),
                validators=validators,
                insecure=True,
            )
            return client.send(request, ask)
        except ResponseInvalid as error:
            raise SnapshotInvalid(str(error)) from error
        except ProviderUnavailable:
            raise
        except ProviderError as error:
            raise ProviderUnavailable(str(error), provider=error.provider, status=error.status) from error
