"""Instants that our own clock gave and that lie ahead of now: the clock was set back since, so they count as now.

Which instants these are follows from their types: every member of a model that is a ``Past``, a ``PastDay`` or else
marked ``OwnClock``, at any depth. What sources stated, and what is yet to come by intention, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from fxwidget.domain.model import OwnClock

__all__ = ["own_instants", "set_back"]

Model = TypeVar("Model", bound=BaseModel)
Instants = list[tuple[str, datetime]]


def own_instants(value: BaseModel) -> Iterator[tuple[str, datetime]]:
    """Every instant in a model that our own clock gave as past, with the name of its member."""
    for name in _dated(type(value)):
        item, mark = getattr(value, name), _mark(type(value), name)
        if mark is None:
            yield from (pair for part in _parts(item) for pair in own_instants(part))
        elif isinstance(item, datetime) and mark.counts_from is None:
            yield name, item


def set_back(value: Model, now: datetime) -> tuple[Model, Instants]:
    """The model with none of those instants ahead of ``now``, and those that were, by the names of their members."""
    update: dict[str, Any] = {}
    found: Instants = []
    for name in _dated(type(value)):
        item, mark = getattr(value, name), _mark(type(value), name)
        moved = _moved(item, now, found) if mark is None else _own(value, name, item, mark, now, found)
        if moved is not item:
            update[name] = moved
    return (value.model_copy(update=update), found) if update else (value, found)


def _own(value: BaseModel, name: str, item: Any, mark: OwnClock, now: datetime, found: Instants) -> Any:
    """One marked member, as it is by the present clock."""
    if isinstance(item, Mapping):
        return _counted(item, now)
    if item is None:
        return item
    if mark.counts_from is not None:
        origin = getattr(value, mark.counts_from)
        return item - (origin - now) if origin is not None and origin > now else item
    if item <= now:
        return item
    found.append((name, item))
    return now


def _counted(by_day: Mapping[date, int], now: datetime) -> Mapping[date, int]:
    """Counts by day, with those of days beyond tomorrow among today's: in some zone tomorrow has begun."""
    today = now.date()
    ahead = sum(number for day, number in by_day.items() if (day - today).days > 1)
    if not ahead:
        return by_day
    past = {day: number for day, number in by_day.items() if (day - today).days <= 1}
    return past | {today: past.get(today, 0) + ahead}


def _moved(item: Any, now: datetime, found: Instants) -> Any:
    """A model, or a mapping or tuple of models, set back; the same object where nothing lies ahead."""
    if isinstance(item, BaseModel):
        moved, more = set_back(item, now)
        found += more
        return moved
    if isinstance(item, Mapping):
        changed = {key: _moved(part, now, found) for key, part in item.items()}
        return changed if any(changed[key] is not item[key] for key in changed) else item
    if isinstance(item, tuple):
        parts = tuple(_moved(part, now, found) for part in item)
        return parts if any(new is not old for new, old in zip(parts, item, strict=True)) else item
    return item


def _parts(item: Any) -> Iterator[BaseModel]:
    """The models in a member."""
    if isinstance(item, BaseModel):
        yield item
    elif isinstance(item, Mapping):
        yield from (part for part in item.values() if isinstance(part, BaseModel))
    elif isinstance(item, tuple):
        yield from (part for part in item if isinstance(part, BaseModel))


@cache
def _dated(model: type[BaseModel]) -> tuple[str, ...]:
    """The members of a model that are such instants, or hold models that have some."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if _mark(model, name) is not None or any(_dated(inner) for inner in _models(field.annotation))
    )


@cache
def _mark(model: type[BaseModel], name: str) -> OwnClock | None:
    """How a member is marked, also where it may be None or is the key of a mapping."""
    field = model.model_fields[name]
    marks = (mark for mark in (*field.metadata, *_metadata(field.annotation)) if isinstance(mark, OwnClock))
    return next(marks, None)


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _metadata(part)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
