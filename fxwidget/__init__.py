"""fxwidget: the US dollar in BRICS+ currencies, in rates that several independent sources agree on."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fxwidget._version import __version__ as __version__
from fxwidget.domain.currency import BRICS_PLUS, CURRENCIES, is_currency
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.quote import Kind, Quote, Upstream
from fxwidget.domain.snapshot import Agreement, Direction, Note, Rate, RateSource, Role, Snapshot, SourceInfo
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
from fxwidget.provider.base import Answer, Exchange, Provider, Terms, first_of, get_request
from fxwidget.provider.calendar import Continuous, Daily, Dated
from fxwidget.provider.parsing import (
    day_in,
    decimal_comma,
    error_text,
    instant_in,
    objects,
    read_json,
    read_json_rows,
    read_xml,
)

if TYPE_CHECKING:
    from fxwidget.library import fetch, fetch_async
    from fxwidget.loading import load

__all__ = [
    "BRICS_PLUS",
    "CURRENCIES",
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
    "Upstream",
    "day_in",
    "decimal_comma",
    "error_text",
    "fetch",
    "fetch_async",
    "first_of",
    "get_request",
    "instant_in",
    "is_currency",
    "load",
    "objects",
    "read_json",
    "read_json_rows",
    "read_xml",
]


_LAZY = {"fetch": "fxwidget.library", "fetch_async": "fxwidget.library", "load": "fxwidget.loading"}


def __getattr__(name: str) -> Any:
    """``fetch``, ``fetch_async`` and ``load`` on first use: what they need is loaded only for them."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'fxwidget' has no attribute {name!r}")
