"""Flags as inline SVG, drawn for small sizes: every path is our own, nothing is loaded and no element has an id.

All are drawn in a box of 30 by 20, whatever ratio the law of the country asks for, so that a column of them is even.
A flag is decoration: the currency's name stands beside it, and the drawing is hidden from screen readers.
"""

from __future__ import annotations

from html import escape

__all__ = ["FLAGS", "drawing", "flag"]

_OPEN = (
    '<svg class="fx-flag" xmlns="http://www.w3.org/2000/svg" width="24" height="16" viewBox="0 0 30 20"'
    ' aria-hidden="true" focusable="false">'
)
# A hairline that shows on light and on dark ground alike, so that a white or black edge never melts away.
_EDGE = (
    '<path fill="none" stroke="#808080" stroke-opacity=".6" stroke-width="1.6" vector-effect="non-scaling-stroke"'
    ' d="M0 0h30v20H0z"/>'
)

_ROUND = (
    '<svg class="fx-flag round" xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="5 0 20 20"'
    ' aria-hidden="true" focusable="false">'
)
_RING = (
    '<circle cx="15" cy="10" r="10" fill="none" stroke="#808080" stroke-opacity=".6" stroke-width="1.6"'
    ' vector-effect="non-scaling-stroke"/>'
)

_CHINA = (
    '<path fill="#ee1c25" d="M0 0h30v20H0z"/><path fill="#ff0" d="'
    "M5 2l.67 2.07h2.18L6.09 5.35l.67 2.08L5 6.15 3.24 7.43l.67-2.08-1.76-1.28h2.18z"
    "M9.14 2.51l.48-.54-.37-.63.66.29.48-.55-.06.72.67.29-.71.16-.07.72-.37-.62z"
    "M11.01 4.14l.65-.32-.1-.72.51.52.65-.32-.34.65.5.52-.71-.13-.34.65-.1-.72z"
    "M11.04 6.73l.72-.03.2-.7.25.68.73-.02-.57.44.25.69-.61-.41-.57.45.2-.7z"
    'M9.22 8.38l.68.25.45-.57-.03.73.68.26-.7.19-.04.72-.39-.6-.71.19.46-.57z"/>'
)

FLAGS: dict[str, str] = {
    "AED": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#00843d" d="M0 0h30v6.67H0z"/>'
        '<path d="M0 13.33h30V20H0z"/><path fill="#c8102e" d="M0 0h8v20H0z"/>'
    ),
    "BRL": (
        '<path fill="#009739" d="M0 0h30v20H0z"/><path fill="#fedd00" d="M15 2.2L27.5 10 15 17.8 2.5 10z"/>'
        '<circle cx="15" cy="10" r="4.7" fill="#012169"/>'
        '<path fill="none" stroke="#fff" stroke-width=".85" d="M10.55 9q5.2-.75 8.55 3.1"/>'
        '<path fill="none" stroke="#fff" stroke-width=".5" stroke-linecap="round"'
        ' d="M12.2 10.9v0m1.5.9v0m1.5-.6v0m1 1.7v0m-1.8.4v0m2.4-5v0"/>'
    ),
    "CNH": _CHINA,
    "CNY": _CHINA,
    "EGP": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#ce1126" d="M0 0h30v6.67H0z"/>'
        '<path d="M0 13.33h30V20H0z"/>'
        '<path fill="#c09300" d="M14.1 7.5q.2-.5.9-.5.9 0 1 .8l-.5.1.1.5 2-.6-.3 3.6-1 .9-.5-.9-.1 1 .9.4'
        ".1.6h-3.4l.1-.6.9-.4-.1-1-.5.9-1-.9-.3-3.6 2 .6.1-.5z\"/>"
        '<path fill="#fff" d="M14.5 9h1v1.6l-.5.4-.5-.4z"/>'
    ),
    "ETB": (
        '<path fill="#fcdd09" d="M0 0h30v20H0z"/><path fill="#078930" d="M0 0h30v6.67H0z"/>'
        '<path fill="#da121a" d="M0 13.33h30V20H0z"/><circle cx="15" cy="10" r="5.8" fill="#0f47af"/>'
        '<path fill="none" stroke="#fcdd09" stroke-width=".6"'
        ' d="M15 5.7l2.53 7.78-6.62-4.81h8.18l-6.62 4.81z'
        'M16.3 8.21l1.2-1.65M17.1 10.68l1.95.63M15 12.21v2.05M12.9 10.68l-1.95.63M13.7 8.21l-1.2-1.65"/>'
    ),
    "IDR": '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#ce1126" d="M0 0h30v10H0z"/>',
    "INR": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#ff671f" d="M0 0h30v6.67H0z"/>'
        '<path fill="#046a38" d="M0 13.33h30V20H0z"/><g fill="none" stroke="#06038d">'
        '<circle cx="15" cy="10" r="2.6" stroke-width=".5"/>'
        '<circle cx="15" cy="10" r="1.3" stroke-width="2.5" stroke-dasharray=".1 .2403"/></g>'
        '<circle cx="15" cy="10" r=".5" fill="#06038d"/>'
    ),
    "IRR": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#239f40" d="M0 0h30v6.67H0z"/>'
        '<path fill="#da0000" d="M0 13.33h30V20H0z"/><g fill="none" stroke="#fff">'
        '<path stroke-width=".9" stroke-dasharray=".45 .35 .45 .15" d="M.3 6.1h29.5M.3 13.9h29.5"/>'
        '<path stroke-width=".3" d="M0 5.5h30M0 14.5h30"/></g>'
        '<g fill="none" stroke="#da0000" stroke-width=".75"><path d="M15 7.9v4.7M13.9 7.6q1.1.6 2.2 0"/>'
        '<path d="M13.9 8.6q-1.5 2 .6 3.7m1.6-3.7q1.5 2-.6 3.7M12.9 8.5q-2 2.9 1.5 3.9m2.7-3.9q2 2.9-1.5 3.9"/></g>'
    ),
    "RUB": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path fill="#0039a6" d="M0 6.67h30V20H0z"/>'
        '<path fill="#d52b1e" d="M0 13.33h30V20H0z"/>'
    ),
    "SAR": (
        '<path fill="#006c35" d="M0 0h30v20H0z"/><g fill="none" stroke="#fff" stroke-linecap="round">'
        '<path stroke-width=".8" d="M7 5v4.3q0 1-1 1M8.8 5v3.6q.2.9 1.2.9h1.6q1 0 1-1V5M10.6 6.2l.6.6'
        "M14.4 5v3.5q0 1 1 1h2.2q1 0 1-1V7.2M16.4 5.2q1 .9 0 2.1M20.5 5v3.5q0 1-.9 1.3"
        'M22.2 5v4.3M22.2 8.5q1.6 1 1.6-1 0-1.2-1-1M7.7 11.3q7 1 15-.2"/>'
        '<path stroke-width=".9" d="M7.5 14.6H23"/><path stroke-width=".7" d="M20.8 13.5v2.2M23 14.6q.8 0 .8.9"/></g>'
    ),
    "USD": (
        '<path fill="#fff" d="M0 0h30v20H0z"/><path stroke="#b31942" stroke-width="1.54"'
        ' d="M0 .77h30M0 3.85h30M0 6.92h30M0 10h30M0 13.08h30M0 16.15h30M0 19.23h30"/>'
        '<path fill="#0a3161" d="M0 0h12v10.77H0z"/>'
        '<path stroke="#fff" stroke-width=".9" stroke-linecap="round" stroke-dasharray="0 2"'
        ' d="M1 1.08h10.1M1 3.23h10.1M1 5.38h10.1M1 7.54h10.1M1 9.69h10.1'
        'M2 2.15h8.1M2 4.31h8.1M2 6.46h8.1M2 8.62h8.1"/>'
    ),
    "ZAR": (
        '<path fill="#e03c31" d="M0 0h30v10H0z"/><path fill="#001489" d="M0 10h30v10H0z"/>'
        '<g fill="none"><path stroke="#fff" stroke-width="6.67" d="M-6-4l21 14h18M15 10L-6 24"/>'
        '<path stroke="#007749" stroke-width="4" d="M-6-4l21 14h18M15 10L-6 24"/></g>'
        '<path fill="#ffb81c" d="M0 2.4L11.4 10 0 17.6z"/><path d="M0 4L9 10l-9 6z"/>'
    ),
}  # fmt: skip
"""The insides of the flags, by currency code. The off-shore yuan flies the flag of the yuan."""


def flag(code: str, *, round: bool = False) -> str:
    """The flag of a currency's country as an SVG element; a neutral chip with the code where we have not drawn one.

    Its size is 24 by 16, or 16 by 16 where ``round``, unless a style sheet gives the class ``fx-flag`` another. A round
    one is the middle of the flag; only a style sheet's ``border-radius`` takes its corners.
    """
    return f"{_ROUND if round else _OPEN}{drawing(code, round=round)}</svg>"


def drawing(code: str, *, round: bool = False) -> str:
    """The shapes of a flag's SVG: in a box of 30 by 20 units, of which a round flag is the middle 20."""
    edge = _RING if round else _EDGE
    known = FLAGS.get(code)
    if known is not None:
        return known + edge
    size = "7.5" if round else "10"
    return (
        '<path fill="#5b6573" d="M0 0h30v20H0z"/><text x="15" y="13" fill="#fff" font-family="sans-serif"'
        f' font-size="{size}" font-weight="600" text-anchor="middle">{escape(code[:3])}</text>{edge}'
    )
