"""How long the providers' documents take to parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from timeit import Timer

from benchmarks.figures import Figure, Part
from fxwidget.provider.registry import provider_class

PARSING_MS = 5.0


DOCUMENTS = Path(__file__).parents[1] / "tests/documents"


READ: dict[str, tuple[str, str]] = {
    "banca_d_italia": ("banca_d_italia/*", "banca-d-italia/*"),
    "bank_indonesia": (
        "bank_indonesia/jisdor* bank_indonesia/empty*",
        "bank-indonesia/*Jisdor* bank-indonesia/empty*",
    ),
    "bank_indonesia_lokal": ("bank_indonesia/lokal*", "bank-indonesia/*Lokal*"),
    "bank_of_russia": ("bank_of_russia/XML_daily*", "cbr/XML_daily*"),
    "bank_of_russia.parse_copy": ("bank_of_russia/daily_json*", "cbr-xml-daily/daily_json*"),
    "bcb": ("bcb/Cotacao*", "bcb-ptax/*"),
    "bcb.parse_series": ("bcb/sgs.10813.json+bcb/sgs.1.json", ""),
    "cbu": ("cbu/*", "cbu-uzbekistan/*"),
    "cfets": ("cfets/*", "cfets/*"),
    "currency_api": ("currency_api/*", "fawazahmed0/*usd*"),
    "currencyrate": ("currencyrate/*", ""),
    "ecb": ("ecb/*", "ecb/*.xml"),
    "ecb.parse_series": ("", "ecb/*.csv"),
    "er_api": ("er_api/latest* er_api/keyed*", "er-api/*latest* exchangerate-api-v6/latest*"),
    "fbil": ("fbil/*", "fbil/*"),
    "floatrates": ("floatrates/*", "floatrates/usd*"),
    "frankfurter": ("frankfurter/rates*", "frankfurter/*rates*"),
    "nbp": ("nbp/table*", "nbp-poland/*"),
    "nbrb": ("nbrb/rates*", "nbrb-belarus/*"),
    "open_exchange_rates": ("open_exchange_rates/latest*", "openexchangerates/latest*"),
    "sarb": ("sarb/*", "sarb/*"),
}
"""What reads which documents and which recordings: a provider's ``parse``, or another method of it."""


@dataclass(frozen=True)
class Document:
    """An answer of a provider, or the two that it reads together, and what reads it."""

    reader: str
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        return " + ".join(f"{file.parent.name}/{file.name}" for file in self.files)

    def parsing(self) -> Callable[[], object]:
        provider, _, method = self.reader.partition(".")
        read = getattr(provider_class(provider)(), method or "parse")
        bodies = [file.read_bytes() for file in self.files]
        return lambda: read(*bodies)


def written_and_recorded(recordings: Path | None) -> list[Document]:
    """Every document of every provider; with ``recordings`` their full recorded answers too."""
    found = []
    for reader, (written, recorded) in READ.items():
        places = [(DOCUMENTS, pattern) for pattern in written.split()]
        places += [(recordings, pattern) for pattern in recorded.split() if recordings is not None]
        for folder, pattern in places:
            several = [sorted(folder.glob(part)) for part in pattern.split("+")]
            if not all(several):
                raise SystemExit(f"{folder} has no {pattern}")
            found += [Document(reader, files) for files in zip(*several, strict=True)]
    return found


def parsing(recordings: Path | None, repetitions: int, slowest: int = 5) -> Part:
    """The milliseconds to parse each document; the slowest are listed."""
    documents = written_and_recorded(recordings)
    timers = [Timer(document.parsing()) for document in documents]
    taken: list[list[float]] = [[] for _ in documents]
    for _ in range(repetitions):
        for timer, times in zip(timers, taken, strict=True):
            times.append(1000 * timer.timeit(1))
    slowest_first = sorted(zip(map(median, taken), documents, strict=True), key=lambda pair: -pair[0])[
        :slowest
    ]
    rows = [("document", "read by", "bytes", "ms")]
    for milliseconds, document in slowest_first:
        size = sum(file.stat().st_size for file in document.files)
        rows.append((document.name, document.reader, f"{size:,}", f"{milliseconds:.2f}"))
    return Part(
        rows,
        [
            Figure(
                f"the slowest of {len(documents)} documents is parsed", slowest_first[0][0], PARSING_MS, "ms"
            )
        ],
    )
