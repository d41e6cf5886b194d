"""fxwidget: the US dollar in BRICS+ currencies, in rates that several independent sources agree on.

    snapshot = fxwidget.fetch(["INR", "RUB"])            # asks the sources now
    snapshot = fxwidget.load("rates.json")               # what was fetched elsewhere
    snapshot = fxwidget.connect("https://rates.example").snapshot()  # a running service's, asked once a minute
    snapshot["INR"].rate                                 # a Decimal, in units per 1 USD
    snapshot.convert("100.00", "RUB", "INR", rounding="decimals")
    snapshot.rate("RUB", "INR").as_of                    # of the older leg
    fxwidget.history("INR", date(2025, 1, 1), date(2025, 3, 31))
    snapshot.to_text(), .to_html(), .to_svg(), .to_json(), .to_pandas()

``help(fxwidget.Snapshot)`` says what a snapshot can do; all that is raised on purpose is an ``fxwidget.FXWidgetError``.
"""

import typing as _typing
from importlib import import_module as _import_module

from fxwidget._version import __version__ as __version__

if _typing.TYPE_CHECKING:
    from fxwidget.config.settings import ProviderSettings, Settings
    from fxwidget.domain.cross_rate import CrossRate
    from fxwidget.domain.currency import BRICS_PLUS, CURRENCIES, codes, is_currency
    from fxwidget.domain.freshness import Freshness
    from fxwidget.domain.kinds import Agreement, Kind, Upstream
    from fxwidget.domain.quote import Quote
    from fxwidget.domain.rate import Direction, Note, Rate, RateSource, Role
    from fxwidget.domain.snapshot import SourceInfo
    from fxwidget.errors import (
        ConfigurationError,
        CredentialsRejected,
        FXWidgetError,
        HistoryDamaged,
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
    from fxwidget.library.asking import fetch, fetch_async
    from fxwidget.library.loading import load
    from fxwidget.library.service import Service, connect
    from fxwidget.library.snapshot import Snapshot
    from fxwidget.past.rate_history import RateHistory
    from fxwidget.past.reading import history
    from fxwidget.provider.bank_holidays import Feasts
    from fxwidget.provider.base import (
        Answer,
        Archive,
        Exchange,
        Provider,
        Request,
        Terms,
        first_of,
        get_request,
        post_request,
    )
    from fxwidget.provider.calendar import Continuous, Daily, Dated
    from fxwidget.provider.parsing import (
        day_in,
        decimal_comma,
        error_text,
        instant_in,
        objects,
        quotes_of,
        read_csv,
        read_json,
        read_json_rows,
        read_xml,
        read_zip,
        thousands_comma,
    )
    from fxwidget.provider.web_pages import read_html_fields, read_html_rows
    from fxwidget.provider.workbooks import read_workbook, serial_day, shortest_decimal

__all__ = [
    "BRICS_PLUS",
    "CURRENCIES",
    "Agreement",
    "Answer",
    "Archive",
    "ConfigurationError",
    "Continuous",
    "CredentialsRejected",
    "CrossRate",
    "Daily",
    "Dated",
    "Direction",
    "Exchange",
    "FXWidgetError",
    "Feasts",
    "Freshness",
    "HistoryDamaged",
    "Kind",
    "Note",
    "Provider",
    "ProviderError",
    "ProviderSettings",
    "ProviderUnavailable",
    "PublishingFailed",
    "Quote",
    "Rate",
    "RateHistory",
    "RateLimited",
    "RateNotFound",
    "RateSource",
    "RateStale",
    "RenderError",
    "RendererMissing",
    "Request",
    "ResponseInvalid",
    "Role",
    "Service",
    "Settings",
    "Snapshot",
    "SnapshotInvalid",
    "SourceInfo",
    "StoreBusy",
    "StoreError",
    "Terms",
    "UnknownCurrency",
    "UnknownProvider",
    "Upstream",
    "codes",
    "connect",
    "day_in",
    "decimal_comma",
    "error_text",
    "fetch",
    "fetch_async",
    "first_of",
    "get_request",
    "history",
    "instant_in",
    "is_currency",
    "load",
    "objects",
    "post_request",
    "quotes_of",
    "read_csv",
    "read_html_fields",
    "read_html_rows",
    "read_json",
    "read_json_rows",
    "read_workbook",
    "read_xml",
    "read_zip",
    "serial_day",
    "shortest_decimal",
    "thousands_comma",
]

_HOMES = {
    "fxwidget.config.settings": "ProviderSettings Settings",
    "fxwidget.domain.cross_rate": "CrossRate",
    "fxwidget.domain.currency": "BRICS_PLUS CURRENCIES codes is_currency",
    "fxwidget.domain.freshness": "Freshness",
    "fxwidget.domain.kinds": "Agreement Kind Upstream",
    "fxwidget.domain.quote": "Quote",
    "fxwidget.domain.rate": "Direction Note Rate RateSource Role",
    "fxwidget.domain.snapshot": "SourceInfo",
    "fxwidget.errors": (
        "ConfigurationError CredentialsRejected FXWidgetError HistoryDamaged ProviderError ProviderUnavailable "
        "PublishingFailed RateLimited RateNotFound RateStale RendererMissing RenderError "
        "ResponseInvalid SnapshotInvalid StoreBusy StoreError UnknownCurrency UnknownProvider"
    ),
    "fxwidget.provider.bank_holidays": "Feasts",
    "fxwidget.provider.base": "Answer Archive Exchange Provider Request Terms first_of get_request post_request",
    "fxwidget.provider.calendar": "Continuous Daily Dated",
    "fxwidget.provider.parsing": "day_in decimal_comma error_text instant_in objects quotes_of read_csv read_json read_json_rows read_xml read_zip thousands_comma",
    "fxwidget.provider.web_pages": "read_html_fields read_html_rows",
    "fxwidget.provider.workbooks": "read_workbook serial_day shortest_decimal",
    "fxwidget.library.asking": "fetch fetch_async",
    "fxwidget.library.loading": "load",
    "fxwidget.library.service": "Service connect",
    "fxwidget.library.snapshot": "Snapshot",
    "fxwidget.past.rate_history": "RateHistory",
    "fxwidget.past.reading": "history",
}
"""The module of each public name; it is loaded with the first one that is asked for, as no process needs all of them."""

_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

if not _typing.TYPE_CHECKING:  # a type checker would take any name

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'fxwidget' has no attribute {name!r}")
        value = globals()[name] = getattr(_import_module(_HOME[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__, "testing"})
