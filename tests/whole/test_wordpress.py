"""The WordPress plugin, a pasted frame and a bare address, in a real WordPress read with Debian's Chromium."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from itertools import product
from time import monotonic
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, expect

from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import OPTIONS, Options
from fxwidget.render.page.assets import style
from tests.support.browser import Look
from tests.support.live import LiveService
from tests.support.loopback import Loopback, Reply, answer, raw, reset, silence
from tests.support.processes import get, until
from tests.support.snapshots import NOW, rate, snapshot
from tests.support.static_set import StaticSet
from tests.support.wordpress import PASSWORD, VERSION, WordPress, wordpress
from tools.plugin import SOURCE as PLUGIN

pytestmark = pytest.mark.needs("wordpress")

SHORTCODE = '<!-- wp:shortcode -->[fxwidget currencies="INR,RUB" lang="ru"]<!-- /wp:shortcode -->'
TABLE = "Fxwidget\\renew_all(); echo json_encode(Fxwidget\\stored_table($argv[1]));"
LATER = NOW + timedelta(hours=1)
"""The table of ``NOW`` is no longer valid."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    it = LiveService(tmp_path_factory.mktemp("service") / "store")
    yield it
    it.stop()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, service: LiveService) -> Iterator[WordPress]:
    with wordpress(tmp_path_factory.mktemp("wordpress"), service.port, NOW) as site:
        yield site


SETTLE = """Fxwidget\\forget(array_keys(Fxwidget\\shown()));
array_map('delete_option', ['fxwidget_styles', 'fxwidget_settings', 'fxwidget_purged']);
array_map('wp_clear_scheduled_hook', ['fxwidget_renew', 'fxwidget_renew_soon']);
update_option('fxwidget_settings', ['address' => $argv[1]]);"""


@pytest.fixture
def site(installed: WordPress, service: LiveService) -> Iterator[WordPress]:
    """The site as it is when an administrator has written the service's address, and nothing else."""
    service.publish(snapshot())
    installed.set_clock(NOW)
    installed.php(SETTLE, service.url)
    service.asked.clear()
    yield installed
    assert installed.complaints() == []


@pytest.fixture(scope="module")
def static_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticSet]:
    with StaticSet(
        tmp_path_factory.mktemp("static"),
        ("/widget?lang=ru&currencies=INR,RUB", "/widget?ground=fffdf5&currencies=INR"),
    ) as it:
        yield it


@pytest.fixture
def context(browser: Browser, installed: WordPress, service: LiveService) -> Iterator[BrowserContext]:
    """A visitor whose clock is the site's; nobody but site and service is to be reached."""

    def near(route: Route) -> None:
        known = route.request.url.startswith((installed.url, service.url, "data:", "blob:"))
        route.continue_() if known else route.abort()

    with browser.new_context(viewport={"width": 1000, "height": 900}, timezone_id="UTC") as it:
        it.route("**/*", near)
        yield it


class Visitor:
    """Somebody who looks at pages, and what the browser asked for."""

    def __init__(self, context: BrowserContext, clock: datetime | None = NOW) -> None:
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        if clock is not None:
            self.page.clock.install(time=clock)

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return self.page

    def log_in(self, site: WordPress) -> Page:
        self.page.goto(f"{site.url}/wp-login.php")
        self.page.fill("#user_login", "admin")
        self.page.fill("#user_pass", PASSWORD)
        self.page.click("#wp-submit")
        self.page.wait_for_url("**/wp-admin/")
        return self.page


@pytest.fixture
def visitor(context: BrowserContext) -> Visitor:
    return Visitor(context)


SAME = """([fragment, base]) => {
  const sent = new DOMParser().parseFromString(fragment, "text/html").querySelector(".fx-widget");
  sent.querySelectorAll("a[href]").forEach(link => link.setAttribute("href", new URL(link.getAttribute("href"), base).href));
  return [sent.outerHTML, document.querySelector(".fx-widget").outerHTML];
}"""


def same_as_sent(page: Page, service: LiveService, query: str) -> None:
    """The table in the page is, node for node, the one that the service sends; its links lead to the service."""
    fragment = get(f"{service.url}/widget?fragment=1&{query}").text
    sent, shown = page.evaluate(SAME, [fragment, service.url])
    assert sent == shown


def inner(page: Page, selector: str) -> Frame:
    frame = page.locator(selector).element_handle().content_frame()
    assert frame is not None
    return frame


def fits(frame: Frame, *, exactly: bool = True, least: int = 0) -> bool:
    """Whether a frame has room for its document, and none to spare above the least that there is."""
    room, need = frame.evaluate("[innerHeight, Math.ceil(document.body.getBoundingClientRect().height)]")
    return bool(room == max(need, least) if exactly else room >= need)


# The plugin by itself


def test_options_are_the_services() -> None:
    """The plugin passes on every option but the pace, which is the page's own; a list has the default first."""
    code = f"const ABSPATH = 1; require '{PLUGIN}/includes/options.php'; echo json_encode(Fxwidget\\OPTIONS);"
    known = json.loads(subprocess.run(["php", "-r", code], capture_output=True, text=True, check=True).stdout)
    assert set(known) == {option.name for option in OPTIONS} - {"refresh", "date"}
    plain = Options()
    assert known["lang"] == list(LANGUAGES)
    for option in OPTIONS:
        values = [option.kind.read(value) for value in known.get(option.name, ())]
        assert values[:1] == [getattr(plain, option.field)] * bool(values)


def test_kses_changes_nothing(site: WordPress, service: LiveService) -> None:
    """What is let through is all that the service sends: every language, layout, flag and column, and a form that only the script uses."""
    views = [f"lang={code}&columns=previous,change,source" for code in LANGUAGES]
    views += [f"layout={a}&flags={b}" for a, b in product(("table", "compact", "card"), ("round", "none"))]
    views += [f"layout={shape}&lang=ar" for shape in ("strip", "single", "matrix", "heatmap")]
    views += ["layout=strip&moving=1&flags=round", "converter=1&currencies=INR,JPY"]
    views += ["theme=dark&symbol=1&names=codes&caption=A%26B&disclaimer=%3Cb%3E&header=none"]
    sent = [get(f"{service.url}/widget?fragment=1&{view}").text.strip() for view in views]
    filtered = json.loads(
        site.php(
            """$closed = array_filter(json_decode(stream_get_contents(STDIN)), 'Fxwidget\\is_closed');
            echo json_encode(array_map('Fxwidget\\clean', $closed));""",
            stdin=json.dumps(sent),
        )
    )
    came = [
        text.replace(" />", "/>").replace(service.url, "").replace('" hidden><label', '"><label')
        for text in filtered
    ]
    assert [plain_form(text) for text in came] == [plain_form(text) for text in sent]


def plain_form(html: str) -> str:
    """A fragment whose converter carries nothing along, as the script computes, and is there for all."""
    html = re.sub(r'\s*<input type="hidden"[^>]*>', "", html)
    return html.replace('<form class="converter" hidden>', '<form class="converter">').replace(" checked", "")


# What is asked of the source, and when


def test_a_page_view_asks_nothing(site: WordPress, service: LiveService) -> None:
    """The first view of a shortcode is a table, which the site draws of the rates that it has; WP-Cron asks for the service's."""
    url = site.page(SHORTCODE)
    first = get(url).text
    assert re.findall(r'data-style="(\w+)', first) == ["own"]
    assert "85,3395" in first
    assert "Индийская рупия" in first
    assert service.asked == []
    site.cron()
    paths = [path for path, _ in service.asked]
    assert paths[:2] == ["/v1/rates", "/widget?fragment=1&currencies=INR%2CRUB&lang=ru"]
    assert paths[2].endswith(".css")
    assert len(paths) == 3
    service.asked.clear()
    assert re.findall(r'data-style="(\w+)', get(url).text) == ["widget"]
    assert service.asked == []


def test_the_schedule(site: WordPress, service: LiveService) -> None:
    """Every five minutes rates and tables are asked for, conditionally; the style is fetched once."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    for minutes in (6, 12):
        service.asked.clear()
        site.set_clock(NOW + timedelta(minutes=minutes))
        site.cron()
        site.cron()
        assert service.asked == [
            ("/v1/rates", 304),
            ("/widget?fragment=1&currencies=INR%2CRUB&lang=ru", 304),
        ]
    service.publish(snapshot(rate("INR", "85.4001")))
    site.set_clock(NOW + timedelta(minutes=18))
    site.cron()
    assert "85,4001" in get(url).text


def test_tables_are_few_and_forgotten(site: WordPress, service: LiveService) -> None:
    """The sixty-first table is the site's own, and those who write are told why; a month after it was shown a table is gone."""
    output = site.php(
        """foreach (range(2, 61) as $amount) { $last = do_shortcode("[fxwidget amount=$amount]"); }
        $last = do_shortcode('[fxwidget amount=62]');
        echo count(Fxwidget\\shown()), $last;"""
    )
    assert output.startswith(("60<div", "60<p"))
    assert "This site shows as many tables as it may" in output
    service.asked.clear()
    site.set_clock(NOW + timedelta(days=31))
    site.php("Fxwidget\\renew_all();")
    assert [path for path, _ in service.asked] == ["/v1/rates"]
    left = """global $wpdb; echo json_encode([Fxwidget\\shown(),
        $wpdb->get_var("select count(*) from $wpdb->options where option_name like 'fxwidget_copy%'")]);"""
    assert site.php(left) == '[[],"0"]'


def test_no_option_is_loaded_with_every_page(site: WordPress) -> None:
    """Only settings, the list of tables and the version are; copies, styles and rates are read where a table is shown."""
    site.php("do_shortcode('[fxwidget]'); Fxwidget\\renew_all();")
    autoloaded = """global $wpdb; echo json_encode($wpdb->get_col(
        "select option_name from $wpdb->options where autoload in ('yes', 'on') and option_name like 'fxwidget%' order by 1"));"""
    assert json.loads(site.php(autoloaded)) == ["fxwidget_settings", "fxwidget_shown", "fxwidget_version"]


ODD = (
    ('currencies="XXX"', "XXX"),
    ("currencies=“XXX”", "XXX"),
    ('layout="grid"', "grid"),
    ('currency="INR"', "There is no option “currency”"),
    ("header=“Our rates”", "outside of quotes"),
)


def test_wrong_options_show_the_sites_own_table(site: WordPress) -> None:
    """Where an option can't be, visitors see the site's own table and not a word about it; those who write see what is wrong."""
    shown = """foreach (json_decode(stream_get_contents(STDIN)) as $each) { $html[] = do_shortcode("[fxwidget $each]"); }
        echo json_encode($html);"""
    stdin = json.dumps([given for given, _ in ODD])
    site.php(shown, stdin=stdin)
    site.php("Fxwidget\\renew_all();")
    told = json.loads(site.php(shown, stdin=stdin))
    seen = json.loads(site.php("wp_set_current_user(0);" + shown, stdin=stdin))
    (own,) = json.loads(site.php("wp_set_current_user(0);" + shown, stdin='[""]'))
    for (given, why), writer, visitor in zip(ODD, told, seen, strict=True):
        assert (given, visitor) == (given, own)
        assert why in writer.removeprefix(own)
    (curly,) = json.loads(site.php(shown, stdin='["currencies=“INR,RUB”"]'))
    assert curly.count('<th scope="row">') == 2


# The service away or talking nonsense

GOOD = '<div class="fx-widget" lang="en" data-style="widget.0123456789abcdef.css"><table><tbody></tbody></table>{}</div>'
HTML = {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}
STYLE = answer(200, b".fx-widget { margin: 0 }", {"Content-Type": "text/css"})
RENEWED = """update_option('fxwidget_settings', ['address' => $argv[1]]);
update_option('fxwidget_source', ['kind' => 'service']);
foreach (range(1, (int) $argv[2]) as $each) { Fxwidget\\renew('lang=en', time()); $copies[] = Fxwidget\\stored_table('lang=en'); }
echo json_encode($copies);"""


def page_of(inside: str) -> Reply:
    return answer(200, GOOD.format(inside).encode(), HTML)


def renewed(site: WordPress, count: int, *replies: Reply) -> list[dict[str, Any]]:
    """What is stored of a table after each of so many times at which it was asked for."""
    settling = (answer(404), answer(404))  # the address is new: neither a manifest nor rates
    with Loopback(*settling, *replies) as server:
        copies: list[dict[str, Any]] = json.loads(site.php(RENEWED, server.url("").rstrip("/"), str(count)))
    return copies


NONSENSE = (
    (answer(500), "The source answers with status 500."),
    (answer(302, b"", {"Location": "/elsewhere"}), "The source answers with status 302. /elsewhere"),
    (answer(422, b'{"detail": "lang=\'xx\' can\'t be."}'), "The source answers with status 422. lang='xx' can't be."),
    (answer(200, b"{}", {"Content-Type": "application/json"}), "The answer is of another kind."),
    (answer(200, b'<div class="fx-widget" \xff', HTML), "The answer is of another kind."),
    (answer(200, b"<h1>Parked</h1>", HTML), "The answer is not a table of fxwidget."),
    (answer(200, b"", HTML), "The answer is not a table of fxwidget."),
    (page_of("<p>"), "The table is not whole."),
    (page_of("</div></div><div>"), "The table is not whole."),
    (page_of("x" * 600_000), "The answer is too long."),
    (raw(), "cURL error 52"),
    (reset, "cURL error 56"),
)  # fmt: skip


def test_nonsense_leaves_the_last_good_table(site: WordPress) -> None:
    """Whatever comes instead of a table, the stored one stays; why stands on the settings page."""
    replies = [reply for reply, _ in NONSENSE]
    first, *copies = renewed(site, 1 + len(replies), page_of("<p>good</p>"), STYLE, *replies)
    assert first["error"] == ""
    for (_, error), copy in zip(NONSENSE, copies, strict=True):
        assert "<p>good</p>" in copy["html"]
        assert copy["error"].startswith(error)


def test_a_style_that_leads_elsewhere(site: WordPress) -> None:
    """A table whose style would have the visitor's browser ask somebody is not taken."""
    newer = GOOD.format("").replace("0123456789abcdef", "fedcba9876543210")
    style = answer(200, b".a { background: url(//evil.example) }", {"Content-Type": "text/css"})
    _, copy = renewed(site, 2, page_of("<p>good</p>"), STYLE, answer(200, newer.encode(), HTML), style)
    assert (copy["style"], copy["error"]) == ("widget.0123456789abcdef.css", "The style leads elsewhere.")


RUNS = (
    ("<script>alert(1)</script>", "alert(1)"),
    ('<img src="https://evil.example/">', ""),
    ('<p onclick="x()" style="background: url(//evil.example)">a</p>', "<p>a</p>"),
    ('<a href="javascript:x()">a</a>', "<a>a</a>"),
    ('<iframe src="https://evil.example/"></iframe>', ""),
    ('<form action="https://evil.example/" method="post"><input name="a" formaction="//e" onfocus="x()"></form>', '<form><input name="a"></form>'),
    ('<svg fill="url(https://evil.example/#a)"><path fill="u&#114;l(//e)" d="M0 0"/></svg>', '<svg><path d="M0 0" /></svg>'),
)  # fmt: skip


def test_what_runs_or_loads_is_taken_out(site: WordPress) -> None:
    """Of a source in wrong hands nothing comes into the page that runs, that asks somebody for something, or that is sent to somebody."""
    first, *others = [page_of(sent) for sent, _ in RUNS]
    copies = renewed(site, len(RUNS), first, STYLE, *others)
    assert [copy["html"] for copy in copies] == [GOOD.format(left) for _, left in RUNS]


def test_the_rest_is_not_tried_once_the_service_is_away(site: WordPress, service: LiveService) -> None:
    """Sixty tables wait no longer for a service that is away than one."""
    site.php("do_shortcode('[fxwidget][fxwidget lang=ru]');")
    with Loopback(answer(503)) as server:
        site.php(
            "update_option('fxwidget_settings', ['address' => $argv[1]]); do_shortcode('[fxwidget][fxwidget lang=ru]');",
            server.url(""),
        )
        asked = len(server.requests)
        site.cron()
        assert len(server.requests) == asked + 1


def test_without_the_service(site: WordPress, service: LiveService, context: BrowserContext) -> None:
    """The page comes in under a second with the last good table, which says its age once that has passed."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    service.stop()
    try:
        for minutes in (5, 55, 65):
            site.set_clock(NOW + timedelta(minutes=minutes))
            site.cron()
            assert quickest(url) < 1
            text = get(url).text
            assert "85,3395" in text
            assert len(re.findall(r'<p class="notice old-copy"[^>]* hidden>', text)) == (minutes < 59)
        page = Visitor(context, LATER).open(url)
        expect(page.locator(".old-copy")).to_have_text(re.compile("последняя проверка 14 мая 2025"))
    finally:
        service.start()
    site.set_clock(NOW + timedelta(minutes=71))
    service.publish(snapshot(valid_until=LATER + timedelta(hours=1)))
    site.cron()
    page.clock.run_for(5 * 60 * 1000)
    expect(page.locator(".old-copy")).to_be_hidden()


def test_a_silent_service(site: WordPress) -> None:
    """A service that takes connections and says nothing holds up no page either: it isn't asked."""
    url = site.page("<!-- wp:shortcode -->[fxwidget lang=en]<!-- /wp:shortcode -->")
    get(url)
    site.cron()
    with Loopback(silence) as server:
        site.php(
            "global $wpdb; $wpdb->update($wpdb->options, ['option_value' => serialize(['address' => $argv[1]])], ['option_name' => 'fxwidget_settings']);",
            server.url(""),
        )
        site.set_clock(LATER)
        assert quickest(url) < 1
        assert "85.3395" in get(url).text
        assert server.requests == []


def quickest(url: str) -> float:
    """Seconds that the fastest of some requests took: whoever waits for somebody else does so each time."""
    took = []
    for _ in range(5):
        began = monotonic()
        get(url)
        took.append(monotonic() - began)
    return min(took)


# Behind page caches


def test_a_page_that_a_cache_kept_for_ten_hours(
    site: WordPress, service: LiveService, context: BrowserContext
) -> None:
    """The visitor's browser asks the site itself, which has a newer table: no word of an old copy, no cookie, nobody else asked."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    kept, at = get(url).text, NOW + timedelta(hours=10)
    site.set_clock(at)
    service.publish(
        snapshot(rate("INR", "86.1234"), rate("RUB", "80.1"), valid_until=at + timedelta(hours=1))
    )
    site.cron()
    context.route(url, lambda route: route.fulfill(body=kept, content_type="text/html; charset=utf-8"))
    visitor = Visitor(context, at)
    page = visitor.open(url)
    expect(page.locator(".price").first).to_have_text(re.compile("86,1234"))
    expect(page.locator(".old-copy")).to_be_hidden()
    (route,) = [asked for asked in visitor.asked if "rest_route" in asked or "wp-json" in asked]
    assert "fxwidget/v1/table" in unquote(route)
    assert [asked for asked in visitor.asked if asked.startswith(service.url)] == []
    assert context.cookies() == []
    # Everything upstream gone, and the site's copy old as well: the same page says its age.
    site.set_clock(at + timedelta(hours=10))
    page.clock.run_for(10 * 3600 * 1000)
    expect(page.locator(".old-copy")).to_be_visible()
    expect(page.locator(".old-copy")).to_have_text(re.compile("последняя проверка"))


def test_what_the_site_answers(site: WordPress) -> None:
    """The answer may be stored by any cache, is not sent twice, brings the style to who has another, and is of shown tables only."""
    url = site.page(SHORTCODE)
    (route,) = re.findall(r'class="fxwidget-place" data-table="([^"]+)"', get(url).text)
    route = unescape(route)
    first = get(route)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in first.headers
    body = json.loads(first.text)
    assert (body["style"], "85,3395" in body["html"], ".fx-widget" in body["css"]) == ("own", True, True)
    assert json.loads(get(f"{route}&style=own").text)["css"] == ""
    assert get(route, {"If-None-Match": first.headers["etag"]}).status == 304
    assert get(route.replace(route[-32:], "0" * 32)).status == 404


STAND_IN = """function wpsc_delete_post_cache($id) { $GLOBALS['told'][] = "super $id"; }
function w3tc_flush_post($id) { $GLOBALS['told'][] = "total $id"; } function w3tc_flush_posts() { $GLOBALS['told'][] = 'total'; }
function rocket_clean_post($id) { $GLOBALS['told'][] = "rocket $id"; } function rocket_clean_domain() { $GLOBALS['told'][] = 'rocket'; }
function wpfc_clear_post_cache_by_id($id) { $GLOBALS['told'][] = "fastest $id"; } function wpfc_clear_all_cache() { $GLOBALS['told'][] = 'fastest'; }
function wp_cache_clear_cache() { $GLOBALS['told'][] = 'super'; }
class Purger { function purge_post($id) { $GLOBALS['told'][] = "purger $id"; } function execute_purge_no_id() { $GLOBALS['told'][] = 'purger'; } }
$GLOBALS['purger'] = $GLOBALS['nginx_purger'] = new Purger;
foreach (['litespeed_purge_post', 'cache_enabler_clear_page_cache_by_post', 'litespeed_purge_all', 'cache_enabler_clear_site_cache',
    'rt_nginx_helper_purge_all'] as $action) { add_action($action, function ($id = '') use ($action) { $GLOBALS['told'][] = "$action $id"; }); }
add_action('fxwidget_new_tables', function ($new, $in) { $GLOBALS['told'][] = [$new, $in]; }, 10, 2);
Fxwidget\\renew_all(); echo json_encode($GLOBALS['told'] ?? []);"""


def test_known_page_caches_are_told(site: WordPress, service: LiveService) -> None:
    """The pages of a new table are dropped from each known cache; all pages once an hour at most, for a table in a sidebar."""
    post = int(site.page("[fxwidget lang=en]").rpartition("=")[2])
    get(f"{site.url}/?page_id={post}")
    told = json.loads(site.php(STAND_IN))
    actions = [f"litespeed_purge_post {post}", f"cache_enabler_clear_page_cache_by_post {post}"]
    plain = [f"{name} {post}" for name in ("super", "total", "rocket", "fastest")]
    assert told == [*plain, *actions, *[f"purger {post}"] * 2, [["lang=en"], [post]]]
    assert json.loads(site.php(STAND_IN)) == []
    site.php("do_shortcode('[fxwidget lang=en]');")
    whole = [
        "super",
        "total",
        "rocket",
        "fastest",
        "litespeed_purge_all ",
        "cache_enabler_clear_site_cache ",
        "rt_nginx_helper_purge_all ",
        "purger",
    ]
    for minutes, expected in ((6, whole), (12, []), (70, whole)):
        site.set_clock(NOW + timedelta(minutes=minutes))
        service.publish(snapshot(rate("INR", f"85.{minutes:02}")))
        told = [each for each in json.loads(site.php(STAND_IN)) if isinstance(each, str)]
        assert (minutes, [each for each in told if not each.endswith(f" {post}")]) == (minutes, expected)


# In pages, seen by a visitor


def test_the_shortcode(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """The table stands in the page as the service sent it, in its style; the visitor's browser asks the site alone."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    page = visitor.open(url)
    same_as_sent(page, service, "currencies=INR,RUB&lang=ru")
    expect(page.locator(".fx-box")).to_have_css("container-type", "inline-size")
    expect(page.locator("head style[id^=fxwidget]")).to_have_count(1)
    assert page.locator(".fx-widget").evaluate(
        "it => it.scrollHeight <= it.clientHeight && it.clientHeight > 100"
    )
    assert [asked for asked in visitor.asked if asked.startswith(service.url)] == []


def test_a_converter_computes_in_the_page(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """The site's own table and the service's have the same form, and the same sums, by the plugin's script alone."""
    url = site.page('[fxwidget converter="1" currencies="INR,RUB" lang="en" from="INR" to="RUB"]')
    for kind in ("own", "widget"):
        page = visitor.open(url)
        assert page.locator(".fx-widget").get_attribute("data-style", timeout=1000).partition(".")[0] == kind  # type: ignore[union-attr]
        page.get_by_label("Amount").fill("1234.5")
        expect(page.locator("output")).to_have_text("1,234.5 INR ≈ 1,155.028 RUB")
        site.cron()


def test_attributes_are_text(site: WordPress) -> None:
    """What an author writes into a shortcode comes out as text, in the site's own table as in the service's."""
    code = "echo Fxwidget\\table(['lang' => 'en', 'header' => $argv[1]]);"
    header = "x><script>alert(1)</script>"
    for _ in range(2):
        assert "&gt;&lt;script&gt;alert(1)" in site.php(code, header)
        site.cron()


def test_a_style_after_the_head(site: WordPress) -> None:
    """Where the head is written already, as in classic themes, the style comes before the first table, once."""
    code = "do_action('wp_head'); echo '<main>', do_shortcode('[fxwidget][fxwidget lang=ru]');"
    site.php("do_shortcode('[fxwidget][fxwidget lang=ru]'); Fxwidget\\renew_all();")
    text = site.php(code).partition("<main>")[2]
    assert text.count('<div class="fx-widget"') == 2
    assert text.count("<style") == 1
    assert text.index("<style") < text.index('<div class="fx-widget"')


def test_two_looks_stand_in_one_page(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """Each table has the colours of the style that it names, which is fetched once, with the look in its query; the site's own has them too."""
    url = site.page(
        '<!-- wp:shortcode -->[fxwidget ground="#fffdf5" accent="b3005e"][fxwidget ground="1a1a2e" size="large"]<!-- /wp:shortcode -->'
    )
    for _ in range(2):
        tables = visitor.open(url).locator(".fx-widget")
        expect(tables.first).to_have_css("background-color", "rgb(255, 253, 245)")
        expect(tables.last).to_have_css("background-color", "rgb(26, 26, 46)")
        site.cron()
    styles = {path.partition("?")[2] for path, _ in service.asked if ".css" in path}
    assert styles == {"accent=b3005e&ground=fffdf5", "ground=1a1a2e&size=large"}


def test_feeds_have_a_link(site: WordPress, service: LiveService) -> None:
    """A feed reader keeps what it got for long: it gets no numbers."""
    site.php(
        "wp_insert_post(['post_status' => 'publish', 'post_title' => 'Rates', 'post_content' => '[fxwidget lang=\"en\"]']);"
    )
    feed = get(f"{site.url}/?feed=rss2").text
    assert f'<a href="{service.url}/widget?lang=en">' in feed.replace("&#038;", "&")
    assert "fx-widget" not in feed


def test_the_site_says_what_nobody_else_did(site: WordPress) -> None:
    """Attributes go before the settings, the settings before the site's own language and zone; its own words are in that language."""
    code = """update_option('timezone_string', 'Asia/Kolkata'); add_filter('locale', fn() => 'pt_PT');
        Fxwidget\\settings(); remove_all_actions('update_option_fxwidget_settings');
        update_option('fxwidget_settings', ['address' => 'http://x', 'currencies' => 'INR', 'theme' => 'dark']);
        echo Fxwidget\\query(['theme' => 'light', 'lang' => '', 'unknown' => 'x']), ' ';
        update_option('timezone_string', ''); unload_textdomain('fxwidget'); do_action('init'); echo __('Ask now', 'fxwidget'), ' ';
        echo json_decode(load_script_textdomain('fxwidget-block', 'fxwidget', dirname(Fxwidget\\FILE) . '/languages'))->locale_data->messages->{'as in the settings'}[0];"""
    query, *words = site.php(code).split(" ", 1)
    assert query == "currencies=INR&theme=light&lang=pt&tz=Asia%2FKolkata"
    assert words == ["Perguntar agora como nas configurações"]


# A static set, and a document of rates


def test_a_static_set(
    site: WordPress, static_set: StaticSet, service: LiveService, context: BrowserContext
) -> None:
    """Block, shortcode, classic widget and a bare address, over files of any host: a table of the set, or one of its rates."""
    service.stop()
    try:
        static_set.publish(snapshot())
        site.php(SETTLE, static_set.url)
        content = (
            f'{SHORTCODE}\n<!-- wp:fxwidget/table {{"lang":"hi","align":"wide"}} /-->\n\n'
            f"{static_set.url}/widget/\n\n{static_set.url}/widget/?currencies=INR\n\n"
            '[fxwidget ground="#fffdf5" currencies="INR"]'
        )
        url = site.page(content)
        get(url)
        site.cron()
        html = get(url).text
        assert re.findall(r'class="fx-widget" lang="(\w+)"[^>]*data-style="(own|widget)', html) == [
            ("ru", "widget"),
            ("hi", "own"),
            ("en", "widget"),
            ("en", "own"),
            ("en", "widget"),
        ]
        assert "<iframe" not in html
        widget = (
            "the_widget('Fxwidget\\Widget', ['title' => 'Rates', 'currencies' => 'INR', 'lang' => 'af']);"
        )
        shown = site.php(widget)
        assert ("Indiese roepee" in shown, shown.count("<h2")) == (True, 1)
        assert re.findall(rf'href="({static_set.url}/v1/rates\.json)"', html)
        at = NOW + timedelta(hours=10)
        site.set_clock(at)
        static_set.publish(
            snapshot(rate("INR", "86.1234"), rate("RUB", "80"), valid_until=at + timedelta(hours=1)), at
        )
        site.cron()
        context.route(url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page = Visitor(context, at).open(url)
        expect(page.locator(".price:has-text('86')")).to_have_count(5)
        expect(page.locator(".old-copy:visible")).to_have_count(0)
        expect(page.locator(".fx-widget").last).to_have_css("background-color", "rgb(255, 253, 245)")
        static_set.stop()
        site.set_clock(at + timedelta(hours=2))
        site.cron()
        page.clock.run_for(2 * 3600 * 1000)
        expect(page.locator(".old-copy:visible")).to_have_count(5)
        assert "could not" not in get(url).text
    finally:
        service.start()


CLASSIC = """$widget = new Fxwidget\\Widget; $widget->form(['currencies' => 'INR"><b>']);
echo json_encode($widget->update(['title' => '<b>Rates</b>', 'currencies' => 'INR', 'layout' => 'grid', 'lang' => 'ru', 'header' => 'x'], []));
the_widget('Fxwidget\\Widget', ['title' => 'A & B', 'lang' => 'xx'], ['before_title' => '<h3>', 'after_title' => '</h3>']);"""


def test_the_classic_widget(site: WordPress) -> None:
    """Its form has fields by their names and stores what can be; what can't be shows the site's own table under its title."""
    form, _, shown = site.php(CLASSIC).partition("{")
    stored, _, shown = shown.partition("}")
    assert [*re.findall(r">([A-Z][a-z ]+)</label>", form)] == ["Title", "Currencies", "Base currency", "Layout", "With a converter", "Colours", "Language"]  # fmt: skip
    assert 'value="INR&quot;&gt;&lt;b&gt;"' in form
    assert json.loads("{" + stored + "}") == {"title": "Rates", "currencies": "INR", "lang": "ru"}
    assert "<h3>A &#038; B</h3>" in shown
    assert shown.count('<th scope="row">') == 10


def test_a_document_of_rates(site: WordPress, service: LiveService) -> None:
    """Of a `/v1/rates` document anywhere the site draws the tables by itself, in its own language; what it can't, writers are told."""
    document = get(f"{service.url}/v1/rates").text.encode()
    plain = {"Content-Type": "text/plain"}
    with Loopback(answer(200, document, plain), answer(200, b"<h1>Moved</h1>")) as server:
        site.php(SETTLE, server.url("/some/rates.json"))
        shown = site.php("echo do_shortcode('[fxwidget currencies=INR lang=es layout=matrix]');")
        assert "Rupia india" in shown
        assert "The site draws this table by itself, without layout." in shown
        site.php("Fxwidget\\renew_all();")
        assert [request.target for request in server.requests] == ["/some/rates.json"] * 2
        after = (
            "echo Fxwidget\\stored_document()['error'], do_shortcode('[fxwidget currencies=INR lang=es]');"
        )
        error, _, table = site.php(after).partition("<")
        assert error == "The document is not one of fxwidget’s rates."
        assert "85,3395" in table


def test_the_block(site: WordPress, service: LiveService, context: BrowserContext) -> None:
    """Inserted by hand in WordPress's editor, found by a keyword, it shows the table at once, takes options and the theme's colours."""
    editor = Visitor(context, None).log_in(site)
    editor.goto(f"{site.url}/wp-admin/post-new.php?post_type=page")
    editor.wait_for_function("window.wp?.data?.select('core/edit-post')")
    editor.evaluate(
        "wp.data.select('core/edit-post').isFeatureActive('welcomeGuide') && wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')"
    )
    editor.get_by_role("textbox", name="Add title").fill("A block")
    inserter = editor.get_by_role("button", name="Toggle block inserter")
    expect(inserter).to_be_visible()
    # A click may come before the editor is ready for it.
    editor.evaluate("wp.data.dispatch('core/edit-post').setIsInserterOpened(true)")
    editor.get_by_role("searchbox").fill("forex", timeout=120_000)
    editor.get_by_role("option", name="Exchange rates").click()
    expect(editor.locator(".wp-block .fx-widget .price").first).to_have_text(re.compile("3.6731"))
    editor.get_by_role("button", name="Toggle block inserter").click()
    if not editor.get_by_label("Currencies").is_visible():
        editor.get_by_role("button", name="Settings", exact=True).click()
    editor.get_by_label("Currencies").fill("INR,RUB")
    editor.get_by_role("button", name="Words").click()
    editor.get_by_label("Language").select_option("ar")
    expect(editor.locator(".wp-block .fx-widget[lang=ar] .price")).to_have_count(2)
    expect(editor.locator(".wp-block .fx-box")).to_have_css("container-type", "inline-size")
    editor.evaluate(
        """() => {
          const { select, dispatch } = wp.data, [block] = select('core/block-editor').getBlocks();
          const style = { spacing: { padding: { top: '7px' } }, color: { background: '#fffdf5', text: '#102030' } };
          dispatch('core/block-editor').updateBlockAttributes(block.clientId, { style, align: 'wide' });
          dispatch('core/editor').editPost({ status: 'publish' });
          dispatch('core/editor').savePost();
        }"""
    )
    url = editor.evaluate("wp.data.select('core/editor').getPermalink()")
    editor.wait_for_function("!wp.data.select('core/editor').isSavingPost()")
    visitor = Visitor(context)
    page = visitor.open(url)
    same_as_sent(page, service, "currencies=INR,RUB&lang=ar")
    expect(page.locator(".wp-block-fxwidget-table.alignwide")).to_have_css("padding-top", "7px")
    expect(page.locator(".fx-widget")).to_have_css("background-color", "rgb(255, 253, 245)")
    expect(page.locator(".fx-widget")).to_have_css("color", "rgb(16, 32, 48)")
    assert [asked for asked in visitor.asked if asked.startswith(service.url)] == []


# Within themes

STYLES = """$read = fn($file) => file_get_contents(ABSPATH . $file);
$core = $read('wp-includes/css/dist/block-library/style.css') . $read('wp-includes/css/dist/block-library/theme.css');
foreach (['twentytwentyone', 'twentytwentytwo', 'twentytwentythree'] as $theme) {
    switch_theme($theme);
    WP_Theme_JSON_Resolver::clean_cached_data();
    $styles[$theme] = $core . wp_get_global_stylesheet() . $read("wp-content/themes/$theme/style.css");
}
$styles['twentytwentyone, from the right'] = $core . $read('wp-content/themes/twentytwentyone/style-rtl.css');
$styles['twentytwentyone, dark'] = $styles['twentytwentyone'] . $read('wp-content/themes/twentytwentyone/assets/css/style-dark-mode.css');
switch_theme('twentytwentythree');
echo json_encode($styles);"""

LOUD = """body { letter-spacing: 2px; word-spacing: 5px; text-align: center; font-style: italic; text-indent: 20px; line-height: 3;
  list-style: circle; white-space: pre-wrap; text-transform: uppercase; color: red; hyphens: auto; text-shadow: 1px 1px red }
#page #content th { text-transform: uppercase; background: red } #page #content td { border: 3px solid; padding: 20px }
details, summary { margin: 20px; border: 1px solid; list-style: square } dt { float: left; width: 30% } dd { margin-left: 40% }
ul li { border: 1px solid; margin: 5px } li::before, summary::before, p::after { content: "x" }
a { background: yellow; text-decoration: none } tr:nth-child(even) { background: pink } caption { display: none }
table { table-layout: fixed; border: 1px solid; display: block } p { margin: 30px; font-size: 30px } time { color: red }
span, label { display: block } button, input, select { border-radius: 9px; background: red } svg { display: block; height: auto; max-width: 1em }
*, ::before { box-sizing: border-box }"""
"""Rules as sites have them, and worse ones."""

LOOKS = """() => {
  const box = document.querySelector('.fx-box'), { x, y } = box.getBoundingClientRect(), looks = {};
  const names = [...getComputedStyle(box)].filter(name => !name.startsWith('--'));
  const text = style => names.map(name => `${name}: ${style.getPropertyValue(name)}; `).join('');
  [box, ...box.querySelectorAll(':not(svg *)')].forEach((it, number) => {
    const name = `${number} ${it.localName}.${it.getAttribute('class')}`, at = it.getBoundingClientRect();
    const place = at.width || at.height ? [at.x - x, at.y - y, at.width, at.height].map(Math.round) : 'nowhere';
    looks[name] = `place: ${place}; ${text(getComputedStyle(it))}`;
    for (const pseudo of ['::before', '::after']) {
      const style = getComputedStyle(it, pseudo);
      if (!['none', 'normal'].includes(style.content)) looks[name + pseudo] = text(style);
    }
  });
  return looks;
}"""
"""How everything in a fragment looks and where it stands, but the parts of a drawing."""


def looks(page: Page, sheet: str, fragment: str) -> dict[str, str]:
    """How a fragment looks in a page with that style sheet, whose text there has 16 px."""
    page.set_content(
        f'<!doctype html><html lang="en" class="respect-color-scheme-preference is-dark-theme"><style>{sheet}</style>'
        f"<style>{style().body.decode()}</style><body class='is-dark-theme'><div id='page' class='wp-site-blocks'>"
        "<main id='content' class='entry-content wp-block-post-content is-layout-flow'>"
        f"<div style='position: absolute; inset: 20px; width: 400px; font-size: 16px'>{fragment}</div></main></div>"
    )
    found: dict[str, str] = page.evaluate(LOOKS)
    return found


def test_themes_change_nothing(site: WordPress, service: LiveService, look: Look) -> None:
    """Within five style sheets of WordPress's own themes, and in a louder one, a fragment looks as it does in a bare page."""
    query = "columns=change&facts=open&caption=Ours&converter=1&currencies=INR,RUB"
    fragment = get(f"{service.url}/widget?fragment=1&{query}").text
    page = look("about:blank", width=900)
    bare = looks(page, "", fragment)
    sheets: dict[str, str] = json.loads(site.php(STYLES))
    assert len(sheets) == 5
    assert '-webkit-locale: "en"; ' in bare["0 div.fx-box"]
    for name, sheet in {**sheets, "loud": LOUD}.items():
        within = looks(page, sheet, fragment)
        assert (name, within.keys()) == (name, bare.keys())
        changed = [
            (element, *set(within[element].split("; ")) - set(bare[element].split("; ")))
            for element in bare
            if within[element] != bare[element]
        ]
        assert (name, changed) == (name, [])


# Without the plugin


def test_a_pasted_frame(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """In a Custom HTML block the frame has room for the table, and exactly as much where the few lines of script are pasted too."""
    snippet = (
        (PLUGIN.parents[1] / "html/frame.html")
        .read_text("utf-8")
        .replace("https://rates.example", service.url)
    )
    pasted = re.findall(r"<iframe.*?</iframe>|<script>.*?</script>", snippet, re.DOTALL)
    assert len(pasted) == 2
    for count in (1, 2):
        page = visitor.open(site.page(f"<!-- wp:html -->{''.join(pasted[:count])}<!-- /wp:html -->"))
        page.locator("iframe").scroll_into_view_if_needed()
        frame = inner(page, "iframe")
        expect(page.frame_locator("iframe").locator(".price").first).to_be_visible()
        until(lambda count=count, frame=frame: fits(frame, exactly=count == 2), "the height")  # type: ignore[misc]


@pytest.mark.parametrize("query", ["", "?currencies=INR,RUB&lang=ar", "?layout=compact&theme=dark"])
def test_a_bare_address(site: WordPress, service: LiveService, visitor: Visitor, query: str) -> None:
    """On a line of its own it becomes a frame, sandboxed by WordPress, with the room that the table needs, from 200 px on."""
    site.php("delete_option('fxwidget_settings');")
    page = visitor.open(site.page(f"<p>Before.</p>\n{service.url}/widget{query}\n<p>After.</p>"))
    assert [status for path, status in service.asked if path.startswith("/oembed?")] == [200]
    embedded = page.locator("iframe.wp-embedded-content")
    expect(embedded).to_have_attribute("sandbox", "allow-scripts")
    expect(page.frame_locator("iframe").locator(".price").first).to_be_visible()
    frame = inner(page, "iframe")
    until(lambda: fits(frame, least=200), "the height")
    expect(page.locator("blockquote.wp-embedded-content")).to_be_hidden()
    assert int(embedded.get_attribute("height") or 0) < 1000


# The settings page


def test_settings(site: WordPress, service: LiveService, context: BrowserContext) -> None:
    """An administrator sets address and defaults, asks now, and sees how each table stands; no address, no change."""
    site.php("delete_option('fxwidget_settings');")
    page = Visitor(context, None).log_in(site)
    page.goto(f"{site.url}/wp-admin/options-general.php?page=fxwidget")
    page.get_by_label("Address of the rates").fill(service.url + "/")
    page.get_by_label("Currencies currencies").fill("INR")
    page.get_by_role("button", name="Save Changes").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    expect(page.get_by_text("It is a fxwidget service.")).to_be_visible()
    assert site.php(
        "echo json_encode(Fxwidget\\settings(), JSON_UNESCAPED_SLASHES), do_shortcode('[fxwidget]') !== '';"
    ) == (f'{{"address":"{service.url}","currencies":"INR"}}1')
    page.get_by_role("button", name="Ask now").click()
    expect(page.locator(".widefat tbody tr")).to_have_text(
        re.compile(r"currencies=INR&lang=en\s*2025-05-14 06:\d\d:\d\d")
    )
    page.evaluate("document.querySelector('#fxwidget-address').type = 'text'")
    page.get_by_label("Address of the rates").fill("ftp://rates.example")
    page.get_by_role("button", name="Save Changes").click()
    expect(page.get_by_text("Write the address of your rates")).to_be_visible()
    assert site.php("echo Fxwidget\\address();") == service.url
    # A link that an administrator is led to has nobody asked, nor has a visitor.
    service.asked.clear()
    ask = f"{site.url}/wp-admin/admin-post.php?action=fxwidget_renew"
    get(ask)
    page.goto(ask)
    expect(page.get_by_text("The link you followed has expired")).to_be_visible()
    assert service.asked == []


# Its whole life; the last tests, as they leave the site without the plugin

LEFT = """global $wpdb; echo $wpdb->get_var("select count(*) from $wpdb->options where option_name like '%fxwidget%'");"""
NETWORK = """require ABSPATH.'wp-admin/includes/upgrade.php';
foreach ($wpdb->tables('ms_global') as $table => $prefixed) { $wpdb->$table = $prefixed; }
install_network(); populate_network(1, '127.0.0.1', 'admin@example.org', 'Test', '/', false);"""
"""Makes the site the first of a network, as WordPress's own page for it does."""


def test_an_upgrade(site: WordPress) -> None:
    """What version 1.0.0 stored is read by this one: its tables are still asked for, and stand everywhere as far as is known."""
    found = site.php(
        """update_option('fxwidget_shown', ['lang=en' => time()]); delete_option('fxwidget_version');
        Fxwidget\\upgrade(); echo json_encode([Fxwidget\\shown()['lang=en']['in'], get_option('fxwidget_version')]);"""
    )
    assert json.loads(found) == [[0], VERSION]


def test_the_plugins_whole_life(site: WordPress) -> None:
    """Switched on and off it has WP-Cron ask or not, on each site of a network; deleted it leaves nothing in any of them."""
    site.php(
        "do_shortcode('[fxwidget]'); Fxwidget\\renew_all(); wp_schedule_single_event(time(), 'fxwidget_renew_soon');"
    )
    assert int(site.php(LEFT)) >= 6
    scheduled = "echo json_encode((bool) wp_next_scheduled('fxwidget_renew'));"
    site.php("deactivate_plugins('fxwidget/fxwidget.php');")
    assert site.php(scheduled) == "false"
    site.php("uninstall_plugin('fxwidget/fxwidget.php');")
    assert site.php(LEFT) == "0"
    site.php(NETWORK)
    other = site.network("echo wp_insert_site(['domain' => '127.0.0.1', 'path' => '/two/', 'user_id' => 1]);")
    on_other = f"switch_to_blog({other});"
    both = "$found = []; foreach ([1, %s] as $site) { switch_to_blog($site); $found[] = %s; } echo json_encode($found);"
    running = both % (other, "(bool) wp_next_scheduled('fxwidget_renew')")
    site.network("activate_plugin('fxwidget/fxwidget.php', '', true);")
    assert site.network(running) == "[true,true]"
    left = """$wpdb->get_var("select count(*) from $wpdb->options where option_name like '%fxwidget%'")"""
    site.network(
        f"""{on_other} Fxwidget\\upgrade(); update_option('fxwidget_shown', ['a=b' => ['at' => time(), 'in' => []]]);
        update_option('fxwidget_copy_' . md5('a=b'), []); deactivate_plugins('fxwidget/fxwidget.php');"""
    )
    assert site.network(running) == "[false,false]"
    site.network("uninstall_plugin('fxwidget/fxwidget.php');")
    assert site.network(both % (other, left)) == '["0","0"]'
