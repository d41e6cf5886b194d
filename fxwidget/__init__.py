"""fxwidget: the US dollar in BRICS+ currencies, in rates that several independent sources agree on."""

from typing import TYPE_CHECKING, Any

from fxwidget.calendars import Continuous, Daily, Dated, Freshness
from fxwidget.currency import BRICS_PLUS, is_currency
from fxwidget.documents import decimal_comma, read_json, read_xml, said
from fxwidget.errors import (
    ConfigurationError,
    CredentialsRejected,
    FXWidgetError,
    ProviderError,
    ProviderUnavailable,
    PublishingFailed,
    RateLimited,
    RateNotFound,
    RateStale,
    RendererMissing,
    RenderError,
    ResponseInvalid,
    SnapshotInvalid,
    StoreBusy,
    StoreError,
    UnknownCurrency,
    UnknownProvider,
)
from fxwidget.provider import Answer, Exchange, Provider, Terms, get_request, one_of
from fxwidget.rate import (
    Agreement,
    Direction,
    Kind,
    Note,
    Quote,
    Rate,
    RateSource,
    Role,
    Snapshot,
    SourceInfo,
)

if TYPE_CHECKING:
    from fxwidget.library import fetch, fetch_async

__version__ = "0.1.0"

__all__ = [
    "BRICS_PLUS",
    "Agreement",
    "Answer",
    "ConfigurationError",
    "Continuous",
    "CredentialsRejected",
    "Daily",
    "Dated",
    "Direction",
    "Exchange",
    "FXWidgetError",
    "Freshness",
    "Kind",
    "Note",
    "Provider",
    "ProviderError",
    "ProviderUnavailable",
    "PublishingFailed",
    "Quote",
    "Rate",
    "RateLimited",
    "RateNotFound",
    "RateSource",
    "RateStale",
    "RenderError",
    "RendererMissing",
    "ResponseInvalid",
    "Role",
    "Snapshot",
    "SnapshotInvalid",
    "SourceInfo",
    "StoreBusy",
    "StoreError",
    "Terms",
    "UnknownCurrency",
    "UnknownProvider",
    "decimal_comma",
    "fetch",
    "fetch_async",
    "get_request",
    "is_currency",
    "one_of",
    "read_json",
    "read_xml",
    "said",
]


def __getattr__(name: str) -> Any:
    """``fetch`` and ``fetch_async`` on first use: reading a snapshot needs no HTTP client."""
    if name in ("fetch", "fetch_async"):
        from fxwidget import library

        return getattr(library, name)
    raise AttributeError(f"module 'fxwidget' has no attribute {name!r}")
