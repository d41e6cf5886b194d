"""Export-Import Bank of Korea, with a key: the basic rates of some 22 currencies in Seoul, at about 11:00 on working days.

Direction: as many foreign units as ``cur_unit`` says (``JPY(100)``) = ``deal_bas_r`` KRW. The yuan is the off-shore one. The
answer bears no date, so each day is asked for by its own; before 11:00 and on closed days there are no rows.
"""

import re
from datetime import date, time, timedelta
from typing import Any

import fxwidget as fx

UNIT = re.compile(r"([A-Z]{3})(?:\(([0-9]+)\))?")
DAYS = 11  # the lunar New Year and its weekends are shorter


class Kexim(fx.Provider):
    title = "Export-Import Bank of Korea"
    site = "https://www.koreaexim.go.kr/ir/HPHKIR020M01"
    docs = "https://www.koreaexim.go.kr/ir/HPHKIR020M01?apino=2&viewtype=C"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: The Export-Import Bank of Korea"

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BHD BND CAD CHF CNH DKK EUR GBP HKD IDR JPY KRW KWD MYR NOK NZD SAR SEK SGD THB USD
    """)
    coarse = fx.codes("IDR")  # 8.85 won for 100
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Seoul",
        usual=time(11),
        latest=time(14),
        feasts=fx.Feasts("Public Holidays Act of Korea, and Labour Day", country="KR", categories=("bank",)),
    )
    needs_key = True
    quota = "1000/day"
    error_words = {"result 3": fx.CredentialsRejected, "result 4": fx.RateLimited}

    def exchange(self, day: date) -> fx.Exchange:
        """The newest day that has rows."""
        for weekday in [one for back in range(DAYS) if (one := day - timedelta(days=back)).weekday() < 5]:
            if quotes := (yield from self._of(weekday)):
                return quotes
        return []

    def archive(self, first: date, last: date) -> fx.Archive:
        """The rows of each day that has some."""
        quotes: list[fx.Quote] = []
        for number in range((last - first).days + 1):
            if self.calendar.publishes(day := first + timedelta(days=number)):
                quotes += yield from self._of(day)
        return quotes

    def _of(self, day: date) -> fx.Exchange:
        answer = yield fx.get_request(
            "https://oapi.koreaexim.go.kr/site/program/financial/exchangeJSON",
            params={"authkey": self.key or "", "searchdate": f"{day:%Y%m%d}", "data": "AP01"},
        )
        return self._read(answer, day)

    def _read(self, answer: fx.Answer, day: date) -> list[fx.Quote]:
        """The rows of a day. The HTTP status of an error is 200 too: 3 is a wrong key, 4 a spent quota, 2 a wrong request."""
        rows = fx.objects(fx.read_json(answer.body) or ())
        for row in rows:
            if row.get("result") != 1:
                raise self.named_error(answer, f"result {row.get('result')}")
        return [_quote(row, day) for row in rows]


def _quote(row: dict[str, Any], day: date) -> fx.Quote:
    unit = UNIT.fullmatch(str(row.get("cur_unit")))
    base, units = unit.groups() if unit else (None, None)
    return fx.Quote(
        base=base, quote="KRW", units=units or "1", mid=fx.thousands_comma(row.get("deal_bas_r")), as_of=day
    )
