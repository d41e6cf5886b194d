"""Decides past days by what archives say of them: with the screening, the entries and the vote of the present.

A pure function of values, day after day: the level of a currency, and what each source gave last, are carried on as a
running refresher would have carried them. What is decided of a day is what would have been shown at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from fxwidget.deciding.ballot import Plan, entries, sole_entry
from fxwidget.deciding.closing import stated_in
from fxwidget.deciding.consensus import Verdict, decide
from fxwidget.deciding.cross_rates import USD
from fxwidget.deciding.poll import Entry
from fxwidget.deciding.screening import refused
from fxwidget.domain.archived import ArchivedDay
from fxwidget.domain.close import Basis, DailyClose
from fxwidget.domain.codes import Exclusion, Outcome, Reason
from fxwidget.domain.currency import SIBLINGS, limits, with_siblings
from fxwidget.domain.kinds import Agreement, Upstream
from fxwidget.domain.scalars import day_of
from fxwidget.domain.state import Close, LevelState, Memory, Refusal, Row, SourceMemory
from fxwidget.provider import calendar as calendars
from fxwidget.provider.source import Source

__all__ = ["DecidedDay", "Past", "past_codes"]

DAY_ENDS = time(21, 59, 59)
"""In UTC: the last second of a market day."""

MONTH = timedelta(days=31)


@dataclass
class DecidedDay:
    """What became of one market day. refused: why numbers of it are no honest answer, by source and currency.

    disputed: currencies of which sources disagree, so that nothing is shown for the day.
    """

    day: date
    closes: list[DailyClose] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    refused: dict[tuple[str, str], Reason] = field(default_factory=dict)


@dataclass
class _Level:
    """How a currency stands between two days."""

    standing: LevelState = field(default_factory=LevelState)
    last: Decimal | None = None
    last_day: date | None = None
    incumbent: str | None = None


class Past:
    """Decides one market day after the other, from the first that any archive has.

    Args:
        sources: in the configured order; those that are given have an archive.
        codes: the currencies to decide.
        recorded_at: when this is done, which every close says.
    """

    def __init__(self, sources: Sequence[Source], codes: Sequence[str], recorded_at: datetime) -> None:
        self._sources = {source.name: source for source in sources}
        self._codes = sorted(
            (code for code in with_siblings(codes) if code != USD), key=SIBLINGS.__contains__
        )
        self._wanted = frozenset(codes)
        self._listed = {code: [it for it in sources if code in past_codes(it)] for code in self._codes}
        self._plan = Plan(tuple(self._codes), timedelta(minutes=5), MONTH)
        self._recorded_at = recorded_at
        self._levels = {code: _Level() for code in self._codes}
        self._rows: dict[str, dict[str, Row]] = {name: {} for name in self._sources}
        self._closes: dict[str, dict[str, tuple[Close, ...]]] = {name: {} for name in self._sources}
        self._refusals: dict[str, dict[str, Refusal]] = {name: {} for name in self._sources}
        self._memory = Memory.model_construct(
            sources={
                name: SourceMemory.model_construct(
                    rows=self._rows[name],
                    closes=self._closes[name],
                    refusals=self._refusals[name],
                    outcome=Outcome.ANSWERED.value,
                )
                for name in self._sources
            }
        )

    def decide(self, day: date, archived: Iterable[ArchivedDay]) -> DecidedDay:
        """Decide a market day by all that is said of it; days are given in their order, those without a word left out."""
        done = DecidedDay(day)
        now = datetime.combine(day, DAY_ENDS, UTC)
        for one in archived:
            self._take_in(one, done, now)
        shown: dict[str, Entry] = {}
        for code in self._codes:
            ballot = self._ballot(code, day, now)
            if not ballot:
                continue
            verdict = self._vote(code, ballot, shown.get(SIBLINGS.get(code, "")))
            if verdict.shown is not None:
                shown[code] = verdict.shown
            if code in self._wanted:
                done.closes += self._close(code, ballot, verdict, day)
            if verdict.agreement is Agreement.DISPUTED:
                done.disputed.append(code)
        return done

    # What a source says

    def _take_in(self, archived: ArchivedDay, done: DecidedDay, now: datetime) -> None:
        """Take a source's numbers of a day into its memory, each unless it is no honest answer."""
        source = self._sources[archived.source]
        rows, refusals = self._rows[archived.source], self._refusals[archived.source]
        closes, stated = self._closes[archived.source], day_of(archived.as_of)
        of_calendar: dict[int, tuple[date, datetime]] = {}
        for code in self._codes:
            number = archived.numbers.get(code)
            if number is None:
                continue
            calendar = source.calendar(code)
            if id(calendar) not in of_calendar:
                published = calendars.published(archived.as_of, source.provider.dated, calendar, now + MONTH)
                of_calendar[id(calendar)] = calendars.today(calendar, now), min(published, now)
            today, published = of_calendar[id(calendar)]
            why = refused(
                code, number.rate, stated, archived.market_day, today=today, ahead_days=source.ahead_days
            )
            if why is not None:
                done.refused[archived.source, code] = why
                refusals[code] = Refusal.of(why, market_day=archived.market_day, published=published)
                continue
            refusals.pop(code, None)
            before = rows.get(code)
            if before is not None and before.market_day < archived.market_day:
                closes[code] = _last(before)
            # All members, as looking for their defaults takes longer than the row itself.
            rows[code] = Row.model_construct(
                rate=number.rate,
                as_of=archived.as_of,
                market_day=archived.market_day,
                published=published,
                derived=number.derived,
                kind=number.kind or source.kind(code),
                changed_at=None,
                aside=False,
                ahead=None,
            )

    # The vote

    def _ballot(self, code: str, day: date, now: datetime) -> Sequence[Entry]:
        """The entries at the end of a day; none where nobody speaks of it."""
        listed = [it for it in self._listed[code] if code in self._rows[it.name]]
        if not any(self._rows[it.name][code].market_day == day for it in listed):
            return ()
        (only, *others) = listed
        if not others and code not in self._refusals[only.name]:
            return (sole_entry(only, self._memory.sources[only.name], code),)
        return entries(self._plan, listed, self._memory, code, now)

    def _vote(self, code: str, ballot: Sequence[Entry], sibling: Entry | None) -> Verdict:
        """The vote, and the one of the round after it where a new level is ready to be let through."""
        level = self._levels[code]
        verdict = self._decided(code, ballot, level, sibling)
        if verdict.standing.candidate is not None and verdict.standing.candidate.ready:
            level.standing = verdict.standing
            verdict = self._decided(code, ballot, level, sibling)
        level.standing = verdict.standing
        self._mark(code, verdict)
        if verdict.shown is not None and verdict.shown.row is not None:
            level.last, level.last_day = verdict.shown.rate, verdict.shown.row.market_day
            level.incumbent = verdict.shown.source
        return verdict

    def _decided(self, code: str, ballot: Sequence[Entry], level: _Level, sibling: Entry | None) -> Verdict:
        return decide(
            ballot,
            limits(code),
            last=level.last,
            incumbent=level.incumbent,
            standing=level.standing,
            last_day=level.last_day,
            sibling=sibling,
        )

    def _mark(self, code: str, verdict: Verdict) -> None:
        """Mark each row that was screened, whether it is set aside."""
        for name, aside in verdict.aside.items():
            row = self._rows[name][code]
            if row.aside != aside:
                self._rows[name][code] = row.model_copy(update={"aside": aside})

    # The close

    def _close(self, code: str, ballot: Sequence[Entry], verdict: Verdict, day: date) -> Iterator[DailyClose]:
        entry = verdict.shown or _own_lone_jump(verdict, ballot, day)
        if entry is None or entry.row is None or entry.row.market_day != day:
            return
        row = entry.row
        behind = verdict.cluster if verdict.shown is not None else (entry,)
        counted = [it.upstream for it in behind]
        yield DailyClose(
            code,
            day,
            row.rate,
            Basis(
                source=entry.source,
                kind=row.kind,
                agreement=verdict.agreement if verdict.shown is not None else Agreement.PENDING,
                recorded_at=self._recorded_at,
                derived=row.derived,
                own=counted.count(Upstream.OWN),
                named=counted.count(Upstream.NAMED),
                undisclosed=counted.count(Upstream.UNDISCLOSED),
                spread_bps=verdict.spread,
                stated=stated_in(row.as_of, row.market_day),
                backfilled=True,
            ),
        )


def past_codes(source: Source) -> frozenset[str]:
    """The codes that a source's archive has: those it lists, and those that it listed once."""
    return source.provider.lists | source.provider.archived


def _last(row: Row) -> tuple[Close, ...]:
    """What a row leaves behind: only a number that was set aside is looked at again, by the one of the next market day."""
    return (Close.model_construct(market_day=row.market_day, rate=row.rate, aside=True),) if row.aside else ()


def _own_lone_jump(verdict: Verdict, ballot: Sequence[Entry], day: date) -> Entry | None:
    """The number of a day that waited for another to confirm it when the day ended, and that an archive has all the same.

    It is that of the only group that spoke of the day, of its own making, and beyond the jump limit and nothing worse: a
    bank's fixing that it has never taken back. Its close says that it was ``pending``; the level is decided without it.
    """
    spoke = [it for it in ballot if it.row is not None and it.row.market_day == day]
    if len({it.group for it in spoke}) != 1:
        return None
    (entry, *_) = spoke
    _, why = verdict.roles.get(entry.source, (None, None))
    jumped = why is not None and why.code is Exclusion.JUMP
    return entry if jumped and entry.upstream is Upstream.OWN else None
