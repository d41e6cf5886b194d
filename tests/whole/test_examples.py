"""The examples for other hosts, opened in Debian's Chromium against a running service, as somebody else's site."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fxwidget.render.page.script import script
from fxwidget.render.png import available
from tests.support.live import LiveService
from tests.support.processes import environment, until
from tests.support.snapshots import NOW

EXAMPLES = Path(__file__).parents[2] / "examples"
REACT = "/usr/share/nodejs"
"""Where Debian keeps React."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    it = LiveService(tmp_path_factory.mktemp("service") / "store")
    yield it
    it.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 640, "height": 900}, timezone_id="UTC") as it:
        yield it


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose clock is the table's, and which is told nothing by its console."""
    opened, messages = context.new_page(), list[str]()
    opened.on("console", lambda message: messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(str(error)))
    opened.clock.install(time=NOW)
    yield opened
    assert [line for line in messages if "favicon" not in line and "404" not in line] == []


@pytest.fixture
def files(tmp_path: Path, service: LiveService) -> Path:
    """The examples with the address, the script and the hash of this service in the place of the placeholders."""
    replacements = {
        "https://rates.example": service.url,
        "widget.HASH.js": script().name,
        "sha384-HASH": script().integrity,
    }
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    for file in filter(Path.is_file, (tmp_path / "examples").rglob("*")):
        text = file.read_text("utf-8")
        for placeholder, real in replacements.items():
            text = text.replace(placeholder, real)
        file.write_text(text, "utf-8")
    return tmp_path / "examples"


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """A site that serves a folder's files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.needs("browser")
def test_frame(page: Page, files: Path) -> None:
    """The frame is as high as its table."""
    with site(files / "html") as url:
        page.goto(f"{url}/frame.html")
        inside = page.frame_locator("iframe")
        expect(inside.locator(".price")).to_have_count(10)
        frame = page.locator("iframe").element_handle().content_frame()
        assert frame is not None
        need = "innerHeight === Math.ceil(document.body.getBoundingClientRect().height)"
        until(lambda: frame.evaluate(need), "the height")


@pytest.mark.needs("browser")
def test_element(page: Page, files: Path) -> None:
    """The script is the one that is named, the table stands in its place, in the site's look."""
    with site(files / "html") as url:
        page.goto(f"{url}/element.html")
        expect(page.locator("fx-widget .price")).to_have_count(3)
        expect(page.locator("fx-widget .fx-widget")).to_have_css("background-color", "rgb(255, 253, 245)")
        expect(page.locator("fx-widget > a")).to_be_hidden()


@pytest.mark.needs("browser")
def test_static_site(page: Page, files: Path) -> None:
    """Hugo builds shortcode and partial; the script stands in the page once, and no number at all."""
    out = files / "built"
    command = ["hugo", "--quiet", "--source", str(files / "static-site"), "--destination", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    built = (out / "rates/index.html").read_text("utf-8")
    assert built.count("<script") == 1
    assert "79.8" not in built
    with site(out) as url:
        page.goto(f"{url}/rates/")
        expect(page.locator("fx-widget .price")).to_have_text(
            [re.compile("85,3395"), re.compile("79,8457"), re.compile("18.3117")]
        )
        expect(page.locator("fx-widget").first.get_by_text('"Today" & tomorrow')).to_be_visible()


@pytest.mark.needs("browser")
def test_react(page: Page, files: Path) -> None:
    """A component's properties are the element's options; it comes, changes and goes with the component."""
    folder = files / "react"
    command = ["esbuild", "main.jsx", "--bundle", "--minify", "--jsx=automatic"]
    command += ["--outfile=main.js", "--log-level=warning"]
    done = subprocess.run(
        command, cwd=folder, env=environment(NODE_PATH=REACT), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    with site(folder) as url:
        page.goto(url)
        expect(page.locator("fx-widget .heading")).to_have_text("1 US dollar")
        expect(page.locator("fx-widget .price")).to_have_count(3)
        page.get_by_label("Base").select_option("ZAR")
        expect(page.locator("fx-widget .heading")).to_have_text("Prices in ZAR")
        expect(page.locator("fx-widget .price")).to_have_count(2)
        page.get_by_label("Rates").uncheck()
        expect(page.locator("fx-widget")).to_have_count(0)
        page.get_by_label("Rates").check()
        expect(page.locator("fx-widget .price")).to_have_count(2)


@pytest.mark.needs("browser")
def test_mail(page: Page, files: Path, service: LiveService) -> None:
    """The mail shows its table without asking anybody, and says as text the same; it tells its age and leads to newer rates."""
    command = [sys.executable, "rates_mail.py", service.url, "a@example.org", "b@example.org"]
    done = subprocess.run(command, cwd=files / "mail", env=environment(), capture_output=True, check=True)
    message = message_from_bytes(done.stdout, policy=policy.default)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    markup = html.get_content()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(markup)
    expect(page.locator("tr", has_text="INR")).to_have_text("Indian Rupee INR85.3395 ▲")
    expect(page.locator("tr")).to_have_count(10)
    expect(page.locator("caption")).to_have_text("1 USD, checked 14 May 2025 06:05 UTC")
    expect(page.get_by_role("link", name="The rates now")).to_have_attribute("href", f"{service.url}/widget")
    assert asked == []
    assert not re.search("<style|<img|<link|class=|url\\(", markup)
    assert re.search(r"INR +85\.3395 +Indian Rupee", text.get_content())


@pytest.mark.needs("browser")
def test_mail_picture(page: Page, files: Path, service: LiveService) -> None:
    """The picture is there; where images are off its text is, and leads to the table."""
    assert available(), "rsvg-convert is missing"
    with site(files / "mail") as url:
        page.goto(f"{url}/picture.html")
        expect(page.get_by_role("img")).to_have_js_property("naturalWidth", 960)
        page.set_content((files / "mail/picture.html").read_text("utf-8").replace("src=", "data-src="))
        link = page.get_by_role("link", name="Today’s exchange rates")
        expect(link).to_have_attribute("href", f"{service.url}/widget?lang=en")


@pytest.mark.needs("browser")
def test_readme_badge(page: Page, files: Path) -> None:
    """Markdown shows the badges, each with its number, and each leads to its table."""
    folder = files / "readme-badge"
    (folder / "index.html").write_text(
        MarkdownIt().render((folder / "README.md").read_text("utf-8")), "utf-8"
    )
    with site(folder) as url:
        page.goto(url)
        for code, number in (("INR", "85.3395"), ("RUB", "79.8457")):
            badge = page.get_by_role("img", name=f"USD/{code}")
            expect(badge).to_have_js_property("naturalHeight", 20)
            source = badge.get_attribute("src")
            assert source is not None
            assert number in page.request.get(source).text()
            with page.expect_navigation():
                badge.click()
            expect(page.locator(".price")).to_have_text(re.compile(re.escape(number)))
            page.go_back()


def test_every_example_is_tested() -> None:
    """No folder of examples is without a test."""
    here = Path(__file__).parents[1]
    tests = "".join(file.read_text("utf-8") for file in sorted(here.rglob("*.py")))
    for folder in sorted(EXAMPLES.iterdir()):
        assert f'"{folder.name}"' in tests or f"/{folder.name}" in tests, folder.name
