"""TGJU, Tehran: the dollar in Iran's free market, from Saturday to Thursday as it is traded.

Direction: 1 USD = ``p`` of ``price_dollar_rl`` in rials, a text with commas. ``ts`` is Tehran's day and hour; when the market is
closed it stands still. Other keys are left out: those of ``sana`` stand still for good, ``ice`` is the official rate. Of
the key two members are recorded, without the day.
"""

from datetime import date, time, timedelta

import fxwidget as fx

HOSTS = ("call1.tgju.org", "call2.tgju.org")


class Tgju(fx.Provider):
    title = "TGJU"
    site = "https://www.tgju.org/profile/price_dollar_rl"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = "https://www.tgju.org/"
    attribution = "Source: TGJU"

    kind = fx.Kind.FREE_MARKET
    upstream = fx.Upstream.UNDISCLOSED
    lists = fx.codes("IRR USD")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Tehran",
        usual=time(10),
        latest=time(20),
        weekdays=frozenset({5, 6, 0, 1, 2, 3}),
        feasts=fx.Feasts("Official calendar of Iran, University of Tehran", country="IR"),
    )
    min_interval = timedelta(minutes=15)  # a document of 140 kB

    def exchange(self, day: date) -> fx.Exchange:
        """One document, from the first of its servers that answers."""
        _, answer = yield from fx.first_of(*(fx.get_request(f"https://{host}/ajax.json") for host in HOSTS))
        return self.parse(answer.body)

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the dollar; without its day it is refused."""
        row = fx.read_json(body)["current"]["price_dollar_rl"]
        as_of = fx.instant_in(row.get("ts"), "%Y-%m-%d %H:%M:%S", "Asia/Tehran")
        return [fx.Quote(base="USD", quote="IRR", mid=fx.thousands_comma(row.get("p")), as_of=as_of)]
