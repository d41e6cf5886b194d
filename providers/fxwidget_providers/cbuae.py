"""Central Bank of the UAE: some 77 currencies in dirhams, each day about 18:05 in Dubai, as a piece of a web page.

Direction: 1 foreign unit = ``Rates`` AED, to six decimals, scientific where they are few (``2E-06``). Rows have names and no
codes. The hour under ``Last updated`` has no zone; its day is Dubai's. Meant for value-added tax. No answer
is recorded: the form is that which another client reads.
"""

import re
from datetime import date, time

import fxwidget as fx

NAMED = """
    ARS Argentine Peso, AUD Australian Dollar, AZN Azerbaijan manat, BDT Bangladesh Taka, BGN Bulgarian lev,
    BHD Bahrani Dinar, BND Brunei Dollar, BRL Brazilian Real, BWP Botswana Pula, BYN Belarus Rouble,
    CAD Canadian Dollar, CHF Swiss Franc, CLP Chilean Peso, CNH Chinese Yuan - Offshore, CNY Chinese Yuan,
    COP Colombian Peso, CZK Czech Koruna, DKK Danish Krone, DZD Algerian Dinar, EGP Egypt Pound,
    ETB Ethiopian birr, EUR Euro, GBP GB Pound, HKD Hongkong Dollar, HRK Croatian kuna, HUF Hungarian Forint,
    IDR Indonesia Rupiah, ILS Israeli new shekel, INR Indian Rupee, IQD Iraqi dinar, IRR Iranian rial,
    ISK Iceland Krona, JOD Jordan Dinar, JPY Japanese Yen, KES Kenya Shilling, KRW Korean Won, KWD Kuwaiti Dinar,
    KZT Kazakhstan Tenge, LBP Lebanon Pound, LKR Sri Lanka Rupee, LYD Libyan dinar, MAD Moroccan Dirham,
    MKD Macedonia Denar, MUR Mauritian rupee, MXN Mexican Peso, MYR Malaysia Ringgit, NGN Nigerian Naira,
    NOK Norwegian Krone, NZD NewZealand Dollar, OMR Omani Rial, PEN Peru Sol, PHP Philippine Piso,
    PKR Pakistan Rupee, PLN Polish Zloty, QAR Qatari Riyal, RON Romanian leu, RSD Serbian Dinar,
    RUB Russia Rouble, SAR Saudi Riyal, SDG Sudanese Pound, SEK Swedish Krona, SGD Singapore Dollar,
    SYP Syrian pound, THB Thai Baht, TMT Turkmen manat, TND Tunisian Dinar, TRY Turkish Lira,
    TTD Trin Tob Dollar, TWD Taiwan Dollar, TZS Tanzania Shilling, UGX Uganda Shilling, USD US Dollar,
    UZS Uzbekistani som, VND Vietnam Dong, YER Yemen Rial, ZAR South Africa Rand, ZMW Zambian Kwacha
"""
CODES = {name.casefold(): code for code, _, name in (row.strip().partition(" ") for row in NAMED.split(","))}
STATED = re.compile(r"Last updated:\s*[A-Za-z]+ ([0-9]{2} [A-Za-z]+ [0-9]{4})")


class Cbuae(fx.Provider):
    title = "Central Bank of the UAE"
    site = "https://www.centralbank.ae/en/forex-eibor/exchange-rates/"
    docs = site
    terms = fx.Terms.ALLOWED
    terms_url = "https://www.centralbank.ae/en/open-data-landing/open-data-policy/"
    attribution = "Source: Central Bank of the UAE"

    kind = fx.Kind.FIXING
    upstream = fx.Upstream.OWN
    kinds = {"AED": fx.Kind.PEG, "IRR": fx.Kind.OFFICIAL}
    lists = frozenset({*filter(fx.is_currency, CODES.values()), "AED"})
    # Less than a thousandth of a dirham each: three digits or fewer.
    coarse = fx.codes("COP IDR IRR LBP SYP UGX UZS VND")
    dated = fx.Dated.FIXING_DAY
    calendar = fx.Daily(
        zone="Asia/Dubai",
        usual=time(17, 30),
        latest=time(20),
        feasts=fx.Feasts("Decisions of the UAE Cabinet on public holidays", country="AE"),
    )

    def request(self, day: date) -> fx.Request:
        """The newest table, in English: by default it is in Arabic."""
        url = "https://www.centralbank.ae/umbraco/Surface/Exchange/GetExchangeRateAllCurrency"
        return fx.get_request(
            url, headers={"Accept": "text/html", "Accept-Language": "en", "Referer": self.site}
        )

    def parse(self, body: bytes) -> list[fx.Quote]:
        """Read the piece: a flag, a name and a number in each row; a name that is not known refuses its row."""
        _, *rows = fx.read_html_rows(body)
        (stated,) = STATED.findall(body.decode("utf-8-sig"))
        if b"</table>" not in body:
            raise ValueError("the piece ends within its table")
        as_of = fx.day_in(stated, "%d %B %Y")
        return [
            fx.Quote(base=CODES.get(name.casefold()), quote="AED", mid=number, as_of=as_of)
            for _, name, number in rows
        ]
