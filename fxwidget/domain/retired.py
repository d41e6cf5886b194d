"""Money that ended: withdrawn codes and units that changed under one code, until when, and what came after.

Aggregators go on computing both for years: a code at its last legal factor, a number in the old unit. Neither is a
rate. Days and factors are those of the laws and central banks that made the change; days from before 2012, where banks
differ from one another, are CLDR's.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fxwidget.domain.codes import Reason

__all__ = ["RETIRED", "Retired", "ended", "ended_unit", "successor", "unit_began"]


class Retired(NamedTuple):
    """A currency unit that was withdrawn: its code, until when, and what replaced it.

    last: the last day on which one could pay in it; of a currency that gave way to the euro, the day before.
    successor: the code since then; the same one where only the unit changed.
    factor: how many of it became 1 of the successor; None where no one decimal number says it.
    band: where only the unit changed, between which numbers per 1 USD a number is still in the old one.
    """

    code: str
    last: date
    successor: str
    factor: Decimal | None
    band: tuple[Decimal, Decimal] | None = None

    @property
    def end(self) -> str:
        """``ended with 2025``, or the day where it was not a year's last."""
        year = (self.last.month, self.last.day) == (12, 31)
        return f"ended with {self.last.year}" if year else f"ended on {self.last}"

    @property
    def refusal(self) -> Reason:
        """Why a number of a later day is no honest answer."""
        from fxwidget.domain.codes import Exclusion, because  # who only asks for a day loads no sentences

        day = self.last.isoformat()
        if self.band is None:
            return because(Exclusion.ENDED_CURRENCY, currency=self.code, date=day)
        if self.factor is None:
            return because(Exclusion.ENDED_OFFICIAL_RATE)
        return because(Exclusion.ENDED_UNIT, date=day, factor=f"{self.factor:f}")


def _retired(code: str, last: str, successor: str, factor: str | None = None) -> Retired:
    return Retired(code, date.fromisoformat(last), successor, Decimal(factor) if factor else None)


def _unit(code: str, last: str, factor: str | None, lowest: int, highest: int) -> Retired:
    band, number = (Decimal(lowest), Decimal(highest)), Decimal(factor) if factor else None
    return Retired(code, date.fromisoformat(last), code, number, band)


RETIRED: tuple[Retired, ...] = (
    # The euro's: its notes came in 2002, and with each later member on a 1 January. The factors are law.
    _retired("ADP", "2001-12-31", "EUR", "166.386"),
    _retired("ATS", "2001-12-31", "EUR", "13.7603"),
    _retired("BEF", "2001-12-31", "EUR", "40.3399"),
    _retired("DEM", "2001-12-31", "EUR", "1.95583"),
    _retired("ESP", "2001-12-31", "EUR", "166.386"),
    _retired("FIM", "2001-12-31", "EUR", "5.94573"),
    _retired("FRF", "2001-12-31", "EUR", "6.55957"),
    _retired("GRD", "2001-12-31", "EUR", "340.750"),
    _retired("IEP", "2001-12-31", "EUR", "0.787564"),
    _retired("ITL", "2001-12-31", "EUR", "1936.27"),
    _retired("LUF", "2001-12-31", "EUR", "40.3399"),
    _retired("NLG", "2001-12-31", "EUR", "2.20371"),
    _retired("PTE", "2001-12-31", "EUR", "200.482"),
    _retired("SIT", "2006-12-31", "EUR", "239.640"),
    _retired("CYP", "2007-12-31", "EUR", "0.585274"),
    _retired("MTL", "2007-12-31", "EUR", "0.429300"),
    _retired("SKK", "2008-12-31", "EUR", "30.1260"),
    _retired("EEK", "2010-12-31", "EUR", "15.6466"),
    _retired("LVL", "2013-12-31", "EUR", "0.702804"),
    _retired("LTL", "2014-12-31", "EUR", "3.45280"),
    _retired("HRK", "2022-12-31", "EUR", "7.53450"),
    _retired("BGN", "2025-12-31", "EUR", "1.95583"),
    # Noughts that were struck off, and currencies that were renamed or given up.
    _retired("RUR", "1998-12-31", "RUB", "1000"),
    _retired("BGL", "1999-07-05", "BGN", "1000"),
    _retired("AOR", "2000-02-01", "AOA", "1000000"),
    _retired("ECS", "2000-10-02", "USD", "25000"),
    _retired("TJR", "2000-10-25", "TJS", "1000"),
    _retired("BYB", "2000-12-31", "BYR", "1000"),
    _retired("AFA", "2002-12-31", "AFN", "1000"),
    _retired("SRG", "2003-12-31", "SRD", "1000"),
    _retired("MGF", "2004-12-31", "MGA", "5"),
    _retired("TRL", "2005-12-31", "TRY", "1000000"),
    _retired("CSD", "2006-10-25", "RSD", "1"),
    _retired("AZM", "2006-12-31", "AZN", "5000"),
    _retired("MZM", "2006-12-31", "MZN", "1000"),
    _retired("ROL", "2006-12-31", "RON", "10000"),
    _retired("SDD", "2007-06-30", "SDG", "100"),
    _retired("GHC", "2007-12-31", "GHS", "10000"),
    _retired("VEB", "2008-06-30", "VEF", "1000"),
    _retired("ZWD", "2008-07-31", "ZWR"),  # three noughts in 2006, ten in 2008, of one code
    _retired("TMM", "2008-12-31", "TMT", "5000"),
    _retired("ZWR", "2009-02-01", "ZWL", "1000000000000"),
    _retired("ZMK", "2012-12-31", "ZMW", "1000"),
    _retired("BYR", "2016-12-31", "BYN", "10000"),
    _retired("MRO", "2017-12-31", "MRU", "10"),
    _retired("STD", "2017-12-31", "STN", "1000"),
    _retired("VEF", "2018-08-19", "VES", "100000"),
    _retired("CUC", "2021-06-30", "CUP"),  # 24 CUP each
    _retired("SLL", "2023-12-31", "SLE", "1000"),
    _retired("ZWL", "2024-04-30", "ZWG", "2498.7242"),
    _retired("ANG", "2025-06-30", "XCG", "1"),
    # Those of before 1999, and accounts that were no cash; last days are CLDR's. Nobody computes them any more, but
    # whoever reads old books asks for them.
    _retired("GWE", "1976-02-28", "GWP", "1"),
    _retired("ILP", "1980-02-22", "ILR", "10"),
    _retired("RHD", "1980-04-18", "ZWD", "1"),
    _retired("MZE", "1980-06-16", "MZM", "1"),
    _retired("ESA", "1981-12-31", "ESP", "1"),
    _retired("MTP", "1983-06-30", "MTL", "1"),  # by ISO 4217's list, as the pound had long been called lira
    _retired("MLF", "1984-08-31", "XOF", "2"),
    _retired("PES", "1985-02-01", "PEI", "1000"),
    _retired("ARP", "1985-06-14", "ARA", "1000"),
    _retired("GNS", "1986-01-06", "GNF", "1"),
    _retired("ILR", "1985-09-04", "ILS", "1000"),
    _retired("BRB", "1986-02-28", "BRC", "1000"),
    _retired("GQE", "1986-06-01", "XAF", "4"),
    _retired("BOP", "1986-12-31", "BOB", "1000000"),
    _retired("UGS", "1987-05-15", "UGX", "100"),
    _retired("BRC", "1989-01-15", "BRN", "1000"),
    _retired("BUK", "1989-06-18", "MMK", "1"),
    _retired("YUD", "1990-01-01", "YUN", "10000"),
    _retired("BEC", "1990-03-05", "BEF", "1"),
    _retired("BEL", "1990-03-05", "BEF", "1"),
    _retired("LUC", "1990-03-05", "LUF", "1"),
    _retired("LUL", "1990-03-05", "LUF", "1"),
    _retired("BRN", "1990-03-16", "BRE", "1"),
    _retired("DDM", "1990-10-02", "DEM"),  # 1 each up to a limit, 2 beyond it
    _retired("AOK", "1991-03-01", "AON", "1"),
    _retired("NIC", "1991-04-30", "NIO", "5000000"),
    _retired("PEI", "1991-07-01", "PEN", "1000000"),
    _retired("ARA", "1992-01-01", "ARS", "10000"),
    _retired("YUN", "1992-07-24", "YUM"),  # by way of three more dinars in two years
    _retired("SUR", "1992-10-01", "RUR", "1"),  # in Russia; its other heirs have monies of their own
    _retired("MXP", "1992-12-31", "MXN", "1000"),
    _retired("CSK", "1993-03-01", "CZK", "1"),  # and SKK
    _retired("UYP", "1993-03-01", "UYU", "1000"),
    _retired("LTT", "1993-06-25", "LTL", "100"),
    _retired("BRE", "1993-08-01", "BRR", "1000"),
    _retired("LVR", "1993-10-17", "LVL", "200"),
    _retired("ZRZ", "1993-11-01", "ZRN", "3000000"),
    _retired("BRR", "1994-07-01", "BRL", "2750"),
    _retired("BAD", "1994-08-15", "BAM"),  # 10000 for a new dinar of one code, and 100 of those
    _retired("ESB", "1994-12-31", "ESP", "1"),
    _retired("PLZ", "1994-12-31", "PLN", "10000"),
    _retired("HRD", "1995-01-01", "HRK", "1000"),
    _retired("ZAL", "1995-03-13", "ZAR", "1"),
    _retired("GEK", "1995-09-25", "GEL", "1000000"),
    _retired("YDD", "1996-01-01", "YER"),  # 26 rials for a dinar
    _retired("UAK", "1996-09-16", "UAH", "100000"),  # by the decree on the hryvnia; CLDR has 1993
    _retired("GWP", "1997-03-31", "XOF", "65"),
    _retired("SDP", "1998-06-01", "SDD", "10"),
    _retired("ZRN", "1998-07-31", "CDF", "100000"),
    _retired("XEU", "1998-12-31", "EUR", "1"),
    _retired("ECV", "2000-01-09", "USD"),
    _retired("AON", "2000-02-01", "AOR", "1000"),
    _retired("YUM", "2002-05-15", "CSD", "1"),
    _retired("TPE", "2002-05-20", "USD"),  # out of use since 1976
    _retired("ZWN", "2008-07-31", "ZWR", "10000000000"),
    _retired("USS", "2014-03-01", "USD", "1"),
    # The same code, another unit. A band is half to double of the last number in the old unit: a currency that comes
    # to lie there honestly has lost far more than any limit, and its row here has to go then.
    _unit("VES", "2021-09-30", "1000000", 2_000_000, 8_400_000),  # 4,181,782 on the last day
    _unit("SYP", "2025-12-31", "100", 5_500, 22_000),  # 11,058 on the last day
    # No new unit, but the end of an official rate of 42,000 that had long been untrue.
    _unit("IRR", "2025-12-31", None, 41_000, 43_000),
)
"""Every code of ISO 4217's list of historic denominations that has a successor, and each unit that ended under its code."""

_CODES = {row.code: row for row in RETIRED if row.successor != row.code}
_UNITS = {row.code: row for row in RETIRED if row.successor == row.code}


def ended(code: str, day: date | None = None) -> Retired | None:
    """How a currency code ended; None where it is still in use, or was on ``day``."""
    row = _CODES.get(code)
    return row if row is not None and (day is None or day > row.last) else None


def ended_unit(code: str, rate: Decimal, day: date) -> Retired | None:
    """The unit that had ended by ``day`` and that ``rate``, per 1 USD, is still in; None where it is in no such unit."""
    row = _UNITS.get(code)
    if row is None or row.band is None or day <= row.last:
        return None
    lowest, highest = row.band
    return row if lowest <= rate <= highest else None


def unit_began(code: str, day: date) -> date | None:
    """The first day of the unit that a currency has on ``day``, where it had another before under the same code.

    Numbers from before that day are in other money, or of an official rate that had ended: they are no earlier part of a
    line that is drawn through this day, nor of a change counted up to it.
    """
    row = _UNITS.get(code)
    return row.last + timedelta(days=1) if row is not None and day > row.last else None


def successor(code: str) -> str:
    """The code in which one pays today in place of one that ended: several changes on where it must be."""
    while (row := _CODES.get(code)) is not None:
        code = row.successor
    return code
