"""What the services of apilayer have in common: one upstream's table, a key, and errors that name themselves.

Direction: 1 unit of the table's base = the number, of each code. ``timestamp`` is the instant of the table.
``/live`` has the base under ``source`` and before each code (``USDINR``), ``/latest`` under ``base`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from fxwidget import (
    CURRENCIES,
    Continuous,
    CredentialsRejected,
    Dated,
    Exchange,
    Kind,
    Provider,
    Quote,
    RateLimited,
    Terms,
    error_text,
    quotes_of,
    read_json,
)

NOT_IN_THE_PLAN = "https function base_currency source_currency".split()


class Apilayer(Provider):
    terms = Terms.FORBIDDEN

    kind = Kind.MARKET
    group = "apilayer"
    kinds = {"IRR": Kind.OFFICIAL}
    lists = CURRENCIES - frozenset("CNH SSP VED ZWG".split())
    dated = Dated.INSTANT
    calendar = Continuous(interval=timedelta(days=1))  # of a free account; others are served more often
    needs_key = True
    min_interval = timedelta(hours=8)  # 93 requests in a long month
    quota = "100/month"  # of a free account
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_words = {
        "invalid_access_key": CredentialsRejected,
        "missing_access_key": CredentialsRejected,
        "inactive_user": CredentialsRejected,
        **{f"{what}_access_restricted": CredentialsRejected for what in NOT_IN_THE_PLAN},
        "usage_limit_reached": RateLimited,
        "rate_limit_reached": RateLimited,
    }

    def exchange(self, day: date) -> Exchange:
        """One table, or an error under ``type``, or ``code`` where that is a word; often with status 200."""
        answer = yield self.request(day)
        word = error_text(answer.body, "error", "type") or error_text(answer.body, "error", "code")
        if answer.status != 200 or word:
            raise self.named_error(answer, word)
        return self.parse(answer.body)

    def parse(self, body: bytes) -> Sequence[Quote]:
        """Read one table of either form; coins, metals and ended money beside the currencies are left out."""
        document = read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        if "quotes" in document:
            base = document["source"]
            pairs = document["quotes"].items()
            return quotes_of(base, {pair.removeprefix(base): mid for pair, mid in pairs}, as_of)
        return quotes_of(document["base"], document["rates"], as_of)
