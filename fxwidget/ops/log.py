"""The log on standard error: one line an event, as a sentence for people or as JSON."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from fxwidget.domain.scalars import encode
from fxwidget.domain.text import printable


class Form(StrEnum):
    """The form of log lines: sentences for people, or JSON."""

    PEOPLE = "people"
    JSON = "json"


@dataclass(frozen=True)
class Event:
    """A log event: one sentence for people, its name and typed facts for programs.

    No fact is named ``at``, ``level``, ``event``, ``text`` or ``trace``.
    """

    name: str
    sentence: str
    level: int = logging.INFO
    facts: Mapping[str, Any] = field(default_factory=dict)

    def emit(self, logger: logging.Logger) -> None:
        """Log the event as one line, where the logger's level lets it through."""
        logger.log(self.level, "%s", self.sentence, extra={"event": self})


FORM = "FXWIDGET_LOG_FORMAT"


def configure(level: int) -> None:
    """Log to standard error from ``level`` on; other libraries' lines from WARNING on.

    Until the settings are read the form is that of the environment, where one is set.
    """
    handler = logging.StreamHandler()
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("fxwidget").setLevel(level)
    use(Form.JSON if os.environ.get(FORM) == Form.JSON else Form.PEOPLE)


def use(form: Form) -> None:
    """Write log lines in this form from now on."""
    formatter = JsonLines() if form is Form.JSON else Sentences()
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)


def in_json() -> bool:
    """Whether log lines are written as JSON."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def log_routine() -> None:
    """Log routine events too: from level DEBUG on."""
    logging.getLogger("fxwidget").setLevel(logging.DEBUG)


class Sentences(logging.Formatter):
    """Formats log lines as ``2026-04-27T12:40:00Z WARNING RUB: held at 84.51, …``; a traceback on its own lines."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = printable(record.message)
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """Formats log lines as JSON objects: ``at``, ``level``, ``event``, ``text`` and the event's facts as typed members.

    Numbers are numbers; a rate is a number literal with exactly its digits, as in ``/v1/rates``.
    """

    def format(self, record: logging.LogRecord) -> str:
        attached = getattr(record, "event", None)
        event = attached if isinstance(attached, Event) else Event(record.name.removeprefix("fxwidget."), "")
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).replace(microsecond=0),
            "level": record.levelname.lower(),
            "event": event.name,
            "text": record.getMessage(),
            **event.facts,
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return encode(_clean(line)).decode()


def _clean(value: Any) -> Any:
    """A value with each text made encodable in UTF-8, through all mappings and lists."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(name): _clean(member) for name, member in value.items()}
    return [_clean(member) for member in value] if isinstance(value, (list, tuple)) else value
