"""Money that ended: nobody is shown a rate in it, everybody is told what came after."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel.core import get_global

from fxwidget import Quote, UnknownCurrency, is_currency
from fxwidget.config.settings import load
from fxwidget.deciding.cross_rates import per_usd
from fxwidget.deciding.screening import fault, refused
from fxwidget.domain.currency import CURRENCIES, check_code
from fxwidget.domain.retired import RETIRED, Retired, ended, ended_unit, successor
from fxwidget.errors import ConfigurationError
from fxwidget.provider.registry import installed, provider_class
from tests.support.service import Service, assert_problem

CODES = [row for row in RETIRED if row.successor != row.code]
UNITS = [row for row in RETIRED if row.successor == row.code]

NO_MONEY = {"MCF", "SVC"}
"""Ended by CLDR and not in the table: MCF is no code of ISO 4217's, and SVC is still in use by ISO 4217."""

HISTORIC = frozenset(
    """
    ADP AFA AOK AON AOR ARA ARP ATS AZM BAD BEC BEF BEL BGL BGN BOP BRB BRC BRE BRN BRR BUK BYB BYR CSD CSK CUC CYP DDM
    DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ITL LTL LTT LUC LUF LUL LVL LVR
    MGF MLF MRO MTL MTP MXP MZE MZM NIC NLG PEI PES PLZ PTE RHD ROL RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL
    UAK UGS USS UYP VEB VEF XEU YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWD ZWL ZWN ZWR ANG
    """.split()
)
"""ISO 4217's list of historic denominations, but for what has no successor, and for what it calls no code of its own: of
these there is ILR alone, into which one of its codes changed."""

NO_SUCCESSOR = frozenset({"CHC", "EQE", "GHP", "LSM", "XFO", "XFU", "XRE"})
"""Codes of that list that are no money that became another: units of account, and codes that were never, or hardly, used."""

NOT_CLDRS = {
    "MTP": "ISO's list has June 1983, CLDR 1968",
    "UAK": "the decree on the hryvnia is of 1996, CLDR has 1993",
    "ZWN": "CLDR has one code until 2008",
}
"""Ends that CLDR has not, or wrongly."""

ONE_DAY = timedelta(days=1)


def _ends(*, cash: bool) -> dict[str, date | None]:
    """The last day of each code anywhere by CLDR, None where it is in use; of cash alone, or of accounts too."""
    ends: dict[str, set[date | None]] = {}
    for rows in get_global("territory_currencies").values():
        for code, _, end, tender in rows:
            if tender or not cash:
                ends.setdefault(code, set()).add(date(*end) if end else None)
    return {code: None if None in days else max(filter(None, days)) for code, days in ends.items()}


TENDER, USED = _ends(cash=True), _ends(cash=False)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("BGN", "BGN ended with 2025: use EUR"),
        ("hrk", "HRK ended with 2022: use EUR"),
        ("ANG", "ANG ended on 2025-06-30: use XCG"),
        ("MRO", "MRO ended with 2017: use MRU"),
        ("STD", "STD ended with 2017: use STN"),
        ("BYR", "BYR ended with 2016: use BYN"),
        ("VEF", "VEF ended on 2018-08-19: use VES"),
        ("VEB", "VEB ended on 2008-06-30: use VES"),  # not VEF, which ended too
        ("ZWL", "ZWL ended on 2024-04-30: use ZWG"),
        ("SLL", "SLL ended with 2023: use SLE"),
        ("CUC", "CUC ended on 2021-06-30: use CUP"),
        ("YUM", "YUM ended on 2002-05-15: use RSD"),
        ("GEK", "GEK ended on 1995-09-25: use GEL"),
        ("TPE", "TPE ended on 2002-05-20: use USD"),
        ("ZWN", "ZWN ended on 2008-07-31: use ZWG"),
        ("BRB", "BRB ended on 1986-02-28: use BRL"),
    ],
)
def test_a_code_that_ended_names_its_successor(code: str, message: str) -> None:
    """Whoever asks for it is told since when it is gone, and which code to use."""
    with pytest.raises(UnknownCurrency, match=f"^{re.escape(message)}$"):
        check_code(code)
    assert not is_currency(code.upper())


def test_a_code_that_never_was_has_near_ones() -> None:
    """What is no code at all is still guessed at."""
    with pytest.raises(UnknownCurrency, match="'INT' is not a currency code; did you mean "):
        check_code("INT")


def test_settings_name_the_successor(tmp_path: Path) -> None:
    """A table of a currency that ended is refused at the start."""
    file = tmp_path / "fxwidget.toml"
    file.write_text('currencies = ["BGN", "INR"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="BGN ended with 2025: use EUR"):
        load(file)


@pytest.mark.parametrize(
    "path", ["/v1/convert?amount=5&from=BGN&to=EUR", "/v1/convert?to=BGN", "/widget?currencies=BGN,INR"]
)
def test_requests_name_the_successor(service: Service, path: str) -> None:
    """A question for it is answered with the code that it should ask for, never with a number."""
    document = assert_problem(service.get(path), 422, "Unprocessable Content")
    assert "BGN ended with 2025: use EUR" in document["detail"]


def test_no_source_lists_what_ended() -> None:
    """Aggregators compute codes that ended; what they are read for are currencies of today."""
    for name in installed():
        assert provider_class(name).lists <= CURRENCIES, name


@pytest.mark.parametrize("row", CODES, ids=lambda row: row.code)
def test_a_row_of_an_ended_code_is_refused_after_its_last_day(row: Retired) -> None:
    """Of its last day it is a number like any other, of any later one none."""
    quote = Quote(base="USD", quote=row.code, mid=Decimal("1.7"), as_of=row.last)
    assert fault(quote) is None
    later = quote.model_copy(update={"as_of": row.last + ONE_DAY})
    assert (reason := fault(later)) is not None
    assert reason.sentence == f"{row.code} ended on {row.last}"
    assert per_usd([later]).rates == {}


@pytest.mark.parametrize(
    ("code", "rate", "day", "reason"),
    [
        ("SYP", "11058", "2025-12-31", None),  # currency-api's number of that day
        ("SYP", "110.8", "2026-01-30", None),
        ("SYP", "13003", "2026-09-29", "in the unit that ended on 2025-12-31: 100 of it are 1 now"),
        ("SYP", "11058", "2026-01-01", "in the unit that ended on 2025-12-31: 100 of it are 1 now"),
        ("SYP", "112.38", "2026-09-29", None),
        ("VES", "4181781.84", "2021-09-30", None),
        ("VES", "4181781.84", "2021-10-01", "in the unit that ended on 2021-09-30: 1000000 of it are 1 now"),
        ("VES", "4.18", "2021-10-01", None),
        ("IRR", "42000", "2025-12-31", None),
        ("IRR", "42000", "2026-01-01", "the official rate that ended with 2025"),
        ("IRR", "1374999", "2026-01-01", None),
        ("INR", "13003", "2026-09-29", None),
    ],
)
def test_a_number_in_an_old_unit_is_refused_after_the_change(
    code: str, rate: str, day: str, reason: str | None
) -> None:
    """One code, two units: the market day decides in which of them a number may be."""
    stated = date.fromisoformat(day)
    found = refused(code, Decimal(rate), stated, stated, today=stated, ahead_days=1)
    assert (found.sentence if found is not None else None) == reason


def test_every_end_is_one_row() -> None:
    """No code ends twice, and none that ended is a currency of today."""
    codes = [row.code for row in RETIRED]
    assert len(codes) == len(set(codes))
    assert CURRENCIES.isdisjoint(row.code for row in CODES)
    assert {row.code for row in UNITS} <= CURRENCIES


def test_every_successor_leads_to_a_currency_of_today() -> None:
    """However often money changed, the last code is one that fxwidget can show."""
    assert {successor(row.code) for row in CODES} <= CURRENCIES
    assert successor("INR") == "INR"


def test_the_days_are_cldrs_within_the_time_of_both_monies() -> None:
    """CLDR's end of tender lies on the last day, or within the two years for which old notes were taken on.

    A month before, where CLDR has another day for the same end.
    """
    for row in CODES:
        if row.code in NOT_CLDRS:
            continue
        end = TENDER.get(row.code) or USED[row.code]
        assert end is not None, row.code
        assert -timedelta(days=31) <= end - row.last <= timedelta(days=731), (row, end)


def test_every_code_that_cldr_ended_is_in_the_table() -> None:
    """Since 1998, and as far as it was a country's money by ISO 4217."""
    gone = {code for code, end in TENDER.items() if end is not None and end >= date(1998, 12, 31)}
    assert gone - NO_MONEY <= {row.code for row in CODES}


def test_every_code_of_isos_list_is_in_the_table() -> None:
    """Whoever asks for one is told what came after; the few that became nothing else are no currency codes here."""
    assert {row.code for row in CODES} == HISTORIC
    assert not any(is_currency(code) for code in HISTORIC | NO_SUCCESSOR)


def test_every_currency_of_today_is_tender_by_cldr() -> None:
    """Nothing that ended is left among the codes in use."""
    assert {code for code in CURRENCIES if TENDER.get(code, date.min) is not None} == {"CNH", "SVC", "VED"}


def test_a_band_holds_the_last_number_in_the_old_unit_only() -> None:
    """The number in the new unit lies far outside of it."""
    for code, old in {"SYP": 11_058, "VES": 4_181_782}.items():
        [row] = [each for each in UNITS if each.code == code]
        later = row.last + ONE_DAY
        assert row.factor is not None
        assert ended_unit(code, Decimal(old), later) is row
        assert ended_unit(code, old / row.factor, later) is None
    assert ended_unit("BGN", Decimal(2), date(2026, 1, 1)) is None
    assert ended("SYP") is None
