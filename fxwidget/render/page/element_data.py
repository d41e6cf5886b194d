"""What a fragment says of itself to the element: which options it has, and its rows as data."""

from __future__ import annotations

from dataclasses import dataclass

from fxwidget.domain.scalars import encode
from fxwidget.domain.snapshot import Rate
from fxwidget.presentation.option import canonical
from fxwidget.render.view import View

__all__ = ["MEMBERS", "ElementData"]

MEMBERS = ("code", "name", "rate", "display", "direction", "change_pct", "market_day", "freshness")
"""The members of a row, named as in the JSON of ``/v1/rates``."""

_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&'"})
"""Signs that end an attribute, or that some filter of HTML would change."""


@dataclass(frozen=True)
class ElementData:
    """The attributes of a fragment that ``fx-widget.js`` reads.

    base: that of the table.
    options: those that are not as usual, as a query.
    rates: a JSON array of the rows as they are shown, in their order. It may stand between single quotes.
    """

    base: str
    options: str
    rates: str

    @classmethod
    def of(cls, view: View) -> ElementData:
        """The data of a view.

        Raises:
            RateNotFound: the options name a currency that is not in the snapshot.
        """
        table = view.reading.snapshot
        rows = encode([_row(rate) for rate in table.rows]).decode()
        return cls(table.base, canonical(view.options.pairs()), rows.translate(_ESCAPED))


def _row(rate: Rate) -> dict[str, object]:
    return {name: getattr(rate, name) for name in MEMBERS}
