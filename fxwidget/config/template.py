"""The text of a settings file with every setting in it, written from the code of the settings: each a comment at its default."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.config.values import written

__all__ = ["template"]

WIDTH = 80
"""Columns of a sentence with its comment sign."""

EXAMPLE = "ecb"
"""The provider whose table stands for all."""

HEAD = """\
The settings of fxwidget. Each stands here as a comment with its default, or with an example where it has none: take
the sign away to set it. A duration is a number and s, m, h or d. An environment variable such as FXWIDGET_REFRESH stands
over the file, and 'fxwidget config' prints what is in force and where it came from."""

OWN = f"And of each provider, by its name from 'fxwidget providers', here {EXAMPLE}:"


def template() -> str:
    """The text of a file of which nothing is in force before a comment sign is taken away."""
    parts = [_comment(HEAD), *_settings(Settings), _comment(OWN), f"# [provider.{EXAMPLE}]"]
    return "\n\n".join([*parts, *_settings(ProviderSettings)]) + "\n"


def _settings(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "provider":
            yield _setting(name, field)


def _setting(name: str, field: FieldInfo) -> str:
    """What a setting means, and a comment that sets it to its default, or to an example where that is nothing."""
    default = written(field.get_default(call_default_factory=True))
    value, meaning = default, str(field.description)
    if default is None or default == []:
        (value,), meaning = field.examples or [None], f"{meaning} Not set by default; for example:"
    return f"{_comment(meaning)}\n# {name} = {json.dumps(written(value), ensure_ascii=False)}"


def _comment(text: str) -> str:
    return "\n".join(
        f"# {line}" for line in wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    )
