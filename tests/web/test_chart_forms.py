"""Charts and tables of the past as they are served: what is drawn of a peg, a float, a devaluation, a gap and one close."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from fxwidget.domain.close import DailyClose, Point
from fxwidget.domain.kinds import Agreement, Kind
from fxwidget.domain.snapshot import Replay
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.render.chart import RANGES
from fxwidget.store.sqlite_history import SqliteHistory
from fxwidget.web.content_coding import compressed
from fxwidget.web.frame_height import chart_height
from tests.support.history import close, weekdays
from tests.support.past import RECENT
from tests.support.service import Service, assert_problem
from tests.support.snapshots import NOW, rate, snapshot

TEN_YEARS = [f"{60 + (day * 7919 % 997) / 40:.4f}" for day in range(2600)]
"""A close for every weekday of ten years, as restless as none is."""


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The table of 14 May 2025 with the past of its tests, a long one for the real and points for the rupee."""
    folder: Path = tmp_path_factory.mktemp("past") / "store"
    history = SqliteHistory(folder, writable=True)
    history.add(
        close(code, day.isoformat(), format(number, "f"))
        for code, closes in RECENT.items()
        for day, number in closes
    )
    history.add(weekdays("BRL", "2015-05-27", TEN_YEARS))
    history.add([close("CZK", "2025-05-13", "22.3"), close("HRK", "2022-12-30", "7.066")])
    points = [
        Point("INR", NOW - timedelta(hours=back), Decimal(85) + Decimal(back) / 100, "ecb")
        for back in (30, 20, 10)
    ]
    history.add_points(points, forget_before=NOW - timedelta(days=7))
    history.close()
    service = Service(folder, url="https://rates.example")
    service.publish(snapshot())
    return service


def served(folder: Path, *closes: DailyClose) -> Service:
    """A service with the table of 14 May 2025 and these closes."""
    history = SqliteHistory(folder, writable=True)
    history.add(closes)
    history.close()
    service = Service(folder)
    service.publish(snapshot())
    return service


def text(service: Service, path: str) -> str:
    got = service.get(path)
    assert got.status_code == 200, got.text
    return unescape(got.text)


def line(html: str) -> str:
    found = re.search(r'<path class="(?:line|dot)" d="([^"]+)"', html)
    assert found
    return found[1]


def numbers(html: str) -> list[tuple[str, str]]:
    """The rows of the table of numbers, the newest first."""
    return re.findall(r'<tr data-at="[\d -]+"><th scope="row">([^<]+)</th><td>([^<]+)</td>', html)


def test_a_page_has_what_a_reader_asks(it: Service) -> None:
    """The shown number and its day, the highest and the lowest, the changes, and every number in a table."""
    page = text(it, "/rate/INR")
    assert "<h1>1 US dollar in Indian Rupee</h1>" in page
    assert '<p class="now">85.3395</p>' in page
    assert "<dt>High</dt><dd>85.77<small>15 April 2025</small>" in page
    assert "<dt>Low</dt><dd>84.26<small>5 May 2025</small>" in page
    for span, change in {"Day": "+0.52%", "Week": "+0.68%", "Year": "—"}.items():
        assert f"<dt>Change: {span}</dt><dd>{change}</dd>" in page
    rows = numbers(page)
    assert len(rows) == len(RECENT["INR"]) + 1
    assert (rows[0], rows[-1]) == (("14 May 2025", "85.3395"), ("15 April 2025", "85.77"))
    assert (
        'aria-label="Line from 15 April 2025 to 14 May 2025: 85.77 to 85.3395, at most 85.77, at least 84.26"'
        in page
    )


def test_a_peg_a_devaluation_a_gap_and_one_close(it: Service) -> None:
    """Each is drawn as what it is."""
    steps = re.findall(r"-?\d+", line(text(it, "/rate/AED?range=1y")).partition("l")[2])[1::2]
    assert max(abs(int(step)) for step in steps) <= 6
    assert line(text(it, "/rate/EGP")).count("M") == 1
    assert line(text(it, "/rate/ZAR")).count("M") == 2
    alone = text(it, "/rate/CZK")
    assert re.search(r'<path class="dot" d="M320 \d+h0"', alone)
    assert '<span dir="ltr">13 May 2025</span></div>' in alone


@pytest.mark.parametrize(
    ("days", "pieces"),
    [
        ("2024-06-03 2024-06-04 2024-06-05", 2),
        ("2024-06-03 2024-06-04 2025-01-06 2025-01-07", 3),
        ("2024-06-03 2024-06-04 2024-06-05 2024-06-07 2024-06-10 2024-06-11 2025-05-12 2025-05-13", 2),
        ("2025-04-02 2025-04-09 2025-04-16 2025-04-23 2025-04-30 2025-05-07", 1),
        ("2025-02-28 2025-03-31 2025-04-30", 1),
    ],
    ids=["one hole", "two", "amid more", "one a week", "one a month"],
)
def test_a_hole_is_not_bridged(tmp_path: Path, days: str, pieces: int) -> None:
    """However few closes there are, the line is broken where they are further apart than they usually are."""
    service = served(tmp_path, *(close("INR", day, f"8{n}") for n, day in enumerate(days.split())))
    assert line(text(service, "/rate/INR?range=all")).count("M") == pieces


def test_days_below_the_line_name_their_years_where_these_differ(it: Service) -> None:
    """A line within one year has days and months alone, also in a calendar of its own."""
    days = r'<span dir="\w+">([^<]+)</span>'
    assert re.findall(days, text(it, "/rate/INR")) == ["15 April", "29 April", "14 May"]
    assert all(re.search(r" 20\d\d$", day) for day in re.findall(days, text(it, "/rate/BRL?range=5y")))


@pytest.mark.parametrize(
    "path", ["/rate/INR", "/rate/EGP", "/rate/ZAR", "/rate/BRL?range=5y", "/rate/BRL?range=all"]
)
def test_a_line_fills_its_drawing(it: Service, path: str) -> None:
    """Its lower and upper edge are round numbers, and no further from it than they need be."""
    page = text(it, path)
    tall, ticks = 240, [Decimal(each) for each in re.findall(r"<span>([\d.]+)</span>", page)]
    high, low = (Decimal(re.findall(rf"<dt>{what}</dt><dd>([\d.]+)<", page)[0]) for what in ("High", "Low"))
    assert len({a - b for a, b in pairwise(ticks)}) == 1
    assert all(len(tick.normalize().as_tuple().digits) <= 3 for tick in ticks)
    assert ticks[0] >= high > low >= ticks[-1]
    assert (high - low) / (ticks[0] - ticks[-1]) * tall > tall * Decimal("0.6")


def test_a_change_of_a_day_is_of_no_longer_a_span(tmp_path: Path) -> None:
    """Over a feast it is that since the close before; where none was stored for longer nothing is known."""
    service = served(tmp_path, close("INR", "2025-04-30", "84.5"), close("RUB", "2025-04-29", "81"))
    assert "<dt>Change: Day</dt><dd>+0.99%</dd>" in text(service, "/rate/INR")
    assert "<dt>Change: Day</dt><dd>—</dd>" in text(service, "/rate/RUB")


@pytest.mark.parametrize("base", ["USD", "EUR"])
def test_no_line_joins_two_kinds_of_prices(tmp_path: Path, base: str) -> None:
    """What is shown now goes on with closes of its own series alone, in a chart of days and in one of instants."""
    official = [close("RUB", f"2025-05-{day}", "99", kind=Kind.OFFICIAL) for day in (12, 13)]
    euro = [close("EUR", f"2025-05-{day}", "0.9") for day in ("09", "12", "13")]
    service = served(tmp_path, close("RUB", "2025-05-09", "80"), *official, *euro)
    service.publish(snapshot(rate("EUR", "0.9"), seq=1747202700001))
    history = SqliteHistory(tmp_path, writable=True)
    history.add_points(
        [Point("RUB", NOW - timedelta(hours=9), Decimal(99), "ecb", "official")],
        forget_before=NOW - timedelta(days=7),
    )
    history.close()
    service.board.look()
    for range in ("1w", "1y"):
        days = [day for day, _ in numbers(text(service, f"/rate/RUB?range={range}&base={base}"))]
        assert days == ["14 May 2025", "9 May 2025"]


def test_no_chart_of_instants_joins_two_units_of_money(tmp_path: Path) -> None:
    """Points from before a unit of money began are no part of a week's line."""
    now = datetime(2026, 1, 3, 12, tzinfo=UTC)
    service = served(tmp_path, close("SYP", "2025-12-31", "11058"), close("SYP", "2026-01-02", "110.6"))
    history = SqliteHistory(tmp_path, writable=True)
    points = [
        Point("SYP", now - timedelta(days=4), Decimal(11050), "ecb"),
        Point("SYP", now, Decimal("110.7"), "ecb"),
    ]
    history.add_points(points, forget_before=now - timedelta(days=7))
    history.close()
    service.clock.now = now
    service.board.look()
    assert [number for _, number in numbers(text(service, "/rate/SYP?range=1w"))] == ["110.7", "110.6"]


def test_no_chart_reaches_into_the_future(tmp_path: Path) -> None:
    """What a clock ahead of this one stored, closes and instants, is not drawn before it has come."""
    service = served(tmp_path, close("INR", "2025-05-13", "84.9"), close("INR", "2025-05-15", "99"))
    history = SqliteHistory(tmp_path, writable=True)
    points = [Point("INR", NOW + timedelta(hours=hours), Decimal(95 + hours), "ecb") for hours in (-1, 1, 48)]
    history.add_points(points, forget_before=NOW - timedelta(days=7))
    history.close()
    service.board.look()
    for range, own in {"1w": ["85.3395", "94", "84.9"], "1y": ["85.3395", "84.9"]}.items():
        assert [number for _, number in numbers(text(service, f"/rate/INR?range={range}"))] == own


def test_a_week_has_the_numbers_within_its_days(it: Service) -> None:
    """Those of the last seven days are instants, each with its time; a longer range has closes alone."""
    week = [at for at, _ in numbers(text(it, "/rate/INR?range=1w"))]
    assert week[:3] == ["14 May 2025", "13 May 2025", "13 May 2025 20:06 UTC"]
    assert len(week) == 6 + 3
    assert "UTC" not in text(it, "/rate/INR?range=1m").partition("<tbody>")[2].partition("</tbody>")[0]


def test_another_base_is_the_cross_of_each_day(it: Service) -> None:
    """Days on which one of both has no close are not in it."""
    page = text(it, "/rate/INR?base=ZAR")
    assert "<h1>1 South African rand in Indian Rupee</h1>" in page
    assert len(numbers(page)) == 13
    assert "<h1>1 Indian rupee in US Dollar</h1>" in text(it, "/rate/USD?base=INR")


@pytest.mark.parametrize("range", RANGES)
@pytest.mark.parametrize("code", ["en", "am"])
def test_every_range_is_small(it: Service, code: str, range: str) -> None:
    """Ten restless years take no more than 20 kB on the wire, numbers and script among them."""
    page = text(it, f"/rate/BRL?range={range}&lang={code}")
    assert len(compressed(page.encode(), "br")) <= 20_000
    assert len(numbers(page)) <= 366
    assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language(it: Service, code: str) -> None:
    """Words, digits and direction are the language's; time runs from left to right in all of them."""
    page = text(it, f"/rate/INR?lang={code}")
    assert ('dir="rtl"' in page.partition("<head>")[0]) is (code in ("ar", "fa"))
    if code != "en":
        assert not re.search(r"Change:|The numbers|Line from|1 month|All rates|Each day", page)
    assert line(page) == line(text(it, "/rate/INR"))


def test_a_frame_leads_nowhere(it: Service) -> None:
    """The page for frames has the ranges and the sources, and no link to the table."""
    assert 'href="/widget"' in text(it, "/rate/INR")
    framed = text(it, "/chart/INR?theme=dark")
    assert 'href="/widget' not in framed
    assert 'href="?range=1y&theme=dark"' in framed
    assert 'data-theme="dark"' in framed


def test_images(it: Service) -> None:
    """The SVG says in words what it shows, and whose numbers they are."""
    root = ElementTree.fromstring(text(it, "/chart/EGP.svg?lang=fa"))
    assert root.find("{http://www.w3.org/2000/svg}desc") is not None
    drawn = text(it, "/chart/EGP.svg")
    assert "Source: ECB statistics" in " ".join(re.findall(r">([^<]+)</text>", drawn))
    assert drawn.count('class="s') == 1


def test_pages_carry_all_that_they_load(it: Service) -> None:
    """The policy names the hashes of style and script; the answer is confirmed by its tag."""
    got = it.get("/chart/INR")
    policy = got.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert it.get("/chart/INR", if_none_match=got.headers["ETag"]).status_code == 304
    assert not re.search(r'<(link rel="(?!alternate)|img|script) [^>]*(src|href)=', got.text)


# As other sites embed it


def embedded(service: Service, path: str, **more: object) -> dict[str, Any]:
    """The oEmbed document of a page of the service."""
    asked = urlencode({"url": f"https://rates.example{path}", **more})
    document: dict[str, Any] = json.loads(text(service, f"/oembed?{asked}"))
    return document


@pytest.mark.needs("pictures")
def test_a_chart_is_embedded_by_its_address(it: Service) -> None:
    """Page and frame are a frame of the chart over the range that was named, in its words, with the measured height and a picture."""
    for form in ("rate", "chart"):
        document = embedded(it, f"/{form}/INR?range=1y&lang=ru&layout=card")
        shown = "https://rates.example/chart/INR?range=1y&lang=ru"
        assert (
            f'src="{shown}" width="600" height="{chart_height(Options(lang="ru"), 600)}"' in document["html"]
        )
        assert document["title"] == "1 доллар США: Индийская рупия"
        picture = it.get(document["thumbnail_url"].removeprefix("https://rates.example")).data
        size = [int.from_bytes(picture[at : at + 4]) for at in (16, 20)]
        assert size == [document["thumbnail_width"], document["thumbnail_height"]]
    narrow = embedded(it, "/chart/INR", maxwidth=300)
    assert (narrow["width"], narrow["height"]) == (300, chart_height(Options(), 300))
    assert "thumbnail_url" not in narrow


def test_a_chart_names_its_document(it: Service) -> None:
    """The page of a service that knows its address names the oEmbed document, which answers."""
    found = re.search(
        r'type="application/json\+oembed" href="https://rates.example(.*?)"', text(it, "/rate/INR?range=1y")
    )
    assert found is not None
    assert json.loads(text(it, found[1]))["title"] == "1 US dollar in Indian Rupee"


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/rate/ETB", 404, "no past of ETB"),
        ("/chart/XYZ", 404, "XYZ"),
        ("/chart/INR.svg", 404, "did you mean INR?"),
        (
            "/v1/rates",
            404,
            "https://rates.example/widget or https://rates.example/chart/ or https://rates.example/rate/",
        ),
        ("/rate/USD", 422, "USD is the base itself"),
        ("/rate/INR?range=2y", 422, "range='2y' can't be"),
    ],
)
def test_what_can_not_be_embedded(it: Service, path: str, status: int, why: str) -> None:
    """Of what has no chart the problem says what there is."""
    got = it.get("/oembed?" + urlencode({"url": f"https://rates.example{path}"}))
    assert got.status_code == status
    assert why in json.loads(got.data)["detail"]


def test_what_is_not_there(it: Service) -> None:
    """A currency of the table without a past says so; any other is a problem that says what there is."""
    assert "No past of this currency is stored yet." in text(it, "/rate/ETB")
    assert "HRK ended with 2022" in str(assert_problem(it.get("/rate/HRK"), 404, "Not Found"))
    assert "no past of SEK" in str(assert_problem(it.get("/rate/SEK"), 404, "Not Found"))
    assert_problem(it.get("/chart/XYZ.svg"), 404, "Not Found")
    assert_problem(it.get("/chart/ETB.svg"), 404, "Not Found")
    assert_problem(it.get("/rate/USD"), 422, "Unprocessable Content")
    assert_problem(it.get("/rate/INR?range=2y"), 422, "Unprocessable Content")


def test_new_closes_are_drawn(it: Service) -> None:
    """What the edge has of the past goes once more of it is stored."""
    before = text(it, "/rate/SAR")
    history = SqliteHistory(it.folder, writable=True)
    history.add([close("SAR", "2025-05-12", "3.7")])
    history.close()
    it.board.look()
    assert "3.7</td>" in text(it, "/rate/SAR") != before


@pytest.mark.parametrize("path", ["/rate/INR", "/chart/INR"], ids=["page", "frame"])
def test_a_chart_has_the_notices_of_the_table(tmp_path: Path, path: str) -> None:
    """That it is a replay, and that nothing is refreshed any more, stands above the price of a page and of a frame."""
    service = Service(tmp_path)
    history = SqliteHistory(tmp_path, writable=True)
    history.add([close("INR", "2025-05-13", "85.1")])
    history.close()
    service.publish(snapshot(replay=Replay(day=date(2025, 5, 14), offset_seconds=0, step_seconds=4)))
    service.clock.now = NOW + timedelta(days=1)
    above, _, _ = text(service, path).partition('<p class="now">')
    notices = re.findall(r'<p class="notice" role="status">([^<]+)</p>', above)
    assert notices == [
        "Replay of recorded days: 14 May 2025. These are not today’s rates.",
        "These rates are not being refreshed: last checked 14 May 2025 06:05 UTC.",
    ]


# Tables of a past day


def test_a_table_of_a_past_day(it: Service) -> None:
    """Its closes, arrows against the closes before, and what day it is; nothing is out of date or waits for an update."""
    page = text(it, "/widget?date=2025-05-05")
    assert '<p class="notice" role="status">Rates of 5 May 2025, as that day closed.</p>' in page
    assert ">84.26" in page
    assert 'class="down"' in page.partition(">84.26")[2].partition("</tr>")[0]
    assert "Since 15 April: -1.76%" in page
    assert 'data-refresh="0"' in page
    assert "data-until" not in page
    assert "last checked" not in page


@pytest.mark.parametrize(
    "form",
    ["widget?fragment=1&", "widget.txt?", "widget.svg?", "widget.csv?", "badge/INR.svg?", "badge/INR.json?"],
)
def test_every_form_of_a_past_day_says_so(it: Service, form: str) -> None:
    """None of them looks like one of today."""
    body = text(it, f"/{form}date=2025-05-05")
    assert "84.26" in body
    assert "5 May 2025" in body


def test_a_badge_names_the_day_of_its_number(it: Service) -> None:
    """Of a Sunday that is Friday: a badge has no room for a note."""
    for form in ("svg", "json"):
        label = "USD/INR 2 May 2025"
        assert label in text(it, f"/badge/INR.{form}?date=2025-05-04")
        assert label not in text(it, f"/badge/INR.{form}?date=2025-05-05")


@pytest.mark.parametrize(
    ("behind", "says", "never"),
    [
        (
            {"own": 2, "agreement": Agreement.TWO_SOURCES},
            "independent groups behind it: 2",
            "not confirmed by another source",
        ),
        ({}, "not confirmed by another source", "last good rate"),
        ({"agreement": Agreement.PENDING}, "not confirmed yet", "last good rate"),
    ],
)
def test_a_past_row_says_who_stood_behind_it(
    tmp_path: Path, behind: dict[str, Any], says: str, never: str
) -> None:
    """By the groups, as a close names no others; and one that nobody confirmed is that day's number, not one from before."""
    service = served(tmp_path, close("INR", "2025-05-05", "84.26", **behind))
    page = text(service, "/widget?date=2025-05-05")
    assert says in page
    assert never not in page


def test_a_past_row_has_one_freshness(it: Service) -> None:
    """That of the end of the day, in every form: no close of Sunday is fresh, and no reader of words is told of a closed market."""
    table = text(it, "/widget.csv?date=2025-05-04&currencies=INR")
    (row,) = csv.DictReader(io.StringIO(table))
    document = json.loads(text(it, "/v1/rates?date=2025-05-04&currencies=INR"))
    assert row["freshness"] == document["rates"][0]["freshness"] == "closed"
    assert row["remarks"] == "one source; no close of that day, the last one before is of 2 May"


def test_days_that_can_not_be(it: Service) -> None:
    """The future, no day at all, and a day before the first close, each with what would be right."""
    for day, why in {
        "2025-05-15": "in the future",
        "yesterday": "Allowed",
        "1990-01-01": "nothing is stored",
    }.items():
        assert why in str(assert_problem(it.get(f"/widget?date={day}"), 422, "Unprocessable Content"))


def test_a_past_table_links_to_its_own_numbers(it: Service) -> None:
    """JSON and CSV are of that day too."""
    page = text(it, "/widget?date=2025-05-05")
    for href in ("/v1/rates?date=2025-05-05", "/widget.csv?date=2025-05-05"):
        assert f'href="{href}"' in page
        assert it.get(href).status_code == 200


def test_the_day_is_of_the_market(it: Service) -> None:
    """A Sunday has Friday's closes, and each says so."""
    sunday = date(2025, 5, 4)
    assert sunday.weekday() == 6
    assert "the last one before is of 2 May" in text(it, f"/widget?date={sunday}")
