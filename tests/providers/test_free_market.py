"""The rial in Tehran's free market: another series than the official one, by three groups that are not one another's."""

from __future__ import annotations

from datetime import date

import pytest

from fxwidget import Provider, ProviderUnavailable
from fxwidget.domain.kinds import Agreement
from fxwidget.provider.source import Source
from fxwidget_providers.bank_of_russia import BankOfRussia
from fxwidget_providers.bonbast_archive import BonbastArchive
from fxwidget_providers.nobitex import Nobitex
from fxwidget_providers.tgju import Tgju
from fxwidget_providers.wallex import Wallex
from tests.documents import document
from tests.support.house import House, roles, utc

from .asking import ByHand, per_dollar
from .test_archives import Archived

FREE: dict[str, type[Provider]] = {
    "bonbast_archive": BonbastArchive,
    "tgju": Tgju,
    "nobitex": Nobitex,
    "wallex": Wallex,
}
FILE = document("bonbast_archive/2026-08-21.json")
NOW = utc("2026-08-20 09:00")


def tehran(*names: str, official: bool = False) -> House:
    """The free market's sources on 20 August 2026, the official rate before them where that is configured."""
    first = [Source("bank_of_russia", BankOfRussia())] if official else []
    house = House(*first, *(Source(name, FREE[name]()) for name in names), currencies=("IRR",))
    if official:
        house.says("bank_of_russia", NOW, "2026-08-20", IRR="1375000", RUB="80")
    for name in names:
        house.says(name, NOW, "2026-08-20", IRR="1894000")
    return house


def test_it_never_votes_on_the_official_rate() -> None:
    """Three that say 1,894,000 leave the official 1,375,000 as it is, and stand aside."""
    row = tehran("tgju", "nobitex", "wallex", official=True).row("IRR", NOW)
    assert (str(row.rate), row.kind) == ("1375000", "official")
    assert {role for name, role in roles(row).items() if name != "bank_of_russia"} == {"excluded"}


def test_two_exchanges_are_one_group() -> None:
    """Both quote the same tether market: with TGJU they are two groups, not three."""
    assert tehran("tgju", "nobitex", "wallex").row("IRR", NOW).agreement is Agreement.TWO_SOURCES
    assert {Source(name, cls()).group("IRR") for name, cls in FREE.items()} == {
        "bonbast",
        "tgju",
        "tether_tehran",
    }


def test_a_day_without_a_file() -> None:
    """The archive's newest file of the last week counts, under the day that its address states."""
    asking = ByHand(BonbastArchive(), date(2026, 8, 23))
    assert asking.url.endswith("/gregorian/2026/08/22")
    asking.answer(404, document("bonbast_archive/not_found.txt"))
    asking.answer(200, FILE)
    assert [quote.as_of for quote in asking.quotes or ()] == [date(2026, 8, 21)]
    it = Archived("bonbast_archive", date(2026, 8, 20), date(2026, 8, 21), 404, FILE)
    assert it.rates("IRR") == [("2026-08-21", "1904500")]


def test_another_server() -> None:
    """Where the first one fails the second is asked; a number without its day is refused."""
    asking = ByHand(Tgju(), date(2026, 8, 20))
    asking.fail(ProviderUnavailable("no route"))
    assert asking.url == "https://call2.tgju.org/ajax.json"
    page = document("tgju/ajax.json")
    asking.answer(200, page)
    assert per_dollar(asking.quotes or ()) == {"IRR": "1894000"}
    assert per_dollar(Tgju().parse(page.replace(b'"ts"', b'"tz"'))) == {}


@pytest.mark.parametrize("text", ["-", "232,002"])
def test_no_price(text: str) -> None:
    """A dash, or a number of another form, is no price."""
    page = document("wallex/markets.json").replace(b"232002.0000000000000000", text.encode())
    assert per_dollar(Wallex().parse_of(page, date(2026, 9, 30))) == {}
