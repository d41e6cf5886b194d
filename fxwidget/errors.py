"""Every error that fxwidget raises on purpose at its callers, in one tree; for requests the web has ``HttpProblem`` besides.

FXWidgetError
├── ConfigurationError (ValueError)     a setting or an argument of the caller is wrong
├── UnknownProvider (LookupError)       nothing of that name is installed
├── UnknownCurrency (LookupError)       no currency has that code
├── RateNotFound (LookupError)          the currency is not in the snapshot, or has no number now
├── RateStale (LookupError)             there is a number, but it is too old to use unasked
├── SnapshotInvalid (ValueError)        a file or an answer that should hold a snapshot does not
├── RenderError                         a picture could not be drawn
│   └── RendererMissing                 the program that draws it is not installed
├── StoreError (OSError)                the store can't be read, written or used
│   ├── StoreBusy                       another refresher owns the store
│   └── HistoryDamaged                  the file of past rates can't be read as such
├── PublishingFailed (OSError)          the files of a snapshot can't be made or written
└── ProviderError                       the remote side; carries .provider and .status
    ├── ProviderUnavailable (ConnectionError)   network, time-out, a redirect not followed, 5xx
    ├── RateLimited                             429, or 403 or 503 with Retry-After; carries .retry_after
    ├── CredentialsRejected (PermissionError)   401, 403, or a body that says so
    └── ResponseInvalid (ValueError)            an answer that the provider's documents do not promise; carries .in_format
"""

from __future__ import annotations


class FXWidgetError(Exception):
    """The root of all errors that fxwidget raises on purpose: catch it to catch each of them."""


class ConfigurationError(FXWidgetError, ValueError):
    """A setting, an option or an argument is wrong; the message says which and what would be right."""


class UnknownProvider(FXWidgetError, LookupError):
    """No installed provider has this name."""


class UnknownCurrency(FXWidgetError, LookupError):
    """No currency has this code."""


class RateNotFound(FXWidgetError, LookupError):
    """The currency is not in the snapshot, or there is no number for it now."""


class RateStale(FXWidgetError, LookupError):
    """The only number is stale or withdrawn; pass ``allow_stale=True`` to use it all the same."""


class SnapshotInvalid(FXWidgetError, ValueError):
    """What should be a snapshot is torn, altered, or of a format this version does not read."""


class RenderError(FXWidgetError):
    """A picture could not be drawn: the program that draws it failed, or took too long."""


class RendererMissing(RenderError):
    """The program that draws a picture is not installed; the message says what to install."""


class StoreError(FXWidgetError, OSError):
    """The store can't be read, written or used."""


class StoreBusy(StoreError):
    """Another refresher owns the store."""


class HistoryDamaged(StoreError):
    """The file of past rates is torn, altered, or none at all; everything else goes on without it."""


class PublishingFailed(FXWidgetError, OSError):
    """The files of a snapshot can't be made or written; what was published before stands."""


class ProviderError(FXWidgetError):
    """The remote side failed. ``provider`` is its entry-point name, ``status`` the HTTP status or None.

    The message never holds a key, a query string or user information of a URL.
    """

    def __init__(self, message: str, *, provider: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.provider = provider
        self.status = status


class ProviderUnavailable(ProviderError, ConnectionError):
    """Network failure, time-out, a redirect that is not followed or a 5xx answer: the next round may do better."""


class RateLimited(ProviderError):
    """Asked too often. ``retry_after`` is in seconds, or None where the provider does not say."""

    def __init__(
        self, message: str, *, provider: str = "", status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, provider=provider, status=status)
        self.retry_after = retry_after


class CredentialsRejected(ProviderError, PermissionError):
    """The provider refuses the key, or this address."""


class ResponseInvalid(ProviderError, ValueError):
    """An answer that the provider's documents do not promise.

    ``in_format``: whether it was in the provider's own format, and so puts the provider's numbers in doubt. An HTTP
    status, a web page, a coding or a format that is another one says nothing about them.
    """

    def __init__(
        self, message: str, *, provider: str = "", status: int | None = None, in_format: bool = False
    ) -> None:
        super().__init__(message, provider=provider, status=status)
        self.in_format = in_format


def of_status(status: int, *, wait: bool) -> type[ProviderError]:
    """The leaf that an HTTP status stands for; ``wait``: it came with a Retry-After."""
    if status == 429 or (wait and status in (403, 503)):
        return RateLimited
    if status in (401, 403):
        return CredentialsRejected
    elsewhere = 300 <= status < 400 and status != 304
    return ProviderUnavailable if elsewhere or status == 408 or status >= 500 else ResponseInvalid
