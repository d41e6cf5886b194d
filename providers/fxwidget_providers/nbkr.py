"""National Bank of the Kyrgyz Republic: five currencies, set on working days in the Bishkek afternoon for the next day.

Direction: ``Nominal`` foreign units = ``Value`` KGS, decimal comma, XML in windows-1251. ``Date`` is the day on which the
set holds, weekends among them. Forty more currencies stand in a weekly list of another day, without a dollar to cross
them with; it is not read.
"""

from datetime import date, time, timedelta

import fxwidget as fx


class Nbkr(fx.Provider):
    title = "National Bank of the Kyrgyz Republic"
    site = "https://www.nbkr.kg/index1.jsp?item=1562&lang=ENG"
    docs = "https://www.nbkr.kg/index.jsp?lang=ENG"
    url = "https://www.nbkr.kg/XML/daily.xml"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: National Bank of the Kyrgyz Republic"
    verified_on = date(2026, 5, 24)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("CNY EUR KGS KZT RUB USD")
    dated = fx.Dated.VALID_FROM
    calendar = fx.Daily(
        zone="Asia/Bishkek",
        usual=time(14),
        latest=time(18),
        feasts=fx.Feasts("Labour Code of the Kyrgyz Republic, on public holidays", country="KG"),
    )
    min_interval = timedelta(hours=1)  # the server drops who connects some twenty times in a row

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one ``CurrencyRates``."""
        root = fx.read_xml(body)
        as_of = fx.day_in(root.get("Date"), "%d.%m.%Y")
        if as_of is None:
            raise ValueError("the document has no day")
        return [
            fx.Quote(
                base=row.get("ISOCode", ""),
                quote="KGS",
                units=row.findtext("Nominal"),
                mid=fx.decimal_comma(row.findtext("Value")),
                as_of=as_of,
            )
            for row in root.iter("Currency")
        ]
