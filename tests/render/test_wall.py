"""The fragment's style begins every selector at the fragment's root, with more weight than a page's own."""

from __future__ import annotations

import re

import pytest

from fxwidget.render.page.assets import style
from fxwidget.render.page.wall import ROOT, walled


@pytest.mark.parametrize(
    ("plain", "inside"),
    [
        (".fx-widget{a:b}", f"{ROOT}{{a:b}}"),
        (".fx-widget[data-theme=dark]{a:b}", f"{ROOT}[data-theme=dark]{{a:b}}"),
        (".more{a:b}.card svg+span{c:d}", f"{ROOT} .more{{a:b}}{ROOT} .card svg+span{{c:d}}"),
        ("[dir=rtl] .a{b:c}", f"{ROOT}[dir=rtl] .a{{b:c}}"),
        (".a:is(.b,.c:not(.d)) e,.f{g:h}", f"{ROOT} .a:is(.b,.c:not(.d)) e,{ROOT} .f{{g:h}}"),
        ("@media (x:y){.a{b:c}}", f"@media (x:y){{{ROOT} .a{{b:c}}}}"),
        ("@keyframes a{from{b:c}12.5%{b:d}to{b:e}}", "@keyframes a{from{b:c}12.5%{b:d}to{b:e}}"),
        (":host{a:b}body.fx-widget{c:d}", ":host{a:b}body.fx-widget{c:d}"),
    ],
)
def test_selectors_begin_at_the_root(plain: str, inside: str) -> None:
    """A selector is put behind the root's, or stands for it; what is no selector, or outside, stays as it is."""
    assert walled(plain) == inside


def test_nothing_of_the_style_is_outside() -> None:
    """Beside the element's own host and the page's body no rule of the served style reaches anything but a fragment."""
    preludes = re.findall(r"[^{};]+(?=\{)", style().body.decode())
    outside = [text for text in preludes if not text.startswith("@") and not text.startswith(ROOT)]
    assert [text for text in outside if not re.match(r"from$|to$|[\d.]+%$", text)] == [
        "body.fx-widget",
        ":host",
        ":host([hidden])",
    ]
    assert all(
        part.startswith(ROOT)
        for text in preludes
        if text.startswith(ROOT)
        for part in re.findall(r"(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+", text)
    )
