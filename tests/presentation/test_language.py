"""The languages: every catalogue is whole, its placeholders are the message's, and no English is left on a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.numbers import get_currency_name

from fxwidget.domain.codes import Exclusion
from fxwidget.domain.currency import BRICS_PLUS, ENGLISH_NAMES
from fxwidget.domain.snapshot import RateSource, Role, SourceInfo
from fxwidget.presentation.language import ENGLISH, LANGUAGES, Language, catalogue
from fxwidget.presentation.options import Options
from fxwidget.render.labels import reason
from fxwidget.render.page.html import first_start, page
from fxwidget.render.view import View
from tests.support.pages import SAYING, VALUES, left_out
from tests.support.snapshots import CHECKED, NOW, SOURCES, snapshot
from tools.messages import TRANSLATED
from tools.messages import messages as extracted

SAME: dict[str, set[str]] = {"id": {"Data"}, "af": {"Week"}, "fr": set()}
"""Messages that are the same words in English and a language."""

LATIN = ("am", "ar", "fa", "hi", "ru", "zh")
"""Languages of another script: on their pages English is any Latin word."""


@pytest.fixture(scope="module")
def messages() -> frozenset[str]:
    """The messages of the sources, which all are read for them."""
    return frozenset(extracted())


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_catalogue_is_whole(code: str, messages: frozenset[str]) -> None:
    """It has a translation for every message and for no other."""
    assert set(catalogue(code)) == messages


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_is_left_in_english(code: str) -> None:
    """No translation is the English message, but for words that the language shares."""
    same = {message for message, translation in catalogue(code).items() if message == translation}
    assert same <= SAME.get(code, set())


@pytest.mark.parametrize("code", TRANSLATED)
def test_placeholders_match(code: str) -> None:
    """A translation names the same values as its message, each as often, and no markup."""
    for message, translation in catalogue(code).items():
        assert sorted(re.findall(r"{.*?}", message)) == sorted(re.findall(r"{.*?}", translation)), translation
        assert not set("<>&") & set(translation)
        assert translation == translation.strip()
        assert (
            message.endswith(":") == translation.rstrip().endswith((":", "：", "፦"))
            or message == "All rates:"
        )


EVERYTHING = {"converter": True, "columns": ("previous", "change", "source"), "amount": Decimal(1000)}
WORDS = {
    "UTC",
    "fxwidget",
    "JSON",
    "API",
    "CSV",
    "CurrencyRate",
    "Bank",
    "of",
    "Russia",
    "European",
    "Central",
}


def _text(html: str) -> str:
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("code", LATIN)
def test_no_english_is_left_on_a_page(code: str) -> None:
    """On a page of another script all Latin words are codes, names and units of its own."""
    tried = SourceInfo(
        id="x",
        name="CurrencyRate",
        url="",
        attribution="",
        terms="",
        outcome="unavailable",
        reason="HTTP 500",
    )
    pages = [
        page(View(SAYING, NOW, Options(lang=code, **EVERYTHING))),  # type: ignore[arg-type]
        page(View(SAYING, NOW.replace(hour=20), Options(lang=code, inverse=True, amount=Decimal(5)))),
        first_start(("INR",), (tried, SOURCES["ecb"]), 10, Options(lang=code)),
    ]
    allowed = WORDS | {rate.code for rate in SAYING.rates} | {"US"}
    for html in pages:
        found = set(re.findall(r"[A-Za-z]{2,}", _text(html)))
        assert found <= allowed


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_of_a_page_is_english(code: str, messages: frozenset[str]) -> None:
    """No whole message of the catalogue stands in English on a page of another language."""
    text = " ".join(_text(page(View(SAYING, NOW, Options(lang=code, **EVERYTHING)))).split())  # type: ignore[arg-type]
    for message in messages:
        if "{" not in message and len(message) > 8:
            assert message not in text


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("exclusion", Exclusion)
def test_every_reason_is_said_in_every_language(exclusion: Exclusion, code: str) -> None:
    """A page says why a source was left out, in its own words, with the values that belong to it."""
    language, source = Language(code), left_out("nbp", exclusion)
    text = reason(source, language, lambda id: f"<{id}>")
    assert text
    if not language.english and not exclusion.needs & {"detail"}:
        assert text != source.reason
        shown = {"kind": language.say("official rate"), "source": "<ecb>", "sources": "<bank_of_russia>"}
        for name in exclusion.needs:
            assert shown.get(name, VALUES[name]) in text


def test_a_failure_is_said_by_its_outcome() -> None:
    """What a source's failure says for itself is English: other languages say what came of asking it."""
    name = str
    assert reason(left_out("ecb", Exclusion.NOT_ANSWERING), ENGLISH, name) == "404"
    assert reason(left_out("ecb", Exclusion.NOT_ANSWERING), Language("es"), name) == "no se pudo alcanzar"
    unreadable = left_out("ecb", Exclusion.UNREADABLE)
    assert reason(unreadable, Language("es"), name) == "rechazado: su respuesta es ilegible"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_reason_without_a_code_stays_as_it_is(code: str) -> None:
    """A text that an older build stored, or a code that only a newer one knows, is said in every language."""
    for more in ({}, {"reason_code": "of_tomorrow", "reason_values": {"n": "1"}}):
        old = RateSource(
            id="a", rate=None, as_of=None, role=Role.EXCLUDED, reason="frozen since noon", **more
        )
        assert "frozen since noon" in reason(old, Language(code), str)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_says_its_language(code: str) -> None:
    """Language and direction stand on the page, its names and numbers are CLDR's."""
    language = Language(code)
    html = page(View(snapshot(), NOW, Options(lang=code)))
    assert (
        f'<html lang="{language.tag}"{" dir=" + chr(34) + "rtl" + chr(34) if code in ("ar", "fa") else ""}'
        in html
    )
    if code != "en":
        assert language.name("INR") in html
        assert language.number(Decimal("85.3395")) in html


def test_numbers_dates_and_units() -> None:
    """A few by hand, in each kind of script."""
    when = datetime(2025, 5, 14, 6, 5, tzinfo=UTC)
    assert Language("ru").unit("USD", Decimal(5)) == "5 долларов США"
    assert Language("zh").unit("USD") == "1美元"
    assert Language("fa").number(Decimal("1234.5")) == "۱٬۲۳۴٫۵"
    assert Language("hi").number(Decimal(1375000)) == "13,75,000"
    assert Language("pt").moment(when) == "14 de maio de 2025 06:05 UTC"
    assert Language("es", ZoneInfo("America/Bogota")).moment(when) == "14 de mayo de 2025 01:05 UTC−5"
    assert Language("af").percent(Decimal("-0.5")) == "-0,50%"
    assert ENGLISH.unit("AED", Decimal(2)) == "2 UAE dirhams"


def test_names_that_are_known_without_cldr_are_cldrs() -> None:
    """English names of the default table are CLDR's, but for the one that would be too long."""
    named = {code: str(Locale("en").currencies[code]) for code in (*BRICS_PLUS, "USD")}
    assert {**named, "AED": "UAE Dirham"} == ENGLISH_NAMES


@pytest.mark.parametrize("amount", ["0", "0.5", "1", "1.0", "2", "1000000"])
def test_the_usual_base_is_called_as_cldr_has_it(amount: str) -> None:
    """The name that is known without CLDR's data is CLDR's, for one and for many."""
    counted = Decimal(amount)
    name = get_currency_name("USD", count=1 if counted == 1 else 2, locale="en")
    assert ENGLISH.unit("USD", counted).partition(" ")[2] == name
    assert Language("ar").say("source: {name}", name="ECB") == "المصدر: \u2068ECB\u2069"


def test_a_text_of_the_operators_is_left_as_it_is() -> None:
    """Only our own disclaimer is translated."""
    assert "Mine." in page(View(snapshot(disclaimer="Mine."), NOW, Options(lang="ru")))
    assert "только для сведения" in page(View(snapshot(), NOW, Options(lang="ru")))


def test_checked_is_told_in_the_asked_zone() -> None:
    """The machine form of an instant stays in UTC."""
    html = page(View(snapshot(), NOW, Options(tz="Asia/Kolkata")))
    assert f'<time datetime="{CHECKED:%Y-%m-%dT%H:%M:%SZ}">14 May 2025 11:35 UTC+5:30</time>' in html


def test_an_abbreviation_ends_a_sentence() -> None:
    """A date that ends in a full stop brings no second one."""
    text = Language("ru").say(
        "Replay of recorded days: {day}. These are not today’s rates.", day="12 марта 2026 г."
    )
    assert text == "Повтор записанных дней: 12 марта 2026 г. Это не сегодняшние курсы."
