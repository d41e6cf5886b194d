"""A table of sums in several currencies, and what they come to in one: exact, with the rate that each went by."""

from __future__ import annotations

import pandas

import fxwidget


def in_one_currency(sums: pandas.DataFrame, quote: str, rates: fxwidget.Snapshot) -> pandas.DataFrame:
    """``sums`` with the columns ``in_QUOTE``, ``rate`` and ``as_of`` beside its ``amount`` and ``currency``.

    Amounts are Decimals, ints or texts: a float is refused, as it is only near the sum that was meant.

    Raises:
        fxwidget.RateStale, fxwidget.RateNotFound: there is no rate to be relied on for one of the currencies.
    """
    crosses = {code: rates.rate(code, quote) for code in sums["currency"].unique()}
    converted = [
        rates.convert(amount, code, quote, rounding="decimals")
        for amount, code in zip(sums["amount"], sums["currency"], strict=True)
    ]
    found = [crosses[code] for code in sums["currency"]]
    return sums.assign(
        **{f"in_{quote}": pandas.Series(converted, index=sums.index, dtype=object)},
        rate=pandas.Series([cross.rate for cross in found], index=sums.index, dtype=object),
        as_of=[cross.as_of for cross in found],
    )
