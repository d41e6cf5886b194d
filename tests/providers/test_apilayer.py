"""The services of apilayer: two forms of one upstream's table, and one vote for all of them."""

from __future__ import annotations

from fxwidget import Quote
from fxwidget.provider.registry import installed, provider_class
from fxwidget_providers._apilayer import Apilayer
from fxwidget_providers.currencylayer import CurrencyLayer
from fxwidget_providers.fixer import Fixer


def test_one_vote() -> None:
    """Each of them is of apilayer's group, under whatever name its numbers come."""
    family = {name: cls for name in installed() if issubclass(cls := provider_class(name), Apilayer)}
    assert sorted(family) == ["currencylayer", "exchange_rates_data", "exchangerate_host", "fixer"]
    assert {cls.group for cls in family.values()} == {"apilayer"}


def test_the_base_of_either_form() -> None:
    """Before each code, or once for all; the base in itself stays, to show a table of another one."""
    pairs = CurrencyLayer().parse(
        b'{"timestamp": 1, "source": "USD", "quotes": {"USDUSD": 1, "USDINR": 76.6227}}'
    )
    codes = Fixer().parse(b'{"timestamp": 1, "base": "EUR", "rates": {"EUR": 1, "USD": 1.172842}}')
    assert [_printed(quote) for quote in pairs] == [("USD", "USD", "1"), ("USD", "INR", "76.6227")]
    assert [_printed(quote) for quote in codes] == [("EUR", "EUR", "1"), ("EUR", "USD", "1.172842")]


def _printed(quote: Quote) -> tuple[str, str, str]:
    return quote.base, quote.quote, str(quote.mid)
