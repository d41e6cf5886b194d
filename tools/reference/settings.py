"""The page of settings: each with its default and its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fxwidget.config.environment import PREFIX
from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.config.values import written
from tools.markdown import code, table

__all__ = ["page"]

PLACES = {"store": "a folder of the user's own"}
"""Defaults that depend on the machine, in words."""


def page() -> Iterable[str]:
    """The lines of the page."""
    yield "# Settings"
    yield "They stand in `fxwidget.toml` in the working directory, or in the file that `fxwidget --config FILE` names before the"
    yield f"command. An environment variable `{PREFIX}NAME` stands over each; `__` parts levels, as in"
    yield f"`{PREFIX}PROVIDER__FRED__KEY`. `fxwidget config` prints what is in force and where it came from, `fxwidget init` writes a file"
    yield "with every setting as a comment. Names that are no settings are errors. A duration is a number and `s`, `m`, `h` or `d`. In"
    yield f"a variable the parts of a list are parted by blanks, of codes and names also by commas: `{PREFIX}SOURCES=ecb,nbp`."
    yield from _table(Settings, "")
    yield from ("## `[provider.NAME]`", "", "For each provider by its name, as in `[provider.fred]`:")
    yield from _table(ProviderSettings, "PROVIDER__NAME__")


def _table(model: type[BaseModel], level: str) -> Iterable[str]:
    rows = [
        (code(name), code(f"{PREFIX}{level}{name.upper()}"), _default(name, field), _meaning(name, field))
        for name, field in model.model_fields.items()
        if name != "provider"
    ]
    return table(("setting", "environment", "default", "meaning"), rows)


def _meaning(name: str, field: FieldInfo) -> str:
    if field.description is None:
        raise ValueError(f"the setting {name} has no description")
    example = f" As in {code(_toml(field.examples[0]))}." if field.examples else ""
    return field.description + example


def _default(name: str, field: FieldInfo) -> str:
    if name in PLACES:
        return PLACES[name]
    value = field.get_default(call_default_factory=True)
    return "none" if value in (None, "", ()) else code(_toml(value))


def _toml(value: Any) -> str:
    """A value as it is written in the file of settings."""
    return json.dumps(written(value), ensure_ascii=False)
