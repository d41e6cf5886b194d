"""Rates in a FastAPI application: a dependency that gives each request the newest snapshot."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

import fxwidget


@cache
def service() -> fxwidget.Service:
    """The service at ``RATES_URL``, one for all requests; ten minutes long its last answer is given without waiting."""
    return fxwidget.connect(os.environ["RATES_URL"], max_age=timedelta(minutes=10))


async def newest() -> fxwidget.Snapshot:
    """The snapshot of a request: whatever it computes goes by one table."""
    return await service().snapshot_async()


Rates = Annotated[fxwidget.Snapshot, Depends(newest)]

app = FastAPI()


@app.get("/convert")
def convert(rates: Rates, amount: str, base: str, quote: str) -> dict[str, str | None]:
    """An amount in another currency, with the date of the older rate: numbers are texts, as JSON's would lose digits."""
    try:
        result = rates.convert(amount, base, quote, rounding="decimals")
        as_of = rates.rate(base, quote).as_of
    except fxwidget.RateStale as error:
        raise HTTPException(503, str(error)) from error
    except (fxwidget.ConfigurationError, fxwidget.RateNotFound, fxwidget.UnknownCurrency) as error:
        raise HTTPException(422, str(error)) from error
    return {"amount": str(result), "currency": quote, "as_of": None if as_of is None else as_of.isoformat()}
