"""Alpha Vantage's own errors: sentences that may repeat the key that they were asked with."""

from __future__ import annotations

import json
from datetime import date

import pytest

from fxwidget import Answer, CredentialsRejected, ProviderError, RateLimited, ResponseInvalid
from fxwidget_providers.alpha_vantage import AlphaVantage

from .asking import ByHand

KEY = "ABCDEFGHIJKLMNOP"
DAY = date(2025, 2, 26)


@pytest.mark.parametrize(
    ("member", "sentence", "leaf"),
    [
        (
            "Information",
            f"We have detected your API key as {KEY} and our rate limit is 25 requests per day.",
            RateLimited,
        ),
        ("Note", f"Our call frequency is 5 calls per minute for {KEY}.", RateLimited),
        ("Error Message", f"the parameter apikey is invalid or missing: {KEY}", CredentialsRejected),
        ("Error Message", f"Invalid API call with {KEY}.", ResponseInvalid),
    ],
)
def test_an_error_never_repeats_the_key(member: str, sentence: str, leaf: type[ProviderError]) -> None:
    """Whatever the service writes into its sentences, the error is told in words of ours."""
    talk = ByHand(AlphaVantage(key=KEY, currencies=("JPY",)), DAY)
    with pytest.raises(ProviderError) as caught:
        talk.answer(200, json.dumps({member: sentence}).encode())
    assert type(caught.value) is leaf
    assert KEY[:4] not in str(caught.value)


def test_one_request_for_each_currency_that_it_lists() -> None:
    """What it does not list is not asked for: a day has 25 requests."""
    exchange = AlphaVantage(currencies=("CNY", "ETB", "ZAR")).exchange(DAY)
    body = b'{"Realtime Currency Exchange Rate": {"6. Last Refreshed": "2025-02-26 19:14:34", "7. Time Zone": "UTC"}}'
    first = next(exchange)
    second = exchange.send(Answer(str(first.url), 200, body))
    assert [it.url.params["to_currency"] for it in (first, second)] == ["CNY", "ZAR"]
    with pytest.raises(StopIteration):
        exchange.send(Answer(str(second.url), 200, body))
