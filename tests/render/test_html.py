"""The page: what it says for a table, in which words, and what it never holds."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import brotli
import pytest

from fxwidget.domain.quote import Kind
from fxwidget.domain.snapshot import (
    DISCLAIMER,
    Agreement,
    Direction,
    Note,
    Rate,
    RateSource,
    Replay,
    Role,
    Snapshot,
    SourceInfo,
)
from fxwidget.presentation.options import COLUMNS, Options, option_named
from fxwidget.render.page.assets import style
from fxwidget.render.page.html import Links, content_security_policy, first_start, page
from fxwidget.render.view import View
from tests.support.pages import Reader
from tests.support.snapshots import CHECKED, FIGURES, NOW, SOURCES, rate, shown_by, snapshot, without_number

FULL = Options(layout="table", facts="open")
"""The look with everything in sight: remarks beside the prices, day and source in the heading."""

REPLAY = snapshot(replay=Replay(day=date(2025, 5, 14), offset_seconds=300 * 86400, step_seconds=20))
"""Its clock runs 300 days behind the wall clock."""


def read(table: Snapshot, at: timedelta = timedelta()) -> Reader:
    return Reader(page(View(table, NOW + at, FULL)))


def remarks(row: Rate, at: timedelta = timedelta()) -> str:
    """What the page says in the price's cell of a row, in an otherwise routine table."""
    cells = {cells[0].split()[-1]: cells[1] for cells in read(snapshot(row), at).rows}
    return " ".join(cells[row.code].split())


def test_the_table_of_14_may_2025() -> None:
    """The page shows each row's name, code, price, and its arrow after a space, in the configured order."""
    rows = [[" ".join(cell.split()) for cell in row] for row in read(snapshot()).rows]
    expected = [
        ("UAE Dirham AED", "3.6731"),
        ("Brazilian Real BRL", "5.609 ▼ down"),
        ("Chinese Yuan (offshore) CNH", "7.2129 ▲ up"),
        ("Egyptian Pound EGP", "50.4775 ▲ up"),
        ("Ethiopian Birr ETB", "133.5558"),
        ("Indian Rupee INR", "85.3395 ▲ up"),
        ("Iranian Rial IRR", "42,250official rate"),
        ("Russian Ruble RUB", "79.8457 ▼ down"),
        ("Saudi Riyal SAR", "3.7506"),
        ("South African Rand ZAR", "18.3117 ▼ down"),
    ]
    assert rows[0] == ["Currency", "Price"]
    assert expected == [tuple(row) for row in rows[1:]]


def test_the_heading_says_what_for_when_and_by_whom() -> None:
    """The caption names the unit, the newest day and the source of most rows."""
    text = read(snapshot()).text
    assert "1 US dollar" in text
    assert "14 May · FX source: CurrencyRate" in text


def test_times_are_the_snapshots() -> None:
    """Check and latest change stand in words and in machine form; what was not seen says so."""
    reader = read(snapshot())
    assert "Check14 May 2025 06:05 UTC" in reader.text.replace("\n", "")
    assert "Latest change14 May 2025 06:00 UTC" in reader.text.replace("\n", "")
    assert reader.times == ["2025-05-14T06:05:00Z", "2025-05-14T06:00:00Z"]
    unseen = read(snapshot(changed_at=None, checked_at=None))
    assert unseen.text.count("not seen yet") == 2
    assert unseen.times == []


def test_sources_json_and_disclaimer_are_named() -> None:
    """Every shown source is linked with its attribution, no other is; so are JSON and CSV, and the disclaimer stands."""
    reader = Reader(page(View(snapshot(), NOW), Links("/v1/rates?base=USD&x=1", "/widget.csv?x=1")))
    assert reader.links == {
        "CurrencyRate": "https://currencyrate.today/",
        "fxwidget JSON API": "/v1/rates?base=USD&x=1",
        "CSV": "/widget.csv?x=1",
    }
    assert "Source: CurrencyRate.today" in reader.text
    assert DISCLAIMER in reader.text


def test_facts_stand_behind_one_line() -> None:
    """By default day and source are a line that opens, with times, sources, JSON and disclaimer in it."""
    html = page(View(snapshot(), NOW))
    summary, _, rest = html.partition('<details class="facts"><summary>')[2].partition("</summary>")
    assert re.sub("<.*?>", "", summary) == "14 May · CurrencyRate · details"
    behind = rest.partition("</details>")[0]
    assert DISCLAIMER in behind
    assert all(
        text in behind for text in ("Check", "Latest change", "Source: CurrencyRate.today", "JSON API")
    )
    assert html.count(DISCLAIMER) == 1
    assert "FX source" not in html


def test_a_row_of_one_line_says_the_same() -> None:
    """What stands beside a price in other layouts has a line of its own below the row, in the same words."""
    row = rate("INR", as_of=date(2025, 4, 24), late_at=NOW)
    html = page(View(snapshot(row), NOW))
    (about,) = re.findall(r'<tr class="why">(?:(?!<tr).)*?About INR', html, re.DOTALL)
    assert re.sub("<.*?>", "", about.partition("<details>")[0]).replace("&nbsp;", "") == "24 April· late"


def test_a_year_is_said_where_it_is_not_the_clocks() -> None:
    """A day of another year carries its year."""
    table = snapshot(rate("INR", withdraw_at=None), codes=("INR",))
    assert "14 May 2025 · FX source" in read(table, timedelta(days=300)).text
    assert "31 December 2024" in remarks(rate("INR", as_of=date(2024, 12, 31)))


@pytest.mark.parametrize("direction", [Direction.FLAT, None])
def test_no_arrow_without_a_move(direction: Direction | None) -> None:
    """Flat and unknown rows have no arrow and no word for one."""
    assert remarks(rate("INR", direction=direction)) == "85.3395"


def test_what_all_rows_share_is_said_once() -> None:
    """A remark that holds for all stands in the caption and not in the rows."""
    text = read(snapshot()).text
    assert text.count("one source") == 1
    assert "All rates: one source" in text


def test_what_most_rows_share_is_said_beside_each() -> None:
    """As soon as one row differs, the others say it themselves."""
    text = read(snapshot(rate("INR", agreement=Agreement.AGREED))).text
    assert text.count("one source") == len(FIGURES) - 1
    assert "All rates" not in text


def test_one_row_of_another_day_or_source_is_marked() -> None:
    """A row says its own day and source where they are not the heading's, and that source is named below."""
    row = rate("INR", as_of=date(2025, 4, 24), sources=shown_by("bank_of_russia", Decimal("85.3395")))
    assert remarks(row) == "85.3395 ▲ up24 April · Bank of Russia"
    assert read(snapshot(row)).links["Bank of Russia"] == "https://www.cbr.ru/eng/currency_base/daily/"


def test_a_day_ahead_is_said_to_be_ahead() -> None:
    """A rate for tomorrow says so, and the heading keeps the newest day that has come."""
    row = rate("RUB", as_of=date(2025, 5, 15))
    assert remarks(row) == "79.8457 ▼ downfor 15 May"
    assert "14 May · FX source" in read(snapshot(row)).text


def test_a_table_that_is_wholly_ahead_says_so_in_its_heading() -> None:
    """Where every rate is for a day to come, the heading says it."""
    rows = [rate(code, as_of=date(2025, 5, 15)) for code in FIGURES]
    assert "for 15 May · FX source" in read(snapshot(*rows)).text


def test_equal_sources_are_named_in_configured_order() -> None:
    """Where two sources show as many rows, the heading names the first configured one."""
    table = snapshot(rate("AED", sources=shown_by("ecb", None)), codes=("AED", "BRL"))
    assert "FX source: CurrencyRate" in read(table).text


AGO: dict[str, Any] = {"late_at": NOW - timedelta(days=9), "stale_at": NOW - timedelta(days=8)}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (rate("ZAR", agreement=Agreement.AGREED, direction=None), "18.3117"),
        (rate("ZAR", agreement=Agreement.TWO_SOURCES, direction=None), "18.3117"),
        (rate("ZAR", direction=None, late_at=NOW), "18.3117late"),
        (rate("ZAR", direction=None, **AGO), "18.3117stale since 6 May"),
        (rate("ZAR", direction=None, closed=((NOW, NOW + timedelta(1)),)), "18.3117market closed"),
        (rate("ZAR", direction=None, agreement=Agreement.HELD), "18.3117held: last good rate"),
        (
            rate("ZAR", direction=None, agreement=Agreement.DISPUTED),
            "18.3117sources disagree: last good rate",
        ),
        (without_number("ZAR", agreement=Agreement.DISPUTED), "—no ratesources disagree"),
        (without_number("ZAR", agreement=Agreement.HELD), "—no rateno good rate yet"),
        (without_number("ZAR", agreement=Agreement.PENDING), "—no ratenot confirmed yet"),
        (
            rate("ZAR", direction=None, agreement=Agreement.PENDING),
            "18.3117newer rate not confirmed yet: last good rate",
        ),
        (rate("ZAR", direction=None, kind=Kind.FREE_MARKET), "18.3117free market"),
        (rate("ZAR", direction=None, kind=Kind.PEG), "18.3117official peg"),
        (rate("ZAR", direction=None, kind=Kind.FIXING), "18.3117"),
    ],
)
def test_what_is_not_routine_is_said_in_words(row: Rate, words: str) -> None:
    """Agreement, freshness and kind stand beside the number they are about."""
    assert words.replace("one source", "") == remarks(row).removesuffix("one source").replace(
        "one source · ", ""
    )


def test_a_withdrawn_row_shows_its_last_number_only_in_words() -> None:
    """Past its withdrawal a row has a dash for a price, and says what it last was and when."""
    row = rate("RUB", "84.51", as_of=date(2025, 5, 3), withdraw_at=NOW, **AGO)
    assert remarks(row) == "—no ratewithdrawn, last 84.51 on 3 May"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (
            Note(code="newer_unconfirmed", source="ecb", rate=Decimal("74.7")),
            "one newer source (European Central Bank) says 74.7",
        ),
        (Note(code="newer_unconfirmed"), "one newer source says otherwise"),
        (Note(code="unconfirmed", rate=Decimal("74.7")), "one source says 74.7"),
        (Note(code="unconfirmed", source="ecb"), "one source (European Central Bank) says otherwise"),
        (
            Note(code="other_scale", source="ecb"),
            "one source (European Central Bank) has a number of another scale",
        ),
        (Note(code="other_scale"), "one source has a number of another scale"),
        (Note(code="peg_broken", peg=Decimal("3.6725")), "official peg 3.6725 no longer holds"),
        (
            Note(code="operator_hold", reason="bank holiday", until=CHECKED),
            "held by the operator: bank holiday, until 14 May 2025 06:05 UTC",
        ),
        (Note(code="operator_hold"), "held by the operator"),
        (
            Note(code="source_switched", source="ecb", until=CHECKED),
            "until 13 May 2025 06:05 UTC the number of European Central Bank stood here",
        ),
        (Note(code="source_switched"), "another source than before"),
        (
            Note(code="carried", as_of=date(2025, 5, 9)),
            "no close of that day, the last one before is of 9 May",
        ),
        (Note(code="carried"), "no close of that day"),
        (Note(code="revised", as_of=CHECKED), "revised on 14 May"),
        (Note(code="revised"), "revised"),
        (Note(code="some_new_code", source="gone_source"), "some new code, gone source"),
    ],
)
def test_notes_are_said_in_words(note: Note, words: str) -> None:
    """A note is a sentence for people; one that this version does not know is still readable."""
    assert words in remarks(rate("ETB", notes=(note,), switched_at=CHECKED))


def test_confirmations_and_computations_stand_below_the_table() -> None:
    """Who confirms which rates, and how numbers were computed, is said once under the table."""
    sources = (
        *shown_by("currencyrate", None),
        RateSource(id="ecb", rate=None, as_of=None, role=Role.CONFIRMS),
        RateSource(id="bank_of_russia", rate=None, as_of=None, role=Role.EXCLUDED, reason="stale"),
    )
    rows = [
        rate(code, agreement=Agreement.TWO_SOURCES, sources=sources, derived="cross RUB")
        for code in ("BRL", "INR")
    ]
    text = read(snapshot(*rows)).text
    assert "European Central Bank: BRL, INR" in text
    assert "crossed through RUB: BRL, INR" in text
    assert "Bank of Russia" not in text


def test_a_dead_refresher_shows() -> None:
    """Past its validity the page says that nothing is being refreshed, and when it was last checked."""
    assert read(snapshot()).notices == []
    assert read(snapshot(), timedelta(hours=2)).notices == [
        "These rates are not being refreshed: last checked 14 May 2025 06:05 UTC."
    ]


def test_a_mostly_stale_table_shows() -> None:
    """A live refresher whose sources have gone quiet is told apart from a dead one."""
    rows = [rate(code, **AGO) for code in FIGURES]
    reader = read(snapshot(*rows))
    assert reader.notices == ["Most of these rates are stale: last checked 14 May 2025 06:05 UTC."]
    assert "All rates: stale since 6 May" in reader.text


def test_an_open_page_knows_when_it_is_out_of_date() -> None:
    """The page carries the instant until which it is valid, and the words for afterwards, hidden."""
    html = page(View(snapshot(), NOW))
    assert 'data-until="2025-05-14T07:05:00Z"' in html
    assert (
        'class="notice old-copy" role="status" hidden>This copy is out of date: last checked 14 May 2025 06:05 UTC.'
        in html
    )
    assert "notice old-copy" not in page(View(snapshot(), NOW + timedelta(hours=2)))


def test_a_replay_says_so_and_moves_on() -> None:
    """Recorded days are never taken for today's; their clock is theirs, and the page loads itself again."""
    html = page(View(REPLAY, NOW + timedelta(days=300), FULL))
    reader = Reader(html)
    assert reader.notices == ["Replay of recorded days: 14 May 2025. These are not today’s rates."]
    assert "14 May · FX source: CurrencyRate" in reader.text
    assert 'data-reload="20"' in html
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in html
    assert 'data-until="2026-03-10T07:05:00Z"' in html


def _info(title: str, **facts: Any) -> SourceInfo:
    return SourceInfo(
        id=title, name=title, url="https://x.example/", attribution="", terms="allowed", **facts
    )


def test_the_first_start_has_the_shape_of_the_table() -> None:
    """Before there is a rate the page names the currencies and who is being asked, and tries again by itself."""
    tried: dict[str, Any] = {"outcome": "unavailable", "reason": "could not be reached", "next_at": CHECKED}
    infos = (_info("Currency API"), _info("A & B", **tried))
    html = first_start(("AED", "EUR", "USD"), infos, 10, Options())
    reader = Reader(html)
    assert reader.rows == [["Currency", "Price"], ["UAE Dirham AED", "—no rate"], ["Euro EUR", "—no rate"]]
    (notice,) = reader.notices
    assert " ".join(notice.split()) == (
        "No rates yet. This page tries again by itself every 10 seconds. "
        "Currency API: is being askedA & B: could not be reached; asked again at 14 May 2025 06:05 UTC"
    )
    assert 'data-reload="10"' in html
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in html


def test_the_first_start_has_the_columns_that_were_asked_for() -> None:
    """Before there is a rate the further columns have their headings too, and nothing in them."""
    html = first_start(("AED", "USD"), (), 10, Options(columns=("previous", "change", "source")))
    heads, cells = Reader(html).rows
    assert heads == ["Currency", "Price", "Previous close", "Change", "Source"]
    assert cells[2:] == ["—"] * 3


HOSTILE = "</style><script>alert(1)</script>\"'>&"


def test_hostile_words_stay_words() -> None:
    """What a source, a name, a reason or a disclaimer holds is text, never markup."""
    source = SOURCES["currencyrate"].model_copy(update={"name": HOSTILE, "attribution": HOSTILE})
    row = rate("INR", name=HOSTILE, display=HOSTILE, notes=(Note(code=HOSTILE, reason=HOSTILE),))
    html = page(View(snapshot(row, sources=(source,), disclaimer=HOSTILE), NOW), Links(HOSTILE))
    assert "alert(1)</script>" not in html
    assert html.count("<script>") == html.count("</script>") == 1
    assert Reader(html).text.count(HOSTILE) >= 6


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.test", "", "http://[", "x"])
def test_only_web_addresses_are_linked(url: str) -> None:
    """A source whose address is not http or https is named, not linked."""
    source = SOURCES["currencyrate"].model_copy(update={"url": url})
    reader = read(snapshot(sources=(source,)))
    assert list(reader.links) == ["fxwidget JSON API", "CSV"]
    assert "CurrencyRate · Source" in reader.text


PAGES = {
    "routine": page(View(snapshot(), NOW)),
    "expired": page(View(snapshot(), NOW + timedelta(days=1))),
    "replay": page(View(REPLAY, NOW + timedelta(days=300))),
    "first start": first_start(("INR",), (), 10, Options()),
}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_a_page_needs_nothing_else(html: str) -> None:
    """One document, one style, at most one script; nothing that loads, no inline style, nothing forced."""
    assert html.count("<style>") == 1
    assert html.count("<script>") <= 1
    assert not re.search(r"!important|\bstyle=|\son\w+=[\"']|\bsrc=|<link|<img|@import|url\(|<base", html)
    assert html.startswith('<!doctype html>\n<html lang="en"')
    assert "<title>1 US dollar in " in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_the_policy_allows_exactly_what_the_page_carries(html: str) -> None:
    """The policy's hashes are those of the emitted style and script; a page without script allows none."""
    allowed = []
    for element in ("style", "script"):
        _, _, rest = html.partition(f"<{element}>")
        body = rest.partition(f"</{element}>")[0]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        allowed.append(f"'sha256-{digest}'" if body else "'none'")
    assert content_security_policy(html) == (
        f"default-src 'none'; style-src {allowed[0]}; script-src {allowed[1]}; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def test_a_page_with_a_form_may_send_it_to_itself() -> None:
    """Only the converter's form leads anywhere, and only to its own page."""
    html = page(View(snapshot(), NOW, Options(converter=True)))
    assert "form-action 'self'" in content_security_policy(html)


def test_the_policy_is_the_same_for_every_routine_page() -> None:
    """Figures and times are not part of what the policy allows, so it may be cached and compared."""
    other = page(View(snapshot(rate("INR", "90.1")), NOW + timedelta(minutes=3)))
    assert content_security_policy(PAGES["routine"]) == content_security_policy(other)


def test_an_expired_page_waits_for_nothing() -> None:
    """A page that already says all it can tells its height to who frames it, and nothing else."""
    script = PAGES["expired"].partition("<script>")[2]
    assert "ResizeObserver" in script
    assert "setInterval" not in script


@pytest.mark.parametrize(
    ("options", "carried"),
    [
        (Options(), {"auto"}),
        (Options(layout="compact"), {"table"}),
        (Options(layout="card"), {"table", "card"}),
        (Options(converter=True), {"auto", "converter"}),
        (Options(columns=("change",)), {"auto", "columns"}),
    ],
)
def test_a_page_carries_the_style_of_its_options_alone(options: Options, carried: set[str]) -> None:
    """What lays out other tables is in the stylesheet of elements and fragments only, which has all of it."""
    signs = {
        "auto": ".auto .name{",
        "table": ".compact{",
        "card": ".card tbody{",
        "converter": ".converter{",
        "columns": ".label{display:none",
    }
    html = page(View(snapshot(), NOW, options))
    assert {part for part, sign in signs.items() if sign in html} == carried
    assert all(sign in style().body.decode() for sign in signs.values())


@pytest.mark.parametrize("layout", option_named("layout").choices)
def test_no_layout_is_heavy(layout: str) -> None:
    """Whatever the layout, with everything that can be added the page stays under 13,000 bytes in brotli."""
    options = Options(layout=layout, facts="open", columns=tuple(COLUMNS), converter=True, symbol=True)
    assert len(brotli.compress(page(View(snapshot(), NOW, options)).encode())) < 13_000


def test_the_page_is_small() -> None:
    """Eleven currencies with flags and explanations stay under 9,000 bytes in brotli, and under 10,000 in gzip."""
    body = page(View(snapshot(rate("IDR", "16543.4")), NOW)).encode()
    assert len(brotli.compress(body)) < 9_000
    assert len(gzip.compress(body)) < 10_500
