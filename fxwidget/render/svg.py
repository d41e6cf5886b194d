"""The widget's table as an SVG drawing, for places that take a picture: complete in itself, without script, ids and references.

No font is known where it is drawn: lines are broken by ``text_width``'s upper bound, and nothing is placed by the width of
a text beside it. Layout and the converter are the page's.
"""

from __future__ import annotations

from collections.abc import Iterator

from fxwidget.domain.snapshot import Direction, Rate
from fxwidget.presentation.colours import SCHEMES, Palette, palette, schemes
from fxwidget.presentation.language import Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.shape import SQUARE
from fxwidget.presentation.typeface import FONTS, SIZES
from fxwidget.render import wording
from fxwidget.render.flags import drawing
from fxwidget.render.line_breaking import wrap
from fxwidget.render.markup import xml
from fxwidget.render.sparkline import TALL, WIDE, sparklines
from fxwidget.render.square import Square
from fxwidget.render.text_width import width
from fxwidget.render.view import View

__all__ = ["WIDTH", "Sheet", "begun", "described", "ended", "table", "unseen"]

WIDTH = 480
"""Units, which are pixels where the image is not scaled. Its height is that of its content."""

_FONTS = ("Noto Sans", "system-ui", "sans-serif")
"""The fonts of every text."""
_FROM_RIGHT, _ISOLATED = "\u2067", "\u2069"
"""Unicode's beginning of what is read from right to left, and its end."""

_SCRIPTS = {
    "am": ("Noto Sans Ethiopic", *_FONTS),
    "ar": ("Noto Sans Arabic", *_FONTS),
    "fa": ("Noto Sans Arabic", *_FONTS),
    "hi": ("Noto Sans Devanagari", *_FONTS),
    "zh": ("Noto Sans SC", "Noto Sans CJK SC", "Noto Sans", "WenQuanYi Micro Hei", *_FONTS[1:]),
}
"""Where a language has a script of its own, that comes first: a renderer left to choose may take another style of it."""

_PAD = 16
_TEXT, _SMALL, _LARGE = 15, 12, 19
_FLAG = {"rectangular": 24, "round": 16}
_CODE, _ARROW, _GAP = 42, 18, 12


def table(view: View) -> Sheet:
    """The widget's table with all that stands above and below it.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading, options = view.reading, view.options
    sheet = Sheet(options)
    begun(sheet, reading)
    _head(sheet, view)
    _table(sheet, view)
    if _is_brief(view):
        sheet.prose(" · ".join(filter(None, (reading.origin, _checked(reading)))), "q", _SMALL)
        _ended(sheet, options.disclaimer)
    else:
        ended(sheet, view)
    return sheet


def begun(sheet: Sheet, reading: wording.Reading) -> None:
    """Draw what warns of the whole table, above all else."""
    sheet.down(_PAD)
    for text in filter(None, (reading.replayed, reading.alarm)):
        sheet.notice(text)


def ended(sheet: Sheet, view: View) -> None:
    """Draw the facts and the disclaimer, below all else."""
    _facts(sheet, view.reading)
    _ended(sheet, view.reading.disclaimer, view.options.disclaimer)


def _ended(sheet: Sheet, *texts: str) -> None:
    for text in filter(None, texts):
        sheet.down(6)
        sheet.prose(text, "q", _SMALL)
    sheet.down(_PAD - 4)


def _head(sheet: Sheet, view: View) -> None:
    """What stands above the table: the heading with what belongs to it, and what holds for all rows."""
    reading, options = view.reading, view.options
    head = view.head
    if not head.hidden:
        sheet.prose(head.heading, "l", _LARGE)
    for text in filter(None, (head.unit if _is_brief(view) else head.subheading, options.caption)):
        sheet.prose(text, "t", _TEXT - 1)
    if reading.common:
        remarks = " · ".join(remark.text for remark in reading.common)
        warns = any(remark.warning for remark in reading.common)
        sheet.prose(f"{reading.say('All rates:')} {remarks}", "w" if warns else "q", _SMALL)


def _is_brief(view: View) -> bool:
    """Whether one row stands alone: what is beside it is one line then, and the rest is in the description."""
    return view.options.facts == "closed" and len(view.reading.snapshot.rows) == 1


def _checked(reading: wording.Reading) -> str:
    if reading.snapshot.past_day is not None:
        return ""
    return f"{reading.say('Check')}: {reading.language.moment(reading.snapshot.checked_at)}"


def described(view: View) -> str:
    """The image in words, for those who do not see it."""
    reading = view.reading
    if view.options.layout in SQUARE:
        rows = list(_crosses(view))
    else:
        rows = [_spoken(view, rate) for rate in reading.snapshot.rows]
    parts = (reading.replayed, reading.alarm, reading.subheading, "; ".join(rows), _checked(reading))
    return ". ".join(text.rstrip(".") for text in parts if text) + "."


def _crosses(view: View) -> Iterator[str]:
    """Each cell of a square: what is priced, in what, and the number."""
    lines = Square.of(view).lines
    for line in lines:
        for other, cell in zip(lines, line.cells, strict=True):
            if cell is not None:
                of, priced_in = (other, line) if view.options.inverse else (line, other)
                number = view.reading.say("no rate") if cell.missing else cell.text
                yield f"{of.code}/{priced_in.code} {number}"


def unseen(view: View) -> list[str]:
    """What an image has no room for, and says in its description alone: attributions and the disclaimer."""
    if not _is_brief(view):
        return []
    sources = [source.attribution for source in view.reading.shown_sources() if source.attribution]
    return [f"{text.rstrip('.')}." for text in (*sources, view.reading.disclaimer)]


def _spoken(view: View, rate: Rate) -> str:
    reading = view.reading
    if rate.rate is None:
        return f"{rate.name} {reading.say('no rate')}"
    moved = wording.DIRECTIONS.get(rate.direction) if rate.direction else None
    price = wording.price(reading, view.options, rate)
    return " ".join([rate.name, price, *([reading.say(moved)] if moved else [])])


def _table(sheet: Sheet, view: View) -> None:
    reading, options, sparks = view.reading, view.options, sparklines(view)
    prices = {rate.code: wording.price(reading, options, rate) for rate in reading.snapshot.rows}
    widest = max((width(price, _TEXT + 1, bold=True) for price in prices.values()), default=0)
    if not _is_brief(view):
        sheet.down(20)
        sheet.text(reading.say("Currency"), "q", _SMALL, _PAD)
        sheet.text(reading.say("Price"), "q", _SMALL, WIDTH - _PAD - _ARROW, end=True)
    sheet.down(8)
    flag = 0 if options.flags == "none" else _FLAG[options.flags] + _GAP - 2
    for rate in reading.snapshot.rows:
        sheet.rule()
        sheet.down(21)
        top = sheet.y
        if flag:
            sheet.flag(rate.code, _PAD, top - 13, round=options.flags == "round")
        start = _PAD + flag
        coded = options.names == "codes" or rate.name == rate.code
        if options.names != "names" or coded:
            shade, size = ("t", _TEXT) if coded else ("q", _SMALL)
            sheet.text(rate.code, shade, size, start)
        name = start + (_CODE if options.names == "both" else 0)
        sheet.text(prices[rate.code], "p", _TEXT + 1, WIDTH - _PAD - _ARROW, end=True)
        sheet.arrow(rate.direction, WIDTH - _PAD - _ARROW / 2 + 3, top)
        before = WIDTH - _PAD - _ARROW - widest - _GAP - ((WIDE + _GAP) if sparks else 0)
        if line := sparks.get(rate.code):
            sheet.curve(line.path, before + _GAP, top - 5 - TALL / 2, WIDE, is_dot=line.is_dot)
        if not coded:
            room = before - name
            sheet.lines(rate.name, "t", _TEXT, name, room)
        for remark in reading.under(rate, options.columns):
            sheet.down(17)
            sheet.lines(remark.text, "w" if remark.warning else "q", _SMALL, start, WIDTH - _PAD - start)
        sheet.down(9)
    sheet.rule()
    sheet.down(4)


def _facts(sheet: Sheet, reading: wording.Reading) -> None:
    facts = reading.facts()
    start = _PAD + _GAP + min(170, max(width(fact.title, _SMALL) for fact in facts))
    for fact in facts:
        sheet.down(17)
        top = sheet.y
        sheet.lines(fact.title, "q", _SMALL, _PAD, start - _PAD - _GAP)
        titled, sheet.y = sheet.y, top
        for place, line in enumerate(fact.lines):
            sheet.down(16 if place else 0)
            sheet.lines(line, "q", _SMALL, start, WIDTH - _PAD - start, foreign=fact.foreign)
        sheet.y = max(sheet.y, titled)
    sheet.down(8)


class Sheet:
    """A drawing that grows downwards. Positions along a line count from where lines of the language begin.

    wide: its width in units.
    """

    def __init__(self, options: Options, wide: int = WIDTH) -> None:
        self.wide = wide
        self.language: Language = options.language
        self.options = options
        self.y: float = 0
        self._parts: list[str] = []
        self._beneath: list[str] = []
        self._rules = ""

    def down(self, by: float) -> None:
        self.y += by

    def text(
        self, content: str, shade: str, size: float, at: float, *, end: bool = False, foreign: bool = False
    ) -> None:
        """One line that begins at a place, or ends there. A ``foreign`` one is read from left to right all the same.

        Programs part over which side of a text the anchors ``start`` and ``end`` are on once its direction is set, so none
        is: anchors are left and right, and what is read from right to left is isolated as that in the text itself.
        """
        rightmost = end is not self._from_right
        kind = f"{shade} e" if rightmost else shade
        if self._from_right and not foreign:
            content = f"{_FROM_RIGHT}{content}{_ISOLATED}"
        sized = "" if size == _SMALL else f' font-size="{size:g}"'
        self._parts.append(
            f'<text class="{kind}" x="{self._x(at):g}" y="{self.y:g}"{sized}>{xml(content)}</text>'
        )

    def lines(
        self, content: str, shade: str, size: float, at: float, room: float, *, foreign: bool = False
    ) -> None:
        """A text on as many lines as it needs, from the current position on."""
        for place, line in enumerate(
            wrap(content, room, lambda part: width(part, size, bold=shade in "lpw"))
        ):
            self.down(round(1.3 * size) if place else 0)
            self.text(line, shade, size, at, foreign=foreign)

    def prose(self, content: str, shade: str, size: float) -> None:
        """A paragraph below what is drawn so far."""
        self.down(round(1.35 * size))
        self.lines(content, shade, size, _PAD, self.wide - 2 * _PAD)

    def notice(self, content: str) -> None:
        """A paragraph in a box, below what is drawn so far."""
        top = self.y
        self.down(20)
        self.lines(content, "t", _TEXT - 1, _PAD + 14, self.wide - 2 * _PAD - 24)
        self.down(10)
        tall = self.y - top
        bar = self.wide - _PAD - 4 if self._from_right else _PAD
        self._beneath.append(
            f'<path class="n" d="M{_PAD} {top:g}h{self.wide - 2 * _PAD}v{tall:g}H{_PAD}z"/>'
            f'<path class="w" d="M{bar} {top:g}h4v{tall:g}h-4z"/>'
        )
        self.down(8)

    def rule(self) -> None:
        self._rules += f"M{_PAD} {self.y:g}h{self.wide - 2 * _PAD}"

    def divider(self, at: float, top: float, tall: float) -> None:
        """A vertical rule."""
        self._rules += f"M{self._x(at):g} {top:g}v{tall:g}"

    def shaded(self, at: float, top: float, wide: float, tall: float, *, rise: bool, strength: float) -> None:
        """A field beneath the texts in the colour of what rose or fell, ``strength`` parts of 1 of it."""
        left = self._x(at) - (wide if self._from_right else 0)
        self._beneath.append(
            f'<path class="{"u" if rise else "d"}" fill-opacity="{strength:g}"'
            f' d="M{left:g} {top:g}h{wide:g}v{tall:g}h{-wide:g}z"/>'
        )

    def curve(self, path: str, at: float, top: float, wide: float, *, is_dot: bool) -> None:
        """A line of the past, whose path is ``wide`` units wide. Time runs from left to right in it, whatever words do."""
        left = self._x(at) - (wide if self._from_right else 0)
        kind = "s o" if is_dot else "s"
        self._parts.append(f'<path class="{kind}" transform="translate({left:g} {top:g})" d="{path}"/>')

    def flag(self, code: str, at: float, top: float, *, round: bool) -> None:
        """The flag whose upper edge is at ``top``. A round one has its corners painted over: a clip would need an id."""
        wide = _FLAG["round" if round else "rectangular"]
        left = self._x(at) - (wide if self._from_right else 0)
        corners = (
            '<path class="g" d="M5 0h20v20H5zm10 0a10 10 0 0 0 0 20 10 10 0 0 0 0-20"/>' if round else ""
        )
        inside = drawing(code, round=round)
        if round:
            edge = inside.rindex("<circle")
            inside = f"{inside[:edge]}{corners}{inside[edge:]}"
        box = "5 0 20 20" if round else "0 0 30 20"
        self._parts.append(
            f'<svg x="{left:g}" y="{top:g}" width="{wide}" height="16" viewBox="{box}">{inside}</svg>'
        )

    def arrow(self, direction: Direction | None, at: float, base: float) -> None:
        """A triangle in the middle of ``at``; drawn, as not every font has one."""
        x = self._x(at) - 4
        if direction is Direction.UP:
            self._parts.append(f'<path class="u" d="M{x:g} {base - 2:g}h8l-4-8z"/>')
        elif direction is Direction.DOWN:
            self._parts.append(f'<path class="d" d="M{x:g} {base - 10:g}h8l-4 8z"/>')

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the image of the drawing so far, in px where it is not scaled."""
        scale = SIZES[self.options.size]
        return round(self.wide * scale), round(round(self.y) * scale)

    def document(self, title: str, description: str) -> str:
        """The complete SVG document, closed below what is drawn so far."""
        fonts = ",".join(_families(self.language, self.options.font))
        tall, (shown_wide, shown_tall) = round(self.y), self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{shown_wide}" height="{shown_tall}" viewBox="0 0 {self.wide} {tall}"'
            f' role="img" lang="{self.language.tag}" xml:lang="{self.language.tag}"'
            f' font-family="{fonts}" font-size="{_SMALL}">'
            f"<title>{xml(title)}</title><desc>{xml(description)}</desc>"
            f"<style>{_style(self.options)}</style>"
            f'<path class="g" d="{self._ground}"/>{self._accent}{"".join(self._beneath)}'
            f'<path class="r" d="{self._rules}"/>{"".join(self._parts)}</svg>'
        )

    @property
    def _ground(self) -> str:
        """The path of the ground; that of a scaled image goes beyond its edges, so that none is left half painted."""
        tall = round(self.y)
        if self.options.size == "medium":
            return f"M0 0h{self.wide}v{tall}H0z"
        return f"M-1-1h{self.wide + 2}v{tall + 2}H-1z"

    @property
    def _accent(self) -> str:
        return f'<path class="a" d="M0 0h{self.wide}v4H0z"/>' if self.options.accent else ""

    def _x(self, at: float) -> float:
        return self.wide - at if self._from_right else at

    @property
    def _from_right(self) -> bool:
        return self.language.direction == "rtl"


def _families(language: Language, font: str) -> tuple[str, ...]:
    """The families of every text: those of the language's script, then those that are asked for."""
    usual = _SCRIPTS.get(language.code, _FONTS)
    if font == "system":
        return usual
    return (*(family for family in usual if family not in _FONTS), *FONTS[font])


def _style(options: Options) -> str:
    fixed = (
        ".l{font-weight:700}.p,.w{font-weight:600}.e{text-anchor:end}.g{fill-rule:evenodd}.r,.s{fill:none}"
        ".s{stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}.o{stroke-width:4}"
    )
    first, *others = schemes(options)
    colours = {scheme: _colours(palette(options, scheme), options) for scheme in SCHEMES}
    if not others or colours[first] == colours[others[0]]:
        return fixed + colours[first]
    return f"{fixed}{colours[first]}@media(prefers-color-scheme:dark){{{colours['dark']}}}"


def _colours(palette: Palette, options: Options) -> str:
    fills = {
        "l,.p,.t": "text",
        "q": "quiet",
        "w": "warning",
        "u": "up",
        "d": "down",
        "g": "ground",
        "n": "notice",
    }
    if options.accent:
        fills["a"] = "link"
    return "".join(f".{kind}{{fill:{palette[name]}}}" for kind, name in fills.items()) + (
        f".r{{stroke:{palette['rule']}}}.s{{stroke:{palette['quiet']}}}"
    )
