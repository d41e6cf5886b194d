"""The documents beside this file: answers in the exact format of each provider, and what goes wrong in their place."""

from datetime import date
from pathlib import Path

NEWEST = {
    "banca_d_italia": ("banca_d_italia/dailyRates.csv", date(2026, 2, 11)),
    "bank_indonesia": ("bank_indonesia/jisdor.xml", date(2026, 9, 25)),
    "bank_indonesia_lokal": ("bank_indonesia/lokal.xml", date(2016, 3, 3)),
    "bank_of_russia": ("bank_of_russia/XML_daily.xml", date(2026, 4, 24)),
    "bcb": ("bcb/CotacaoDolarPeriodo.json", date(2026, 3, 6)),
    "cbu": ("cbu/json.json", date(2026, 3, 31)),
    "cfets": ("cfets/ccpr.json", date(2024, 12, 2)),
    "currency_api": ("currency_api/usd.json", date(2026, 9, 29)),
    "currencyrate": ("currencyrate/currencyrate.json", date(2025, 5, 14)),
    "ecb": ("ecb/eurofxref-daily.xml", date(2026, 3, 18)),
    "er_api": ("er_api/latest.json", date(2026, 6, 2)),
    "fbil": ("fbil/fetchfiltered.json", date(2026, 3, 20)),
    "floatrates": ("floatrates/usd.json", date(2023, 1, 13)),
    "frankfurter": ("frankfurter/rates.json", date(2026, 9, 5)),
    "nbp": ("nbp/tableA.json", date(2026, 3, 5)),
    "nbrb": ("nbrb/rates.json", date(2026, 3, 16)),
    "open_exchange_rates": ("open_exchange_rates/latest.json", date(2014, 5, 10)),
    "sarb": ("sarb/EXCX135D.json", date(2026, 3, 27)),
}
"""Each provider's newest table by its name, and the day on which it was published."""


def document(path: str) -> bytes:
    """A document as its provider would send it."""
    return (Path(__file__).parent / path).read_bytes()
