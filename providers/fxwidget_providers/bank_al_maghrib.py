"""Bank Al-Maghrib (Morocco), with a free key: transfer rates of some 30 currencies at 12:30 on working days.

Direction: ``uniteDevise`` foreign units = ``moyen`` MAD. One day a request; a day may come with every row twice.
"""

from datetime import date, time

import fxwidget as fx


class BankAlMaghrib(fx.Provider):
    title = "Bank Al-Maghrib"
    site = "https://www.bkam.ma/en/Markets/Key-indicators/Foreign-exchange-market/Foreign-exchange-rates"
    docs = "https://apihelpdesk.centralbankofmorocco.ma/"
    terms = fx.Terms.UNSTATED
    terms_url = docs
    attribution = "Source: Bank Al-Maghrib"
    verified_on = date(2026, 3, 26)

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    lists = fx.codes("""
        AED AUD BHD BRL CAD CHF CNY DKK DZD EGP EUR GBP GIP INR JOD JPY KWD LYD MAD NOK OMR QAR RUB SAR SEK TND TRY
        USD XOF ZAR
    """)
    coarse = fx.codes("INR")  # 0.0992 dirhams
    archive_days = 31
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Africa/Casablanca",
        usual=time(12, 30),
        latest=time(17),
        feasts=fx.Feasts("Morocco's ministry for the administration, lists of public holidays", country="MA"),
    )
    needs_key = True
    exchange = fx.Provider.last_with_rows
    archive = fx.Provider.day_by_day

    def request(self, day: date) -> fx.Request:
        return fx.get_request(
            "https://api.centralbankofmorocco.ma/cours/Version1/api/CoursVirement",
            params={"date": f"{day}T12:30:00"},
            headers={"Ocp-Apim-Subscription-Key": self.key or ""},
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read one table, whose ouguiya has ended."""
        quotes = [
            fx.Quote(
                base=row.get("libDevise"),
                quote="MAD",
                units=row.get("uniteDevise"),
                mid=row.get("moyen"),
                as_of=fx.day_in(row.get("date")),
            )
            for row in fx.read_json_rows(body)
            if row.get("libDevise") is None or fx.is_currency(row["libDevise"])
        ]
        return list(dict.fromkeys(quotes))
