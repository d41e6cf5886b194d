"""One rate as a small flat badge, and as the JSON that shields' endpoint badge reads."""

from __future__ import annotations

from dataclasses import dataclass

from fxwidget.domain.freshness import Freshness
from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Agreement, Direction, Rate
from fxwidget.presentation.language import marked
from fxwidget.render import wording
from fxwidget.render.markup import xml
from fxwidget.render.text_width import width
from fxwidget.render.view import View

__all__ = ["json", "svg"]

_LABEL = "#454c54"
_COLOURS = {Direction.UP: "#1f7a3d", Direction.DOWN: "#b3261e"}
_CALM, _WARNING, _GONE = "#2f5d8a", "#8a4500", "#57606a"
"""White text stands on each of them with a contrast of at least 4.5."""

_STATES = {
    Agreement.PENDING: marked("not confirmed yet"),
    Agreement.HELD: marked("held"),
    Agreement.DISPUTED: marked("sources disagree"),
}
_SIZE, _TALL, _PAD, _ARROW = 11, 20, 6, 12


def svg(view: View, code: str, *, dated: bool = False) -> str:
    """The badge of a currency; times, attribution and disclaimer are in its description.

    dated: whether it says of which day the number is, as one must that may be shown long after.

    Raises:
        UnknownCurrency: no currency has that code.
        RateNotFound: it is not in the snapshot.
    """
    badge = _Badge.of(view, code, dated)
    left = round(width(badge.label, _SIZE)) + 2 * _PAD
    right = round(width(badge.text, _SIZE)) + 2 * _PAD + (_ARROW if badge.arrow else 0)
    middle = left + (right - (_ARROW if badge.arrow else 0)) / 2
    arrow = ""
    if badge.arrow:
        at = left + right - _PAD - 8
        arrow = f'<path d="M{at} 14h8l-4-8z"/>' if badge.arrow == "▲" else f'<path d="M{at} 6h8l-4 8z"/>'
    lang = view.language.tag
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_TALL}" role="img" lang="{lang}" xml:lang="{lang}">'
        f"<title>{xml(f'{view.language.isolated(badge.label)}: {badge.message}')}</title>"
        f"<desc>{xml(badge.description)}</desc>"
        f'<rect width="{left + right}" height="{_TALL}" rx="3" fill="{badge.colour}"/>'
        f'<path fill="{_LABEL}" d="M3 0h{left - 3}v{_TALL}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Noto Sans,sans-serif" font-size="{_SIZE}" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14">{xml(badge.label)}</text>'
        f'<text x="{middle:g}" y="14">{xml(badge.text)}</text>{arrow}</g></svg>'
    )


def json(view: View, code: str, *, dated: bool = False) -> bytes:
    """The same badge in version 1 of the endpoint badge's schema, which has no member for anything else.

    Raises:
        UnknownCurrency: no currency has that code.
        RateNotFound: it is not in the snapshot.
    """
    badge = _Badge.of(view, code, dated)
    document = {"schemaVersion": 1, "label": badge.label, "message": badge.message, "color": badge.colour}
    return encode({**document, "isError": True} if badge.gone else document)


@dataclass(frozen=True)
class _Badge:
    """What a badge says: ``text`` without its ``arrow``, which is drawn."""

    label: str
    text: str
    arrow: str
    colour: str
    gone: bool
    description: str

    @property
    def message(self) -> str:
        return f"{self.text} {self.arrow}" if self.arrow else self.text

    @classmethod
    def of(cls, view: View, code: str, dated: bool) -> _Badge:
        reading, options = view.only(code).reading, view.options
        rate, on = reading.snapshot[code], reading.snapshot.base
        pair = (rate.code, on) if options.inverse else (on, rate.code)
        label = "/".join(pair)
        if options.priced != 1:
            label = f"{view.language.amount(options.priced)} {label}"
        if reading.snapshot.past_day is not None:  # the day of its close, which may be one before
            label = f"{label} {view.language.day(rate.market_day or reading.snapshot.past_day, year=True)}"
        state = _state(reading, rate)
        price = wording.price(reading, options, rate)
        arrow = wording.ARROWS.get(rate.direction, "") if rate.direction and not state else ""
        warned = state or any(remark.warning for remark in (*reading.common, *reading.remarks(rate)))
        colour = _CALM
        if rate.rate is None:
            colour = _GONE
        elif warned:
            colour = _WARNING
        elif rate.direction is not None and rate.direction in _COLOURS:
            colour = _COLOURS[rate.direction]
        return cls(
            label=label,
            text=" · ".join(part for part in (price, _day(reading, rate) if dated else "", state) if part),
            arrow=arrow,
            colour=colour,
            gone=rate.rate is None,
            description=_description(reading, rate),
        )


def _day(reading: wording.Reading, rate: Rate) -> str:
    """The day that the number speaks of; nothing where there is none."""
    shown = rate.rate is not None and rate.market_day is not None and reading.snapshot.replay is None
    return reading.language.day(rate.market_day, year=False) if shown and rate.market_day else ""


def _state(reading: wording.Reading, rate: Rate) -> str:
    """The one word that has to stand beside the number, the worst there is; nothing where all is well."""
    if reading.snapshot.replay is not None:
        return reading.language.day(reading.snapshot.replay.day, year=True)
    if rate.freshness is Freshness.WITHDRAWN and not rate.is_missing:
        return reading.say("withdrawn")
    if rate.rate is None:
        return reading.say("no rate")
    if reading.expired or rate.freshness is Freshness.STALE:
        return reading.say("stale")
    if rate.agreement in _STATES:
        return reading.say(_STATES[rate.agreement])
    return reading.say("late") if rate.freshness is Freshness.LATE else ""


def _description(reading: wording.Reading, rate: Rate) -> str:
    remarks = [remark.text for remark in reading.explained(rate)]
    attribution = next((s.attribution for s in reading.snapshot.sources if s.id == rate.shown_source), "")
    times = [f"{fact.title}: {fact.lines[0]}" for fact in reading.facts()[:3]]
    parts = (reading.replayed, reading.alarm, rate.name, *remarks, attribution, *times, reading.disclaimer)
    return ". ".join(text.rstrip(".") for text in parts if text) + "."
