"""Bank of Russia official rates: one table per working day, set about 15:30 Moscow time for the next day.

Direction: ``Nominal`` foreign units = ``Value`` RUB, decimal comma, XML in windows-1251. ``Date`` is the day
from which the set holds; Friday's set is dated Saturday and holds through Monday. The bank turns many foreign
addresses away at times: then its set is read from a private site's copy in JSON, hours old at most.
"""

from datetime import date, datetime, time

import fxwidget as fx

DYNAMIC = "https://www.cbr.ru/scripts/XML_dynamic.asp"
MIRROR = "https://www.cbr-xml-daily.ru/daily_json.js"


class BankOfRussia(fx.Provider):
    title = "Bank of Russia"
    site = "https://www.cbr.ru/eng/currency_base/daily/"
    docs = "https://www.cbr.ru/development/SXML/"
    url = "https://www.cbr.ru/scripts/XML_daily.asp"
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.cbr.ru/eng/user_agreement/"
    attribution = "Source: Bank of Russia"
    verified_on = date(2026, 4, 25)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"IRR": fx.Kind.OFFICIAL}
    lists = fx.codes("""
        AED AMD AUD AZN BDT BHD BOB BRL BYN CAD CHF CNY CUP CZK DKK DZD EGP ETB EUR GBP GEL HKD HUF IDR INR IRR
        JPY KGS KRW KZT MDL MMK MNT NGN NOK NZD OMR PLN QAR RON RSD RUB SAR SEK SGD THB TJS TMT TRY UAH USD UZS
        VND ZAR
    """)
    archive_since = date(1998, 1, 1)  # the rouble of before had three noughts more
    archive_days = 3660
    dated = fx.Dated.VALID_FROM
    # Moscow has no summer time. The hour is the bank's custom, not its promise: sets after 18:00 are unknown.
    calendar = fx.Daily(zone="Europe/Moscow", usual=time(15, 30), latest=time(18, 0), feasts="russia")

    def exchange(self, day: date) -> fx.Exchange:
        """The bank's own set, else the mirror's copy, but where the bank asks to wait; where both fail, its own failure is raised."""
        number, answer = yield from fx.first_of(self.request(day), fx.get_request(MIRROR))
        return self.parse_copy(answer.body) if number else self.parse(answer.body)

    def archive(self, first: date, last: date) -> fx.Archive:
        """One series for each wanted currency and the dollar, by the bank's own number for it, which the present set has."""
        answer = yield self.request(last)
        series = {
            row.findtext("CharCode", ""): row.get("ID", "") for row in fx.read_xml(answer.body).iter("Valute")
        }
        span = {"date_req1": f"{first:%d/%m/%Y}", "date_req2": f"{last:%d/%m/%Y}"}
        quotes: list[fx.Quote] = []
        for code in sorted({"USD", *(self.currencies or series)} & series.keys()):
            answer = yield fx.get_request(DYNAMIC, params={**span, "VAL_NM_RQ": series[code]})
            quotes += self.parse_series(answer.body, code)
        return quotes

    def parse_series(self, body: bytes, code: str) -> list[fx.Quote]:
        """Read the days of one currency, each with the nominal that it had then."""
        return [
            fx.Quote(
                base=code,
                quote="RUB",
                units=row.findtext("Nominal"),
                mid=fx.decimal_comma(row.findtext("Value")),
                as_of=fx.day_in(row.get("Date"), "%d.%m.%Y"),
            )
            for row in fx.read_xml(body).iter("Record")
        ]

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one ``ValCurs``. ``Value`` over ``Nominal`` has more digits than ``VunitRate``, which old sets lack."""
        root = fx.read_xml(body)
        as_of = datetime.strptime(root.attrib["Date"], "%d.%m.%Y").date()  # noqa: DTZ007 - a day, not an instant
        return [
            fx.Quote(
                base=valute.findtext("CharCode", ""),
                quote="RUB",
                units=valute.findtext("Nominal"),
                mid=fx.decimal_comma(valute.findtext("Value")),
                as_of=as_of,
            )
            for valute in root.iter("Valute")
        ]

    def parse_copy(self, body: bytes) -> list[fx.Quote]:
        """Read the mirror's document: the same set, beside each value that of the set before, in today's units."""
        document = fx.read_json(body)
        days = {"Value": document["Date"], "Previous": document["PreviousDate"]}
        return [
            fx.Quote(
                base=row.get("CharCode"),
                quote="RUB",
                units=row.get("Nominal"),
                mid=row.get(member),
                as_of=datetime.fromisoformat(stated).date(),
                close=member == "Previous",
            )
            for member, stated in days.items()
            for row in fx.objects(document["Valute"].values())
        ]
