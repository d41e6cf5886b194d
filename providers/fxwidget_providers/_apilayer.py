"""What the services of apilayer have in common: one upstream's table, a key, and errors that name themselves.

Direction: 1 unit of the table's base = the number, of each code. ``timestamp`` is the instant of the table.
``/live`` has the base under ``source`` and before each code (``USDINR``), ``/latest`` under ``base`` and nowhere else.
"""

from datetime import UTC, date, datetime, timedelta

import fxwidget as fx

NOT_IN_THE_PLAN = "https function base_currency source_currency".split()


class Apilayer(fx.Provider):
    terms = fx.Terms.FORBIDDEN

    kind = fx.Kind.MARKET
    group = "apilayer"
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.CURRENCIES - fx.codes("CNH SSP VED ZWG")
    dated = fx.Dated.INSTANT
    calendar = fx.Continuous(interval=timedelta(days=1))  # of a free account; others are served more often
    needs_key = True
    min_interval = timedelta(hours=8)  # 93 requests in a long month
    quota = "100/month"  # of a free account
    statuses = frozenset({200, 400, 401, 403, 404, 429})
    error_words = {
        "invalid_access_key": fx.CredentialsRejected,
        "missing_access_key": fx.CredentialsRejected,
        "inactive_user": fx.CredentialsRejected,
        **{f"{what}_access_restricted": fx.CredentialsRejected for what in NOT_IN_THE_PLAN},
        "usage_limit_reached": fx.RateLimited,
        "rate_limit_reached": fx.RateLimited,
    }

    def exchange(self, day: date) -> fx.Exchange:
        """One table, or an error under ``type``, or ``code`` where that is a word; often with status 200."""
        answer = yield self.request(day)
        word = fx.error_text(answer.body, "error", "type") or fx.error_text(answer.body, "error", "code")
        if answer.status != 200 or word:
            raise self.named_error(answer, word)
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table of either form; coins, metals and ended money beside the currencies are left out."""
        document = fx.read_json(body)
        as_of = datetime.fromtimestamp(int(document["timestamp"]), UTC)
        if "quotes" in document:
            base = document["source"]
            pairs = document["quotes"].items()
            return fx.quotes_of(base, {pair.removeprefix(base): mid for pair, mid in pairs}, as_of)
        return fx.quotes_of(document["base"], document["rates"], as_of)
