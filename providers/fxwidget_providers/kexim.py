"""Export-Import Bank of Korea, with a key: the basic rates of some 22 currencies in Seoul, at about 11:00 on working days.

Direction: as many foreign units as ``cur_unit`` says (``JPY(100)``) = ``deal_bas_r`` KRW. The yuan is the off-shore one. The
answer bears no date, so each day is asked for by its own; before 11:00 and on closed days there are no rows.
"""

import re
from datetime import date, time
from typing import Any

import fxwidget as fx

UNIT = re.compile(r"([A-Z]{3})(?:\(([0-9]+)\))?")


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
    exchange = fx.Provider.last_with_rows
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(
            "https://oapi.koreaexim.go.kr/site/program/financial/exchangeJSON",
            params={"authkey": self.key or "", "searchdate": f"{day:%Y%m%d}", "data": "AP01"},
        )

    def accepted(self, answer: fx.Answer) -> bytes:
        """The HTTP status of an error is 200 too: 3 is a wrong key, 4 a spent quota, 2 a wrong request."""
        for row in _rows(answer.body):
            if row.get("result") != 1:
                raise self.named_error(answer, f"result {row.get('result')}")
        return answer.body

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the rows of a day; one without rows may be ``null``."""
        return [_quote(row, day) for row in _rows(body)]


def _rows(body: bytes) -> list[Any]:
    return fx.objects(fx.read_json(body) or ())


def _quote(row: dict[str, Any], day: date) -> fx.Quote:
    unit = UNIT.fullmatch(str(row.get("cur_unit")))
    base, units = unit.groups() if unit else (None, None)
    return fx.Quote(
        base=base, quote="KRW", units=units or "1", mid=fx.thousands_comma(row.get("deal_bas_r")), as_of=day
    )
