"""The snapshot of the public interface: the values of the domain's, and the forms in which they leave a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fxwidget.domain import snapshot as domain
from fxwidget.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from fxwidget.render.frames import Numbers
    from fxwidget.render.view import View

__all__ = ["Snapshot"]


class Snapshot(domain.Snapshot):
    """Rates of several currencies in units per 1 ``base``, with their sources, dates and freshness; it never changes.

    Members; instants are aware and in UTC:
        base: the code of the currency of which 1 unit is priced.
        rates, sources: the rows, that of the base last, and the sources that were asked.
        seq: a later snapshot of the same service has a higher one.
        freshness: that of the rows as a whole.
        checked_at, changed_at: when sources were last asked, and when a number last became another one; None for never.
        next_check_at, valid_until: when sources are asked next, and from when on the table must not be taken for a present one.
        disclaimer: what stands below every table.
        orders: what operators ordered, as far as it is in force.
        recent: closes of the last weeks by currency, the oldest first, in units per 1 USD; no part of documents.
        past_day, replay: the day of a table of closes; of which recorded days it is a replay. None of a present table.

    A collection of ``Rate`` rows in their order, the base's own last: ``snapshot["INR"]``, ``"INR" in snapshot``,
    ``for rate in snapshot``, ``len(snapshot)``; ``snapshot.rows`` leaves the base out.

    ``convert("100.00", "RUB", "INR")`` converts an amount, ``rate("RUB", "INR")`` is a cross rate with its dates, ``aged(now)``
    the same table later. ``to_dict``, ``to_json``, ``to_text``, ``to_html``, ``to_svg``, ``to_pandas``, ``to_polars`` and
    ``to_arrow`` give it away; ``Snapshot.from_json`` reads it back, exact to the digit. Beside these it has what every model of
    pydantic has, such as ``model_dump``, which its documents describe.
    """

    @classmethod
    def of(cls, snapshot: domain.Snapshot) -> Snapshot:
        """The same snapshot with all outputs."""
        return cls.model_construct(**{name: getattr(snapshot, name) for name in domain.Snapshot.model_fields})

    def to_dict(self) -> dict[str, Any]:
        """The members as plain dictionaries and tuples: numbers are Decimals, instants and days texts in ISO 8601."""
        return self.model_dump()

    def to_text(self, now: datetime | None = None, /, **options: str | int) -> str:
        """The table as plain text of 80 columns. ``now`` and ``options`` as in ``to_html``.

        Raises:
            ConfigurationError, RateNotFound: as ``to_html``.
        """
        from fxwidget.render.plain_text import plain

        return plain(self._view(now, options.items()))

    def to_html(self, now: datetime | None = None, /, **options: str | int) -> str:
        """The table as one page that is complete in itself: it asks for nothing, and says when it is out of date.

        now: the instant at which it is drawn, aware; the present by default.
        options: those of the widget (docs/widget.md) as in its URL: ``to_html(base="EUR", lang="ar", theme="dark")``.

        Raises:
            ConfigurationError: there is no such option, or it can't have that value.
            RateNotFound: an option names a currency that is not in the snapshot.
        """
        from fxwidget.render.page.html import Links, page

        view = self._view(now, options.items())
        alone = replace(view, options=replace(view.options, refresh=0))
        return page(alone, Links(json="", csv="", rate=_nowhere))

    def to_svg(self, now: datetime | None = None, /, **options: str | int) -> str:
        """The table as one SVG image. ``now`` and ``options`` as in ``to_html``.

        Raises:
            ConfigurationError, RateNotFound: as ``to_html``.
        """
        from fxwidget.render.image import svg

        return svg(self._view(now, options.items()))

    def to_pandas(self, *, numbers: Numbers = "decimal") -> pandas.DataFrame:
        """A DataFrame indexed by code, the base left out: name, rate, base, as_of, market_day, freshness, agreement, source.

        Decimals stand in a column of objects: ask for floats, ``numbers="float"``, to compute. ``as_of`` is a text in ISO
        8601, as some sources state a day and some an instant; ``source`` is the one whose number is shown.

        Raises:
            ImportError: pandas is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.library.columns import columns
        from fxwidget.render.frames import to_pandas

        table: pandas.DataFrame = to_pandas(columns(self), "code", numbers)
        return table

    def to_polars(self, *, numbers: Numbers = "decimal") -> polars.DataFrame:
        """A DataFrame with the columns of ``to_pandas``, ``code`` first; decimals have a scale that rounds none.

        Raises:
            ImportError: polars is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.library.columns import columns
        from fxwidget.render.frames import to_polars

        table: polars.DataFrame = to_polars(columns(self), numbers)
        return table

    def to_arrow(self, *, numbers: Numbers = "decimal") -> pyarrow.Table:
        """A Table with the columns of ``to_pandas``, ``code`` first; decimals have a scale that rounds none.

        Raises:
            ImportError: pyarrow is not installed.
            ConfigurationError: ``numbers`` is neither "decimal" nor "float".
        """
        from fxwidget.library.columns import columns
        from fxwidget.render.frames import to_arrow

        table: pyarrow.Table = to_arrow(columns(self), numbers)
        return table

    def _repr_html_(self) -> str:
        """The table in a notebook: an image, which the notebook's styles do not reach, with the same as text for those who hear it."""
        from base64 import b64encode

        from markupsafe import escape

        image, text = b64encode(self.to_svg().encode()).decode(), escape(self.to_text())
        return f'<img alt="{text}" src="data:image/svg+xml;base64,{image}">'

    def _view(self, now: datetime | None, options: Iterable[tuple[str, str | int]]) -> View:
        from fxwidget.presentation.options import OPTIONS, parse
        from fxwidget.render.view import View

        given = [(name, str(value)) for name, value in options]
        known = {option.name for option in OPTIONS}
        for name, _ in given:
            if name not in known:
                raise ConfigurationError(
                    f"{name!r} is no option of the table, which has {', '.join(sorted(known))}"
                )
        return View(self, datetime.now(UTC) if now is None else now, parse(given, base=self.base))


def _nowhere(_code: str) -> str:
    """The address of a currency's past, where there is no service that has it."""
    return ""
