"""National Bank of the Republic of Belarus: 30 currencies, set on working days after 13:00 Minsk time for the next day.

Direction: ``Cur_Scale`` foreign units = ``Cur_OfficialRate`` BYN. ``Date`` is the day on which the list holds. The
internal ``Cur_ID`` changes with the scale; the abbreviation says which currency it is.
"""

from datetime import date, time

import fxwidget as fx

URL = "https://api.nbrb.by/exrates/rates"


class Nbrb(fx.Provider):
    title = "National Bank of the Republic of Belarus"
    site = "https://www.nbrb.by/engl/statistics/rates/ratesdaily.asp"
    docs = "https://www.nbrb.by/apihelp/exrates"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: National Bank of the Republic of Belarus"
    verified_on = date(2026, 3, 17)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AMD AUD BRL BYN CAD CHF CNY CZK DKK EUR GBP INR IRR ISK JPY KGS KWD KZT MDL NOK NZD PLN RUB SEK SGD
        TRY UAH USD VND
    """)
    archive_since = date(2016, 7, 1)  # since then in the rouble without four noughts
    archive_days = 31
    dated = fx.Dated.VALID_FROM
    # Minsk has no summer time. The hour is the bank's custom, not its promise: lists after 16:00 are unknown.
    calendar = fx.Daily(zone="Europe/Minsk", usual=time(13), latest=time(16), feasts="belarus")
    statuses = frozenset({200, 404})
    exchange = fx.Provider.tomorrow_or_today
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        """The list of a day; of one that the bank has not set yet it is empty, or a 404."""
        return fx.get_request(URL, params={"periodicity": "0", "ondate": day.isoformat()})

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one list."""
        return [
            fx.Quote(
                base=row.get("Cur_Abbreviation"),
                quote="BYN",
                units=row.get("Cur_Scale"),
                mid=row.get("Cur_OfficialRate"),
                as_of=fx.day_in(row.get("Date")),
            )
            for row in fx.read_json_rows(body)
        ]
