"""A site's own look: one rule for the tables that have it, in the page, beside a fragment and in the images."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.options import Options, parse
from fxwidget.render.image import measure, svg
from fxwidget.render.page.assets import style
from fxwidget.render.page.html import content_security_policy, fragment, page
from fxwidget.render.page.look import look, look_name, style_name
from fxwidget.render.page.wall import walled
from fxwidget.render.svg import WIDTH
from fxwidget.render.view import View
from fxwidget.web.embeds import embed
from fxwidget.web.frame_height import height
from tests.support.service import Service
from tests.support.snapshots import NOW, snapshot

TABLE: Snapshot = snapshot()
LOOK = "accent=c00,f99&ground=fffdf5,&up=060,9f9&font=times&size=large"


def asked(query: str) -> Options:
    return parse(parse_qsl(query))


@pytest.mark.parametrize("query", ["", "theme=dark", "theme=light", "lang=ar&layout=card&flags=round"])
def test_our_own_look_costs_nothing(query: str) -> None:
    """Without colours, font and size nothing is added to page, fragment and style."""
    options = asked(query)
    assert look(options) == ""
    assert style_name(options) == style().name
    assert "data-look" not in page(View(TABLE, NOW, options)) + fragment(View(TABLE, NOW, options))


def test_a_look_is_one_rule_of_its_own_tables() -> None:
    """Two tables of different looks stand in one page: each rule names its look, and the same query is the same look."""
    options = asked(LOOK)
    rules = look(options)
    name = look_name(options)
    for selector in re.findall(r"(?:^|[{}])([^@{}]+)\{", rules):
        assert selector.startswith(f'.fx-widget[data-look="{name}"]'), selector
    assert look_name(asked("&".join(reversed(LOOK.split("&"))))) == name
    assert look_name(asked("ground=fffdf5")) != name
    assert look_name(asked(f"{LOOK}&lang=ru&currencies=INR")) == name


def test_each_scheme_has_its_colours() -> None:
    """The light scheme's come first, what differs in the dark one under its media query; what is ours is not repeated."""
    light, dark = look(asked(LOOK)).split("@media(prefers-color-scheme:dark)")
    assert "--fx-ground:#fffdf5;--fx-rule:#dddcd6" in light
    assert "--fx-ground:#15181c;--fx-rule:#31373e" in dark
    assert ("--fx-link:#cc0000" in light, "--fx-link:#ff9999" in dark) == (True, True)
    assert '--fx-font:"Times New Roman","Liberation Serif","Noto Serif",serif;font-size:1.125em' in light
    assert look(asked("up=060,9f9")).count("--fx-") == 2
    assert "@media" not in look(asked("ground=fffdf5&accent=c00"))
    assert "@media" not in look(asked("accent=c00&theme=light"))


def test_the_pages_scheme_is_inherited() -> None:
    """``theme=page`` has both schemes' colours at once and no ground, unless one is given; the frame offers both schemes."""
    rules = look(asked("theme=page"))
    assert "color-scheme:inherit;--fx-ground:light-dark(#fff,#15181c)" in rules
    assert "background:none" in rules
    assert "background:none" not in look(asked("theme=page&ground=fff"))
    assert ":root{color-scheme:light dark}" in page(View(TABLE, NOW, asked("theme=page")))
    assert ":root" not in page(View(TABLE, NOW)) + fragment(View(TABLE, NOW, asked("theme=page")))


def test_the_page_is_locked_to_its_look() -> None:
    """The rule stands in the page's one style, whose hash is the policy's; neither form has a style attribute."""
    view = View(TABLE, NOW, asked(LOOK))
    html = page(view)
    assert html.count("<style>") == 1
    assert look(view.options) in html
    assert "'unsafe" not in content_security_policy(html)
    assert " style=" not in html + fragment(view)


def test_a_fragment_names_its_style(service: Service) -> None:
    """By the name in ``data-style`` and by ``/widget.css`` the look is found, with the style that it belongs to."""
    html = service.get(f"/widget?fragment=1&{LOOK}").text
    name = re.search(r'data-style="([^"]+)"', html)
    assert name is not None
    got = service.get(f"/{name[1].replace('&amp;', '&')}")
    assert got.data == style().body + walled(look(asked(LOOK))).encode()
    assert got.headers["Cache-Control"] == "max-age=31536000, immutable"
    assert service.get(f"/widget.css?{LOOK}").data == got.data
    assert service.get("/widget.css").data == style().body
    assert f"/{name[1]}" in f"/{style_name(asked(LOOK))}".replace("&", "&amp;")


def test_the_first_start_has_its_look(empty: Service) -> None:
    """Before the first rates the page has it too, and the style is there."""
    assert look(asked("ground=fffdf5")) in empty.get("/widget?ground=fffdf5").text
    assert empty.get("/widget.css?ground=fffdf5").status_code == 200


def test_the_images_have_it() -> None:
    """Colours by scheme, the font before the usual ones, the size as that of the whole image, the accent along the top."""
    plain, own = svg(View(TABLE, NOW)), svg(View(TABLE, NOW, asked(LOOK)))
    assert 'font-family="Times New Roman,Liberation Serif,Noto Serif,serif"' in own
    assert ".g{fill:#fffdf5}" in own
    assert '<path class="a" d="M0 0h480v4H0z"/>' in own
    assert 'class="a"' not in plain
    wide, tall = measure(View(TABLE, NOW))
    assert measure(View(TABLE, NOW, asked("size=large"))) == (round(wide * 1.125), round(tall * 1.125))
    assert f'width="{WIDTH * 7 // 8}"' in svg(View(TABLE, NOW, asked("size=small")))
    assert f'viewBox="0 0 {wide} {tall}"' in svg(View(TABLE, NOW, asked("size=small")))
    arabic = svg(View(TABLE, NOW, asked("font=times&lang=ar")))
    assert 'font-family="Noto Sans Arabic,Times New Roman' in arabic
    ground = svg(View(TABLE, NOW, asked("ground=fffdf5")))
    assert "@media" not in ground


def test_a_larger_table_is_as_one_in_a_narrower_frame() -> None:
    """The reserved height is that of the usual size at the width that it then has room for, scaled."""
    for size, scale in ("small", 0.875), ("large", 1.125):
        own = height(asked(f"size={size}"), 12, 400)
        assert own == pytest.approx(height(Options(), 12, int(400 / scale)) * scale, abs=1)


def test_every_embed_has_it() -> None:
    """Frame, element, fragment, image and link ask for it, the fragment by its style."""
    options = asked(LOOK)
    query = "accent=cc0000,ff9999&amp;ground=fffdf5,&amp;up=006600,99ff99&amp;font=times&amp;size=large"
    for kind in ("frame", "image"):
        assert query in embed(kind, "https://rates.example", options, ["INR"]).code
    assert (
        f'href="https://rates.example/widget.css?{query}"'
        in embed("fragment", "https://rates.example", options, ["INR"]).code
    )
    assert (
        'accent="cc0000,ff9999" ground="fffdf5,"'
        in embed("element", "https://rates.example", options, ["INR"]).code
    )
    assert embed("link", "https://rates.example", options, ["INR"]).code.endswith(query.replace("&amp;", "&"))
    assert 'width="540"' in embed("image", "https://rates.example", options, ["INR"]).code
