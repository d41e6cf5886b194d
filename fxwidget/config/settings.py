"""The settings: ``fxwidget.toml``, and ``FXWIDGET_…`` environment variables over it. Unknown names are errors."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from fxwidget.config.environment import overlaid
from fxwidget.config.faults import explained, in_lines, unknown_variables
from fxwidget.config.settings_file import file_of, values_of
from fxwidget.config.store_urls import check_store
from fxwidget.config.urls import address
from fxwidget.config.values import Duration, Names, Urls, Withdrawal
from fxwidget.domain.currency import BRICS_PLUS, check_code
from fxwidget.domain.model import Listing
from fxwidget.errors import ConfigurationError, FXWidgetError
from fxwidget.ops.listening import read_address
from fxwidget.ops.log import Form
from fxwidget.provider.quota import Quota


def _default_store() -> str:
    from platformdirs import user_state_path

    return f"disk://{user_state_path('fxwidget')}"


class ProviderSettings(BaseModel, metaclass=Listing):
    """The settings of one provider: another origin to ask, its key or where that is, and how often it may be asked.

    url: scheme, host and port that take the place of its own. min_interval: between two requests.
    key, key_file, key_credential: the key itself, the file that holds it, or the name of a credential of systemd.
    quota: as in ``"1000/month"``.

    Raises:
        ValueError: a value is wrong; the message names it and what would be right.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str | None = Field(
        default=None,
        description="Replaces scheme, host and port of whatever the provider would be asked, the paths unchanged.",
        examples=["http://127.0.0.1:9000"],
    )
    key: SecretStr | None = Field(
        default=None,
        description="The key of a provider that needs one, itself.",
        examples=["0123456789abcdef"],
    )
    key_file: Path | None = Field(
        default=None,
        description="In place of key: the file that holds it, for the service's user alone to read.",
        examples=["/run/secrets/fred"],
    )
    key_credential: str | None = Field(
        default=None, description="In place of key: the name of a systemd credential.", examples=["fred"]
    )
    min_interval: Duration | None = Field(
        default=None,
        description="How often it may be asked, a duration. By default every round in its publication hours, 24 times "
        "at most, hourly outside.",
        examples=["1h"],
    )
    quota: str | None = Field(
        default=None,
        description="How many requests it allows in a day or a month; by default what the provider itself states.",
        examples=["1000/month"],
    )

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
        """The provider's API key: from the settings, a systemd credential or a file; None where there is none.

        Raises:
            ConfigurationError: the file can't be read or is no text, or systemd passed no such credential.
        """
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
        """Why a key can't be sent, with the name of its file; None where it can. It never contains the key itself.

        Raises:
            ConfigurationError: a credential is named, and systemd passed none.
        """
        if key.isascii() and key.isprintable():
            return None
        strange = next(sign for sign in key if not (sign.isascii() and sign.isprintable()))
        where = "the key in the settings" if self.key_path is None else str(self.key_path)
        return (
            f"{where} holds U+{ord(strange):04X}, which can't stand in a header: write the key in plain ASCII"
        )


class Settings(BaseModel, metaclass=Listing):
    """All settings of fxwidget: what is given, and the environment's variables over it.

    The members are the settings of ``fxwidget.toml``, of the same names, units and defaults (docs/reference/settings.md).
    Where a time is meant, a ``timedelta`` or a text such as ``"5m"``.

    Raises:
        ValueError: a value or a variable is wrong; the message names it and what would be right.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # it may be a key
        validate_default=True,
    )

    base: str = Field(default="USD", description="The currency of which one unit is priced.")
    currencies: Names = Field(
        default=BRICS_PLUS, description="The rows of the table, in their order: any ISO 4217 code, or CNH."
    )
    sources: Names = Field(
        default=(),
        description="The providers to ask, in order of preference; 'fxwidget providers' lists them. None named: every "
        "one whose terms allow it and that needs no key.",
        examples=[["ecb", "bank_of_russia", "currency_api"]],
    )
    refresh: Duration = Field(
        default=timedelta(minutes=5), description="The time between two rounds, a duration."
    )
    build_every: Duration = Field(
        default=timedelta(hours=3),
        description="How often a job runs 'fxwidget build', a duration; --every stands over it.",
    )
    build_late: Duration = Field(
        default=timedelta(hours=12),
        description="How much later than that a run may be before the pages of the one before are out of date, a "
        "duration; --late stands over it.",
    )
    withdraw_after: Withdrawal = Field(
        default=timedelta(days=14),
        description='How long a stale number stays readable before it is withdrawn, a duration or "never".',
    )
    store: str = Field(
        default_factory=_default_store,
        repr=False,
        description="Where rates are stored: disk:// and a local folder, redis://HOST:6379/0, or https://HOST/v1/rates "
        "of another service. By default a folder of the user's own.",
        examples=["disk:///var/lib/fxwidget"],
    )
    contact: str = Field(default="", description="An address that is sent to providers in the User-Agent.")
    proxy: str | None = Field(
        default=None,
        repr=False,
        description="An http:// proxy for all requests; none is ever taken from the environment.",
        examples=["http://proxy.example:3128"],
    )
    deadline: Duration = Field(
        default=timedelta(seconds=20),
        description="The most time that one request may take, from connecting to the last byte, a duration.",
    )
    frame_ancestors: str = Field(
        default="*", description="Which sites may frame the page, as in a Content-Security-Policy."
    )
    url: str | None = Field(
        default=None,
        description="The address at which the world reaches the service, perhaps with a path; feeds, link previews and "
        "oEmbed name it.",
        examples=["https://rates.example"],
    )
    variants: Urls = Field(
        default=(),
        description="Pages and JSON with options that are drawn and published before anybody asks.",
        examples=[["/widget?lang=ru", "/v1/rates?base=INR"]],
    )
    refresher_metrics: str | None = Field(
        default=None,
        description="The address, host and port, at which the refresher shows its metrics to Prometheus.",
        examples=["127.0.0.1:9108"],
    )
    web_metrics: str | None = Field(
        default=None,
        description="The address, host and port, at which the web shows its metrics, all its workers together.",
        examples=["127.0.0.1:9109"],
    )
    log_format: Form = Field(
        default=Form.PEOPLE,
        description='The lines on standard error: sentences for "people", or "json", one object each; --log-format '
        "stands over it.",
    )
    verbose: bool = Field(default=False, description="Tell in the log what is routine too, as -v does.")
    provider: Mapping[str, ProviderSettings] = Field(
        default={}, description="Of each provider its own settings, under [provider.NAME]."
    )

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
    file = file_of(path)
    values = values_of(file)
    if unknown := [*unknown_variables(Settings.model_fields)]:
        raise ConfigurationError(in_lines(f"{len(unknown)} environment variables set nothing", unknown))
    try:
        return Settings(**{**values, **changes})
    except ValueError as error:  # pydantic's is one too
        place = str(file or "settings")
        fields, own = Settings.model_fields, ProviderSettings.model_fields
        raise ConfigurationError(explained(place, error, changes, fields, own)) from error
