"""The heights that frames reserve are those that a browser has, and no table loses anything there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.web.frame_height import chart_height, height, measured, noted_height
from tools.heights import BROKEN, SCROLLS, WITH_PAST, Table, look, look_at_charts, opened, served

pytestmark = pytest.mark.needs("browser")

SAMPLE: tuple[tuple[Table, tuple[int, ...]], ...] = (
    *((("auto", "closed", code), (220, 300, 400)) for code in ("en", "ru", "fa")),
    *((("auto", "closed", code), (300,)) for code in LANGUAGES if code not in ("en", "ru", "fa")),
    (("auto", "open", "ar"), (320,)),
    (("table", "open", "ru"), (220,)),
    (("compact", "closed", "am"), (300, 400)),
    (("card", "closed", "hi"), (600,)),
    (("strip", "open", "am"), (300,)),
    (("single", "closed", "pt"), (300,)),
    (("matrix", "closed", "ru"), (300,)),
    (("heatmap", "open", "fa"), (400,)),
)
"""Of what ``python -m tools.heights`` measures, the default table in each language and one of each other kind."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Page:
    return opened(browser)


def test_tables_are_as_high_as_their_frames(page: Page, address: str) -> None:
    """What the command measures anew is what is written, and finds nothing that scrolls, is cut, broken or moves.

    Otherwise run ``python -m tools.heights``, which measures all of them.
    """
    for table, widths in SAMPLE:
        found, wrong = look(page, address, table, widths)
        assert wrong == []
        assert found == {str(width): measured(*table, width) for width in widths}


def test_charts_are_as_high_as_their_frames(page: Page) -> None:
    """What the command measures anew of charts, of whichever currency, is what is written, and nothing leaves the page."""
    with served(WITH_PAST) as address:
        for code, widths in (("en", (300, 600)), ("fa", (320,))):
            found, wrong = look_at_charts(page, address, code, widths)
            assert wrong == []
            for width, (tall, _) in found.items():
                assert tall == chart_height(Options(lang=code), int(width))


def test_a_table_does_not_scroll_in_its_frame(page: Page, address: str) -> None:
    """Whichever currencies are chosen, with something to say beside them or not, the reserved height is enough."""
    for codes in (BRICS_PLUS, BRICS_PLUS[:5], ("CNH", "IRR"), ("CNH",), ("AED",)):
        page.set_viewport_size({"width": 300, "height": height(Options(), len(codes), 300)})
        page.goto(f"{address}/widget?currencies={','.join(codes)}")
        assert page.locator("tbody").count() == len(codes)
        assert page.evaluate(SCROLLS) is False


def test_a_frame_has_room_for_notes_at_a_third_of_the_rows(page: Page, address: str) -> None:
    """Where four of eleven rows carry a note its last line is not cut; there is no more room left than that of a line."""
    for width in (220, 300, 400):
        page.set_viewport_size({"width": width, "height": noted_height(Options(), len(BRICS_PLUS), width)})
        page.goto(f"{address}/widget")
        assert page.evaluate(NOTES) == 4
        assert page.evaluate(SCROLLS) is False
        assert page.evaluate("innerHeight - document.body.getBoundingClientRect().height") < 17


NOTES = """() => {
  const noted = document.querySelector('.remarks'), plain = [...document.querySelectorAll('tbody:not(:has(.remarks)) .why td')];
  for (const cell of plain.slice(0, 2)) {
    const note = noted.cloneNode();
    note.textContent = '12 May · late';
    cell.prepend(note);
  }
  return document.querySelectorAll('.remarks').length;
}"""


def test_a_table_that_arrives_in_pieces_does_not_move(page: Page, address: str) -> None:
    """However slowly its rows come, what is drawn stays where it is."""
    for language, width in (("en", 300), ("ru", 400)):
        page.set_viewport_size({"width": width, "height": 600})
        page.goto(f"{address}/widget?lang={language}")
        html = re.sub("<script>.*?</script>", "", page.request.get(page.url).text(), flags=re.DOTALL)
        page.evaluate(IN_PIECES, html)
        assert page.locator("tbody").count() == len(BRICS_PLUS)
        assert page.evaluate("window.shift") == 0


IN_PIECES = r"""html => new Promise(done => {
  const pieces = html.match(/[^]{1,2000}/g), drawn = next => requestAnimationFrame(() => requestAnimationFrame(next));
  const write = () => {
    if (!pieces.length) return done(document.close());
    document.write(pieces.shift());
    drawn(write);
  };
  document.open();
  write();
})"""


def test_decimals_line_up(page: Page, address: str) -> None:
    """The first digit after the mark, or the place where it would be, is at one place in all rows."""
    for code in ("en", "fa", "ar", "ru"):
        page.goto(f"{address}/widget?lang={code}")
        for width in (220, 300, 400):
            page.set_viewport_size({"width": width, "height": 600})
            places = page.evaluate(MARKS)
            assert len(places) == len(BRICS_PLUS)
            assert max(places) - min(places) <= 1


MARKS = r"""() => [...document.querySelectorAll('.price')].map(price => {
  const walker = document.createTreeWalker(price, NodeFilter.SHOW_TEXT), range = document.createRange();
  const node = walker.nextNode(), text = node.data.trimEnd();
  const fraction = /[.,٫]\p{N}{1,2}$|[.,٫]\p{N}{4}$/u.exec(text);
  const end = fraction ? fraction.index : text.length;
  range.setStart(node, end - 1);
  range.setEnd(node, end);
  return range.getBoundingClientRect().right;
})"""


def test_a_broken_word_is_found(page: Page) -> None:
    """What looks for broken words finds one, and none where only the text is broken."""
    page.goto("about:blank")
    page.set_content(
        "<p style='width: 9em; word-break: break-all'>aaaaaaaaaaaa bbbbbbbbb</p><p style='width: 9em'>aaaaaaaaaaaa bbbbbbbbb</p>"
    )
    assert page.evaluate(BROKEN) == ["bbbbbbbbb is broken"]
