"""fxwidget: the US dollar in BRICS+ currencies, in rates that several independent sources agree on."""

from fxwidget.calendars import Continuous, Daily, Dated
from fxwidget.currency import BRICS_PLUS, is_currency
from fxwidget.documents import decimal_comma, read_json, read_xml
from fxwidget.errors import ProviderError
from fxwidget.provider import Answer, Exchange, Provider, Terms
from fxwidget.rate import Kind, Quote

__version__ = "0.1.0"

__all__ = [
    "BRICS_PLUS",
    "Answer",
    "Continuous",
    "Daily",
    "Dated",
    "Exchange",
    "Kind",
    "Provider",
    "ProviderError",
    "Quote",
    "Terms",
    "decimal_comma",
    "is_currency",
    "read_json",
    "read_xml",
]
