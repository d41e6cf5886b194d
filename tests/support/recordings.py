"""Full recorded answers of providers, and the register of which of them the suite reads.

The environment variable ``RECORDINGS`` may name a folder with one sub-folder a provider. Without it the tests that
read recordings do not exist. With it every file is either read by a test or named in ``NOT_WANTED``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

NO_ADAPTER = "no adapter reads it yet"
NOT_WANTED: dict[str, str] = {
    "SOURCES.md": "about the recordings",
    "cbr/XML_dynamic.USD.2026-03-01_05.windows-1251.xml": "history of one currency, the adapter reads daily sets",
    "exchangerate-api-v6/pair.USD-CNY.json": "one pair, the adapter reads whole tables",
    "fawazahmed0/2026.9.29.eur.json": "its base is EUR, the adapter reads usd.json",
    **dict.fromkeys(
        """
        abstractapi alphavantage apilayer-exchangeratesdata
        bank-of-israel bnr-romania bonbast-archive cba-armenia cbe-egypt
        currencyapi currencyfreaks currencylayer fixer
        fred imf nbe-ethiopia nbg-georgia nbk-kazakhstan nbkr-kyrgyzstan
        nbt-tajikistan nbu-ukraine oanda polygon tcmb-turkey twelvedata us-treasury yahoo
        """.split(),
        NO_ADAPTER,
    ),
}
"""Why a file, or a whole sub-folder, is read by no test."""

FOLDER = Path(os.environ["RECORDINGS"]) if os.environ.get("RECORDINGS") else None
seen: set[str] = set()
"""Names of the recordings that tests have read in this process."""


def recording(name: str) -> bytes:
    """The bytes of a recording such as ``cbr/XML_daily.2026-04-25.windows-1251.xml``, which counts as read."""
    assert FOLDER is not None, "RECORDINGS names no folder: mark the test with @with_recordings"
    body = (FOLDER / name).read_bytes()
    seen.add(name)
    return body


def with_recordings(test: Test) -> Test | None:
    """A test that reads recordings; where there are none at hand there is no such test, not even a skipped one."""
    return None if FOLDER is None else test


@dataclass(frozen=True)
class Account:
    """What became of the recordings: one line for each group, and what is wrong with it, if anything."""

    lines: tuple[str, ...]
    faults: tuple[str, ...]


def account(files: AbstractSet[str], read: AbstractSet[str], not_wanted: Mapping[str, str]) -> Account:
    """Every file is read, or lies under a name of ``not_wanted``; never both, and no such name is empty."""
    under = {name: _under(name, not_wanted) for name in files}
    faults = [
        f"{name} is neither read nor named as not wanted" for name in sorted(files - read) if not under[name]
    ]
    faults += [
        f"{name} is read, and named as not wanted: {under[name]}" for name in sorted(read) if under.get(name)
    ]
    sizes = Counter(group for group in under.values() if group is not None)
    faults += [
        f"{group} is named as not wanted, and is not there" for group in not_wanted if group not in sizes
    ]
    lines = [f"recordings: {len(read)} read, {sum(sizes.values())} not wanted"]
    lines += [f"not wanted: {_counted(group, sizes[group])}: {not_wanted[group]}" for group in sorted(sizes)]
    return Account(tuple(lines), tuple(faults))


def taken() -> Account:
    """The account of the recordings at hand, as far as tests have run."""
    if FOLDER is None:
        return Account(("recordings: none at hand",), ())
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    return account(files, seen, NOT_WANTED)


def _under(name: str, groups: Iterable[str]) -> str | None:
    return next((group for group in groups if name == group or name.startswith(f"{group}/")), None)


def _counted(group: str, files: int) -> str:
    if "/" in group or "." in group:
        return group
    return f"{group} ({files} file{'s' if files > 1 else ''})"
