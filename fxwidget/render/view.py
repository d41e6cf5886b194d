"""The view: a snapshot, options and an instant; every renderer is given one, so that all of them show the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from fxwidget.domain.snapshot import Snapshot
from fxwidget.presentation.language import Language
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import apply_options, crosses
from fxwidget.render.wording import Head, Reading

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """A published snapshot as options ask for it, at an instant. The options are applied when it is first read, once.

    now: of the wall clock, aware. Times that are shown are of the snapshot's own clock.
    base: the configured one; None is the snapshot's own.
    """

    snapshot: Snapshot
    now: datetime
    options: Options = field(default_factory=Options)
    base: str | None = None

    @cached_property
    def language(self) -> Language:
        """The view's language, with the requested time zone."""
        return self.options.language

    @cached_property
    def table(self) -> Snapshot:
        """The view's table as it stands at the instant.

        Raises:
            ConfigurationError: the layout does not take so many currencies.
            RateNotFound: the options name a currency that is not in the snapshot.
        """
        return apply_options(self.snapshot, self.options, self.base).aged(self.now)

    @cached_property
    def reading(self) -> Reading:
        """The view's table in words.

        Raises:
            ConfigurationError: the layout does not take so many currencies.
            RateNotFound: the options name a currency that is not in the snapshot.
        """
        today = self.table.own_time(self.now).astimezone(UTC).date()
        shared = self.snapshot.memo("reading", self.table.base, self.language, today)
        return Reading.of_aged(self.table, self.now, self.language, shared)

    @cached_property
    def whole(self) -> Reading:
        """The stored table in words, without options: for what is said of all of it, and not of its rows."""
        return Reading.of(self.snapshot, self.now, self.language)

    @cached_property
    def head(self) -> Head:
        """What stands above the view's table."""
        return Head.of(self.reading, self.options)

    @cached_property
    def crosses(self) -> tuple[Reading, ...]:
        """The table against each currency of a matrix, in its order.

        Raises:
            ConfigurationError: they are too few or too many.
            RateNotFound: the options name a currency that is not in the snapshot.
        """
        tables = crosses(self.snapshot, self.options, self.base)
        return tuple(Reading.of(table, self.now, self.language) for table in tables)

    def per_unit(self) -> View:
        """This view in units per 1 of the base, whatever amount or direction the options ask for."""
        options = replace(self.options, amount=Decimal(1), inverse=False)
        return self if options == self.options else replace(self, options=options)

    def only(self, code: str) -> View:
        """This view with the row of one currency alone."""
        return replace(self, options=replace(self.options, currencies=(code,)))
