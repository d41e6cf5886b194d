"""The sentences about one row of the table: remarks beside it, lines below it, and its full explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from fxwidget.domain.codes import NoteCode
from fxwidget.domain.freshness import Freshness
from fxwidget.domain.groups import Groups
from fxwidget.domain.snapshot import (
    Agreement,
    Rate,
    Role,
    SourceInfo,
)
from fxwidget.presentation.language import FEW
from fxwidget.presentation.options import COLUMNS
from fxwidget.render import labels
from fxwidget.render.labels import readable
from fxwidget.render.note_wording import NoteWording

_IN_A_CELL = {**dict.fromkeys((0x200E, 0x200F, *range(0x2066, 0x206A))), ord("\t"): " ", ord("\n"): " "}
"""What a cell that is copied has not: marks and isolates, and what would end it."""


class Remark(NamedTuple):
    """A few words beside a rate. ``warning`` marks what a reader who acts on the number has to know."""

    text: str
    warning: bool = False


def speaks_of(rate: Rate) -> date | None:
    """The day that a rate speaks of, as its source states it."""
    if rate.as_of is None:
        return rate.market_day
    return rate.as_of.date() if isinstance(rate.as_of, datetime) else rate.as_of


def _remarks(*texts: str) -> tuple[Remark, ...]:
    return tuple(Remark(text) for text in texts if text)


class Unnumbered(NamedTuple):
    """What a row's explanation has besides numbers and their age: what its rate is, who stands behind it, who is left out."""

    what: tuple[Remark, ...]
    behind: tuple[Remark, ...]
    left_out: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class RowWording(NoteWording):
    """Puts the rows of a snapshot into words, at an instant of its own clock.

    day: the newest day that a shown rate speaks of and that has come; None where nothing is shown.
    source: the source that most rows show, the first configured one of equals.
    shared: what explanations have besides numbers, by a row's code and whether a number is shown: other readings on the
        same day, in the same language, share it.
    """

    day: date | None
    source: SourceInfo | None
    shared: dict[tuple[str, bool], Unnumbered] = field(default_factory=dict, compare=False)

    @cached_property
    def common(self) -> tuple[Remark, ...]:
        """Remarks that hold for every row, so that they stand once instead of beside each."""
        if len(self._of_rows) < 2:
            return ()
        first, *others = self._of_rows.values()
        return tuple(remark for remark in first if all(remark in other for other in others))

    def remarks(self, rate: Rate) -> tuple[Remark, ...]:
        """The remarks beside one row, without those that ``common`` has for all rows."""
        known = self._of_rows.get(rate.code)
        found = self._all_remarks(rate) if known is None else known
        return tuple(remark for remark in found if remark not in self.common)

    @cached_property
    def _of_rows(self) -> Mapping[str, tuple[Remark, ...]]:
        return {rate.code: tuple(self._all_remarks(rate)) for rate in self.snapshot.rows}

    def _all_remarks(self, rate: Rate) -> Iterable[Remark]:
        if rate.rate is not None:
            yield from self._provenance(rate)
        if rate.kind is not None and rate.kind in labels.TELLING_KINDS:
            yield Remark(self.say(labels.TELLING_KINDS[rate.kind]))
        yield from self._freshness(rate)
        if rate.freshness is not Freshness.WITHDRAWN or rate.is_missing:
            yield from self._agreement(rate)
        yield from self._notes(rate)

    def standing(self, rate: Rate) -> tuple[Remark, ...]:
        """How fresh and how agreed a rate is, where that is not routine and not said of all rows."""
        found = (*self._freshness(rate), *self._agreement(rate))
        return tuple(remark for remark in found if remark not in self.common)

    def _agreement(self, rate: Rate) -> Iterable[Remark]:
        """Who stands behind the number, where that is not routine; one source alone is no warning."""
        if rate.notes and any(note.code == NoteCode.NOT_LISTED for note in rate.notes):
            return  # its note says why there is nobody
        if rate.agreement in labels.AGREEMENTS:
            shown, missing = labels.AGREEMENTS[rate.agreement]
            quiet = rate.agreement is Agreement.SINGLE_SOURCE
            alone = rate.rate is None or self._is_pending_close(rate)
            yield Remark(self.say(missing if alone else shown), warning=not quiet)
        elif rate.groups is not None and rate.groups.hidden:
            yield Remark(self.say("only numbers of undisclosed origin"))

    def _is_pending_close(self, rate: Rate) -> bool:
        """Whether a close is itself the number that nobody had confirmed when its day ended, and no earlier one in its place."""
        return self.snapshot.past_day is not None and rate.agreement is Agreement.PENDING

    def _notes(self, rate: Rate) -> Iterable[Remark]:
        for note in rate.notes:
            if note.code == NoteCode.SOURCE_SWITCHED and rate.switched_at is None:
                continue
            if note.code == NoteCode.NEW_LEVEL_PENDING and rate.agreement is Agreement.PENDING:
                continue  # the agreement states it, and the sources under the row say who
            quiet = note.code in (NoteCode.SOURCE_SWITCHED, NoteCode.CARRIED, NoteCode.REVISED)
            yield Remark(self.note(note), warning=not quiet)

    def _provenance(self, rate: Rate) -> Iterable[Remark]:
        """A rate's day and source, where they are not those of the heading."""
        speaks = speaks_of(rate)
        if speaks is not None and speaks != self.day:
            yield Remark(self._day(speaks))
        shown = rate.shown_source
        if shown is not None and (self.source is None or shown != self.source.id):
            yield Remark(self.source_name(shown))

    def _day(self, value: date) -> str:
        """``24 April``, or ``for 29 April`` where that day is still to come."""
        words = self._date(value)
        return self.say("for {day}", day=words) if value > self.today else words

    def _freshness(self, rate: Rate) -> Iterable[Remark]:
        if rate.is_missing:
            return
        match rate.freshness:
            case Freshness.CLOSED:
                if self.snapshot.past_day is None:  # a close that is carried has a note, which says from when
                    yield Remark(self.say("market closed"))
            case Freshness.LATE:
                yield Remark(self.say("late"), warning=True)
            case Freshness.STALE:
                since = rate.stale_at
                text = (
                    self.say("stale since {day}", day=self._date(since.date()))
                    if since
                    else self.say("stale")
                )
                yield Remark(text, warning=True)
            case Freshness.WITHDRAWN:
                yield Remark(self._withdrawn(rate), warning=True)

    def _withdrawn(self, rate: Rate) -> str:
        speaks, last = speaks_of(rate), rate.last_rate
        if last is None:
            return self.say("withdrawn")
        number = self.language.number(last)
        if speaks is None:
            return self.say("withdrawn, last {number}", number=number)
        return self.say("withdrawn, last {number} on {day}", number=number, day=self._date(speaks))

    def confirmed(self, rate: Rate) -> str:
        """``confirmed by A, B; 12 bps apart``, of many the first few, or nothing where nobody else stands behind it."""
        names = [self.source_name(source.id) for source in rate.sources if source.role is Role.CONFIRMS]
        if not names:
            return ""
        listed = self.language.few(names)
        if rate.spread_bps is None:
            return self.say("confirmed by {names}", names=listed)
        number = self.language.number(rate.spread_bps)
        return self.say("confirmed by {names}; {number} bps apart", names=listed, number=number)

    def _groups(self, groups: Groups) -> str:
        """How many independent groups stand behind a rate, and how many of them make the number themselves."""
        return self.say(
            "independent groups behind it: {groups}; with numbers of their own: {own}; not saying whose: {undisclosed}",
            groups=self.language.number(Decimal(groups.count)),
            own=self.language.number(Decimal(groups.own)),
            undisclosed=self.language.number(Decimal(groups.undisclosed)),
        )

    def derived(self, rate: Rate) -> str:
        """How even one source's number was computed, or nothing where it was published."""
        if not rate.derived:
            return ""
        if rate.derived.startswith("cross "):
            return self.say("crossed through {code}", code=rate.derived.removeprefix("cross "))
        return (
            self.say(labels.DERIVED[rate.derived])
            if rate.derived in labels.DERIVED
            else readable(rate.derived)
        )

    def percent(self, value: Decimal) -> str:
        """``+0.52%``, which no line breaks."""
        return self.language.percent(value)

    def moved(self, rate: Rate) -> str:
        """``+0.4383 (+0.52%)``: the change since the previous close, which no line breaks; empty where that is not known."""
        if rate.change is None or rate.change_pct is None:
            return ""
        return f"{self.language.signed(rate.change)}\u00a0({self.percent(rate.change_pct)})"

    def since_close(self, rate: Rate) -> str:
        """The previous close and the change since, in words."""
        if rate.rate is None:
            return ""
        if rate.previous_close is None or rate.change is None:
            return self.say("previous close not known")
        close = self.language.number(rate.previous_close)
        if not rate.change:
            return self.say("previous close {number}: no change", number=close)
        values = {
            "number": close,
            "change": self.language.number(abs(rate.change)),
            "percent": self.percent(rate.change_pct or Decimal(0)),
        }
        if rate.change > 0:
            return self.say("previous close {number}: up {change} ({percent})", **values)
        return self.say("previous close {number}: down {change} ({percent})", **values)

    def explained(self, rate: Rate) -> tuple[Remark, ...]:
        """The full explanation of one row, routine facts too: each sentence once, what matters most first."""
        return tuple(dict.fromkeys(self._explanation(rate)))

    def _explanation(self, rate: Rate) -> Iterable[Remark]:
        key = rate.code, rate.rate is None
        known = self.shared.get(key) or self.shared.setdefault(key, self._unnumbered(rate))
        yield from known.what
        yield from self._freshness(rate)
        routine = rate.agreement is Agreement.SINGLE_SOURCE
        if not routine and (rate.freshness is not Freshness.WITHDRAWN or rate.is_missing):
            yield from self._agreement(rate)
        yield from self._notes(rate)
        yield from known.behind
        yield from _remarks(self.derived(rate), self.since_close(rate))
        yield from known.left_out

    def _unnumbered(self, rate: Rate) -> Unnumbered:
        shown = rate.shown_source
        source = "" if shown is None else self.say("source: {name}", name=self.source_name(shown))
        alone = rate.groups is None or rate.groups.count < 2
        confirmed = self.confirmed(rate) or (self.say("not confirmed by another source") if alone else "")
        groups = self._groups(rate.groups) if rate.groups is not None and rate.groups.count else ""
        left_out = self.left_out(rate, most=FEW)
        return Unnumbered(
            _remarks(self._head(rate)),
            _remarks(source, "" if rate.rate is None else confirmed, groups),
            _remarks(*(self._left_out(names, why) for why, names in left_out.items())),
        )

    def _head(self, rate: Rate) -> str:
        """``market rate of 14 May``, as far as both are known."""
        kind = labels.KINDS.get(rate.kind) if rate.kind else None
        speaks = speaks_of(rate) if rate.rate is not None else None
        if kind is None or speaks is None:
            return self.say(kind) if kind else self._day(speaks) if speaks else ""
        if speaks > self.today:
            return self.say("{what} for {day}", what=self.say(kind), day=self._date(speaks))
        return self.say("{what} of {day}", what=self.say(kind), day=self._date(speaks))

    def left_out(self, rate: Rate, *, most: int = 1_000) -> Mapping[str, Sequence[str]]:
        """The names of the sources that have no part in a rate, by the reason; an empty one where none is known.

        most: of more sources than that, those that have none on most days are together under the empty reason.
        """
        excluded = [source for source in rate.sources if source.role is Role.EXCLUDED]
        found: dict[str, list[str]] = {}
        for source in excluded:
            brief = len(excluded) > most and source.why is not None and source.why.code in labels.STANDING
            why = "" if brief else labels.reason(source, self.language, self.source_name)
            found.setdefault(why, []).append(self.source_name(source.id))
        return found

    def _left_out(self, names: Sequence[str], why: str) -> str:
        name = self.language.few(names)
        if not why:
            return self.say("left out: {name}", name=name)
        return self.say("left out: {name} ({reason})", name=name, reason=why)

    def cell(self, rate: Rate, column: str) -> str:
        """The text of an optional column's cell; empty where it is not known."""
        if rate.rate is None:
            return ""
        if column == "source":
            return self.source_name(rate.shown_source) if rate.shown_source else ""
        if column == "previous":
            return self.language.number(rate.previous_close) if rate.previous_close is not None else ""
        return self.percent(rate.change_pct) if rate.change_pct is not None else ""

    def line(self, rate: Rate, columns: Sequence[str] = ()) -> str:
        """A row as it is copied, in columns between tabs: code, shown digits, where it moved, the further ``columns``, the remarks.

        It has no invisible signs: a spreadsheet would take a number with one for a text.
        """
        moved = labels.DIRECTIONS.get(rate.direction) if rate.direction else None
        cells = [rate.code, rate.display or labels.NO_RATE, self.say(moved) if moved else ""]
        cells += [self.cell(rate, column) for column in columns]
        remarks = " · ".join(remark.text for remark in self.remarks(rate))
        return "\t".join(text.translate(_IN_A_CELL) for text in (*cells, remarks)).rstrip("\t")

    def under(self, rate: Rate, columns: Sequence[str] = ()) -> Iterable[Remark]:
        """The lines below a row where columns have no room: the further columns, the remarks, each warning on its own."""
        cells = [
            f"{self.say(COLUMNS[column])}: {self.language.isolated(cell)}"
            for column in columns
            if (cell := self.cell(rate, column))
        ]
        remarks = self.remarks(rate)
        quiet = [remark.text for remark in remarks if not remark.warning]
        for texts in (cells, quiet):
            if texts:
                yield Remark(" · ".join(texts))
        yield from (remark for remark in remarks if remark.warning)
