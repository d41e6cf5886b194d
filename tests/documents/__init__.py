"""The documents beside this file: answers in the exact format of each provider, and what goes wrong in their place."""

from datetime import date
from pathlib import Path

NEWEST = {
    "bank_of_russia": ("bank_of_russia/XML_daily.xml", date(2026, 4, 24)),
    "currency_api": ("currency_api/usd.json", date(2026, 9, 29)),
    "currencyrate": ("currencyrate/currencyrate.json", date(2025, 5, 14)),
    "ecb": ("ecb/eurofxref-daily.xml", date(2026, 3, 18)),
    "er_api": ("er_api/latest.json", date(2026, 6, 2)),
    "frankfurter": ("frankfurter/rates.json", date(2026, 9, 5)),
}
"""Each provider's newest table by its name, and the day on which it was published."""


def document(path: str) -> bytes:
    """A document as its provider would send it."""
    return (Path(__file__).parent / path).read_bytes()
