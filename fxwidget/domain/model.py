"""The base of the immutable models, and the types of their members: numbers and instants, as they are read from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from inspect import getattr_static
from threading import RLock
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from fxwidget.domain.scalars import encode, stamp

_BUILDING = RLock()

_OF_EVERY_MODEL = frozenset(
    "__abstractmethods__ __annotations__ __class_vars__ __private_attributes__ __signature__ model_config".split()
)
"""What pydantic writes into each class for itself, under names that do not say so."""


if TYPE_CHECKING:  # checkers of types know pydantic's own by its name
    from pydantic._internal._model_construction import ModelMetaclass

    Listing = ModelMetaclass
else:

    class Listing(type(BaseModel)):
        """The class of models' classes: ``dir`` and ``help`` list what is their own, not pydantic's sixty names."""

        def __dir__(cls):
            """The names of the class but those that it has from pydantic as they are."""
            return [name for name in super().__dir__() if _is_own(cls, name)]


def _is_own(cls: type, name: str) -> bool:
    if "pydantic" in name or name in _OF_EVERY_MODEL:
        return False
    return getattr_static(cls, name, None) is not getattr_static(BaseModel, name, None)


class Frozen(BaseModel, metaclass=Listing):
    """Base of immutable models. Unknown members, as a newer version may have written, are ignored.

    A model's validator is built when the first one of it is made: a process needs few of them for itself, as most models
    are read and written within another one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    @cached_property
    def encoded(self) -> bytes:
        """The model as JSON in UTF-8, encoded once.

        Raises:
            SnapshotInvalid: a number in it is not finite, as a source's own may be.
        """
        return encode(self.model_dump())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed members, as every model has; it is encoded anew."""
        copy = super().model_copy(update=update, deep=deep)
        vars(copy).pop("encoded", None)
        return copy

    @classmethod
    def model_rebuild(cls, **how: Any) -> bool | None:
        """Build the validator, as every model does; of several threads that need it one builds, the others wait.

        Pydantic before 2.14 would let each of them build, and take away another's.
        """
        with _BUILDING:
            return super().model_rebuild(**how)


def exact(value: object) -> object:
    """The value unchanged, refusing floats."""
    if isinstance(value, float):
        raise ValueError("a float has lost the published digits: pass a Decimal, a string or an int")
    return value


def _read_as_of(value: object) -> date | datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value or " " in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)
    if isinstance(value, date):
        return value
    raise ValueError("expected a date, an aware datetime, or either in ISO 8601")


def _read_instant(value: object) -> datetime:
    instant = _read_as_of(value)
    if not isinstance(instant, datetime):
        raise ValueError("expected an aware datetime, not a date")
    return instant


# What a source printed may be anything, NaN too: screening says so, row by row.
Published = Annotated[
    Decimal, Field(allow_inf_nan=True), BeforeValidator(lambda value: Decimal(str(exact(value))))
]
Number = Annotated[Decimal, BeforeValidator(exact)]
Stated = Annotated[date | datetime, BeforeValidator(_read_as_of), PlainSerializer(stamp)]
Instant = Annotated[datetime, BeforeValidator(_read_instant), PlainSerializer(stamp)]


@dataclass(frozen=True)
class OwnClock:
    """Marks what our own clock gave: it was now or earlier when it was stored, unless the clock was set back since.

    counts_from: it lies so far after that member, and is moved with it.
    """

    counts_from: str | None = None


Past = Annotated[Instant, OwnClock()]
PastDay = Annotated[date, OwnClock()]
