"""cbr-xml-daily.ru, a private site: the Bank of Russia's newest set copied to JSON every few hours, and each older one.

Direction: ``Nominal`` foreign units = ``Value`` RUB. ``Date`` is the day from which the set holds. Beside each value stands that
of the set before, in today's units. Days without a set of their own are a 404 in the archive.
"""

from dataclasses import replace
from datetime import date, time, timedelta

import fxwidget as fx
from fxwidget_providers.bank_of_russia import BankOfRussia

SITE = "https://www.cbr-xml-daily.ru/"


class CbrXmlDaily(fx.Provider):
    title = "cbr-xml-daily.ru"
    site = SITE
    docs = SITE
    url = f"{SITE}daily_json.js"
    terms = fx.Terms.UNSTATED
    terms_url = f"{SITE}#terms"
    attribution = "Source: Bank of Russia, copied by cbr-xml-daily.ru"
    verified_on = date(2026, 2, 21)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.NAMED
    group = "bank_of_russia"
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = BankOfRussia.lists
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    calendar = replace(BankOfRussia.calendar, latest=time(22))
    min_interval = timedelta(hours=1)
    statuses = frozenset({200, 404})
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The copy of the set that holds from a day."""
        return fx.get_request(f"{SITE}archive/{day:%Y/%m/%d}/daily_json.js")

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one set, and the values of the set before it."""
        return BankOfRussia().parse_copy(body)
