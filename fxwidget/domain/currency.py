"""What a currency is: its code, its name, its flag's country, and how far honest numbers for it may move.

The tables are data: each figure has its reason beside it. Names are CLDR's.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from fxwidget.domain.retired import ended, successor
from fxwidget.errors import UnknownCurrency

BRICS_PLUS: tuple[str, ...] = (
    "AED", "BRL", "CNH", "EGP", "ETB", "IDR", "INR", "IRR", "RUB", "SAR", "ZAR",
)  # fmt: skip
"""The default table, in its order: the members' currencies, the yuan as it trades off-shore."""

ISO_4217: frozenset[str] = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG
    """.split()
)
"""National currencies in use by ISO 4217. Metals, funds and test codes are left out: nobody pays with them."""

OFFSHORE: frozenset[str] = frozenset({"CNH"})
"""Codes that markets use and ISO 4217 does not list."""

CURRENCIES: frozenset[str] = ISO_4217 | OFFSHORE
"""Every currency that fxwidget can show."""

# CLDR 47's currencyData fractions where they are not 2; Babel, which reads the same, is loaded only where it must be.
_NO_DECIMALS = """
    AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PYG RWF SOS SYP UGX VND VUV XAF
    XOF XPF YER
"""
_DECIMALS = {**dict.fromkeys(_NO_DECIMALS.split(), 0), **dict.fromkeys("BHD JOD KWD LYD OMR TND".split(), 3)}

ENGLISH_NAMES: dict[str, str] = {
    "AED": "UAE Dirham", "BRL": "Brazilian Real", "CNH": "Chinese Yuan (offshore)", "EGP": "Egyptian Pound",
    "ETB": "Ethiopian Birr", "IDR": "Indonesian Rupiah", "INR": "Indian Rupee", "IRR": "Iranian Rial",
    "RUB": "Russian Ruble", "SAR": "Saudi Riyal", "USD": "US Dollar", "ZAR": "South African Rand",
}  # fmt: skip
"""CLDR's English names of the default table, for which no Babel is loaded; the dirham's there is longer than the table is wide."""


MOST_NEARNESS = Decimal("0.015")
"""Nowhere may the shown number lie farther from the median of all votes."""

LONE_NEARNESS = Decimal("0.005")
"""How far a lone source may leave its last number and its sibling's at once: nobody else would contradict it."""


class Limits(NamedTuple):
    """How a currency behaves. ``tolerance`` and ``jump`` are fractions (0.02 is 2 %).

    tolerance: how far apart two honest sources may be, largest over smallest less one.
    nearness: how far the shown number may lie from the median of all votes; a third of the tolerance, at most 1.5 %.
    jump: beyond this against the last shown number, a row is set aside until others confirm it.
    peg: the official number of units per 1 USD, or None where it floats.
    spread: how far apart bid and ask of one source may be, as a fraction of the bid.
    """

    tolerance: Decimal
    jump: Decimal
    peg: Decimal | None = None
    spread: Decimal = Decimal("0.10")

    @property
    def nearness(self) -> Decimal:
        """How far the shown number may lie from the median of all votes before another source's is shown.

        Honest sources of one day lie farther apart the thinner the market, and so does the tolerance. Less, and the source
        would change every other day for no reason; more, and a wrong number within tolerance would stand.
        """
        return min(self.tolerance / 3, MOST_NEARNESS)


PEG_BAND = Decimal("0.005")
"""How far from an official peg a row may lie: aggregators print it, and wobble by up to 0.1 % around it."""

OWN_PEG_BAND = Decimal("0.01")
"""The same of a bank's own cross, whose two legs are of different hours: China's stands 0.5 to 0.7 % off."""

SIBLINGS = {"CNH": "CNY"}
"""One currency under two names: a new number of the first is compared with the second's. Other pairs only with a reason."""

SIBLING_BAND = Decimal("0.02")
"""How far siblings may lie apart: the yuan's two rates were 1.3 % apart over a feast of ten days, seldom more than 0.3 %."""

OLDER_SIBLING_BAND = Decimal("0.03")
"""The same where the sibling's number is of an earlier market day, as over a feast."""

LONE_SIBLING_BAND = Decimal("0.015")
"""The same where one group alone gives the number: nobody else would contradict it."""

_FREE = Limits(Decimal("0.02"), Decimal("0.05"))
_MANAGED = Limits(Decimal("0.02"), Decimal("0.02"))

LIMITS: dict[str, Limits] = {
    # Pegged since 1997 and 1986: the peg is the number, anything else is an error or history in the making.
    "AED": Limits(Decimal("0.005"), Decimal("0.005"), Decimal("3.6725")),
    "SAR": Limits(Decimal("0.005"), Decimal("0.005"), Decimal("3.75")),
    # The central parity may lie up to 2 % from the traded rate, and the band keeps a day's move within that.
    "CNY": _MANAGED,
    "CNH": _MANAGED,
    # Free floats: sources fix at different hours of a day that may move by 2 %.
    "BRL": _FREE, "INR": _FREE, "ZAR": _FREE, "IDR": _FREE,
    # Thin or split markets: official and traded numbers part further, days move further.
    "EGP": Limits(Decimal("0.04"), Decimal("0.08")),
    "RUB": Limits(Decimal("0.04"), Decimal("0.08")),
    "ETB": Limits(Decimal("0.05"), Decimal("0.10"), spread=Decimal("0.25")),
    # Several official rates side by side, published with few digits and days apart.
    "IRR": Limits(Decimal("0.15"), Decimal("0.20"), spread=Decimal("0.25")),
}  # fmt: skip


def with_siblings(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes, and those currencies besides with which a number of one of them is compared."""
    return (*codes, *(SIBLINGS[code] for code in codes if code in SIBLINGS and SIBLINGS[code] not in codes))


def limits(code: str) -> Limits:
    """The tolerance and jump of a currency; those of a free float where the table has no line for it."""
    return LIMITS.get(code, _FREE)


def decimals(code: str) -> int:
    """The decimals with which amounts of a currency are usually written: CLDR's ``digits``."""
    return _DECIMALS.get(code, 2)


def cash_step(code: str) -> Decimal:
    """The least amount of a currency that is paid in cash: CLDR's ``_cashDigits`` and ``_cashRounding``, 0.05 for CHF."""
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    _, _, digits, rounding = fractions.get(code, fractions["DEFAULT"])
    return Decimal(max(rounding, 1)).scaleb(-digits)


def is_currency(code: object) -> bool:
    """Whether ``code``, in upper case, is a currency that fxwidget can show."""
    return isinstance(code, str) and code in CURRENCIES


def codes(text: str) -> frozenset[str]:
    """The codes in a text, which blanks and ends of lines part: ``codes("BRL USD")``. Whether they are currencies is not asked."""
    return frozenset(text.split())


def check_code(code: str) -> str:
    """``code`` in upper case.

    Raises:
        UnknownCurrency: no currency has that code now; the message names what came after it, or near ones.
    """
    upper = code.strip().upper()
    if is_currency(upper):
        return upper
    if (end := ended(upper)) is not None:
        raise UnknownCurrency(f"{upper} {end.end}: use {successor(upper)}")
    import difflib

    near = difflib.get_close_matches(upper, sorted(CURRENCIES), n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; use an ISO 4217 code such as INR, or CNH"
    raise UnknownCurrency(f"{code[:40]!r} is not a currency code{hint}")


def check_past_code(code: str) -> str:
    """``code`` in upper case, of a currency that is in use or once was.

    Raises:
        UnknownCurrency: no currency has or had it.
    """
    upper = code.strip().upper()
    return upper if ended(upper) is not None else check_code(code)


@cache
def name(code: str, language: str = "en") -> str:
    """The currency's name in a language, from CLDR; its code where CLDR has none."""
    if language == "en" and code in ENGLISH_NAMES:
        return ENGLISH_NAMES[code]
    from babel import Locale

    return str(Locale.parse(language).currencies.get(code, code))
