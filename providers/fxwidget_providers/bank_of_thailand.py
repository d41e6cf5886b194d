"""Bank of Thailand, with a free key: the mean of commercial banks' prices of 19 currencies on working days at 18:00.

Direction: 1 foreign unit, or as many as ``currency_name_eng`` has in brackets, = ``mid_rate`` THB, a text; an empty one on
days without a number. Buying and selling of INR and IDR lie 17 % and 9 % apart, so that their middle is no rate.
"""

import re
from datetime import date, time

import fxwidget as fx

UNITS = re.compile(r"[^0-9]+(?:\(([0-9,]+) [A-Z]+\) )?\([A-Z]{3}\) ?")
FAR_APART = fx.codes("IDR INR")


class BankOfThailand(fx.Provider):
    title = "Bank of Thailand"
    site = "https://www.bot.or.th/en/statistics/exchange-rate.html"
    docs = "https://portal.api.bot.or.th/"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Bank of Thailand"
    verified_on = date(2026, 4, 3)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD BND CAD CHF CNY DKK EUR GBP HKD JPY MYR NOK NZD PHP SEK SGD THB USD")
    archive_since = date(2002, 1, 2)
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    # Banks are open on Buddhist Lent Day. The hours are a custom, not a promise.
    calendar = fx.Daily(
        zone="Asia/Bangkok",
        usual=time(18),
        latest=time(20),
        feasts=fx.Feasts(
            "Bank of Thailand, holidays of financial institutions, and the Cabinet's decisions on further ones",
            country="TH",
            working=("Buddhist Lent Day",),
            decided="Bridge Public Holiday",
        ),
    )
    needs_key = True

    def span(self, first: date, last: date) -> fx.Request:
        return fx.get_request(
            "https://gateway.api.bot.or.th/Stat-ExchangeRate/v2/DAILY_AVG_EXG_RATE/",
            params={"start_period": first.isoformat(), "end_period": last.isoformat()},
            headers={"Authorization": self.key or "", "Accept": "application/json"},
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the rows of some days."""
        return [
            fx.Quote(
                base=row.get("currency_id"),
                quote="THB",
                units=_units(row.get("currency_name_eng")),
                mid=row.get("mid_rate"),
                as_of=fx.day_in(row.get("period")),
            )
            for row in fx.objects(fx.read_json(body)["result"]["data"]["data_detail"])
            if row.get("mid_rate") != "" and row.get("currency_id") not in FAR_APART
        ]


def _units(name: object) -> str | None:
    """``1000`` of ``INDONESIA : RUPIAH (1,000 RUPIAH) (IDR)``; None without a name, or where it has a number of another form."""
    found = UNITS.fullmatch(name) if isinstance(name, str) else None
    return found and (found[1] or "1").replace(",", "")
