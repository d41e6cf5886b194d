"""The recorded days: units of each currency per 1 USD on five working days of March 2026.

BRL, IDR, INR and ZAR are crosses of the European Central Bank's reference rates, RUB of the Bank of Canada's.
The other currencies stand all five days at one published figure. ``days.json`` names the publication of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import resources
from typing import Any

from fxwidget.domain.scalars import TWELVE_DIGITS
from fxwidget.errors import RateNotFound
from fxwidget.provider.parsing import read_json

Rates = dict[str, Decimal]
"""Units of each currency per 1 USD, by code."""

_HOUR = time(17, tzinfo=UTC)


def at(day: date) -> datetime:
    """The instant of ``day`` that the replay shows: 17:00 UTC, when each source has published that day."""
    return datetime.combine(day, _HOUR)


def rates_on(day: date) -> Rates:
    """The whole table of one of ``DAYS``, in the order of the codes, to 12 significant digits.

    Raises:
        RateNotFound: ``day`` is not one of ``DAYS``.
    """
    if day not in DAYS:
        raise RateNotFound(f"{day} was not recorded; the days are {', '.join(map(str, DAYS))}")
    return dict(sorted((STANDING | _crosses(day)).items()))


def before(day: date) -> tuple[date, Rates]:
    """The working day before one of ``DAYS`` with its table; of the day before the first only the ECB's crosses.

    Raises:
        RateNotFound: ``day`` is not one of ``DAYS``.
    """
    if day == DAYS[0]:
        previous = max(recorded for recorded in _ECB if recorded < day)
        return previous, _crosses(previous)
    rates_on(day)
    previous = DAYS[DAYS.index(day) - 1]
    return previous, rates_on(previous)


def _crosses(day: date) -> Rates:
    """What moved that day, crossed through the pivot of its publisher: EUR, and CAD where it was recorded."""
    per_euro = _ECB[day]
    rates = {
        code: TWELVE_DIGITS.divide(units, per_euro["USD"])
        for code, units in per_euro.items()
        if code != "USD"
    }
    if (in_cad := _BANK_OF_CANADA.get(day)) is not None:
        rates["RUB"] = TWELVE_DIGITS.divide(in_cad["USD"], in_cad["RUB"])
    return dict(sorted(rates.items()))


def _standing(figure: Mapping[str, Any]) -> Decimal:
    """A published figure in units per 1 USD: as it is, or crossed through the rouble."""
    if "per_usd" in figure:
        return Decimal(figure["per_usd"])
    return TWELVE_DIGITS.divide(figure["rub_per_usd"] * figure["nominal"], figure["rub"])


def _days(table: Mapping[str, Any]) -> dict[date, dict[str, Decimal]]:
    return {date.fromisoformat(day): figures for day, figures in table["days"].items()}


_DATA = read_json(resources.files("fxwidget.demo").joinpath("days.json").read_bytes())
_ECB = _days(_DATA["ecb"])
_BANK_OF_CANADA = _days(_DATA["bank_of_canada"])

DAYS: tuple[date, ...] = tuple(sorted(_ECB.keys() & _BANK_OF_CANADA.keys()))
"""The days that are replayed, in order: those that both publishers cover."""

STANDING: Rates = {code: _standing(figure) for code, figure in _DATA["standing"].items()}
"""The currencies that do not move in the replay."""
