"""A table behind which all sources stand that are on by default: its explanations are short, and its page weighs little."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from random import Random

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.kinds import Kind
from fxwidget.domain.snapshot import Role, Snapshot
from fxwidget.presentation.language import FEW, Language
from fxwidget.render.page.html import page
from fxwidget.render.view import View
from fxwidget.render.wording import LISTED, Reading
from fxwidget.web.content_coding import compressed
from tests.support.house import House, utc

NOW = utc("2026-03-18 21:30")
LEVELS = {
    "AED": "3.6725", "BRL": "5.20", "CNH": "6.95", "CNY": "6.95", "EGP": "48.2", "ETB": "155", "IDR": "16900", "INR": "92.1",
    "IRR": "1280000", "RUB": "80", "SAR": "3.75", "ZAR": "16.8",
}  # fmt: skip
MOST_PAGE_BYTES = 10_000


@cache
def everybody() -> Snapshot:
    """The table of two days on which every source gave all that it lists, up to 0.3 % from a level."""
    enabled, random = sources(Settings()), Random(3)
    house = House(*enabled, currencies=BRICS_PLUS)
    for day, now in (("2026-03-17", utc("2026-03-17 21:30")), ("2026-03-18", NOW)):
        for source in enabled:
            numbers = {}
            for code in sorted(LEVELS.keys() & source.provider.lists):
                apart = 0 if code in ("AED", "SAR") else random.randint(-30, 30)
                dear = Decimal("1.4") if source.kind(code) is Kind.FREE_MARKET else Decimal(1)
                numbers[code] = str(round(Decimal(LEVELS[code]) * dear * (10_000 + apart) / 10_000, 4))
            house.says(source.name, now, day, **numbers)
        house.evaluate(now)
    assert house.snapshot is not None
    return house.snapshot


def explained(code: str, language: Language) -> list[str]:
    return [remark.text for remark in Reading.of(everybody(), NOW, language).explained(everybody()[code])]


def test_a_sentence_names_a_few_of_many() -> None:
    """The first few who confirm are named and the others counted; those who have no part on most days are one sentence."""
    roles = [source.role for source in everybody()["INR"].sources]
    confirming, excluded = roles.count(Role.CONFIRMS), roles.count(Role.EXCLUDED)
    assert min(confirming, excluded) > FEW + 1
    texts = explained("INR", Language())
    (confirmed,) = [text for text in texts if text.startswith("confirmed by")]
    assert f", {confirming - FEW} more; " in confirmed
    assert confirmed.count(", ") == FEW
    assert sum(text.startswith("left out") for text in texts) == 1
    assert f"{excluded - FEW} more" in texts[-1]
    assert any(f"ещё {confirming - FEW}" in text for text in explained("INR", Language("ru")))


def test_the_list_of_facts_unfolds() -> None:
    """Who confirms most stands first, with the codes; the others are behind a line that says how many they are, by name."""
    names = [name for name, _ in Reading.of(everybody(), NOW).confirmations()]
    listed = page(View(everybody(), NOW)).partition("<dt>Confirmed by</dt>")[2].partition("</dd>")[0]
    shown = re.findall("<bdi>(.*?)</bdi>", listed)
    count, rest = re.findall(
        r'<summary><span class="unfold">(\d+) more</span></summary>(.*?)</details>', listed
    )[0]
    assert (len(shown), int(count)) == (LISTED, len(names) - LISTED)
    assert rest.startswith("Banca d&#39;Italia, Bank Indonesia, ")
    codes = [len(codes.split()) for _, codes in Reading.of(everybody(), NOW).confirmations()]
    assert codes == sorted(codes, reverse=True)
    text = next(fact.lines for fact in Reading.of(everybody(), NOW).facts() if fact.title == "Confirmed by")
    assert text[LISTED:] == (f"{count} more",)


def test_it_weighs_as_little_as_any_page() -> None:
    """With dozens of sources the default page keeps within its limit, as it is sent."""
    body = page(View(everybody(), NOW)).encode()
    assert len(compressed(body, "br", "text/html")) <= MOST_PAGE_BYTES
