"""The WordPress plugin, a pasted frame and a bare address, in a real WordPress read with Debian's Chromium."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, expect

from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import OPTIONS
from fxwidget.render.page.assets import style
from tests.support.browser import Look
from tests.support.live import LiveService
from tests.support.loopback import Loopback, Reply, answer, raw, reset, silence
from tests.support.processes import get, until
from tests.support.snapshots import NOW, rate, snapshot
from tests.support.wordpress import PASSWORD, PLUGIN, WordPress, wordpress

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


@pytest.fixture
def site(installed: WordPress, service: LiveService) -> Iterator[WordPress]:
    """The site as it is when the plugin knows the service's address and nothing else."""
    installed.set_clock(NOW)
    installed.php(
        """Fxwidget\\forget(array_keys(Fxwidget\\shown())); delete_option('fxwidget_styles');
        array_map('wp_clear_scheduled_hook', ['fxwidget_renew', 'fxwidget_renew_soon']);
        update_option('fxwidget_settings', ['address' => $argv[1]]);""",
        service.url,
    )
    service.publish(snapshot())
    service.asked.clear()
    yield installed
    assert installed.complaints() == []


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


@pytest.mark.parametrize("file", sorted(PLUGIN.rglob("*.php")), ids=lambda file: file.name)
def test_php_reads_every_file(file: Path) -> None:
    """Each file is PHP, and prints nothing when it is asked for by its address."""
    done = subprocess.run(["php", "-l", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert subprocess.run(["php", str(file)], capture_output=True, text=True, check=False).stdout == ""


def test_options_are_the_services() -> None:
    """The plugin passes on every option but those that need a script or a form, and offers the languages that there are."""
    code = f"const ABSPATH = 1; require '{PLUGIN}/includes/options.php'; echo json_encode(Fxwidget\\OPTIONS);"
    known = json.loads(subprocess.run(["php", "-r", code], capture_output=True, text=True, check=True).stdout)
    assert set(known) == {option.name for option in OPTIONS} - {
        "converter",
        "from",
        "to",
        "refresh",
        "moving",
    }
    assert known["lang"] == list(LANGUAGES)
    for option in OPTIONS:
        assert all(option.kind.read(value) is not ... for value in known.get(option.name, ()))


def test_kses_changes_nothing(site: WordPress, service: LiveService) -> None:
    """What is let through is all that the service sends: every language, layout, flag and column."""
    views = [f"lang={code}&columns=previous,change,source" for code in LANGUAGES]
    views += [f"layout={a}&flags={b}" for a, b in product(("table", "compact", "card"), ("round", "none"))]
    views += [f"layout={shape}&lang=ar" for shape in ("strip", "single", "matrix", "heatmap")]
    views += ["theme=dark&symbol=1&names=codes&caption=A%26B&disclaimer=%3Cb%3E&header=none"]
    sent = [get(f"{service.url}/widget?fragment=1&{view}").text.strip() for view in views]
    filtered = json.loads(
        site.php(
            """$closed = array_filter(json_decode(stream_get_contents(STDIN)), 'Fxwidget\\is_closed');
            echo json_encode(array_map(fn($each) => Fxwidget\\clean($each, $argv[1]), $closed));""",
            service.url,
            stdin=json.dumps(sent),
        )
    )
    assert [text.replace(" />", "/>").replace(service.url, "") for text in filtered] == sent


# What is asked of the service, and when


def test_a_page_view_asks_nothing(site: WordPress, service: LiveService) -> None:
    """The first view shows a link and leaves word; WP-Cron asks; from then on the table is shown."""
    url = site.page(SHORTCODE)
    first = get(url).text
    assert f'<a href="{service.url}/widget?currencies=INR%2CRUB&#038;lang=ru">Exchange rates</a>' in first
    assert "comes within" not in first
    assert service.asked == []
    site.cron()
    assert [path for path, _ in service.asked][:2] == [
        "/widget?fragment=1&currencies=INR%2CRUB&lang=ru",
        next(path for path, _ in service.asked if path.endswith(".css")),
    ]
    service.asked.clear()
    assert "Индийская рупия" in get(url).text
    assert service.asked == []


def test_the_schedule(site: WordPress, service: LiveService) -> None:
    """Every five minutes all tables are asked for, conditionally; the style is fetched once."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    for minutes in (6, 12):
        service.asked.clear()
        site.set_clock(NOW + timedelta(minutes=minutes))
        site.cron()
        site.cron()
        assert service.asked == [("/widget?fragment=1&currencies=INR%2CRUB&lang=ru", 304)]
    service.publish(snapshot(rate("INR", "85.4001")))
    site.set_clock(NOW + timedelta(minutes=18))
    site.cron()
    assert "85,4001" in get(url).text


def test_a_table_that_no_page_shows_is_forgotten(site: WordPress, service: LiveService) -> None:
    """A month after it was last shown, nothing of it is left."""
    get(site.page(SHORTCODE))
    site.cron()
    service.asked.clear()
    site.set_clock(NOW + timedelta(days=31))
    site.cron()
    assert service.asked == []
    assert (
        site.php(
            "echo json_encode([Fxwidget\\shown(), Fxwidget\\stored_table($argv[1])['html']]);",
            "currencies=INR%2CRUB&lang=ru",
        )
        == '[[],""]'
    )


def test_no_more_than_sixty_tables(site: WordPress) -> None:
    """The sixty-first table is a link; those who write are told why."""
    output = site.php(
        """foreach (range(1, 61) as $amount) { $last = do_shortcode("[fxwidget amount=$amount]"); }
        echo count(Fxwidget\\shown()), $last;"""
    )
    assert output.startswith("60<p><a href=")
    assert "This site shows as many tables as it may" in output


def test_a_table_that_there_is_not(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """Where an option can't be, visitors see the site's default table, and the console says what is wrong."""
    url = site.page('<!-- wp:shortcode -->[fxwidget currencies="XXX" lang="en"]<!-- /wp:shortcode -->')
    get(url)
    site.cron()
    assert f'<a href="{service.url}/widget?lang=en">' in get(url).text
    site.cron()
    lines: list[str] = []
    visitor.page.on("console", lambda message: lines.append(message.text))
    page = visitor.open(url)
    expect(page.locator(".fx-widget .price")).to_have_count(10)
    expect(page.locator(".entry-content")).not_to_contain_text("XXX")
    (line,) = [line for line in lines if line.startswith("fxwidget: ")]
    assert line.startswith("fxwidget: The service answers with status 422.")
    assert "XXX" in line


# The service away or talking nonsense

GOOD = '<div class="fx-widget" lang="en" data-style="widget.0123456789abcdef.css"><table><tbody></tbody></table>{}</div>'
HTML = {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}
STYLE = answer(200, b".fx-widget { margin: 0 }", {"Content-Type": "text/css"})


def page_of(inside: str) -> Reply:
    return answer(200, GOOD.format(inside).encode(), HTML)


def asked_of(site: WordPress, *replies: Reply) -> dict[str, Any]:
    """What is kept of a table after a good answer and then these."""
    with Loopback(page_of("<p>good</p>"), STYLE, *replies) as server:
        code = "update_option('fxwidget_settings', ['address' => $argv[2]]); Fxwidget\\note_shown($argv[1], time());"
        site.php(code + TABLE, "lang=en", server.url(""))
        copy: dict[str, Any] = json.loads(site.php(TABLE, "lang=en"))
    return copy


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(500), "The service answers with status 500."),
        (answer(302, b"", {"Location": "/elsewhere"}), "The service answers with status 302."),
        (answer(422, b'{"detail": "lang=\'xx\' can\'t be."}'), "The service answers with status 422. lang='xx' can't be."),
        (answer(200, b"{}", {"Content-Type": "application/json"}), "The answer is of another kind."),
        (answer(200, b'<div class="fx-widget" \xff', HTML), "The answer is of another kind."),
        (answer(200, b"<h1>Parked</h1>", HTML), "The answer is not a table of fxwidget."),
        (answer(200, b"", HTML), "The answer is not a table of fxwidget."),
        (page_of("<p>"), "The table is not whole."),
        (page_of("</div></div><div>"), "The table is not whole."),
        (page_of("x" * 600_000), "The answer is too long."),
        (raw(), "cURL error 52"),
        (reset, "cURL error 56"),
    ],
)  # fmt: skip
def test_nonsense_leaves_the_last_good_table(site: WordPress, reply: Reply, error: str) -> None:
    """Whatever comes instead of a table, the kept one stays; why stands on the settings page."""
    copy = asked_of(site, reply)
    assert "<p>good</p>" in copy["html"]
    assert error in copy["error"]


def test_a_style_that_leads_elsewhere(site: WordPress) -> None:
    """A table whose style would have the visitor's browser ask somebody is not taken."""
    newer = GOOD.format("").replace("0123456789abcdef", "fedcba9876543210")
    style = answer(200, b".a { background: url(//evil.example) }", {"Content-Type": "text/css"})
    copy = asked_of(site, answer(200, newer.encode(), HTML), style)
    assert (copy["style"], copy["error"]) == ("widget.0123456789abcdef.css", "The style leads elsewhere.")


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ('<img src="https://evil.example/">', ""),
        ('<p onclick="x()" style="background: url(//evil.example)">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', '<a href="x()">a</a>'),
        ('<iframe src="https://evil.example/"></iframe><form><input></form>', ""),
        ('<svg fill="url(https://evil.example/#a)"><path fill="u&#114;l(//e)" d="M0 0"/></svg>', '<svg><path d="M0 0" /></svg>'),
    ],
)  # fmt: skip
def test_what_runs_or_loads_is_taken_out(site: WordPress, sent: str, left: str) -> None:
    """Of a service in wrong hands nothing comes into the page that runs, or that asks somebody for something."""
    assert asked_of(site, page_of(sent))["html"] == GOOD.format(left)


def test_the_rest_is_not_tried_once_the_service_is_away(site: WordPress) -> None:
    """Sixty tables wait no longer for a service that is away than one."""
    with Loopback(answer(503)) as server:
        site.php(
            "update_option('fxwidget_settings', ['address' => $argv[1]]); do_shortcode('[fxwidget][fxwidget lang=ru]');",
            server.url(""),
        )
        site.cron()
        assert len({request.target for request in server.requests}) == 1


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
    expect(page.locator(".old-copy")).to_be_visible()
    page.reload()
    expect(page.locator(".price").first).to_be_visible()
    expect(page.locator(".old-copy")).to_be_hidden()


def test_a_silent_service(site: WordPress) -> None:
    """A service that takes connections and says nothing holds up no page either: it isn't asked."""
    url = site.page("<!-- wp:shortcode -->[fxwidget lang=en]<!-- /wp:shortcode -->")
    with Loopback(page_of("<p>good</p>"), STYLE, silence) as server:
        site.php("update_option('fxwidget_settings', ['address' => $argv[1]]);", server.url(""))
        get(url)
        site.cron()
        asked = len(server.requests)
        site.set_clock(LATER)
        assert quickest(url) < 1
        assert "<p>good</p>" in get(url).text
        assert len(server.requests) == asked


def quickest(url: str) -> float:
    """Seconds that the fastest of some requests took: whoever waits for somebody else does so each time."""
    took = []
    for _ in range(5):
        began = monotonic()
        get(url)
        took.append(monotonic() - began)
    return min(took)


def test_a_page_that_stays_open_ages(site: WordPress, visitor: Visitor) -> None:
    """The table says its age in an open page too, and in one that a page cache kept."""
    url = site.page(SHORTCODE)
    get(url)
    site.cron()
    page = visitor.open(url)
    expect(page.locator(".old-copy")).to_be_hidden()
    page.clock.run_for(60 * 60 * 1000)
    expect(page.locator(".old-copy")).to_be_visible()


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


def test_attributes_are_text(site: WordPress) -> None:
    """What an author writes into a shortcode comes out as text, in the link as in the table."""
    code = "echo Fxwidget\\table(['lang' => 'en', 'header' => $argv[1]]);"
    header = '"><script>alert(1)</script>'
    assert "header=%22%3E%3Cscript%3E" in site.php(code, header)
    site.cron()
    assert "&gt;&lt;script&gt;alert(1)" in site.php(code, header)


def test_a_style_after_the_head(site: WordPress) -> None:
    """Where the head is written already, as in classic themes, the style comes before the first table, once."""
    code = "do_action('wp_head'); echo '<main>', do_shortcode('[fxwidget][fxwidget lang=ru]');"
    site.php("do_shortcode('[fxwidget][fxwidget lang=ru]'); Fxwidget\\renew_all();")
    text = site.php(code).partition("<main>")[2]
    assert text.count('<div class="fx-widget"') == 2
    assert text.count("<style") == 1
    assert text.index("<style") < text.index('<div class="fx-widget"')


def test_two_looks_stand_in_one_page(site: WordPress, service: LiveService, visitor: Visitor) -> None:
    """Each table has the colours of the style that it names, which is fetched once, with the look in its query."""
    url = site.page(
        '<!-- wp:shortcode -->[fxwidget ground="#fffdf5" accent="b3005e"][fxwidget ground="1a1a2e" size="large"]<!-- /wp:shortcode -->'
    )
    get(url)
    site.cron()
    styles = {path.partition("?")[2] for path, _ in service.asked if ".css" in path}
    assert styles == {"accent=b3005e&ground=fffdf5", "ground=1a1a2e&size=large"}
    tables = visitor.open(url).locator(".fx-widget")
    expect(tables.first).to_have_css("background-color", "rgb(255, 253, 245)")
    expect(tables.last).to_have_css("background-color", "rgb(26, 26, 46)")


def test_feeds_have_a_link(site: WordPress, service: LiveService) -> None:
    """A feed reader keeps what it got for long: it gets no numbers."""
    site.php(
        "wp_insert_post(['post_status' => 'publish', 'post_title' => 'Rates', 'post_content' => '[fxwidget lang=\"en\"]']);"
    )
    feed = get(f"{site.url}/?feed=rss2").text
    assert f'<a href="{service.url}/widget?lang=en">' in feed.replace("&#038;", "&")
    assert "fx-widget" not in feed


def test_the_site_says_what_nobody_else_did(site: WordPress) -> None:
    """Attributes go before the settings, the settings before the site's own language and zone."""
    code = """update_option('timezone_string', 'Asia/Kolkata'); add_filter('locale', fn() => 'pt_BR');
        update_option('fxwidget_settings', ['address' => 'http://x', 'currencies' => 'INR', 'theme' => 'dark']);
        echo Fxwidget\\query(['theme' => 'light', 'lang' => '', 'unknown' => 'x']);
        update_option('timezone_string', '');"""
    assert site.php(code) == "currencies=INR&theme=light&lang=pt&tz=Asia%2FKolkata"


def test_the_block(site: WordPress, service: LiveService, context: BrowserContext) -> None:
    """Inserted by hand in WordPress's editor, it shows the table at once, takes options, and is published."""
    editor = Visitor(context, None).log_in(site)
    editor.goto(f"{site.url}/wp-admin/post-new.php?post_type=page")
    editor.wait_for_function("window.wp?.data?.select('core/edit-post')")
    editor.evaluate(
        "wp.data.select('core/edit-post').isFeatureActive('welcomeGuide') && wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')"
    )
    editor.get_by_role("textbox", name="Add title").fill("A block")
    editor.get_by_role("button", name="Toggle block inserter").click()
    editor.get_by_role("searchbox").fill("Exchange rates")
    editor.get_by_role("option", name="Exchange rates").click()
    expect(editor.locator(".wp-block .fx-widget .price").first).to_have_text(re.compile("3.6731"))
    editor.get_by_role("button", name="Toggle block inserter").click()
    if not editor.get_by_label("currencies").is_visible():
        editor.get_by_role("button", name="Settings", exact=True).click()
    editor.get_by_label("currencies").fill("INR,RUB")
    editor.get_by_label("lang").select_option("ar")
    expect(editor.locator(".wp-block .fx-widget[lang=ar] .price")).to_have_count(2)
    expect(editor.locator(".wp-block .fx-box")).to_have_css("container-type", "inline-size")
    editor.evaluate("wp.data.dispatch('core/editor').editPost({ status: 'publish' })")
    editor.evaluate("wp.data.dispatch('core/editor').savePost()")
    url = editor.evaluate("wp.data.select('core/editor').getPermalink()")
    visitor = Visitor(context)
    page = visitor.open(url)
    same_as_sent(page, service, "currencies=INR,RUB&lang=ar")
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
    page.get_by_label("Address of the service").fill(service.url + "/")
    page.get_by_label("currencies").fill("INR")
    page.get_by_role("button", name="Save Changes").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    assert site.php(
        "echo json_encode(Fxwidget\\settings(), JSON_UNESCAPED_SLASHES), do_shortcode('[fxwidget]') !== '';"
    ) == (f'{{"address":"{service.url}","currencies":"INR"}}1')
    page.get_by_role("button", name="Ask now").click()
    expect(page.locator(".widefat tbody tr")).to_have_text(
        re.compile(r"currencies=INR&lang=en\s*2025-05-14 06:\d\d:\d\d")
    )
    page.evaluate("document.querySelector('#fxwidget-address').type = 'text'")
    page.get_by_label("Address of the service").fill("ftp://rates.example")
    page.get_by_role("button", name="Save Changes").click()
    expect(page.get_by_text("Write the address of your service")).to_be_visible()
    assert site.php("echo Fxwidget\\address();") == service.url


def test_strangers_have_no_button(site: WordPress, service: LiveService, context: BrowserContext) -> None:
    """Neither a visitor nor a link that an administrator is led to has the service asked."""
    site.php("do_shortcode('[fxwidget]');")
    ask = f"{site.url}/wp-admin/admin-post.php?action=fxwidget_renew"
    get(ask)
    page = Visitor(context, None).log_in(site)
    page.goto(ask)
    expect(page.get_by_text("The link you followed has expired")).to_be_visible()
    assert service.asked == []


def test_an_option_of_the_plugin_is_gone_with_it(site: WordPress) -> None:
    """Switched off it is asked for nothing more; removed it leaves nothing in the database."""
    site.php("do_shortcode('[fxwidget]');")
    site.php("Fxwidget\\renew_all();")
    left = """global $wpdb; echo $wpdb->get_var("select count(*) from $wpdb->options where option_name like '%fxwidget%'");"""
    assert site.php(left) == "4"
    site.php("deactivate_plugins('fxwidget/fxwidget.php');")
    try:
        scheduled = (
            "(int) wp_next_scheduled('fxwidget_renew'), (int) wp_next_scheduled('fxwidget_renew_soon')"
        )
        assert site.php(f"echo {scheduled};") == "00"
        site.php("uninstall_plugin('fxwidget/fxwidget.php');")
        assert site.php(left) == "0"
    finally:  # the site is that of the other tests too
        site.php("activate_plugin('fxwidget/fxwidget.php');")
