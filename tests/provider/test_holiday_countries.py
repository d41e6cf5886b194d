"""The countries of the package of holidays one by one: a process of ours loads those that it asks for."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from datetime import date
from fxwidget.provider.bank_holidays import Feasts, off
from fxwidget.provider.holiday_countries import OneByOne

def countries():
    return [name.rpartition(".")[2] for name in sys.modules if name.startswith("holidays.countries.")]

OneByOne.install()
OneByOne.install()
print(sum(isinstance(each, OneByOne) for each in sys.meta_path))
print(off(Feasts("the law", country="RU"), date(2026, 6, 12)), *countries())
import holidays.countries
print(issubclass(holidays.countries.Albania, holidays.HolidayBase), len(countries()) > 200)
print(hasattr(holidays.countries, "Nowhere"))
"""


def test_a_country_comes_alone_and_the_whole_package_when_it_is_asked_for() -> None:
    """A calendar of one country loads no other; an adapter that wants the package itself finds all of it.

    In a process of its own, as the module of the package is one for a process.
    """
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1", "True russia", "True True", "False"]
