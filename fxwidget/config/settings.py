"""The settings: ``fxwidget.toml``, and ``FXWIDGET_…`` environment variables over it. Unknown names are errors."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from fxwidget.config.environment import PREFIX, overlaid
from fxwidget.config.store_urls import check_store
from fxwidget.config.urls import address
from fxwidget.domain.currency import BRICS_PLUS, check_code
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.ops.listening import read_address
from fxwidget.ops.log import Form
from fxwidget.provider.quota import Quota

FILE = "fxwidget.toml"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = 36_500 * UNITS["d"]


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text)
    if found is None:
        raise ValueError(f'{text!r} is not a duration; write a number and s, m, h or d, as in "5m"')
    seconds = float(found[1]) * UNITS[found[2] or "s"]
    if seconds > LONGEST:
        raise ValueError(f"{text[:20]!r} is longer than a hundred years")
    return timedelta(seconds=seconds)


def _withdrawal(value: object) -> object:
    return value if value == "never" else _duration(value)


def _codes(value: object) -> object:
    return [code for code in re.split(r"[,\s]+", value) if code] if isinstance(value, str) else value


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def duration(text: str) -> timedelta:
    """A duration as people write it: a number and s, m, h or d.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        value = _duration(text)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    assert isinstance(value, timedelta)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Withdrawal = Annotated[timedelta | Literal["never"], BeforeValidator(_withdrawal)]
Names = Annotated[tuple[str, ...], BeforeValidator(_codes)]
Urls = Annotated[tuple[str, ...], BeforeValidator(_words)]


def _default_store() -> str:
    from platformdirs import user_state_path

    return f"disk://{user_state_path('fxwidget')}"


class ProviderSettings(BaseModel):
    """The settings of one provider."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str | None = None
    key: SecretStr | None = None
    key_file: Path | None = None
    key_credential: str | None = None
    min_interval: Duration | None = None
    quota: str | None = None

    @field_validator("url")
    @classmethod
    def _an_origin(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value is not None and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("is not a URL; write scheme, host and port, as in http://127.0.0.1:9000")
        if value is not None and (parts.path.strip("/") or parts.query or parts.username is not None):
            raise ValueError("replaces scheme, host and port only; leave the rest out")
        _ = parts.port  # raises where it is none
        return value

    @field_validator("key_credential")
    @classmethod
    def _a_credential(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", value):
            raise ValueError("is the name of a credential, as in LoadCredential=NAME:/path")
        return value

    @field_validator("quota")
    @classmethod
    def _a_quota(cls, value: str | None) -> str | None:
        if value is not None:
            Quota.read(value)
        return value

    @property
    def key_path(self) -> Path | None:
        """The file that holds the provider's key, where the settings do not hold it themselves.

        Raises:
            ConfigurationError: a credential is named, and systemd passed none.
        """
        if self.key is not None or self.key_credential is None:
            return self.key_file if self.key is None else None
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise ConfigurationError(
                f"key_credential {self.key_credential!r} is passed by systemd only: "
                f"write LoadCredential={self.key_credential}:/path into the unit"
            )
        return Path(folder, self.key_credential)

    def secret(self) -> str | None:
        """The provider's API key: from the settings, a systemd credential or a file."""
        if self.key is not None:
            return self.key.get_secret_value()
        path = self.key_path
        if path is None:
            return None
        what = f"key_file {path}" if self.key_credential is None else f"the credential {path}"
        try:
            return path.read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            raise ConfigurationError(f"{what} can't be read: {error.strerror}") from error
        except UnicodeDecodeError:
            raise ConfigurationError(f"{what} is not text") from None

    def key_flaw(self, key: str) -> str | None:
        """Why a key can't be sent, with the name of its file; None where it can. It never contains the key itself."""
        if key.isascii() and key.isprintable():
            return None
        strange = next(sign for sign in key if not (sign.isascii() and sign.isprintable()))
        where = "the key in the settings" if self.key_path is None else str(self.key_path)
        return (
            f"{where} holds U+{ord(strange):04X}, which can't stand in a header: write the key in plain ASCII"
        )


class Settings(BaseModel):
    """All settings of fxwidget: what is given, and the environment's variables over it."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # it may be a key
        validate_default=True,
    )

    base: str = "USD"
    currencies: Names = BRICS_PLUS
    sources: Names = ()
    refresh: Duration = timedelta(minutes=5)
    build_every: Duration = timedelta(hours=3)
    build_late: Duration = timedelta(hours=12)
    withdraw_after: Withdrawal = timedelta(days=14)
    store: str = Field(default_factory=_default_store, repr=False)
    contact: str = ""
    proxy: str | None = Field(None, repr=False)
    deadline: Duration = timedelta(seconds=20)
    frame_ancestors: str = "*"
    url: str | None = None
    variants: Urls = ()
    refresher_metrics: str | None = None
    web_metrics: str | None = None
    log_format: Form = Form.PEOPLE
    verbose: bool = False
    provider: Mapping[str, ProviderSettings] = {}

    if not TYPE_CHECKING:  # its parameters are the members, as those of every model

        def __init__(self, **given: Any) -> None:
            super().__init__(**overlaid(given, type(self).model_fields))

    @field_validator("base")
    @classmethod
    def _a_code(cls, value: str) -> str:
        return _checked(value)

    @field_validator("currencies")
    @classmethod
    def _some_codes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(_checked(code) for code in value))
        if not codes:
            raise ValueError("is empty; name at least one currency")
        return codes

    @field_validator("contact", "frame_ancestors")
    @classmethod
    def _one_header(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or ";" in value:
            raise ValueError("goes into a header: write printable ASCII without a semicolon")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _somebody(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty; write * for everybody, or 'none'")
        return value

    @field_validator("url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        return None if value is None else address(value)

    @field_validator("refresher_metrics", "web_metrics")
    @classmethod
    def _a_listening_address(cls, value: str | None) -> str | None:
        if value is not None:
            read_address(value)
        return value

    @field_validator("store")
    @classmethod
    def _a_store(cls, value: str) -> str:
        check_store(value)
        return value

    @field_validator("refresh", "deadline", "build_every")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        if value < timedelta(seconds=1):
            raise ValueError("must be at least one second")
        return value

    @model_validator(mode="after")
    def _more_than_the_dollar(self) -> Settings:
        if {self.base, *self.currencies} == {"USD"}:
            raise ValueError(
                "currencies names the dollar alone, in which every rate is; name another, such as INR"
            )
        return self

    @model_validator(mode="after")
    def _installed(self) -> Settings:
        from fxwidget.provider.registry import facts_of

        broken = []
        for name in (*self.sources, *self.provider):
            try:
                facts_of(name)
            except ConfigurationError as error:  # left out with a warning: see names
                broken.append((name, str(error)))
            except FXWidgetError as error:
                raise ValueError(str(error)) from error
        if self.sources and set(self.sources) <= {name for name, _ in broken}:
            raise ValueError("; ".join(dict.fromkeys(fault for _, fault in broken)))
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The enabled providers in order of preference: those named, else all whose terms and keys allow it.

        One that is installed and can't be used is left out.
        """
        from fxwidget.provider.registry import default_names, usable

        return usable(tuple(dict.fromkeys(self.sources))) or default_names(self.currencies)

    @property
    def withdrawal(self) -> timedelta | None:
        """How long a stale number stays in the table before it is withdrawn; None for ever."""
        return None if self.withdraw_after == "never" else self.withdraw_after


def _checked(code: str) -> str:
    try:
        return check_code(code)
    except FXWidgetError as error:
        raise ValueError(str(error)) from error


def load(path: Path | None = None, **changes: Any) -> Settings:
    """The settings from ``path``, else ``fxwidget.toml`` in the working directory if there is one, else defaults.

    Args:
        changes: values that stand in place of the file's.

    Raises:
        ConfigurationError: the file or a variable is wrong; the message names it and what would be right.
    """
    where = str(path or FILE)
    read = path is not None or Path(FILE).exists()
    values: dict[str, Any] = {}
    if read:
        try:
            values = tomllib.loads(Path(where).read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ConfigurationError(f"{where} can't be read: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{where} is not TOML: {error}") from error
    _refuse_unknown_variables()
    try:
        return Settings(**{**values, **changes})
    except (ValidationError, ValueError) as error:
        raise ConfigurationError(_explain(where if read else "settings", error, changes)) from error


def _refuse_unknown_variables() -> None:
    for variable in os.environ:
        if variable.upper().startswith(PREFIX):
            field, nested, _ = variable[len(PREFIX) :].lower().partition("__")
            if field not in Settings.model_fields or (nested and field != "provider"):
                raise ConfigurationError(
                    f"environment variable {variable} sets nothing; there are "
                    + ", ".join(PREFIX + name.upper() for name in Settings.model_fields)
                )


def _explain(where: str, error: ValueError, changes: Mapping[str, Any]) -> str:
    """What is wrong, each fault with the place that its value came from: the file, a variable or an argument."""
    if not isinstance(error, ValidationError):
        return f"{where}: {error}"
    faults: dict[str, list[str]] = {}
    for fault in error.errors():
        place = tuple(str(part) for part in fault["loc"])
        faults.setdefault(_place(place, changes) or where, []).append(_fault(".".join(place), fault))
    return "; ".join(f"{place}: {'; '.join(texts)}" for place, texts in faults.items())


def _place(place: tuple[str, ...], changes: Mapping[str, Any]) -> str | None:
    """The variable or the argument that a value came from, None where it stands in the file."""
    for length in range(len(place), 0, -1):
        name = (PREFIX + "__".join(place[:length])).upper()
        if any(variable.upper() == name for variable in os.environ):
            return f"environment variable {name}"
    return "argument" if place and place[0] in changes else None


def _fault(name: str, fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        known = ProviderSettings.model_fields if "." in name else Settings.model_fields
        return f"unknown setting {name!r}; there are {', '.join(known)}"
    return f"{name or 'settings'}: {fault['msg'].removeprefix('Value error, ')}"
