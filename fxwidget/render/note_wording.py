"""The wording of notes: what is known of a rate beside its number, in a few words, at an instant of the snapshot's own clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from fxwidget.domain.codes import NoteCode
from fxwidget.domain.groups import SWITCH_NOTED
from fxwidget.domain.scalars import day_of
from fxwidget.domain.snapshot import Note, Snapshot
from fxwidget.presentation.language import ENGLISH, Language
from fxwidget.render.labels import readable

__all__ = ["NOTES", "NoteWording", "day"]


def day(value: date, today: date, language: Language = ENGLISH) -> str:
    """``14 May``, and the year too where it is not the clock's."""
    return language.day(value, year=language.year(value) != language.year(today))


@dataclass(frozen=True, kw_only=True)
class NoteWording:
    """Puts the notes of a snapshot's rows into words, and what they name: days, and sources."""

    snapshot: Snapshot
    clock: datetime
    language: Language = ENGLISH

    @property
    def today(self) -> date:
        return self.clock.date()

    def say(self, message: str, **values: object) -> str:
        """A message translated into the reading's language."""
        return self.language.say(message, **values)

    def source_name(self, id: str) -> str:
        """The name of a source, its id where it is not among the enabled ones."""
        return self._names[id] if id in self._names else readable(id)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {source.id: source.name for source in reversed(self.snapshot.sources)}

    def _date(self, value: date) -> str:
        return day(value, self.today, self.language)

    def note(self, note: Note) -> str:
        """A note in words; one of an unknown code in the words of the code itself."""
        if note.code in {*NoteCode}:
            return NOTES[NoteCode(note.code)](self, note)
        details = [readable(note.code), note.reason, self._note_source(note)]
        return ", ".join(detail for detail in details if detail)

    def _note_source(self, note: Note) -> str | None:
        return self.source_name(note.source) if note.source else None

    def _carried(self, note: Note) -> str:
        if note.as_of is None:
            return self.say("no close of that day")
        return self.say(
            "no close of that day, the last one before is of {day}", day=self._date(day_of(note.as_of))
        )

    def _revised(self, note: Note) -> str:
        if note.as_of is None:
            return readable(note.code)
        return self.say("revised on {day}", day=self._date(day_of(note.as_of)))

    def _newer_unconfirmed(self, note: Note) -> str:
        name = self._note_source(note)
        number = self.language.number(note.rate) if note.rate else None
        if name and number:
            return self.say("one newer source ({name}) says {number}", name=name, number=number)
        if name:
            return self.say("one newer source ({name}) says otherwise", name=name)
        if number:
            return self.say("one newer source says {number}", number=number)
        return self.say("one newer source says otherwise")

    def _unconfirmed(self, note: Note) -> str:
        name = self._note_source(note)
        number = self.language.number(note.rate) if note.rate else None
        if name and number:
            return self.say("one source ({name}) says {number}", name=name, number=number)
        if name:
            return self.say("one source ({name}) says otherwise", name=name)
        if number:
            return self.say("one source says {number}", number=number)
        return self.say("one source says otherwise")

    def _other_scale(self, note: Note) -> str:
        name = self._note_source(note)
        if name:
            return self.say("one source ({name}) has a number of another scale", name=name)
        return self.say("one source has a number of another scale")

    def _peg_broken(self, note: Note) -> str:
        if note.peg:
            return self.say("official peg {number} no longer holds", number=self.language.number(note.peg))
        return self.say("official peg no longer holds")

    def _operator_hold(self, note: Note) -> str:
        text = self.say("held by the operator") + (f": {note.reason}" if note.reason else "")
        if note.until is None:
            return text
        return self.say("{what}, until {time}", what=text, time=self.language.moment(note.until))

    def _not_listed(self, note: Note) -> str:
        return self.say("no enabled source lists it")

    def _source_switched(self, note: Note) -> str:
        name = self._note_source(note)
        if name is None or note.until is None:
            return self.say("another source than before")
        time = self.language.moment(note.until - SWITCH_NOTED)
        return self.say("until {time} the number of {name} stood here", time=time, name=name)

    def _new_level_pending(self, note: Note) -> str:
        text = self.say("new level pending")
        return self.language.list([part for part in (text, note.reason, self._note_source(note)) if part])


NOTES: Mapping[NoteCode, Callable[[NoteWording, Note], str]] = {
    NoteCode.NEWER_UNCONFIRMED: NoteWording._newer_unconfirmed,
    NoteCode.UNCONFIRMED: NoteWording._unconfirmed,
    NoteCode.OTHER_SCALE: NoteWording._other_scale,
    NoteCode.NEW_LEVEL_PENDING: NoteWording._new_level_pending,
    NoteCode.PEG_BROKEN: NoteWording._peg_broken,
    NoteCode.OPERATOR_HOLD: NoteWording._operator_hold,
    NoteCode.NOT_LISTED: NoteWording._not_listed,
    NoteCode.SOURCE_SWITCHED: NoteWording._source_switched,
    NoteCode.CARRIED: NoteWording._carried,
    NoteCode.REVISED: NoteWording._revised,
}
"""The wording of each note's code."""
