"""Bank of Taiwan, Taiwan's largest dealer in currencies: its own prices of 19 of them on each working day, as CSV.

Direction: 1 foreign unit = the spot buying and selling price in TWD. The names of the columns stand twice, for buying
and for selling; the first price of each is for notes. The list states no day: it is the day that was asked for. What
the bank deals in as notes only, such as IDR, has 0 in its place.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://rate.bot.com.tw/xrt/flcsv/0/"
TERMS = "匯率 現金 即期 遠期10天 遠期30天 遠期60天 遠期90天 遠期120天 遠期150天 遠期180天".split()
HEADER = "幣別", *TERMS, *TERMS
BUYING, BID = 1, 3
SELLING, ASK = 11, 13
SIDES = "本行買入", "本行賣出"
"""What stands in the columns BUYING and SELLING of each row: the bank buys, the bank sells."""


class BankOfTaiwan(fx.Provider):
    title = "Bank of Taiwan"
    site = "https://rate.bot.com.tw/xrt?Lang=en-US"
    docs = site
    terms = fx.Terms.UNSTATED
    terms_url = site
    attribution = "Source: Bank of Taiwan"
    verified_on = date(2026, 6, 14)

    kind = fx.Kind.MARKET
    upstream = fx.Upstream.OWN
    lists = fx.codes("AUD CAD CHF CNY EUR GBP HKD JPY NZD SEK SGD THB TWD USD ZAR")
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Taipei",
        usual=time(9),
        latest=time(16),
        feasts=fx.Feasts(
            "Act on Memorial Days and Holidays of Taiwan", country="TW", decided="substituted from"
        ),
    )
    exchange = fx.Provider.last_with_rows
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(f"{URL}{day}")

    def parse_of(self, body: bytes, day: date) -> list[fx.Quote]:
        """Read the list of a day."""
        _, *rows = fx.read_csv(body, *HEADER)
        quotes = []
        for row in rows:
            if (row[BUYING], row[SELLING]) != SIDES:
                raise ValueError(f"{row[0]} has other columns")
            if row[BID].strip("0."):
                quotes.append(fx.Quote(base=row[0], quote="TWD", bid=row[BID], ask=row[ASK], as_of=day))
        return quotes
