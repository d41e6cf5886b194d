"""Recorded days, replayed by small HTTP servers on the loopback address: the upstreams of ``fxwidget demo``."""

from fxwidget.demo.days import DAYS, at, before, rates_on
from fxwidget.demo.upstreams import Upstreams

__all__ = ["DAYS", "Upstreams", "at", "before", "rates_on"]
